"""Every write to homework."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.homework.models import Assignment
from accounts.people.models import Classroom
from quizzes.actions import freeze_quiz
from quizzes.feedback import FeedbackPolicy
from quizzes.models import Quiz
from revision.actions import Refused


@transaction.atomic
def set_homework(
    *,
    quiz: Quiz,
    classroom: Classroom,
    opens: datetime.datetime,
    due: datetime.datetime,
    closes: datetime.datetime,
    feedback: str = FeedbackPolicy.AT_ONCE,
) -> Assignment:
    """Set a quiz to a class. Raises ``Refused`` for a quiz without questions, an empty class, or times in the wrong order."""
    if not quiz.slots.exists():
        raise Refused(_("“%(quiz)s” has no questions yet. Propose or add some first; nothing was set.") % {"quiz": quiz.title})
    if not classroom.enrolments.current().exists():
        raise Refused(_("%(class)s has no students yet. Add them first; nothing was set.") % {"class": classroom.name})
    if not opens <= due <= closes:
        raise Refused(_("Homework opens, then is due, then closes: the times are in another order."))
    freeze_quiz(quiz=quiz)
    return Assignment.objects.create(quiz=quiz, classroom=classroom, opens=opens, due=due, closes=closes, feedback=feedback)


@transaction.atomic
def change_times(*, assignment: Assignment, opens: datetime.datetime, due: datetime.datetime, closes: datetime.datetime) -> Assignment:
    """Give homework other times. Raises ``Refused`` for times in the wrong order."""
    if not opens <= due <= closes:
        raise Refused(_("Homework opens, then is due, then closes: the times are in another order."))
    assignment.opens, assignment.due, assignment.closes = opens, due, closes
    assignment.save(update_fields=["opens", "due", "closes"])
    return assignment


@transaction.atomic
def withdraw_homework(*, assignment: Assignment) -> None:
    """Take back homework that nobody has started. Raises ``Refused`` once somebody has: their answers are kept."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if assignment.attempts.exists():
        raise Refused(_("Somebody has started it, so it stays; close it early instead by changing its times."))
    assignment.delete()

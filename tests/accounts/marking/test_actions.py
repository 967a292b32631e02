"""Awarding, releasing, overriding, reopening and excusing: what is written, when it counts, and who is refused."""

from decimal import Decimal

import pytest

from accounts.attempts.actions import start_practice
from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem
from accounts.homework.models import Extension
from accounts.marking import actions, totals
from accounts.marking.models import BankedComment
from revision.actions import Refused
from tests.accounts.helpers import DAY, HOUR, NOON
from tests.factories import TeacherFactory, answer, enrolled, started

pytestmark = pytest.mark.django_db

HALF = Decimal("0.5")


def award(essay, name, fraction, comment=""):
    item = essay.item(name, 1)
    return actions.award(items=AttemptItem.objects.all(), item_id=item.pk, fraction=Decimal(fraction), comment=comment, by=essay.teacher)


def totals_of(essay):
    return {
        name: tuple(Attempt.objects.values_list("score", "max_score", "waiting_count").get(pk=one.pk))
        for name, one in essay.attempts.items()
    }


def events(attempt):
    return list(attempt.events.values_list("kind", "item__position", "by", "before", "after", "reason"))


# --- Award and release -----------------------------------------------------------------------------------------------


def test_an_award_counts_for_nothing_before_it_is_released(essay):
    before = totals_of(essay)

    item = award(essay, "Ann", "0.5", "Say why.")

    assert (item.awarded, item.awarded_by, item.awarded_at, item.comment) == (HALF, essay.teacher, NOON, "Say why.")
    assert (item.fraction, totals_of(essay), events(essay.attempts["Ann"])) == (None, before, [])


def test_until_the_release_the_later_award_stands(essay):
    award(essay, "Ann", "0.5")

    assert award(essay, "Ann", "1").awarded == 1


def test_released_marks_count_all_at_once(essay):
    for name, fraction in (("Ann", "0.5"), ("Ben", "1"), ("Cy", "0")):
        award(essay, name, fraction)

    assert actions.release_marks(assignment=essay.assignment, by=essay.teacher) == 3

    assert totals_of(essay) == {"Ann": (3, 7, 0), "Ben": (6, 7, 0), "Cy": (1, 7, 0)}
    assert events(essay.attempts["Ann"]) == [("awarded", 1, essay.teacher.pk, None, HALF, "")]


def test_some_unmarked_are_a_warning_and_go_on_waiting(essay):
    award(essay, "Ann", "0.5")
    before = totals_of(essay)

    with pytest.raises(Refused, match="2 answers are not marked yet"):
        actions.release_marks(assignment=essay.assignment, by=essay.teacher)
    assert totals_of(essay) == before

    assert actions.release_marks(assignment=essay.assignment, by=essay.teacher, despite_unmarked=True) == 1
    assert totals_of(essay) == {"Ann": (3, 7, 0), "Ben": (0, 7, 1), "Cy": (1, 7, 1)}


def test_without_a_mark_there_is_nothing_to_release(essay):
    with pytest.raises(Refused, match="No answer is marked yet"):
        actions.release_marks(assignment=essay.assignment, by=essay.teacher)


def test_a_failure_in_the_middle_of_a_release_leaves_all_as_before(essay, monkeypatch):
    for name in essay.attempts:
        award(essay, name, "1")
    before = totals_of(essay), list(AttemptItem.objects.order_by("pk").values()), list(AttemptEvent.objects.values())
    monkeypatch.setattr(actions, "recount", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.release_marks(assignment=essay.assignment, by=essay.teacher)

    assert (totals_of(essay), list(AttemptItem.objects.order_by("pk").values()), list(AttemptEvent.objects.values())) == before


def test_what_is_released_is_not_awarded_again(essay):
    award(essay, "Ann", "1")
    actions.release_marks(assignment=essay.assignment, by=essay.teacher, despite_unmarked=True)

    with pytest.raises(Refused, match="released already"):
        award(essay, "Ann", "0")


def test_no_answer_gets_no_award(essay):
    attempt = started(essay.assignment, enrolled(essay.assignment.classroom))

    with pytest.raises(Refused, match="no answer to mark"):
        actions.award(
            items=AttemptItem.objects.all(), item_id=attempt.items.get(position=1).pk, fraction=HALF, comment="", by=essay.teacher
        )


def test_an_award_outside_of_ones_items_is_of_nothing(essay):
    with pytest.raises(AttemptItem.DoesNotExist):
        actions.award(items=AttemptItem.objects.none(), item_id=essay.item("Ann", 1).pk, fraction=HALF, comment="", by=essay.teacher)


# --- Override --------------------------------------------------------------------------------------------------------


def override(essay, name="Ann", position=2, fraction="1", reason="Near enough", comment=""):
    return actions.override_mark(
        items=AttemptItem.objects.all(),
        attempt_id=essay.attempts[name].pk,
        position=position,
        fraction=Decimal(fraction),
        reason=reason,
        comment=comment,
        by=essay.teacher,
    )


def automatic(essay, name="Ann", position=2):
    return actions.back_to_automatic(
        items=AttemptItem.objects.all(), attempt_id=essay.attempts[name].pk, position=position, by=essay.teacher
    )


def test_an_override_counts_at_once_and_stands_in_the_history(essay):
    item = override(essay, comment="An old name.")

    assert (item.fraction, item.awarded, item.awarded_by, item.awarded_at, item.comment) == (1, 1, essay.teacher, NOON, "An old name.")
    assert totals_of(essay)["Ann"] == (1, 7, 1)
    assert events(essay.attempts["Ann"]) == [("overridden", 2, essay.teacher.pk, 0, 1, "Near enough")]


def test_the_automatic_mark_comes_back(essay):
    before = totals_of(essay)
    override(essay)

    item = automatic(essay)

    assert (item.fraction, item.awarded, item.awarded_by, item.awarded_at, totals_of(essay)) == (0, None, None, None, before)
    assert events(essay.attempts["Ann"])[1] == ("restored", 2, essay.teacher.pk, 1, 0, "")


def test_a_written_answer_without_its_mark_waits_again(essay):
    override(essay, position=1, fraction="0.5")
    assert totals_of(essay)["Ann"] == (3, 7, 0)

    assert automatic(essay, position=1).fraction is None
    assert totals_of(essay)["Ann"] == (0, 7, 1)


@pytest.mark.parametrize(
    ("values", "said"), [({"reason": ""}, "Say why"), ({"name": "Dee"}, "not answered")], ids=["no reason", "no answer"]
)
def test_no_override_without_reason_or_answer(essay, values, said):
    essay.attempts["Dee"] = started(essay.assignment, enrolled(essay.assignment.classroom))
    before = totals_of(essay)

    with pytest.raises(Refused, match=said):
        override(essay, **values)

    assert totals_of(essay) == before


def test_an_automatic_mark_is_not_made_automatic(essay):
    with pytest.raises(Refused, match="automatic one already"):
        automatic(essay)


def test_a_new_answer_after_reopening_takes_the_place_of_a_mark_by_hand(essay):
    essay.assignment.feedback = "submitted"
    essay.assignment.save()
    AttemptItem.objects.update(is_final=False)
    override(essay)
    actions.reopen_attempt(attempt=essay.attempts["Ann"], by=essay.teacher, reason="Ill")

    answer(essay.attempts["Ann"], 2, {"text": "Rome"})

    item = essay.item("Ann", 2)
    assert (item.fraction, item.awarded, totals_of(essay)["Ann"]) == (0, None, (0, 7, 1))


# --- Reopen ----------------------------------------------------------------------------------------------------------


def reopen(essay, name="Ann", reason="Ill", until=None):
    return actions.reopen_attempt(attempt=essay.attempts[name], by=essay.teacher, reason=reason, until=until)


def test_a_reopened_attempt_goes_on_to_its_end(essay):
    attempt = reopen(essay)

    assert (attempt.finished, attempt.ended_by, attempt.deadline) == (None, "", NOON + 2 * HOUR)
    assert (events(attempt), Extension.objects.count()) == ([("reopened", None, essay.teacher.pk, None, None, "Ill")], 0)


def test_after_the_close_it_needs_a_new_end_of_the_students_own(essay, time_machine):
    time_machine.move_to(NOON + DAY, tick=False)
    with pytest.raises(Refused, match="Its time is over"):
        reopen(essay)

    attempt = reopen(essay, until=NOON + 2 * DAY)

    own = Extension.objects.get()
    assert (own.student, own.opens, own.due, own.closes) == (attempt.student, NOON - HOUR, NOON + HOUR, NOON + 2 * DAY)
    assert (attempt.deadline, attempt.is_over(NOON + DAY)) == (NOON + 2 * DAY, False)


@pytest.mark.parametrize(
    ("values", "said"),
    [({"reason": ""}, "Say why"), ({"name": "Dee"}, "still under way"), ({"until": NOON}, "Its time is over")],
    ids=["no reason", "under way", "an end that has passed"],
)
def test_what_is_not_reopened(essay, values, said):
    essay.attempts["Dee"] = started(essay.assignment, enrolled(essay.assignment.classroom))

    with pytest.raises(Refused, match=said):
        reopen(essay, **values)


def test_one_attempt_at_a_time(essay):
    essay.assignment.attempts_allowed = 2
    essay.assignment.save()
    started(essay.assignment, essay.attempts["Ann"].student)

    with pytest.raises(Refused, match="another attempt under way"):
        reopen(essay)


def test_practice_is_not_reopened(essay):
    essay.attempts["practice"] = start_practice(attempt=essay.attempts["Ann"])

    with pytest.raises(Refused, match="Practice does not count"):
        reopen(essay, name="practice")


# --- Excuse ----------------------------------------------------------------------------------------------------------


def test_a_student_is_excused_and_counted_in_again(essay):
    ann = essay.attempts["Ann"].student

    own = actions.excuse_student(assignment=essay.assignment, student=ann, by=essay.teacher, reason="Ill")
    assert (own.excused, own.reason) == (True, "Ill")
    with pytest.raises(Refused, match="so already"):
        actions.excuse_student(assignment=essay.assignment, student=ann, by=essay.teacher, reason="Ill")

    own = actions.excuse_student(assignment=essay.assignment, student=ann, by=essay.teacher, reason="Well", excused=False)
    assert own.excused is False
    assert [row[0] for row in events(essay.attempts["Ann"])] == ["excused", "included"]


def test_no_student_is_excused_without_a_reason(essay):
    with pytest.raises(Refused, match="Say why"):
        actions.excuse_student(assignment=essay.assignment, student=essay.attempts["Ann"].student, by=essay.teacher, reason="")

    assert Extension.objects.count() == 0


# --- Comments --------------------------------------------------------------------------------------------------------


def test_a_comment_is_kept_once_and_the_oldest_make_room(monkeypatch, time_machine):
    monkeypatch.setattr(actions, "MOST_BANKED", 2)
    teacher = TeacherFactory()
    for number, text in enumerate(["Why?", "Source?", "Why?", "Date?"]):
        time_machine.move_to(NOON + number * HOUR, tick=False)
        actions.bank_comment(teacher=teacher, text=text)

    assert [comment.text for comment in teacher.banked_comments.all()] == ["Date?", "Why?"]


def test_a_comment_of_anothers_is_not_there():
    comment = actions.bank_comment(teacher=TeacherFactory(), text="Why?")

    with pytest.raises(BankedComment.DoesNotExist):
        actions.forget_comment(comments=TeacherFactory().banked_comments.all(), comment_id=comment.pk)

    actions.forget_comment(comments=comment.teacher.banked_comments.all(), comment_id=comment.pk)
    assert BankedComment.objects.count() == 0


# --- Totals ----------------------------------------------------------------------------------------------------------


def test_a_recount_of_sound_attempts_changes_nothing(essay, django_assert_num_queries):
    before = totals_of(essay)

    with django_assert_num_queries(3):
        totals.recount([attempt.pk for attempt in essay.attempts.values()])

    assert totals_of(essay) == before

"""Makes rows for tests: each factory's defaults are a whole, valid thing."""

import datetime
import uuid
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Assignment, Attempt, Classroom, Enrolment, School, Teaching, User
from quizzes.models import Quiz, Slot
from revision.models import Course, Fact, Question, QuestionVersion, Topic

PASSWORD = "correct-horse-battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

CHOICE = {
    "options": [
        {"text": "Paris", "correct": True, "feedback": "On the Seine."},
        {"text": "Lyon", "correct": False, "feedback": "On the Rhône."},
        {"text": "Nice", "correct": False, "feedback": "By the sea."},
    ]
}
TYPED: dict[str, Any] = {"accepted": ["Paris"], "near": []}
ORDER = {"items": [{"text": "one", "why": ""}, {"text": "two", "why": ""}, {"text": "three", "why": ""}, {"text": "four", "why": ""}]}


class SchoolFactory(DjangoModelFactory[School]):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"School {n}")


class UserFactory(DjangoModelFactory[User]):
    """A student; ``TeacherFactory`` and ``AdminFactory`` beside it. The password is ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"otter-{n:04}")
    display_name = factory.Sequence(lambda n: f"Student {n}")
    role = User.Role.STUDENT
    school = factory.SubFactory(SchoolFactory)
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def second_step(self: User, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        """Admins have one, unless ``second_step=False``: without it they would be sent to set it up."""
        if create and self.role not in {User.Role.STUDENT, User.Role.TEACHER} and extracted is not False:
            from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 (needs the apps loaded)

            TOTP.activate(self, TOTP_SECRET)


class TeacherFactory(UserFactory):
    username = factory.Sequence(lambda n: f"teacher-{n:04}")
    display_name = factory.Sequence(lambda n: f"Teacher {n}")
    role = User.Role.TEACHER


class AdminFactory(UserFactory):
    username = factory.Sequence(lambda n: f"admin-{n:04}")
    display_name = factory.Sequence(lambda n: f"Admin {n}")
    role = User.Role.ADMIN


class SiteAdminFactory(UserFactory):
    username = factory.Sequence(lambda n: f"site-{n:04}")
    display_name = factory.Sequence(lambda n: f"Site admin {n}")
    role = User.Role.SITE
    school = None


class ClassroomFactory(DjangoModelFactory[Classroom]):
    class Meta:
        model = Classroom

    school = factory.SubFactory(SchoolFactory)
    owner = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..school"))
    name = factory.Sequence(lambda n: f"11{n} History")


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    classroom = factory.SubFactory(ClassroomFactory)
    student = factory.SubFactory(UserFactory, school=factory.SelfAttribute("..classroom.school"))


class TeachingFactory(DjangoModelFactory[Teaching]):
    class Meta:
        model = Teaching

    classroom = factory.SubFactory(ClassroomFactory)
    teacher = factory.SubFactory(TeacherFactory, school=factory.SelfAttribute("..classroom.school"))


class CourseFactory(DjangoModelFactory[Course]):
    """A course shipped with Revision: every teacher reads it."""

    class Meta:
        model = Course

    title = factory.Sequence(lambda n: f"Course {n}")
    slug = factory.Sequence(lambda n: f"course-{n}")


class TopicFactory(DjangoModelFactory[Topic]):
    class Meta:
        model = Topic

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")
    position = factory.Sequence(int)


class FactFactory(DjangoModelFactory[Fact]):
    class Meta:
        model = Fact

    topic = factory.SubFactory(TopicFactory)
    course = factory.SelfAttribute("topic.course")
    slug = factory.Sequence(lambda n: f"fact-{n}")
    statement = factory.Sequence(lambda n: f"Statement **{n}**.")
    kind = Fact.Kind.EVENT
    position = factory.Sequence(int)


class QuestionFactory(DjangoModelFactory[Question]):
    """A question with its first version; ``body``, ``prompt`` and ``explanation`` go to that version, ``facts`` are linked."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    body = CHOICE
    prompt = factory.Sequence(lambda n: f"Prompt {n}?")
    explanation = factory.Sequence(lambda n: f"Explanation {n}.")
    topic = factory.SubFactory(TopicFactory)
    course = factory.SelfAttribute("topic.course")
    slug = factory.Sequence(lambda n: f"question-{n}")
    kind = "single_choice"
    position = factory.Sequence(int)

    @classmethod
    def _create(cls, model_class: type[Question], *args: Any, **kwargs: Any) -> Question:
        said = {name: kwargs.pop(name) for name in ("body", "prompt", "explanation")}
        question = super()._create(model_class, *args, **kwargs)
        question.current = QuestionVersion.objects.create(question=question, number=1, **said)
        question.save(update_fields=["current"])
        return question

    @factory.post_generation
    def facts(self: Question, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.facts.set(extracted if extracted is not None else [FactFactory(topic=self.topic)])


class QuizFactory(DjangoModelFactory[Quiz]):
    """An empty quiz; ``quiz_of`` fills one."""

    class Meta:
        model = Quiz

    course = factory.SubFactory(CourseFactory)
    owner = factory.SubFactory(TeacherFactory)
    title = factory.Sequence(lambda n: f"Quiz {n}")


class SlotFactory(DjangoModelFactory[Slot]):
    class Meta:
        model = Slot

    quiz = factory.SubFactory(QuizFactory)
    position = factory.LazyAttribute(lambda slot: slot.quiz.slots.count() + 1)
    question = factory.LazyAttribute(lambda slot: QuestionFactory(topic__course=slot.quiz.course))


def quiz_of(count: int = 3, **kwargs: Any) -> Quiz:
    """A quiz with ``count`` single-choice questions on facts of one topic."""
    quiz = QuizFactory(**kwargs)
    topic = TopicFactory(course=quiz.course)
    for _place in range(count):
        SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic))
    return quiz


class AssignmentFactory(DjangoModelFactory[Assignment]):
    """Homework that opened an hour ago, is due tomorrow and closes three days later, with three questions."""

    class Meta:
        model = Assignment

    classroom = factory.SubFactory(ClassroomFactory)
    quiz = factory.LazyAttribute(lambda assignment: quiz_of(3, owner=assignment.classroom.owner))
    opens = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(hours=1))
    due = factory.LazyAttribute(lambda assignment: assignment.opens + datetime.timedelta(hours=25))
    closes = factory.LazyAttribute(lambda assignment: assignment.due + datetime.timedelta(days=3))


def co_teacher_of(classroom: Classroom, **grants: bool) -> User:
    """A colleague with whom the class is shared; without ``grants`` they only read."""
    return TeachingFactory(classroom=classroom, **grants).teacher


def enrolled(classroom: Classroom, **kwargs: Any) -> User:
    """A new student in a class."""
    return EnrolmentFactory(classroom=classroom, **{f"student__{name}": value for name, value in kwargs.items()}).student


def started(assignment: Assignment, student: User | None = None) -> Attempt:
    """An attempt begun by a student of the class."""
    from accounts.attempts.actions import start_attempt  # noqa: PLC0415 (needs the apps loaded)

    return start_attempt(assignment=assignment, student=student or enrolled(assignment.classroom))


def answer(attempt: Attempt, position: int, data: dict[str, str], key: uuid.UUID | None = None) -> Any:
    """Post ``data`` as the answer to a question of an attempt, past the views."""
    from django.http import QueryDict  # noqa: PLC0415

    from accounts.attempts.actions import submit_answer  # noqa: PLC0415
    from accounts.attempts.models import AttemptItem  # noqa: PLC0415

    sent = QueryDict(mutable=True)
    for name, value in data.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return submit_answer(
        items=AttemptItem.objects.of(attempt.student),
        attempt_id=attempt.pk,
        position=position,
        key=key or uuid.uuid4(),
        data=sent,
    )


def choice_of(attempt: Attempt, position: int, *, right: bool = True) -> dict[str, str]:
    """What a browser posts for the right option (or a wrong one) of a single-choice question, as this attempt lays it out."""
    from quizzes.presentation import setup_for  # noqa: PLC0415

    item = attempt.items.select_related("version__question").get(position=position)
    setup = setup_for(item.version, item.seed)
    wanted = next(number for number, option in enumerate(item.version.body["options"]) if option["correct"] == right)
    return {"choice": str(setup.index(wanted) + 1)}


def finished(assignment: Assignment, student: User | None = None, *, right: int = 3) -> Attempt:
    """An attempt handed in, with the first ``right`` single-choice questions answered rightly and the others wrongly."""
    from accounts.attempts.actions import finish_attempt  # noqa: PLC0415

    attempt = started(assignment, student)
    for position in range(1, attempt.question_count + 1):
        answer(attempt, position, choice_of(attempt, position, right=position <= right))
    return finish_attempt(attempt_id=attempt.pk)

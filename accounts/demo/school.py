"""Makes the demo school, or finds the one that is there."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.demo import essays, timetable
from accounts.demo.cast import ADMIN, CLASSES, EXCUSED, EXTRA_TIME, OTHER_DATES, SCHOOL, SIGN_INS, SUBJECT, TEACHERS, Person, Seated
from accounts.demo.guesses import sheets
from accounts.demo.history import ClassHistory, drawn
from accounts.demo.plans import PLANS
from accounts.demo.pupils import Pupil, pupil_of
from accounts.homework.actions import set_extension
from accounts.homework.categories import CategoryRow, save_categories
from accounts.homework.models import Assignment
from accounts.people.actions import create_classroom
from accounts.people.models import Classroom, Enrolment, School, User
from accounts.people.sharing.actions import share_class
from accounts.people.words import ANIMALS
from revision.actions import Refused
from revision.models import Course, Question, Topic

WEIGHTS = (
    CategoryRow("Homework", 60, Assignment.Preset.HOMEWORK),
    CategoryRow("Tests", 40, Assignment.Preset.TEST),
    CategoryRow("Practice", 0, Assignment.Preset.PRACTICE),
)
"""What counts in the gradebooks."""
TERM = datetime.timedelta(weeks=7)
"""How long ago the classes were made."""


def refuse_beside_real_schools() -> None:
    """The demo's password is known to everybody. Raises ``Refused`` for a database that holds another school."""
    if "accounts_school" not in connection.introspection.table_names():
        return
    if others := list(School.objects.exclude(name=SCHOOL).values_list("name", flat=True)[:1]):
        raise Refused(
            f"This database holds a school, “{others[0]}”; the demo would add accounts with a known password to it. "
            "Nothing was changed. Give the demo a folder of its own: REVISION_DATA_DIR=/tmp/revision-demo uv run manage.py demo"
        )


def find_school() -> School | None:
    """The demo school, if it was made before; one from before it was marked as such is marked now."""
    School.objects.filter(name=SCHOOL, is_demo=False).update(is_demo=True)
    return School.objects.filter(name=SCHOOL).first()


@transaction.atomic
def make_school(*, course: Course, password: str, now: datetime.datetime) -> School:
    """The whole school with its six weeks of homework on ``course``; all or nothing. Raises ``Refused`` for a course without questions."""
    asked = Question.objects.asked().filter(course=course).order_by("topic__position", "position")
    topics = _topics([question for question in asked.select_related("topic__course") if not question.type.waits])
    taught = {topics[place % len(topics)] for plans in PLANS.values() for plan in plans for place in plan.topics} if topics else set()
    questions = asked.filter(topic__in=taught).select_related("current", "topic__course").prefetch_related("facts")
    can_be_answered = sheets(list(questions))
    if not can_be_answered:
        raise Refused(f"“{course.title}” has no question that the demo could ask; no school was made.")
    school = School.objects.create(name=SCHOOL, is_demo=True)
    encoded = make_password(password)
    began = timetable.at(timezone.localtime(now - TERM).date(), 9)
    _people(school, [ADMIN], User.Role.ADMIN, encoded, began)
    teachers = {teacher.username: teacher for teacher in _people(school, TEACHERS, User.Role.TEACHER, encoded, began)}
    for seated in CLASSES:
        exam = timetable.next_exam(timezone.localtime(now).date()) if seated.sits_exam else None
        classroom = create_classroom(teacher=teachers[seated.teacher], name=seated.name, subject=SUBJECT, exam_date=exam)
        students = _people(school, seated.students, User.Role.STUDENT, encoded, began)
        Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student, joined=began) for student in students)
        written = essays.Written.on(essay) if (essay := _essay(course)) else None
        ClassHistory(classroom, _pupils(seated, classroom, students), topics, can_be_answered, now, written).tell(PLANS[seated.name])
        _own_terms(classroom)
        save_categories(classroom=classroom, rows=WEIGHTS, places={})
        if seated.last_year:
            _last_year(classroom, students, seated.last_year, began)
    _shared(teachers["teacher"], teachers["teacher2"])
    return school


def _last_year(classroom: Classroom, students: Sequence[User], name: str, began: datetime.datetime) -> None:
    """The class that it was last year, which was archived in the holidays."""
    year = datetime.timedelta(days=364)
    before = create_classroom(teacher=classroom.owner, name=name, subject=SUBJECT)
    Enrolment.objects.bulk_create(Enrolment(classroom=before, student=student, joined=began - year) for student in students)
    before.archived = began - datetime.timedelta(weeks=6)
    before.save(update_fields=["archived"])
    classroom.previous = before
    classroom.save(update_fields=["previous"])


def _shared(owner: User, colleague: User) -> None:
    """The first class is shared with a colleague, who marks in it and sets nothing."""
    classroom = Classroom.objects.get(owner=owner, name=CLASSES[0].name)
    share_class(classroom=classroom, teacher=colleague, by=owner, may_edit=False, may_mark=True, may_roster=False)


def _essay(course: Course) -> Question | None:
    return course.questions.asked().filter(slug=essays.QUESTION).select_related("current", "topic__course").first()


def _own_terms(classroom: Classroom) -> None:
    """Other dates for one student and an excuse for another, in the homework that was set last."""
    last = classroom.assignments.order_by("-due")[0]
    days = datetime.timedelta(days=4)
    for student in classroom.students.filter(display_name__in=[OTHER_DATES[0], EXCUSED[0]]):
        if student.display_name == EXCUSED[0]:
            set_extension(assignment=last, student=student, by=classroom.owner, excused=True, reason=EXCUSED[1])
        else:
            set_extension(
                assignment=last,
                student=student,
                by=classroom.owner,
                opens=last.opens,
                due=last.due + days,
                closes=last.closes + days,
                reason=OTHER_DATES[1],
            )


def _topics(questions: Sequence[Question]) -> list[Topic]:
    """The topics that these questions are on, each once, in the order of the questions."""
    return list({question.topic_id: question.topic for question in questions}.values())


def _people(school: School, people: Sequence[Person], role: str, encoded: str, joined: datetime.datetime) -> list[User]:
    """Accounts that share one encoded password: hashing sixty would take longer than all the rest."""
    return User.objects.bulk_create(
        User(
            username=person.username or _username(person),
            display_name=person.name,
            role=role,
            school=school,
            password=encoded,
            date_joined=joined,
            extra_time=EXTRA_TIME.get(person.name, Decimal(1)),
        )
        for person in people
    )


def _username(person: Person) -> str:
    """Such as ``otter-4821``, the same in every demo."""
    draw = drawn("username", person.name)
    return f"{draw.choice(ANIMALS)}-{draw.randrange(1000, 10_000)}"


def _pupils(seated: Seated, classroom: Classroom, students: Sequence[User]) -> list[Pupil]:
    return [pupil_of(student, seated.ability, drawn("pupil", classroom.name, student.username)) for student in students]


def bring_password_up_to_date(school: School, password: str) -> bool:
    """Make ``password`` the one of the demo's sign-ins, and of whoever shared the old one. Whether anything was changed."""
    encoded = set(User.objects.filter(school=school, username__in=SIGN_INS).values_list("password", flat=True))
    old = {hashed for hashed in encoded if not check_password(password, hashed)}
    if not old:
        return False
    whose = Q(password__in=old) | Q(username__in=SIGN_INS)
    User.objects.filter(whose, school=school).update(password=make_password(password))
    return True

"""How many queries each page makes: a number that is written here, and that neither a class, nor a quiz, nor a course makes grow."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assignment, Attempt, Classroom, DataRequest, User
from accounts.people.joining.actions import ask_to_join, open_code
from accounts.people.rosters.lists import ClassList, Listed
from accounts.people.rosters.views.lists import LISTS
from quizzes.models import Quiz, Slot
from revision.models import Course, Fact, Source
from tests import factories
from tests.accounts.helpers import USUAL_SETTINGS, many_enrolled, sat
from tests.factories import answer, choice_of, enrolled, finished, started

pytestmark = pytest.mark.django_db

SIZES = [1, 3]
"""Of whatever a page lists: rows, students, questions, topics; and each with as many below it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: by whom, where, and what it sends."""

    user: User
    url: str
    data: dict[str, str] | None = None
    htmx: bool = False
    status: int = 200

    def make(self, client: Client) -> HttpResponse:
        headers = {"HX-Request": "true"} if self.htmx else {}
        return client.get(self.url, headers=headers) if self.data is None else client.post(self.url, self.data, headers=headers)


# --- What is visited, in any size ------------------------------------------------------------------------------------


def course_of(size: int, **values: Any) -> Course:
    """A chapter with ``size`` topics, each with up to three facts and a question on each."""
    course = factories.CourseFactory(**values)
    chapter = factories.TopicFactory(course=course)
    for _number in range(size):
        topic = factories.TopicFactory(course=course, parent=chapter)
        factories.QuestionFactory.create_batch(min(size, 3), topic=topic)
    return course


def quiz_of(size: int, **values: Any) -> Quiz:
    """``size`` questions, each of a topic of its own."""
    quiz = factories.QuizFactory(**values)
    for place in range(1, size + 1):
        Slot.objects.create(quiz=quiz, position=place, question=factories.QuestionFactory(topic__course=quiz.course))
    return quiz


def homework_of(size: int, classroom: Classroom | None = None, **values: Any) -> Assignment:
    """A quiz of ``size`` questions set to a class in which ``size`` students have handed it in, and as many have not begun."""
    classroom = classroom or factories.ClassroomFactory()
    assignment = factories.AssignmentFactory(classroom=classroom, quiz=quiz_of(min(size, 5), owner=classroom.owner), **values)
    sat(assignment, many_enrolled(classroom, size))
    many_enrolled(classroom, size)
    return assignment


def begun(size: int) -> Attempt:
    """An attempt under way at ``size`` questions, in a class of ``size`` students."""
    assignment = factories.AssignmentFactory(quiz=quiz_of(size + 1))
    many_enrolled(assignment.classroom, size)
    return started(assignment)


def question_page(size: int) -> Visit:
    attempt = begun(size)
    return Visit(attempt.student, reverse("question_of_attempt", args=[attempt.pk, 1]))


def answered_page(size: int) -> Visit:
    attempt = begun(size)
    answer(attempt, 1, choice_of(attempt, 1))
    return Visit(attempt.student, reverse("question_of_attempt", args=[attempt.pk, 1]))


def answer_in_place(size: int) -> Visit:
    attempt = begun(size)
    data = {**choice_of(attempt, 1, right=False), "key": str(uuid.uuid4())}
    return Visit(attempt.student, reverse("question_of_attempt", args=[attempt.pk, 1]), data, htmx=True)


def answer_without_htmx(size: int) -> Visit:
    visit = answer_in_place(size)
    return Visit(visit.user, visit.url, visit.data, status=302)


def answer_again(size: int) -> Visit:
    visit = answer_in_place(size)
    attempt = Attempt.objects.get(student=visit.user)
    answer(attempt, 1, choice_of(attempt, 1))
    return visit


def no_answer(size: int) -> Visit:
    visit = answer_in_place(size)
    return Visit(visit.user, visit.url, {"choice": ""}, htmx=True, status=422)


def start(size: int) -> Visit:
    assignment = factories.AssignmentFactory(quiz=quiz_of(size))
    return Visit(enrolled(assignment.classroom), reverse("start", args=[assignment.pk]), {}, status=302)


def assignment_page(size: int) -> Visit:
    attempt = begun(size)
    return Visit(attempt.student, attempt.assignment.get_absolute_url())


def finish_page(size: int) -> Visit:
    attempt = begun(size)
    return Visit(attempt.student, reverse("finish", args=[attempt.pk]))


def hand_in(size: int) -> Visit:
    attempt = begun(size)
    return Visit(attempt.student, reverse("finish", args=[attempt.pk]), {}, status=302)


def own_review(size: int) -> Visit:
    attempt = finished(factories.AssignmentFactory(quiz=quiz_of(size)), right=0)
    return Visit(attempt.student, attempt.get_absolute_url())


def teachers_review(size: int) -> Visit:
    attempt = finished(factories.AssignmentFactory(quiz=quiz_of(size)), right=0)
    return Visit(attempt.assignment.classroom.owner, attempt.get_absolute_url())


def practise(size: int) -> Visit:
    attempt = finished(factories.AssignmentFactory(quiz=quiz_of(size)), right=0)
    return Visit(attempt.student, reverse("practise", args=[attempt.pk]), {}, status=302)


def students_work(size: int) -> User:
    """A student with ``size`` pieces of homework handed in (with a wrong answer and a comment), under way, to do, and missed."""
    student = factories.UserFactory()
    hour = datetime.timedelta(hours=1)
    for number in range(size):
        classroom = factories.ClassroomFactory(school=student.school)
        factories.EnrolmentFactory(classroom=classroom, student=student)
        started(factories.AssignmentFactory(classroom=classroom, quiz=quiz_of(1)), student)
        [done] = sat(factories.AssignmentFactory(classroom=classroom, quiz=quiz_of(min(number + 1, 3))), [student])
        done.items.filter(position=1).update(fraction=0, comment="Not yet.")
        factories.AssignmentFactory(classroom=classroom, quiz=quiz_of(1))
        past = {"opens": timezone.now() - 3 * hour, "due": timezone.now() - 2 * hour, "closes": timezone.now() - hour}
        factories.AssignmentFactory(classroom=classroom, quiz=quiz_of(1), **past)
    return student


def student_home(size: int) -> Visit:
    return Visit(students_work(size), "/")


def own_record(size: int) -> Visit:
    student = students_work(size)
    return Visit(student, student.get_absolute_url())


def teachers_record(size: int) -> Visit:
    student = students_work(size)
    teacher = factories.TeacherFactory()
    Classroom.objects.update(owner=teacher)
    return Visit(teacher, student.get_absolute_url())


def teachers_classes(size: int) -> User:
    """A teacher with ``size`` classes (at most ten, to be quick), each with homework that went badly."""
    teacher = factories.TeacherFactory()
    for _number in range(min(size, 10)):
        classroom = factories.ClassroomFactory(owner=teacher, school=teacher.school)
        for _piece in range(min(size, 2)):
            assignment = factories.AssignmentFactory(classroom=classroom, quiz=quiz_of(1, owner=teacher))
            sat(assignment, many_enrolled(classroom, 3), [({"option": 1}, "0")])
        many_enrolled(classroom, size)
    return teacher


def teacher_home(size: int) -> Visit:
    return Visit(teachers_classes(size), "/")


def admin_home(size: int) -> Visit:
    teacher = teachers_classes(size)
    factories.TeacherFactory.create_batch(size, school=teacher.school)
    return Visit(factories.AdminFactory(school=teacher.school), "/")


def classes_page(size: int) -> Visit:
    return Visit(teachers_classes(size), reverse("classes"))


def homework_page(size: int) -> Visit:
    return Visit(teachers_classes(size), reverse("homework"))


def quizzes_page(size: int) -> Visit:
    return Visit(teachers_classes(size), reverse("quizzes"))


def class_page(size: int) -> Visit:
    assignment = homework_of(size)
    for _number in range(size):
        factories.AssignmentFactory(classroom=assignment.classroom, quiz=quiz_of(1))
    return Visit(assignment.classroom.owner, assignment.classroom.get_absolute_url())


def roster_page(size: int) -> Visit:
    assignment = homework_of(size)
    for _number in range(size):
        factories.ClassroomFactory(owner=assignment.classroom.owner, school=assignment.classroom.school)
    return Visit(assignment.classroom.owner, reverse("roster", args=[assignment.classroom_id]))


def list_looked_at(size: int) -> Visit:
    classroom = homework_of(size).classroom
    names = [*classroom.students.values_list("display_name", flat=True), *(f"New {number}" for number in range(size))]
    listed = ClassList("list", tuple(Listed(line, name) for line, name in enumerate(names, start=1)))
    token = LISTS.keep(user=classroom.owner, held=listed.held())
    return Visit(classroom.owner, reverse("listed", args=[classroom.pk, token]))


def list_done(size: int) -> Visit:
    visit = list_looked_at(size)
    return Visit(visit.user, visit.url, {})


def cards_made(size: int) -> Visit:
    classroom = homework_of(size).classroom
    ticked = [str(pk) for pk in classroom.students.values_list("pk", flat=True)]
    return Visit(classroom.owner, reverse("make_cards", args=[classroom.pk]), {"student": ticked})


def code_page(size: int) -> Visit:
    classroom = homework_of(size).classroom
    code = open_code(classroom=classroom, minutes=20, places=60, by=classroom.owner)
    for number in range(size):
        ask_to_join(typed=code.code, name=f"Asking {number}")
    return Visit(classroom.owner, reverse("class_code", args=[classroom.pk]))


def names_added(size: int) -> Visit:
    classroom = factories.ClassroomFactory()
    names = "\n".join(f"Student {number}" for number in range(size))
    return Visit(classroom.owner, reverse("add_students", args=[classroom.pk]), {"names": names})


def results_page(size: int) -> Visit:
    assignment = homework_of(size)
    return Visit(assignment.classroom.owner, reverse("results", args=[assignment.pk]))


def analysis_page(size: int) -> Visit:
    """As many students, and the same questions in as much other homework of the same teacher."""
    assignment = homework_of(size)
    owner = assignment.classroom.owner
    for _number in range(min(size, 3)):
        again = factories.AssignmentFactory(classroom=factories.ClassroomFactory(owner=owner, school=owner.school), quiz=assignment.quiz)
        sat(again, many_enrolled(again.classroom, 2))
    return Visit(owner, reverse("analysis", args=[assignment.pk]))


def compare_page(size: int) -> Visit:
    visit = analysis_page(size)
    return Visit(visit.user, reverse("compare", args=[Quiz.objects.filter(owner=visit.user).latest("created").pk]))


def results_sorted(size: int) -> Visit:
    visit = results_page(size)
    return Visit(visit.user, f"{visit.url}?sort=name", htmx=True)


def answer_shown(size: int) -> Visit:
    assignment = homework_of(size)
    attempt = assignment.attempts.first()
    return Visit(assignment.classroom.owner, reverse("student_answer", args=[assignment.pk, attempt.pk, 1]))


def class_knowledge_page(size: int) -> Visit:
    assignment = homework_of(size)
    return Visit(assignment.classroom.owner, reverse("class_knowledge", args=[assignment.classroom_id]))


def student_knowledge_page(size: int) -> Visit:
    student = homework_of(size).attempts.first().student
    return Visit(student, reverse("student_knowledge", args=[student.pk]))


def misconceptions_page(size: int) -> Visit:
    assignment = homework_of(size)
    return Visit(assignment.classroom.owner, reverse("misconceptions", args=[assignment.classroom_id]))


def starter_page(size: int) -> Visit:
    visit = reteach(size)
    return Visit(visit.user, reverse("starter", args=[Assignment.objects.latest("created").pk]))


def results_file(size: int) -> Visit:
    assignment = homework_of(size)
    data = {"what": "marks", "format": "csv", "names": "named"}
    return Visit(assignment.classroom.owner, reverse("export_results", args=[assignment.pk]), data)


def answers_file(size: int) -> Visit:
    visit = results_file(size)
    return Visit(visit.user, visit.url, {"what": "answers", "format": "xlsx", "names": "pseudonymised"})


def analysis_file(size: int) -> Visit:
    visit = results_file(size)
    return Visit(visit.user, visit.url, {"what": "analysis", "format": "csv", "names": "named"})


def export_page(size: int) -> Visit:
    visit = results_file(size)
    return Visit(visit.user, visit.url)


def gradebook_file(size: int) -> Visit:
    visit = gradebook_page(size)
    return Visit(visit.user, f"{visit.url}export/", {"format": "csv", "names": "named"})


def gradebook_page(size: int) -> Visit:
    assignment = homework_of(size)
    for _number in range(min(size, 5)):
        sat(factories.AssignmentFactory(classroom=assignment.classroom, quiz=quiz_of(1)), many_enrolled(assignment.classroom, 1))
    return Visit(assignment.classroom.owner, reverse("gradebook", args=[assignment.classroom_id]))


def class_now_page(size: int) -> Visit:
    teacher = teachers_classes(size)
    return Visit(teacher, reverse("class_now", args=[teacher.classrooms.last().pk]), htmx=True)


def nudge_page(size: int) -> Visit:
    assignment = homework_of(size)
    return Visit(assignment.classroom.owner, reverse("nudge", args=[assignment.pk]))


def reports_page(size: int) -> Visit:
    assignment = homework_of(size)
    return Visit(assignment.classroom.owner, reverse("class_reports", args=[assignment.classroom_id]))


def report_page(size: int) -> Visit:
    assignment = homework_of(size)
    student = assignment.attempts.first().student
    return Visit(assignment.classroom.owner, reverse("student_report", args=[student.pk]))


def gradebook_paper(size: int) -> Visit:
    visit = gradebook_page(size)
    return Visit(visit.user, f"{visit.url}?paper=1")


def weights_page(size: int) -> Visit:
    visit = gradebook_page(size)
    classroom = visit.user.classrooms.get()
    for number in range(min(size, 6)):
        classroom.categories.create(name=f"Category {number}", weight=1)
    return Visit(visit.user, reverse("categories", args=[classroom.pk]))


def topic_scores(size: int) -> Visit:
    assignment = homework_of(size)
    return Visit(assignment.classroom.owner, reverse("topic_results", args=[assignment.quiz.course.topics.first().pk]))


def quiz_page(size: int) -> Visit:
    quiz = quiz_of(size)
    return Visit(quiz.owner, quiz.get_absolute_url())


def add_page(size: int) -> Visit:
    quiz = factories.QuizFactory(course=course_of(size))
    topic = quiz.course.topics.last()
    factories.QuestionFactory.create_batch(size, topic=topic, facts=[])
    return Visit(quiz.owner, f"{reverse('add_question', args=[quiz.pk])}?topic={topic.pk}")


def preview_page(size: int) -> Visit:
    quiz = quiz_of(size)
    return Visit(quiz.owner, reverse("preview_question", args=[quiz.pk, 1]))


def move(size: int) -> Visit:
    quiz = quiz_of(size + 2)
    return Visit(quiz.owner, reverse("move_slot", args=[quiz.pk, quiz.slots.first().pk]), {"steps": "1"}, htmx=True)


def taught_course(size: int) -> tuple[User, Course, Assignment]:
    """A course from which a class was asked, and its teacher."""
    assignment = homework_of(size)
    course = course_of(size)
    topic = course.topics.last()
    Course.objects.filter(pk=assignment.quiz.course_id).update(title="zz")
    for slot in assignment.quiz.slots.select_related("question"):
        slot.question.facts.set(topic.facts.all())
    return assignment.classroom.owner, course, assignment


def compose_page(size: int) -> Visit:
    teacher, course, _assignment = taught_course(size)
    return Visit(teacher, f"{reverse('new_homework')}?course={course.slug}")


def propose(size: int) -> Visit:
    teacher, course, _assignment = taught_course(size)
    data = {"course": course.slug, "topics": str(course.topics.first().pk), "count": "40"}
    return Visit(teacher, reverse("new_homework"), data, status=302)


def set_page(size: int) -> Visit:
    teacher, course, assignment = taught_course(size)
    quiz = quiz_of(size, course=course, owner=teacher)
    return Visit(teacher, f"{reverse('set_homework', args=[quiz.pk])}?class={assignment.classroom_id}")


def edit_page(size: int) -> Visit:
    """As many students with terms of their own, and as many without, who have all started."""
    assignment = factories.AssignmentFactory()
    for _number in range(size):
        student = factories.started(assignment).student
        assignment.extensions.create(student=student, extra_attempts=1)
        factories.started(assignment, factories.enrolled(assignment.classroom, untimed=True))
    return Visit(assignment.classroom.owner, reverse("edit_homework", args=[assignment.pk]))


def edited(size: int) -> Visit:
    page = edit_page(size)
    assignment = Assignment.objects.latest("created")
    data = {"opens": "2020-01-01T09:00", "due": "2090-01-01T09:00", "late_days": "0", **USUAL_SETTINGS}
    return Visit(page.user, reverse("edit_homework", args=[assignment.pk]), data, status=302)


def own_terms_page(size: int) -> Visit:
    page = edit_page(size)
    assignment = Assignment.objects.latest("created")
    student = assignment.classroom.enrolments.last().student
    return Visit(page.user, reverse("own_terms", args=[assignment.pk, student.pk]))


def reteach(size: int) -> Visit:
    assignment = factories.AssignmentFactory(quiz=quiz_of(size))
    sat(assignment, many_enrolled(assignment.classroom, size + 2), [({"option": 1}, "0")] * size)
    return Visit(assignment.classroom.owner, reverse("reteach", args=[assignment.pk]), {}, status=302)


def courses_page(size: int) -> Visit:
    factories.CourseFactory.create_batch(size + 1)
    return Visit(factories.TeacherFactory(), reverse("courses"))


def course_page(size: int) -> Visit:
    return Visit(factories.TeacherFactory(), course_of(size).get_absolute_url())


def topic_page(size: int) -> Visit:
    topic = course_of(min(size, 3)).topics.last()
    for _number in range(size):
        fact = factories.FactFactory(topic=topic)
        factories.QuestionFactory.create_batch(min(size, 3), topic=topic, facts=[fact])
    return Visit(factories.TeacherFactory(), topic.get_absolute_url())


def fact_page(size: int) -> Visit:
    fact = course_of(1).facts.first()
    factories.QuestionFactory.create_batch(size, topic=fact.topic, facts=[fact])
    return Visit(factories.TeacherFactory(), fact.get_absolute_url())


def question_of_course(size: int) -> Visit:
    question = course_of(1).questions.first()
    question.facts.set(factories.FactFactory.create_batch(size, topic=question.topic))
    return Visit(factories.TeacherFactory(), question.get_absolute_url())


def own_course_of(size: int) -> Course:
    """The same as a teacher's own, with as many drafts, sources and things left out."""
    course = course_of(size, owner=factories.TeacherFactory())
    topic = course.topics.last()
    Fact.objects.filter(course=course).update(when="1924", starts="1924-01-01", ends="1924-12-31")
    for number in range(size):
        factories.QuestionFactory(
            topic=topic, status="draft", rule=f"rule {number}", facts=factories.FactFactory.create_batch(size, topic=topic)
        )
        factories.QuestionFactory(topic=topic, archived=True)
        factories.FactFactory(topic=topic, archived=True)
        factories.TopicFactory(course=course, archived=True)
        Source.objects.create(course=course, slug=f"source-{number}", title=f"Source {number}", kind="text", origin="Anon", text="Once")
    return course


def own_page(name: str, of: str = "course") -> Callable[[int], Visit]:
    """A page of a teacher's own course, or of its last topic, fact or question."""

    def prepare(size: int) -> Visit:
        course = own_course_of(size)
        topic = course.topics.in_use().last()
        named = {"course": course.slug, "topic": topic.pk, "fact": course.facts.in_use().last().pk}
        named["question"] = course.questions.asked().last().pk
        return Visit(course.owner, reverse(name, args=[named[of]]))

    prepare.__name__ = f"own_{name}"
    return prepare


def privacy_page(size: int) -> Visit:
    """Of a school's admin, with as many requests open."""
    classroom = factories.ClassroomFactory()
    for student in many_enrolled(classroom, size):
        DataRequest.objects.create(student=student, kind="erase", asked_by=classroom.owner)
    return Visit(factories.AdminFactory(school=classroom.school), reverse("privacy"))


def data_page(size: int) -> Visit:
    """What is kept of a student with as many attempts; a query for each kind of row that can point to a student."""
    classroom = factories.ClassroomFactory()
    [student] = many_enrolled(classroom, 1)
    for _number in range(size):
        finished(factories.AssignmentFactory(classroom=classroom), student)
    return Visit(classroom.owner, reverse("student_data", args=[student.pk]))


def search_page(size: int) -> Visit:
    course = own_course_of(size)
    factories.FactFactory.create_batch(size, topic=course.topics.first(), statement="The Seine.")
    factories.QuestionFactory.create_batch(size, topic=course.topics.first(), prompt="The Seine?")
    return Visit(course.owner, f"{reverse('search')}?q=seine")


def judged_in_place(size: int) -> Visit:
    course = own_course_of(size + 1)
    return Visit(course.owner, reverse("judge_draft", args=[course.questions.drafts().first().pk]), {"verdict": "approve"}, htmx=True)


def moved_in_place(size: int) -> Visit:
    course = own_course_of(size)
    return Visit(course.owner, reverse("move_topic", args=[course.topics.in_use().last().pk]), {"direction": "up"}, htmx=True)


def copied(size: int) -> Visit:
    course = own_course_of(size)
    return Visit(course.owner, reverse("copy_course", args=[course.slug]), {}, status=302)


# --- The numbers -----------------------------------------------------------------------------------------------------

PINNED: dict[Callable[[int], Visit], int] = {
    question_page: 4,
    answered_page: 6,
    answer_again: 7,
    no_answer: 6,
    start: 12,
    assignment_page: 6,
    finish_page: 4,
    hand_in: 8,
    own_review: 6,
    teachers_review: 7,
    practise: 11,
    student_home: 8,
    own_record: 7,
    teachers_record: 9,
    teacher_home: 11,
    admin_home: 8,
    classes_page: 4,
    homework_page: 4,
    quizzes_page: 3,
    class_page: 5,
    roster_page: 5,
    list_looked_at: 6,
    list_done: 14,
    cards_made: 8,
    code_page: 7,
    results_page: 14,
    analysis_page: 11,
    compare_page: 8,
    results_sorted: 14,
    answer_shown: 9,
    starter_page: 12,
    class_knowledge_page: 7,
    student_knowledge_page: 6,
    misconceptions_page: 4,
    results_file: 14,
    answers_file: 10,
    analysis_file: 12,
    export_page: 6,
    gradebook_file: 12,
    gradebook_page: 12,
    gradebook_paper: 12,
    reports_page: 14,
    report_page: 15,
    class_now_page: 11,
    nudge_page: 7,
    weights_page: 5,
    topic_scores: 5,
    reteach: 29,
    quiz_page: 5,
    add_page: 6,
    preview_page: 6,
    move: 12,
    compose_page: 8,
    propose: 18,
    set_page: 16,
    edit_page: 7,
    edited: 19,
    own_terms_page: 5,
    courses_page: 3,
    course_page: 4,
    topic_page: 7,
    fact_page: 4,
    question_of_course: 5,
    own_page("course"): 5,
    own_page("edit_course"): 3,
    own_page("arrange_topics"): 5,
    own_page("left_out"): 9,
    own_page("drafts"): 8,
    own_page("sources"): 6,
    own_page("course_timeline"): 6,
    own_page("topic", "topic"): 8,
    own_page("topic_timeline", "topic"): 5,
    own_page("new_fact", "topic"): 4,
    own_page("choose_type", "topic"): 4,
    own_page("edit_fact", "fact"): 4,
    own_page("question", "question"): 5,
    own_page("edit_question", "question"): 9,
    own_page("versions", "question"): 4,
    privacy_page: 10,
    data_page: 24,
    search_page: 8,
    judged_in_place: 14,
    moved_in_place: 9,
    copied: 19,
}
"""Queries of each page with the two that find who asks (the session and the person), and with what opens and closes transactions."""


ALSO_WITH_30 = {
    question_page,
    no_answer,
    teacher_home,
    class_page,
    results_page,
    analysis_page,
    compare_page,
    answer_shown,
    starter_page,
    class_knowledge_page,
    misconceptions_page,
    results_file,
    gradebook_page,
    reports_page,
    quiz_page,
    course_page,
    topic_page,
}

MOST_FOR_AN_ANSWER = 10


def queries_of(visit: Visit, as_user: Callable[[User], Client]) -> list[str]:
    """What a visit asks the database."""
    client = as_user(visit.user)
    with CaptureQueriesContext(connection) as caught:
        response = visit.make(client)
        if response.streaming:
            response.getvalue()
    assert response.status_code == visit.status, response.content.decode()[:2000]
    return [query["sql"] for query in caught.captured_queries]


@pytest.mark.parametrize(("prepare", "pinned"), PINNED.items(), ids=[prepare.__name__ for prepare in PINNED])
def test_a_page_makes_as_many_queries_whatever_its_size(as_user, prepare, pinned):
    sizes = [*SIZES, 30] if prepare in ALSO_WITH_30 else SIZES
    made = {size: queries_of(prepare(size), as_user) for size in sizes}

    counts = {size: len(queries) for size, queries in made.items()}
    assert counts == dict.fromkeys(sizes, pinned), "\n".join(made[sizes[-1]])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("prepare", "pinned"), [(answer_in_place, 9), (answer_without_htmx, 8)], ids=["htmx", "page"])
def test_an_answer_makes_at_most_ten_queries_in_one_transaction(as_user, prepare, pinned):
    """Outside any transaction of a test, so that all are counted: session and person, then from BEGIN to COMMIT, then the page."""
    made = {size: queries_of(prepare(size), as_user) for size in [*SIZES, 30]}

    assert {size: len(queries) for size, queries in made.items()} == dict.fromkeys(made, pinned), "\n".join(made[3])
    assert pinned <= MOST_FOR_AN_ANSWER
    for queries in made.values():
        words = [query.split()[0] for query in queries]
        assert (words.count("BEGIN"), words.count("COMMIT"), words.count("SAVEPOINT")) == (1, 1, 0)
        written = [place for place, word in enumerate(words) if word in {"INSERT", "UPDATE", "DELETE"}]
        assert [words[place] for place in written] == ["INSERT", "UPDATE", "UPDATE"]
        assert words.index("BEGIN") < written[0] <= written[-1] < words.index("COMMIT")


@pytest.mark.parametrize("size", [1, 3])
def test_adding_students_makes_three_queries_for_each(as_user, size):
    """Each gets a free username, an account and a seat, one after the other: that is the one page that grows, with what is sent to it."""
    made = len(queries_of(names_added(size), as_user))

    assert made == 11 + 3 * size


def test_a_visitor_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        for url in ("/accounts/login/", "/nowhere/", "/classes/"):
            client.get(url)

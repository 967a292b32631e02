"""Reports for parents' evening: what stands on the page of each student, and what may not."""

import datetime

import pytest
from django.urls import reverse

from accounts.homework.actions import change_times, set_extension
from accounts.models import Attempt, AuditEntry, Enrolment
from accounts.results.reports import may_tell, reports_of
from quizzes.feedback import FeedbackPolicy
from tests.accounts.helpers import DAY, HOUR, NOON, many_enrolled, queries, sat, says
from tests.factories import (
    AdminFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    UserFactory,
    enrolled,
    quiz_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def asked(classroom, *facts, due=1, **values):
    """Homework with a question on each of these facts, due in so many days."""
    quiz = QuizFactory(course=facts[0].course, owner=classroom.owner)
    for fact in facts:
        SlotFactory(quiz=quiz, question=QuestionFactory(topic=fact.topic, facts=[fact]))
    times = {"opens": NOON + (due - 5) * DAY, "due": NOON + due * DAY, "closes": NOON + (due + 1) * DAY}
    return AssignmentFactory(classroom=classroom, quiz=quiz, **times, **values)


def report_of(classroom, student):
    [found] = reports_of(classroom, NOON, [student])
    return found


def test_what_is_known_by_topic_goes_by_the_last_answer_to_each_fact():
    classroom = ClassroomFactory()
    first, second = TopicFactory(title="Coasts", position=1), TopicFactory(title="Rivers", position=2)
    second.course = first.course
    second.save()
    facts = [*FactFactory.create_batch(2, topic=first), FactFactory(topic=second)]
    ann = enrolled(classroom, display_name="Ann")
    says(asked(classroom, *facts), ann, "Lyon", "Lyon", "Paris")
    Attempt.objects.update(started=NOON - HOUR)
    for item in Attempt.objects.get().items.all():
        item.answered = NOON - HOUR
        item.save()
    says(asked(classroom, facts[0]), ann, "Paris")

    found = report_of(classroom, ann)

    assert [(line.topic, line.known, line.asked, list(line.states)) for line in found.topics] == [
        (first, 1, 2, ["right", "wrong"]),
        (second, 1, 1, ["right"]),
    ]
    assert found.facts == [facts[1]]
    assert found.work_on == ["Coasts: knows 1 of the 2 facts asked."]


def test_scores_stand_by_when_they_were_due_with_the_middle_half_of_the_class():
    classroom = ClassroomFactory()
    students = many_enrolled(classroom, 5)
    fact = FactFactory()
    later, earlier = asked(classroom, fact, due=2), asked(classroom, fact, due=-3)
    for number, student in enumerate(students):
        sat(earlier, [student], [({"option": 0}, str(number / 4))])
    sat(later, students[:1])

    points = report_of(classroom, students[1]).line.points
    assert [(point.value, point.low, point.high) for point in points] == [(25.0, 25.0, 75.0)]
    points = report_of(classroom, students[0]).line.points
    assert [(point.value, point.low, point.high) for point in points] == [(0.0, 25.0, 75.0), (100.0, None, None)]


def test_how_deadlines_were_kept():
    classroom = ClassroomFactory()
    ann = enrolled(classroom, display_name="Ann")
    Enrolment.objects.update(joined=NOON - 60 * DAY)
    fact = FactFactory()
    on_time, late, excused = (asked(classroom, fact, due=due) for due in (1, -0.5, -2))
    asked(classroom, fact, due=-9)
    says(on_time, ann, "Paris")
    says(late, ann, "Paris")
    set_extension(assignment=excused, student=ann, by=classroom.owner, excused=True)
    ended = asked(classroom, fact, due=-20)
    sat(ended, [ann])
    Attempt.objects.filter(assignment=ended).update(finished=ended.closes, ended_by="time")

    found = report_of(classroom, ann)

    assert found.deadlines == "1 on time, 1 late, 1 not handed in before time ran out, 1 missing, 1 excused."
    assert "1 piece of homework was not done." in found.work_on


@pytest.mark.parametrize(
    ("policy", "closed", "told"),
    [
        (FeedbackPolicy.AT_ONCE, False, True),
        (FeedbackPolicy.AFTER_SUBMIT, False, True),
        (FeedbackPolicy.AFTER_DUE, False, False),
        (FeedbackPolicy.AFTER_DUE, True, True),
    ],
)
def test_nothing_is_told_before_its_student_may_see_it(policy, closed, told):
    classroom = ClassroomFactory()
    ann = enrolled(classroom, display_name="Ann")
    assignment = asked(classroom, FactFactory(), feedback=policy)
    says(assignment, ann, "Lyon")
    if closed:
        past = {"opens": NOON - 9 * DAY, "due": NOON - 2 * DAY, "closes": NOON - DAY}
        change_times(assignment=assignment, **past)

    found = report_of(classroom, ann)

    assert may_tell(assignment, NOON) is told
    assert (found.mean is not None, found.line is not None, bool(found.topics), bool(found.facts)) == (told,) * 4


def test_another_class_is_none_of_this_ones_business():
    classroom = ClassroomFactory()
    ann = enrolled(classroom, display_name="Ann")
    other = ClassroomFactory(school=classroom.school)
    EnrolmentFactory(classroom=other, student=ann)
    says(asked(other, FactFactory()), ann, "Paris")

    found = report_of(classroom, ann)

    assert (found.mean, found.line, list(found.topics), found.deadlines) == (None, None, [], "")


def test_an_empty_class_has_no_report_and_a_new_student_an_empty_one():
    classroom = ClassroomFactory()
    assert reports_of(classroom, NOON) == []

    enrolled(classroom, display_name="Ann")
    asked(classroom, FactFactory())
    [found] = reports_of(classroom, NOON)
    assert (found.mean, found.line, list(found.work_on)) == (None, None, [])


def test_reports_take_as_many_queries_for_one_as_for_thirty():
    counts = []
    for size in (1, 3, 30):
        classroom = ClassroomFactory()
        sat(
            AssignmentFactory(classroom=classroom, quiz=quiz_of(2), opens=NOON - datetime.timedelta(days=1)), many_enrolled(classroom, size)
        )
        counts.append(queries(lambda classroom=classroom: reports_of(classroom, NOON)))

    assert counts == [10, 10, 10]


def test_a_page_for_each_student_and_one_alone(as_user):
    classroom = ClassroomFactory(name="11B")
    ann, _ben = enrolled(classroom, display_name="Ann"), enrolled(classroom, display_name="Ben")
    says(asked(classroom, FactFactory()), ann, "Paris")
    client = as_user(classroom.owner)

    everybody = client.get(reverse("class_reports", args=[classroom.pk])).content.decode()
    alone = client.get(reverse("student_report", args=[ann.pk])).content.decode()

    assert [everybody.count("<article"), alone.count("<article")] == [2, 1]
    assert "Ben" not in alone
    assert "1 on time." in alone


def test_a_student_of_two_classes_has_a_report_in_each_that_its_reader_teaches(as_user):
    teacher_of = ClassroomFactory(name="A")
    second, foreign = (
        ClassroomFactory(name="B", owner=teacher_of.owner, school=teacher_of.school),
        ClassroomFactory(school=teacher_of.school),
    )
    ann = enrolled(teacher_of, display_name="Ann")
    for classroom in (second, foreign):
        EnrolmentFactory(classroom=classroom, student=ann)
    client, url = as_user(teacher_of.owner), reverse("student_report", args=[ann.pk])

    assert client.get(url).context["classroom"] == teacher_of
    assert client.get(f"{url}?class={second.pk}").context["classroom"] == second
    assert client.get(f"{url}?class={foreign.pk}").context["classroom"] == teacher_of
    assert client.get(f"{url}?class=x").context["classroom"] == teacher_of
    assert client.get(reverse("student_report", args=[UserFactory().pk])).status_code == 404


def test_an_admins_look_is_written_down(as_user):
    classroom = ClassroomFactory()
    ann = enrolled(classroom)
    as_user(AdminFactory(school=classroom.school)).get(reverse("student_report", args=[ann.pk]))

    assert [(entry.action, entry.about) for entry in AuditEntry.objects.all()] == [("record_read", ann)]

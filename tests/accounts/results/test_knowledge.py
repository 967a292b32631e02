"""What a student knows, and how classes did on the questions of a topic."""

import datetime

import pytest

from accounts.attempts.actions import start_practice
from accounts.attempts.models import AttemptItem
from accounts.homework.terms import GRACE
from accounts.people.actions import remove_student
from accounts.results.knowledge import KnownFact, KnownTopic, QuestionScore, question_scores, topics_known
from revision.actions import make_version
from tests.accounts.helpers import DAY, HOUR, NOON, SECOND, option, order, queries, says
from tests.factories import (
    ORDER,
    AssignmentFactory,
    ClassroomFactory,
    CourseFactory,
    EnrolmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TopicFactory,
    answer,
    enrolled,
    started,
)

pytestmark = pytest.mark.django_db

ZERO = datetime.timedelta(0)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def topic():
    """A topic with three facts."""
    topic = TopicFactory()
    FactFactory.create_batch(3, topic=topic)
    return topic


@pytest.fixture
def student():
    return EnrolmentFactory().student


def homework(student, *questions, **values):
    """Homework of the student's class with these questions."""
    quiz = QuizFactory(course=questions[0].course)
    for question in questions:
        SlotFactory(quiz=quiz, question=question)
    return AssignmentFactory(quiz=quiz, classroom=student.classes.get(), **values)


def on(*facts, **values):
    """A question on these facts."""
    return QuestionFactory(topic=facts[0].topic, facts=facts, **values)


def states(student):
    """Each topic that the student has met, with the states of its facts in their order."""
    return [(known.topic, [one.state for one in known.facts]) for known in topics_known(student)]


def test_who_has_answered_nothing_has_met_no_topic(student, topic):
    started(homework(student, on(topic.facts.first())), student)

    assert topics_known(student) == []


def test_all_facts_of_a_topic_are_listed_once_it_is_met(student, topic):
    first, second, third = topic.facts.all()
    says(homework(student, on(first), on(second)), student, "Paris", "Lyon")

    assert topics_known(student) == [KnownTopic(topic, [KnownFact(first, "right"), KnownFact(second, "wrong"), KnownFact(third, "none")])]


def test_a_part_right_answer_counts_half(student, topic):
    first, second, _third = topic.facts.all()
    assignment = homework(student, on(first, kind="ordering", body=ORDER), on(second))
    attempt = started(assignment, student)
    answer(attempt, 1, order(attempt, 1, [1, 2, 3, 0]))
    answer(attempt, 2, option(attempt, 2, "Paris"))

    assert states(student) == [(topic, ["part", "right", "none"])]
    assert topics_known(student)[0].share == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("states", "share"),
    [(["right"], 1.0), (["wrong"], 0.0), (["none"], 0.0), (["part"], 0.5), (["right", "part", "wrong", "none"], 0.375)],
)
def test_the_share_of_a_topic(states, share):
    topic, fact = TopicFactory.build(course=None), FactFactory.build(topic=None, course=None)

    assert KnownTopic(topic, [KnownFact(fact, state) for state in states]).share == share


def test_the_last_answer_on_a_fact_counts(student, topic, time_machine):
    first, *_others = topic.facts.all()
    says(homework(student, on(first)), student, "Paris")
    time_machine.move_to(NOON + HOUR, tick=False)
    says(homework(student, on(first)), student, "Lyon")

    assert states(student) == [(topic, ["wrong", "none", "none"])]


def test_one_answer_speaks_for_all_facts_of_its_question(student, topic):
    first, second, _third = topic.facts.all()
    says(homework(student, on(first, second)), student, "Paris")

    assert states(student) == [(topic, ["right", "right", "none"])]


def test_topics_come_in_the_order_of_the_course(student):
    course = CourseFactory()
    later, earlier = TopicFactory(course=course, position=2), TopicFactory(course=course, position=1)
    questions = [on(FactFactory(topic=topic)) for topic in (later, earlier)]
    says(homework(student, *questions), student, "Paris", "Lyon")

    assert states(student) == [(earlier, ["wrong"]), (later, ["right"])]


def test_what_was_left_out_shows_nothing(student, topic):
    first, second, _third = topic.facts.all()
    says(homework(student, on(first), on(second)), student, "Paris")

    assert states(student) == [(topic, ["right", "none", "none"])]


def test_practice_shows_what_was_learnt(student, topic, time_machine):
    attempt = says(homework(student, on(topic.facts.first())), student, "Lyon")
    time_machine.move_to(NOON + HOUR, tick=False)
    practice = start_practice(attempt=attempt)
    answer(practice, 1, option(practice, 1, "Paris"))

    assert states(student) == [(topic, ["right", "none", "none"])]


@pytest.mark.parametrize(("shift", "out"), [(-SECOND, False), (ZERO, False), (SECOND, True)], ids=["−1", "0", "+1"])
def test_what_is_shown_after_the_close_is_not_known_before(student, topic, time_machine, shift, out):
    assignment = homework(student, on(topic.facts.first()), feedback="after_due", due=NOON + HOUR, closes=NOON + DAY)
    says(assignment, student, "Lyon")

    time_machine.move_to(NOON + DAY + GRACE + shift, tick=False)

    assert states(student) == [(topic, ["wrong", "none", "none"])] * out


def test_the_last_answer_that_may_be_shown_counts(student, topic, time_machine):
    first, *_others = topic.facts.all()
    says(homework(student, on(first)), student, "Paris")
    time_machine.move_to(NOON + HOUR, tick=False)
    says(homework(student, on(first), feedback="after_due"), student, "Lyon")

    assert states(student) == [(topic, ["right", "none", "none"])]


def test_archived_facts_are_left_out(student, topic):
    first, second, third = topic.facts.all()
    says(homework(student, on(first), on(second)), student, "Paris", "Lyon")
    topic.facts.filter(pk=second.pk).update(archived=True)

    assert topics_known(student) == [KnownTopic(topic, [KnownFact(first, "right"), KnownFact(third, "none")])]


def test_what_was_known_in_a_class_one_has_left_is_known_still(student, topic):
    says(homework(student, on(topic.facts.first())), student, "Paris")
    remove_student(classroom=student.classes.get(), student=student)

    assert states(student) == [(topic, ["right", "none", "none"])]


def test_nobody_knows_by_anothers_answers(student, topic):
    classmate = enrolled(student.classes.get())
    says(homework(student, on(topic.facts.first())), student, "Paris")

    assert topics_known(classmate) == []


def test_what_is_known_takes_two_queries_whatever_there_is(student):
    counts = []
    for _round in range(3):
        says(homework(student, *[on(FactFactory()) for _number in range(3)]), student, "Paris", "Lyon", "Nice")
        counts.append(queries(lambda: [known.topic.title for known in topics_known(student)]))

    assert counts == [2, 2, 2]


# --- Questions of a topic --------------------------------------------------------------------------------------------


def test_how_classes_did_on_the_questions_of_a_topic(topic):
    first, second, third = (on(fact) for fact in topic.facts.all())
    elsewhere = on(FactFactory())
    ann = EnrolmentFactory().student
    classroom = ann.classes.get()
    assignment = homework(ann, first, second, third, elsewhere)
    says(assignment, ann, "Paris", "Lyon")
    says(assignment, enrolled(classroom), "Paris")
    says(assignment, enrolled(classroom), "Lyon")

    assert question_scores(topic, [classroom]) == {
        first.pk: QuestionScore(3, pytest.approx(2 / 3, abs=1e-5)),
        second.pk: QuestionScore(1, 0.0),
    }


def test_scores_are_of_the_classes_asked_for(topic):
    question = on(topic.facts.first())
    ann, ben = EnrolmentFactory().student, EnrolmentFactory().student
    says(homework(ann, question), ann, "Paris")
    says(homework(ben, question), ben, "Lyon")
    first, second = ann.classes.get(), ben.classes.get()

    assert question_scores(topic, [first]) == {question.pk: QuestionScore(1, 1.0)}
    assert question_scores(topic, [second]) == {question.pk: QuestionScore(1, 0.0)}
    assert question_scores(topic, [first, second]) == {question.pk: QuestionScore(2, 0.5)}
    assert question_scores(topic, [ClassroomFactory()]) == {}
    assert question_scores(topic, []) == {}


def test_practice_and_unanswered_questions_are_no_score(student, topic):
    first, second, _third = (on(fact) for fact in topic.facts.all())
    attempt = says(homework(student, first, second), student, "Lyon")
    practice = start_practice(attempt=attempt)
    answer(practice, 1, option(practice, 1, "Paris"))

    assert AttemptItem.objects.filter(answered__isnull=False).count() == 2
    assert question_scores(topic, [student.classes.get()]) == {first.pk: QuestionScore(1, 0.0)}


def test_all_versions_of_a_question_are_scored_together(student, topic):
    question = on(topic.facts.first())
    assignment = homework(student, question)
    says(assignment, student, "Paris")
    options = [{"text": "Rome", "correct": True, "feedback": ""}, {"text": "Pisa", "correct": False, "feedback": ""}]
    make_version(question=question, prompt="?", explanation="", body={"options": options})
    says(assignment, enrolled(student.classes.get()), "Pisa")

    assert question_scores(topic, [student.classes.get()]) == {question.pk: QuestionScore(2, 0.5)}


def test_scores_of_a_topic_take_one_query(django_assert_num_queries, student, topic):
    says(homework(student, *[on(fact) for fact in topic.facts.all()]), student, "Paris", "Lyon", "Nice")
    classrooms = [student.classes.get(), ClassroomFactory()]

    with django_assert_num_queries(1):
        question_scores(topic, classrooms)

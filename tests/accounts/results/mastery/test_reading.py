"""What a class or a student knows, against a recomputation from the raw responses of a generated school; who may know what; wrong ideas."""

import datetime
import statistics
from collections import Counter, defaultdict
from random import Random
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.homework.actions import plan_follow_up
from accounts.models import Attempt, AttemptItem, Enrolment, Response
from accounts.results.mastery.reading import knowledge
from accounts.results.mastery.scores import FADE
from accounts.results.misconceptions import class_misconceptions, outcome, since
from quizzes.models import Slot
from revision.models import Fact
from revision.templatetags.interface import said
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, NOON, many_enrolled, queries, says
from tests.accounts.results.test_ideas import IDEA, body, homework
from tests.factories import AssignmentFactory, ClassroomFactory, FactFactory, QuestionFactory, QuizFactory, TopicFactory, enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def school(students: int = 6, weeks: int = 5, seed: int = 1):
    """A class that was set homework each week on facts of three topics, every second question on two facts; one has left since."""
    draw = Random(seed)
    quiz = QuizFactory()
    classroom = ClassroomFactory(owner=quiz.owner)
    topics = [TopicFactory(course=quiz.course) for _number in range(3)]
    facts = [FactFactory(topic=topic) for topic in topics for _number in range(3)]
    questions = [QuestionFactory(topic=fact.topic, facts=[fact] + facts[:1] * (number % 2)) for number, fact in enumerate(facts)]
    pupils = many_enrolled(classroom, students)
    for week in range(weeks):
        chosen = draw.sample(questions, 4)
        one = QuizFactory(course=quiz.course, owner=quiz.owner)
        Slot.objects.bulk_create(Slot(quiz=one, position=place, question=question) for place, question in enumerate(chosen, start=1))
        opens = NOON - DAY * 7 * (weeks - week)
        assignment = AssignmentFactory(classroom=classroom, quiz=one, opens=opens, due=opens + DAY, closes=opens + DAY)
        for pupil in pupils:
            if draw.random() < 0.8:
                sat_at(assignment, pupil, chosen, opens, draw)
    Enrolment.objects.filter(student=pupils[-1]).update(left=NOON)
    return classroom, pupils[:-1]


def sat_at(assignment, pupil, questions, opens, draw):
    attempt = Attempt.objects.create(
        assignment=assignment, student=pupil, finished=opens + DAY, question_count=len(questions), max_score=len(questions)
    )
    for place, question in enumerate(questions, start=1):
        if draw.random() < 0.1:
            continue
        right = draw.random() < 0.5
        answered = opens + datetime.timedelta(minutes=draw.randrange(1000))
        item = AttemptItem.objects.create(
            attempt=attempt,
            position=place,
            version_id=question.current_id,
            seed=1,
            max_mark=1,
            fraction=int(right),
            answered=answered,
            tries=1,
            is_final=True,
            dropped=draw.random() < 0.1,
        )
        Response.objects.create(item=item, key=uuid4(), answer={"option": 0 if right else draw.choice([1, 1, 2])}, fraction=int(right))


def recomputed(students, until=None):
    """For each fact: the students' scores, and how many answers; from the raw responses, by the formula."""
    given = defaultdict(list)
    for response in Response.objects.filter(item__attempt__student__in=students, item__dropped=False).select_related(
        "item__version__question"
    ):
        if until is None or response.item.answered <= until:
            for fact in response.item.version.question.facts.all():
                given[response.item.attempt.student_id, fact].append((response.item.answered, response.item_id, float(response.fraction)))
    scores, answers = defaultdict(dict), Counter()
    for (student, fact), those in given.items():
        fractions = [fraction for _answered, _item, fraction in sorted(those)]
        weights = [FADE ** (len(fractions) - k) for k in range(1, len(fractions) + 1)]
        scores[fact][student] = sum(w * f for w, f in zip(weights, fractions, strict=True)) / sum(weights)
        answers[fact] += len(fractions)
    return scores, answers


def items_of(classroom, students):
    return AttemptItem.objects.filter(attempt__assignment__classroom=classroom, attempt__student__in=students)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_is_that_of_the_raw_responses(seed):
    classroom, students = school(seed=seed)
    scores, answers = recomputed(students)

    known = knowledge(items_of(classroom, students))

    assert {one.fact: (pytest.approx(one.score), one.students, one.answers) for one in known.facts} == {
        fact: (statistics.fmean(those.values()), len(those), answers[fact]) for fact, those in scores.items()
    }
    for shown in known.topics:
        mine = {fact: those for fact, those in scores.items() if fact.topic == shown.topic}
        assert (shown.asked, shown.facts) == (len(mine), Fact.objects.filter(topic=shown.topic).count())
        assert shown.score == pytest.approx(statistics.fmean(score for those in mine.values() for score in those.values()))
    for week in known.weeks:
        end = datetime.datetime.combine(week.begins + datetime.timedelta(weeks=1), datetime.time(), datetime.UTC)
        then, _answers = recomputed(students, until=end - datetime.timedelta(seconds=1))
        flat = [score for those in then.values() for score in those.values()]
        assert week.score == (pytest.approx(statistics.fmean(flat)) if flat else None)
    assert known.answers == Response.objects.filter(item__attempt__student__in=students, item__dropped=False).count()
    assert known.weeks[-1].begins == datetime.date(2026, 11, 23)


def test_the_weakest_come_first_with_their_commonest_wrong_answer():
    classroom, students = school()
    known = knowledge(items_of(classroom, students))

    enough = [one.score for one in known.facts if one.is_enough]
    assert enough == sorted(enough)
    assert [one.is_enough for one in known.facts] == sorted((one.is_enough for one in known.facts), reverse=True)
    for one in known.facts:
        wrong = Counter(
            (response.item.version.question, response.answer["option"])
            for response in Response.objects.filter(
                item__attempt__student__in=students, item__dropped=False, fraction__lt=1, item__version__question__facts=one.fact
            )
        )
        assert (one.wrong.count if one.wrong else 0) == max(wrong.values(), default=0)


def test_one_topic_alone():
    classroom, students = school()
    whole = knowledge(items_of(classroom, students))
    topic = whole.topics[1].topic

    known = knowledge(items_of(classroom, students), topic_id=topic.pk)

    assert (known.topic, known.score) == (topic, pytest.approx(whole.topics[1].score))
    assert {one.fact for one in known.facts} == {one.fact for one in whole.facts if one.fact.topic == topic}
    assert [(one.topic, one.score) for one in known.topics] == [(one.topic, one.score) for one in whole.topics]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_knowledge_is_as_many_queries_whatever_the_class(size):
    classroom, students = school(students=size + 1)

    assert queries(lambda: knowledge(items_of(classroom, students))) == 5


def test_nothing_answered_is_nothing_known(as_user):
    classroom = ClassroomFactory()

    page = as_user(classroom.owner).get(reverse("class_knowledge", args=[classroom.pk]))

    assert "Nothing to show yet" in words(part(page, "main"))


def test_a_class_page_says_what_is_weakest_and_how_sure_that_is(as_user):
    assignment = homework(IDEA)
    for text in ("Congress", "Congress", "Conference"):
        says(assignment, enrolled(assignment.classroom), text)

    page = words(part(as_user(assignment.classroom.owner).get(reverse("class_knowledge", args=[assignment.classroom_id])), "main"))

    assert "3 answers by 3" in page
    assert f"2 answered “Congress” {IDEA}" in page
    assert "33%" in page


# --- A student's own -------------------------------------------------------------------------------------------------


def test_a_verdict_that_is_kept_back_never_counts_for_the_student(as_user):
    assignment = homework(IDEA, feedback="after_due")
    student = enrolled(assignment.classroom)
    says(assignment, student, "Congress")
    address = reverse("student_knowledge", args=[student.pk])

    own, teachers = as_user(student).get(address), as_user(assignment.classroom.owner).get(address)

    statement = assignment.quiz.slots.get().question.facts.get().statement
    assert [str(said(statement)) in page.content.decode() for page in (own, teachers)] == [False, True]
    assert ["Nothing to show yet" in words(part(page, "main")) for page in (own, teachers)] == [True, False]


@pytest.mark.parametrize(
    ("feedback", "shown"), [("at_once", True), ("submitted", True), ("after_due", False), ("marks", False), ("never", False)]
)
def test_what_a_student_sees_of_their_facts_follows_the_policy(as_user, feedback, shown):
    assignment = homework("", feedback=feedback)
    student = enrolled(assignment.classroom)
    says(assignment, student, "Congress")

    page = words(part(as_user(student).get(reverse("student_knowledge", args=[student.pk])), "main"))

    assert ("Answered “Congress”" in page) == shown


def test_the_name_of_a_wrong_idea_is_for_teachers(as_user):
    assignment = homework(IDEA)
    student = enrolled(assignment.classroom)
    says(assignment, student, "Congress")
    address = reverse("student_knowledge", args=[student.pk])

    pages = [words(part(as_user(person).get(address), "main")) for person in (student, assignment.classroom.owner)]

    assert [("Answered “Congress”" in page, IDEA in page) for page in pages] == [(True, False), (True, True)]


def test_a_teacher_sees_only_what_was_answered_in_their_classes(as_user):
    student = enrolled(homework("").classroom)
    other = homework("")
    Enrolment.objects.create(classroom=other.classroom, student=student)
    says(other, student, "Congress")
    elsewhere = Enrolment.objects.filter(student=student).exclude(classroom=other.classroom).get().classroom

    page = as_user(elsewhere.owner).get(reverse("student_knowledge", args=[student.pk]))

    assert "Nothing to show yet" in words(part(page, "main"))


# --- Wrong ideas -----------------------------------------------------------------------------------------------------


def follow_up_of(first, student, *texts, days=1):
    """Later homework of the same class with the same idea, answered by one student."""
    quiz = QuizFactory(course=first.quiz.course, owner=first.classroom.owner)
    topic = TopicFactory(course=quiz.course)
    for place in range(1, len(texts) + 1):
        Slot.objects.create(quiz=quiz, position=place, question=QuestionFactory(topic=topic, body=body()))
    later = AssignmentFactory(quiz=quiz, classroom=first.classroom, opens=timezone.now())
    return says(later, student, *texts)


def test_who_has_got_over_a_wrong_idea(as_user, time_machine):
    first = homework(IDEA)
    pupils = {name: enrolled(first.classroom, display_name=name) for name in ("Ada", "Ben", "Cem", "Dan", "Eve")}
    for name, pupil in pupils.items():
        says(first, pupil, "Conference" if name == "Eve" else "Congress")
    time_machine.move_to(NOON + DAY, tick=False)
    for name, text in (("Ada", "Conference"), ("Ben", "Congress"), ("Cem", "Politburo"), ("Eve", "Conference")):
        follow_up_of(first, pupils[name], text)

    [idea] = class_misconceptions(first.classroom)

    assert (idea.name, idea.asked, idea.since) == (IDEA, 5, "1 fixed, 2 not, 1 not asked again")
    states = {holder.student.display_name: holder.state for holder in idea.holders}
    assert states == {"Ben": "still", "Cem": "still", "Dan": "once", "Ada": "fixed"}
    assert [[one.shows for one in holder.answers] for holder in idea.holders] == [[True, True], [True, False], [True], [True, False]]
    page = words(part(as_user(first.classroom.owner).get(reverse("misconceptions", args=[first.classroom_id])), "main"))
    assert f"{IDEA} 4 of 5 asked 1 fixed, 2 not, 1 not asked again" in page


def test_right_before_and_wrong_after_is_not_fixed(time_machine):
    first = homework(IDEA)
    pupil = enrolled(first.classroom)
    says(first, pupil, "Conference")
    time_machine.move_to(NOON + DAY, tick=False)
    follow_up_of(first, pupil, "Congress")

    [idea] = class_misconceptions(first.classroom)

    assert (idea.since, idea.once) == ("", 1)


def test_no_wrong_idea_is_said(as_user):
    assignment = homework("")
    says(assignment, enrolled(assignment.classroom), "Congress")

    page = as_user(assignment.classroom.owner).get(reverse("misconceptions", args=[assignment.classroom_id]))

    assert "No wrong idea has shown itself" in words(part(page, "main"))


@pytest.mark.parametrize("size", [1, 3, 30])
def test_wrong_ideas_are_as_many_queries_whatever_the_class(size):
    assignment = homework(IDEA)
    for _student in range(size):
        says(assignment, enrolled(assignment.classroom), "Congress")

    assert queries(lambda: class_misconceptions(assignment.classroom)) == 3


def test_a_follow_up_tells_what_has_become_of_the_ideas(as_user, time_machine):
    first = homework(IDEA, "Thinks otherwise")
    pupils = [enrolled(first.classroom) for _number in range(4)]
    for pupil in pupils:
        says(first, pupil, "Congress", "Congress")
    time_machine.move_to(NOON + DAY, tick=False)
    quiz = homework(IDEA).quiz
    later = AssignmentFactory(quiz=quiz, classroom=first.classroom, opens=NOON + DAY)
    later.only_for.set(pupils[:3])
    plan_follow_up(quiz=quiz, after=first, students=pupils[:3])
    for pupil, text in zip(pupils, ("Conference", "Conference", "Congress"), strict=False):
        says(later, pupil, text)

    found = since(first, later)

    assert ([(idea.name, len(idea.holders), idea.since) for idea in found.ideas], found.said) == (
        [(IDEA, 3, "2 fixed, 1 not")],
        "2 fixed, 1 not",
    )
    page = words(part(as_user(first.classroom.owner).get(reverse("results", args=[later.pk])), "main"))
    assert f"Wrong ideas since “{first.quiz.title}” 2 fixed, 1 not {IDEA} 2 fixed, 1 not" in page
    assert "Set to 3 students only. A follow-up to" in page


@pytest.mark.parametrize(
    ("counts", "said"),
    [((11, 3, 0), "11 fixed, 3 not"), ((0, 2, 1), "2 not fixed, 1 not asked again"), ((1, 0, 0), "1 fixed"), ((0, 0, 0), "")],
)
def test_an_outcome_leaves_out_what_is_none(counts, said):
    assert outcome(*counts) == said

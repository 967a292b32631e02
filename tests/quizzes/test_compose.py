"""Composing a quiz: what a class needs most, in the order of the course."""

import datetime
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.compose import Evidence, Proposal, propose, seconds
from revision.models import Fact, Question, Topic
from revision.question_types import registry
from tests.factories import QuestionFactory, TopicFactory

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)
KINDS = [kind for kind, question_type in registry.all_types().items() if not question_type.waits]


def fact_of(number: int) -> Fact:
    return Fact(pk=UUID(int=number), slug=f"fact-{number}")


def question_of(number: int, facts: Sequence[Fact], kind: str = "single_choice", topic: int = 0) -> Question:
    """A question as the composer gets it, facts and topic fetched, without a database."""
    question = Question(
        pk=UUID(int=1000 + number),
        slug=f"question-{number}",
        kind=kind,
        topic=Topic(slug=f"topic-{topic}", position=topic),
        position=number,
    )
    question._prefetched_objects_cache = {"facts": list(facts)}
    return question


def asked(fact: Fact, score: float, days: float) -> dict[UUID, Evidence]:
    """The class got ``score`` on a fact so many days ago."""
    return {fact.pk: Evidence(score, NOW - datetime.timedelta(days=days))}


def chosen(questions: Sequence[Question], count: int, evidence: dict[UUID, Evidence] | None = None, seed: int = 1) -> list[Proposal]:
    return propose(questions=questions, count=count, evidence=evidence or {}, now=NOW, seed=seed)


def slugs(proposals: Sequence[Proposal]) -> list[str]:
    return [proposal.question.slug for proposal in proposals]


FACTS = [fact_of(number) for number in range(6)]
MANY_FACTS = [fact_of(number) for number in range(12)]


@st.composite
def courses(draw: st.DrawFn, most_facts: int = 3, facts: Sequence[Fact] = FACTS) -> list[Question]:
    """Up to twelve questions of all kinds, on one to three of the facts, in three topics."""
    return [
        question_of(
            number,
            draw(st.lists(st.sampled_from(facts), min_size=1, max_size=most_facts, unique_by=lambda fact: fact.pk)),
            kind=draw(st.sampled_from(KINDS)),
            topic=draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


evidences = st.dictionaries(
    st.sampled_from([fact.pk for fact in FACTS]),
    st.builds(lambda score, days: Evidence(score, NOW - datetime.timedelta(days=days)), st.floats(0, 1), st.floats(0, 400)),
)
counts = st.integers(0, 15)
seeds = st.integers(0, 2**31 - 1)


@given(questions=courses(), count=counts, evidence=evidences, seed=seeds)
def test_so_many_different_questions_in_the_order_of_the_course(
    questions: list[Question], count: int, evidence: dict[UUID, Evidence], seed: int
) -> None:
    proposals = chosen(questions, count, evidence, seed)
    found = [proposal.question for proposal in proposals]
    assert len(found) == min(count, len(questions))
    assert len({question.pk for question in found}) == len(found)
    assert set(found) <= set(questions)
    assert found == sorted(found, key=lambda question: (question.topic.position, question.position))


@given(questions=courses(), count=counts, evidence=evidences, seed=seeds, data=st.data())
def test_the_same_seed_gives_the_same_proposal_however_the_questions_come(
    questions: list[Question], count: int, evidence: dict[UUID, Evidence], seed: int, data: st.DataObject
) -> None:
    """A database gives rows of the same position in any order."""
    again = data.draw(st.permutations(questions))
    assert chosen(again, count, evidence, seed) == chosen(questions, count, evidence, seed)


@given(questions=courses(most_facts=1), count=counts, evidence=evidences, seed=seeds)
def test_no_fact_is_asked_again_before_every_other_was_asked(
    questions: list[Question], count: int, evidence: dict[UUID, Evidence], seed: int
) -> None:
    """With one fact a question it is exact: how often two facts are asked differs by more than 1 only where one has no more questions."""
    there = Counter(question.facts.all()[0].pk for question in questions)
    times = Counter(dict.fromkeys(there, 0))
    times.update(proposal.question.facts.all()[0].pk for proposal in chosen(questions, count, evidence, seed))
    for fact, often in times.items():
        assert all(times[other] in {there[other], often - 1} or times[other] >= often for other in there), (fact, times)


@given(questions=courses(most_facts=2, facts=MANY_FACTS), count=st.integers(2, 6), evidence=evidences, seed=seeds)
def test_no_fact_is_asked_twice_while_a_question_on_others_alone_is_left(
    questions: list[Question], count: int, evidence: dict[UUID, Evidence], seed: int
) -> None:
    """With several facts a question: a quiz that repeats a fact could not have taken a question on facts not asked at all instead."""
    proposals = chosen(questions, count, evidence, seed)
    times = Counter(fact.pk for proposal in proposals for fact in proposal.question.facts.all())
    left = set(questions) - {proposal.question for proposal in proposals}
    fresh = [question for question in left if all(times[fact.pk] == 0 for fact in question.facts.all())]
    assert fresh == [] or max(times.values(), default=0) <= 1


def test_a_new_fact_goes_before_a_repeated_one_even_where_it_comes_with_one() -> None:
    one, other, *_rest = FACTS
    questions = [question_of(0, [one]), question_of(1, [one]), question_of(2, [one]), question_of(3, [one, other])]
    for seed in range(20):
        proposals = chosen(questions, 2, asked(one, 0.7, 1), seed)
        assert {fact for proposal in proposals for fact in proposal.question.facts.all()} == {one, other}


def test_a_weak_fact_does_not_fill_the_quiz() -> None:
    """One weak fact, which five questions rest on beside others, is asked once; the other facts get their turn."""
    weak, *others = FACTS
    on_weak = [question_of(number, [weak, fact]) for number, fact in enumerate(others)]
    alone = [question_of(10 + number, [fact]) for number, fact in enumerate(others)]
    times = Counter(fact for proposal in chosen([*on_weak, *alone], 5, asked(weak, 0.1, 1)) for fact in proposal.question.facts.all())
    assert times == Counter(FACTS)


# --- Who goes first --------------------------------------------------------------------------------------------------


def test_weak_facts_go_first_then_new_ones_then_those_longest_ago_then_what_is_fresh() -> None:
    weaker, weak, new, old, older, fresh = FACTS
    evidence = asked(weaker, 0.1, 1) | asked(weak, 0.59, 30) | asked(old, 0.8, 7) | asked(older, 0.8, 100) | asked(fresh, 0.61, 6.9)
    questions = [question_of(number, [fact]) for number, fact in enumerate((fresh, old, older, new, weak, weaker))]
    wanted = ["question-5", "question-4", "question-3", "question-2", "question-1", "question-0"]
    assert [sorted(slugs(chosen(questions, count, evidence))) for count in range(1, 7)] == [sorted(wanted[:count]) for count in range(1, 7)]


@given(scores=st.lists(st.floats(0, 1), min_size=2, max_size=6, unique=True), seed=seeds)
def test_among_facts_asked_yesterday_the_weakest_goes_first(scores: list[float], seed: int) -> None:
    evidence = {}
    for fact, score in zip(FACTS, scores, strict=False):
        evidence |= asked(fact, score, 1)
    questions = [question_of(number, [fact]) for number, fact in enumerate(FACTS[: len(scores)])]
    assert slugs(chosen(questions, 1, evidence, seed)) == [f"question-{scores.index(min(scores))}"]


def test_a_question_is_as_urgent_as_its_weakest_fact() -> None:
    good, bad, new, _three, _four, _five = FACTS
    evidence = asked(good, 1.0, 1) | asked(bad, 0.2, 1)
    questions = [question_of(0, [good]), question_of(1, [good, bad]), question_of(2, [new])]
    assert chosen(questions, 1, evidence) == [Proposal(questions[1], "Class got 20%", "wrong")]


def test_kinds_are_mixed() -> None:
    three = KINDS[:3]
    questions = [question_of(number, [FACTS[number % 6]], kind=three[number // 6]) for number in range(18)]
    for seed in range(20):
        assert Counter(proposal.question.kind for proposal in chosen(questions, 6, seed=seed)) == dict.fromkeys(three, 2)


def test_what_a_teacher_marks_by_hand_is_not_proposed() -> None:
    written = question_of(0, [FACTS[0]], kind="extended_answer")
    marked = question_of(1, [FACTS[0]])
    assert slugs(chosen([written, marked], 2)) == ["question-1"]


def test_different_seeds_give_variety() -> None:
    questions = [question_of(number, [FACTS[0]]) for number in range(6)]
    found = Counter(slugs(chosen(questions, 1, seed=seed))[0] for seed in range(600))
    assert sorted(found) == [f"question-{number}" for number in range(6)]
    assert all(60 < often < 140 for often in found.values())


def test_no_questions_and_no_count_give_no_proposal() -> None:
    assert chosen([], 5) == []
    assert chosen([question_of(0, FACTS)], 0) == []


def test_a_question_without_facts_can_be_chosen() -> None:
    question = question_of(0, [])
    assert chosen([question], 3) == [Proposal(question, "Not asked yet", "accent")]


# --- In words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "days", "reason", "tone"),
    [
        (0.0, 0, "Class got 0%", "wrong"),
        (0.424, 100, "Class got 42%", "wrong"),
        (0.599, 1, "Class got 60%", "wrong"),
        (0.6, 1, "Class got 60%", "part"),
        (0.849, 6.99, "Class got 85%", "part"),
        (0.85, 6.99, "Class got 85%", "right"),
        (1.0, 0, "Class got 100%", "right"),
        (0.6, 7, "Last asked 7 days ago", "part"),
        (1.0, 400.5, "Last asked 400 days ago", "part"),
        (1.0, -1, "Class got 100%", "right"),
    ],
)
def test_a_proposal_says_why(score: float, days: float, reason: str, tone: str) -> None:
    question = question_of(0, [FACTS[0]])
    assert chosen([question], 1, asked(FACTS[0], score, days)) == [Proposal(question, reason, tone)]


@given(questions=courses(), evidence=evidences, seed=seeds)
def test_every_reason_fits_its_column_and_has_a_tone(questions: list[Question], evidence: dict[UUID, Evidence], seed: int) -> None:
    proposals = chosen(questions, 15, evidence, seed)
    assert [proposal.reason for proposal in proposals if not 0 < len(proposal.reason) <= 80] == []
    assert {proposal.tone for proposal in proposals} <= {"wrong", "part", "right", "accent"}


# --- With the database -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4])
def test_prefetched_questions_are_composed_in_two_queries(django_assert_num_queries: object, count: int) -> None:
    topic = TopicFactory()
    made = [QuestionFactory(topic=topic) for _number in range(count)]
    with django_assert_num_queries(2):
        found = chosen(Question.objects.asked().select_related("topic").prefetch_related("facts"), 10)
    assert [proposal.question for proposal in found] == made


def test_how_long_students_take() -> None:
    assert seconds([]) == 0
    assert seconds(question_of(number, [], kind=kind) for number, kind in enumerate(KINDS)) == sum(
        question_type.seconds for question_type in [registry.get(kind) for kind in KINDS]
    )

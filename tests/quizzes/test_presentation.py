"""A question as a page shows it: only what may be shown is there."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from quizzes.feedback import EVERYTHING, NOTHING, Reveal
from quizzes.presentation import FACTS_SHOWN, Onward, Segment, Shown, Verdict, answered, asked, form_for, setup_for
from revision.models import Fact, QuestionVersion
from revision.question_types.base import Review, ReviewRow
from tests.factories import FactFactory, QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db

BODY = {
    "options": [
        {"text": "Paris", "correct": True, "feedback": "canary-right"},
        {"text": "Lyon", "correct": False, "feedback": "canary-wrong"},
    ]
}
WORDS = ("Which city?", "France", "question_types/single_choice.html")
RIGHT, WRONG = {"option": 0}, {"option": 1}


@pytest.fixture
def version() -> QuestionVersion:
    return QuestionFactory(topic__title="France", prompt="Which city?", explanation="canary-explanation", body=BODY, facts=[]).current


def shown_after(version: QuestionVersion, **values: Any) -> Shown:
    usual = {"setup": [1, 0], "answer": WRONG, "fraction": Decimal(0), "max_mark": Decimal(2), "reveal": EVERYTHING}
    return answered(3, version, **(usual | values))


def test_a_question_that_waits_has_its_form_and_a_key(version: QuestionVersion) -> None:
    form, key = form_for(version, 1), uuid.uuid4()
    assert asked(3, version, form, key) == Shown(3, *WORDS, form=form, key=key)
    first, second = (asked(3, version, form).key for _time in range(2))
    assert (type(first), first == second) == (uuid.UUID, False)


def test_a_shown_question_knows_its_topic_and_templates(version: QuestionVersion) -> None:
    shown = asked(1, version, form_for(version, 1))
    assert (shown.topic, shown.question_template, shown.review_template) == (
        "France",
        "question_types/single_choice.html#question",
        "question_types/single_choice.html#review",
    )


def test_everything_is_shown_where_everything_may_be(version: QuestionVersion) -> None:
    fact = FactFactory(topic=version.question.topic)
    version.question.facts.add(fact)
    assert shown_after(version) == Shown(
        3,
        *WORDS,
        review=Review("Lyon", (ReviewRow("Lyon", "wrong", feedback="canary-wrong"), ReviewRow("Paris", "key")), "Paris"),
        verdict=Verdict("wrong", Decimal(0), Decimal(2), "canary-wrong", "canary-explanation", [fact]),
    )


def test_nothing_is_shown_where_nothing_may_be(django_assert_num_queries: Any, version: QuestionVersion) -> None:
    version.question.facts.add(FactFactory(topic=version.question.topic))
    with django_assert_num_queries(0):
        shown = shown_after(version, reveal=NOTHING)
    assert shown == Shown(3, *WORDS, review=Review("Lyon", (ReviewRow("Lyon", "given"), ReviewRow("Paris", "other"))))
    assert "canary" not in repr(shown)


@pytest.mark.parametrize(
    ("reveal", "key", "verdict"),
    [
        (Reveal(verdict=True, key=False, explanation=False), "", ("wrong", "", "")),
        (Reveal(verdict=True, key=True, explanation=False), "Paris", ("wrong", "", "")),
        (Reveal(verdict=True, key=False, explanation=True), "", ("wrong", "canary-wrong", "canary-explanation")),
        (Reveal(verdict=False, key=True, explanation=True), "Paris", None),
    ],
)
def test_each_leave_gives_its_part_alone(version: QuestionVersion, reveal: Reveal, key: str, verdict: tuple[str, str, str] | None) -> None:
    fact = FactFactory(topic=version.question.topic)
    shown = shown_after(version, reveal=reveal, facts=[fact])
    assert shown.review.key == key
    said = shown.verdict and (shown.verdict.word, shown.verdict.feedback, shown.verdict.explanation)
    assert said == verdict
    assert shown.verdict is None or list(shown.verdict.facts) == ([fact] if reveal.explanation else [])


@pytest.mark.parametrize(
    ("answer", "fraction", "word", "mark"),
    [
        (RIGHT, Decimal("1.00000"), "right", Decimal(2)),
        (RIGHT, Decimal("0.33333"), "part", Decimal("0.66666")),
        (WRONG, Decimal(0), "wrong", Decimal(0)),
        (None, None, "left", Decimal(0)),
        (None, Decimal(0), "left", Decimal(0)),
    ],
)
def test_the_verdict_is_of_the_stored_fraction(
    version: QuestionVersion, answer: dict[str, int] | None, fraction: Decimal | None, word: str, mark: Decimal
) -> None:
    """A teacher may have overridden the mark: what is stored counts, not what marking would say today."""
    verdict = shown_after(version, answer=answer, fraction=fraction).verdict
    assert (verdict.word, verdict.mark, verdict.max_mark) == (word, mark, Decimal(2))


def test_a_question_left_out_has_an_explanation_and_no_feedback(version: QuestionVersion) -> None:
    shown = shown_after(version, answer=None, fraction=None)
    assert (shown.review.given, shown.review.key) == ("", "Paris")
    assert (shown.verdict.feedback, shown.verdict.explanation) == ("", "canary-explanation")


def test_the_facts_are_those_in_use_and_no_more_than_are_read(django_assert_num_queries: Any) -> None:
    topic = TopicFactory()
    facts = [FactFactory(topic=topic, archived=number == 1) for number in range(FACTS_SHOWN + 2)]
    version = QuestionFactory(topic=topic, body=BODY, facts=facts).current
    wanted = [fact for fact in facts if not fact.archived][:FACTS_SHOWN]
    with django_assert_num_queries(1):
        assert shown_after(version).verdict.facts == wanted
    given: list[Fact] = facts[::-1]
    with django_assert_num_queries(0):
        assert shown_after(version, facts=given).verdict.facts == given[:FACTS_SHOWN]


def test_a_lay_out_belongs_to_its_seed(version: QuestionVersion) -> None:
    layouts = [setup_for(version, seed) for seed in range(20)]
    assert layouts == [setup_for(version, seed) for seed in range(20)]
    assert sorted({tuple(layout) for layout in layouts}) == [(0, 1), (1, 0)]
    for seed, layout in enumerate(layouts):
        form = form_for(version, seed, {"choice": str(layout.index(0) + 1)})
        assert (form.setup, form.is_valid(), form.answer()) == (layout, True, RIGHT)
    assert form_for(version, 1).is_bound is False


def test_small_parts_of_a_page() -> None:
    assert (Segment(1, "todo").current, Onward("/there/", "On").post) == (False, False)

"""Drafts from facts: each rule, and the whole of several subjects."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from revision.drafting import MOST_PER_FACT, TypedDraft, drafts_for
from revision.notes.parsing import parse
from revision.notes.reading import read_notes, read_pasted
from revision.question_types import registry
from revision.question_types.base import Draft, KnownFact
from revision.question_types.drafts import even_groups, undated

SAMPLES = Path(__file__).parent / "notes" / "samples"


def facts_of(text: str) -> list[KnownFact]:
    return parse(read_pasted(text)).facts()


def drafts_of(kind: str, text: str) -> list[Draft]:
    return [typed.draft for typed in drafts_for(facts_of(text)) if typed.kind == kind]


def prompts(kind: str, text: str) -> list[str]:
    return [draft.prompt for draft in drafts_of(kind, text)]


def test_a_date_becomes_a_year_question() -> None:
    (draft,) = drafts_of("number", "# Waves\n- In 1802, Young showed that light behaves as a wave.")
    assert draft == Draft(
        "A date becomes a year question",
        draft.facts,
        "In which year was this? “Young showed that light behaves as a wave.” (Waves)",
        "In 1802, Young showed that light behaves as a wave.",
        {"low": "1802", "high": "1802", "shown": "1802", "scale": 1, "units": [], "wider": None, "near": []},
    )


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("By 1900 most towns had gas light.", ["Which year is missing? “By ____ most towns had gas light.” (T)"]),
        ("The 1851 exhibition drew great crowds.", ["Which year is missing? “The ____ exhibition drew great crowds.” (T)"]),
        ("The tower was opened (1889) in Paris.", ["In which year was this? “The tower was opened in Paris.” (T)"]),
        ("1889: the tower was opened in Paris.", ["In which year was this? “The tower was opened in Paris.” (T)"]),
        (
            "Built in 1889, the tower was painted red in 1899.",
            [
                "Which year is missing? “Built in ____, the tower was painted red in 1899.” (T)",
                "Which year is missing? “Built in 1889, the tower was painted red in ____.” (T)",
            ],
        ),
        ("He left the town in 1889 for good.", []),
        ("The tower of 1889 was never meant to outlast 1889.", []),
        ("From 1887 to 1889 the tower was built.", []),
        ("In the 1880s the tower was planned.", []),
        ("A wall of 1889 bricks was built there.", []),
    ],
)
def test_which_years_are_asked(sentence: str, asked: list[str]) -> None:
    years = [draft.prompt for draft in drafts_of("number", f"# T\n- {sentence}") if draft.rule.startswith("A date")]
    assert years == asked


def test_a_pronoun_under_a_persons_name_is_that_person() -> None:
    text = "# Curie\n- Curie was born in Warsaw.\n- She discovered radium in 1898.\n- In Paris Curie studied physics; she worked hard."
    assert prompts("number", text) == ["In which year was this? “Curie discovered radium.” (Curie)"]


def test_dated_facts_become_an_ordering() -> None:
    text = (
        "# Steam\n- Watt improved the engine in 1769.\n- A locomotive ran in 1804.\n- In 1712, Newcomen built a pump.\n"
        "- The Rocket won in 1829."
    )
    (draft,) = drafts_of("ordering", text)
    assert (draft.rule, draft.prompt) == (
        "Dated facts of a topic become an ordering",
        "In what order did these happen, the earliest first? (Steam)",
    )
    assert [(item["text"], item["why"]) for item in draft.body["items"]] == [
        ("Newcomen built a pump.", "1712"),
        ("Watt improved the engine.", "1769"),
        ("A locomotive ran.", "1804"),
        ("The Rocket won.", "1829"),
    ]


def test_the_few_dates_of_many_topics_are_ordered_over_the_chapter() -> None:
    text = "# Steam\n" + "\n".join(f"## Part {name}\n- Engine {name} was built in 18{10 + place}." for place, name in enumerate("ABCDE"))
    (draft,) = drafts_of("ordering", f"{text}\n# Gas\n- It is light.")
    assert draft.rule == "Dated facts of a chapter become an ordering"
    assert draft.prompt.endswith("(Steam)")
    assert len(draft.facts) == 5


def test_terms_become_gaps_matchings_and_typed_answers() -> None:
    text = (
        "# CPU\n- **ALU:** adds and compares numbers.\n- Cache: keeps what was used last.\n- Bus: carries data.\n- Clock: gives the beat."
    )
    (matching,) = drafts_of("matching", text)
    assert [(pair["left"], pair["right"]) for pair in matching.body["pairs"]] == [
        ("ALU", "adds and compares numbers."),
        ("Cache", "keeps what was used last."),
        ("Bus", "carries data."),
        ("Clock", "gives the beat."),
    ]
    assert prompts("short_answer", text)[0] == "Which name or term is meant? “adds and compares numbers.” (CPU)"
    assert drafts_of("short_answer", text)[0].body["accepted"] == ["ALU"]
    cloze = drafts_of("cloze", text)[0]
    assert (cloze.body["text"], cloze.body["gaps"][0]["accepted"]) == ("[1]: adds and compares numbers.", ["ALU"])


def test_a_name_in_bold_within_a_sentence_becomes_a_gap() -> None:
    (draft,) = drafts_of("cloze", "# Law\n- In 1931 the **Statute of Westminster** was passed in London.")
    assert draft.body["text"] == "In 1931 the [1] was passed in London."


def test_a_heading_that_is_the_answer_is_not_said() -> None:
    assert prompts("cloze", "# Upthrust\n- **Upthrust:** the upward push of a fluid.") == ["Which name or term is missing? (…)"]


def test_a_person_and_a_deed_become_a_choice_among_persons_of_the_topic() -> None:
    drafts = [
        typed.draft
        for typed in drafts_for(parse(read_notes((SAMPLES / "computing.txt").read_bytes(), "computing.txt")).facts())
        if typed.kind == "single_choice"
    ]
    assert [draft.prompt for draft in drafts][:2] == [
        "Who described a universal machine in 1936?",
        "Who wrote notes on the Analytical Engine in 1843?",
    ]
    assert [(option["text"], option["correct"]) for option in drafts[1].body["options"]] == [
        ("Babbage", False),
        ("Hopper", False),
        ("Lovelace", True),
        ("Turing", False),
    ]


def test_points_for_and_against_become_a_sorting() -> None:
    points = (
        [f"It is number {number} of the good ones" for number in range(7)],
        [f"It is number {number} of the bad ones" for number in range(2)],
    )
    text = "# Zoos\n## Pros\n" + "\n".join(f"- {one}" for one in points[0]) + "\n## Cons\n" + "\n".join(f"- {one}" for one in points[1])
    (draft,) = drafts_of("sorting", text)
    assert (draft.prompt, draft.body["groups"]) == ("On which side is each point? (Zoos)", ["Pros", "Cons"])
    assert sorted((one["text"], one["group"]) for one in draft.body["statements"]) == sorted(
        [(one, 0) for one in points[0]] + [(one, 1) for one in points[1]]
    )
    assert drafts_of("sorting", text.replace("## Cons", "## Colours")) == []


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("Only 25% of the farms had a tractor.", ("23", "27", "25%")),
        ("Some 8 million people moved to town.", ("8000000", "8000000", "8 million people")),
        ("Light covers 300,000 km in a second.", ("285000", "315000", "300,000 km")),
        ("On Earth a kilogram weighs 9.8 N.", ("9.7", "9.9", "9.8 N")),
        ("Between 5 to 6% of it was lost each year.", None),
        ("The first 5 year plan was hard to fulfil.", None),
        ("During the 1920s it was hard to fulfil.", None),
        ("The share rose from 5% to 5% in all.", None),
    ],
)
def test_a_figure_becomes_a_number_question(sentence: str, key: tuple[str, str, str] | None) -> None:
    drafts = [draft for draft in drafts_of("number", f"# T\n- {sentence}") if draft.rule == "A figure becomes a number question"]
    assert [(draft.body["low"], draft.body["high"], draft.body["shown"]) for draft in drafts] == ([key] if key else [])


@pytest.mark.parametrize(
    ("sentence", "without"),
    [
        ("In May 1928, they met.", "They met."),
        ("They met on 3 May 1928 in Rome.", "They met in Rome."),
        ("They met in the spring of 1928.", "They met."),
        ("3 May 1928 – they met.", "They met."),
        ("They met by 1928.", ""),
        ("They met at the end of 1928.", ""),
        ("They met from 1928 to 1930.", ""),
        ("They met.", ""),
    ],
)
def test_a_sentence_without_its_date(sentence: str, without: str) -> None:
    assert undated(sentence) == without


def test_groups_are_about_even() -> None:
    assert [[len(group) for group in even_groups(range(count), 4, 6)] for count in (3, 4, 6, 7, 8, 11, 13)] == [
        [], [4], [6], [6], [4, 4], [6, 5], [5, 4, 4],
    ]  # fmt: skip


@pytest.fixture(params=sorted(path.name for path in SAMPLES.iterdir()))
def sample(request: pytest.FixtureRequest) -> list[KnownFact]:
    return parse(read_notes((SAMPLES / request.param).read_bytes(), request.param)).facts()


def answers(typed: TypedDraft) -> list[str]:
    """What must not stand in the prompt."""
    question_type = registry.get(typed.kind)
    if typed.kind in {"ordering", "matching", "sorting"}:
        return []
    return [question_type.key_text(question_type.read(typed.draft.body))]


def test_every_draft_of_every_sample_is_whole(sample: list[KnownFact]) -> None:
    drafts = drafts_for(sample)
    assert drafts
    assert drafts == drafts_for(sample)
    slugs = {fact.slug for fact in sample}
    for typed in drafts:
        draft = typed.draft
        body = registry.get(typed.kind).read(draft.body)
        assert body.model_dump(mode="json") == draft.body
        assert set(draft.facts) <= slugs
        assert draft.rule
        assert draft.prompt.strip()
        assert draft.explanation.strip()
        assert not any(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", draft.prompt) for answer in answers(typed))
    main = [typed.draft.facts[0] for typed in drafts]
    assert max(main.count(slug) for slug in slugs) <= MOST_PER_FACT


def test_no_draft_is_there_twice(sample: list[KnownFact]) -> None:
    twice = [*sample, *(replace(fact, slug=f"{fact.slug}-again") for fact in sample)]
    asked = [(typed.kind, typed.draft.prompt, str(typed.draft.body)) for typed in drafts_for(twice)]
    assert len(asked) == len(set(asked))


def test_no_facts_give_no_drafts() -> None:
    assert drafts_for([]) == []

"""Lines → topics and facts: each way of writing a heading, a list, a table; and that no line is lost."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from revision.notes import limits
from revision.notes.limits import NotesRefused
from revision.notes.outline import FoundFact, FoundTopic, Outline
from revision.notes.parsing import parse
from revision.notes.reading import read_notes, read_pasted

SAMPLES = Path(__file__).parent / "samples"


def outline_of(text: str) -> Outline:
    return parse(read_pasted(text))


def tree(topics: list[FoundTopic]) -> list[Any]:
    """Title, statements and topics below, without the rest."""
    return [(topic.title, [fact.statement for fact in topic.facts], tree(topic.topics)) for topic in topics]


def facts_of(text: str) -> list[FoundFact]:
    return [fact for topic, _parent in outline_of(text).walk() for fact in topic.facts]


def places(outline: Outline) -> tuple[set[int], set[int], set[int]]:
    """The lines in titles, in facts, and without a place."""
    titles = {line for topic, _parent in outline.walk() for line in topic.lines} | set(outline.title_lines)
    facts = {line for topic, _parent in outline.walk() for fact in topic.facts for line in fact.lines}
    return titles, facts, {line.line for line in outline.unplaced}


def check_every_line_has_one_place(text: str) -> None:
    try:
        notes = read_pasted(text)
    except NotesRefused:
        return
    outline = parse(notes)
    titles, facts, unplaced = places(outline)
    assert titles | facts | unplaced == {line.number for line in notes.lines}
    assert len(titles) + len(facts) + len(unplaced) == len(titles | facts | unplaced)
    assert len(outline.unplaced) == len(unplaced)
    slugs = [topic.slug for topic, _parent in outline.walk()] + [fact.slug for fact in outline.facts()]
    assert len(slugs) == len(set(slugs))
    assert all(0 < len(slug) <= 80 for slug in slugs)
    assert all(topic.title and len(topic.title) <= 200 for topic, _parent in outline.walk())
    assert all(fact.statement and bool(fact.claim) == bool(fact.stance) for fact in outline.facts())


WORDS = (
    "# ~## ~- ~  - ~* ~1. ~1.1 ~a) ~> ~**~:~?~. ~, ~ – ~ = ~\t~ | ~\n~\n\n~\n- ~\n  - ~---~===~```~Title~"
    "Advantages~Disadvantages~Agree~Key dates~"
    "CAPITALS~Chapter 2~In 1928~1934–39~May 1930~Dr. ~J. K. Row~3.5~5 million people~word~the dog~Newton said~e.g. ~é~\u202e~\0~·~|~"
    "Explain why.~Page 3~12~no~Purpose~“~”"
)
PIECES = st.sampled_from(WORDS.split("~"))


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
@example("a:\n- b\n- c")
@example("Plan is right?**Agree:**\n- x\nDisagree:\n- y")
@example("Agree:\tDisagree:\nx\ty\nz\t\n")
@example("# A\n# A\n## A\nx\nx")
@example("a\n===\n---\n\n- \n1. \n")
def test_every_line_has_exactly_one_place(text: str) -> None:
    check_every_line_has_one_place(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_the_same_notes_give_the_same_outline(text: str) -> None:
    try:
        assert outline_of(text) == outline_of(text)
    except NotesRefused:
        return


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("# A\n## B\nOne fact.\n# C\nTwo.", [("A", [], [("B", ["One fact."], [])]), ("C", ["Two."], [])]),
        ("A\n===\n\nB\n---\nIt is one.", [("B", ["It is one."], [])]),
        ("Forces:\n\n- It pulls.\n\nEnergy:\n\n- It stays.", [("Forces", ["It pulls."], []), ("Energy", ["It stays."], [])]),
        ("FORCES\n\nIt pulls.\n\nENERGY\n\nIt stays.", [("FORCES", ["It pulls."], []), ("ENERGY", ["It stays."], [])]),
        ("**Forces**\nIt pulls.\n**Energy**\nIt stays.", [("Forces", ["It pulls."], []), ("Energy", ["It stays."], [])]),
        (
            "1. Forces\n\n1.1 Pushes\n\nIt pulls.\n\n2. Energy\n\nIt stays.",
            [("Forces", [], [("Pushes", ["It pulls."], [])]), ("Energy", ["It stays."], [])],
        ),
        (
            "Chapter 1: Forces\n\nGravity:\n\n- It pulls.\n\nChapter 2: Energy\n\nHeat:\n\n- It flows.",
            [("Chapter 1: Forces", [], [("Gravity", ["It pulls."], [])]), ("Chapter 2: Energy", [], [("Heat", ["It flows."], [])])],
        ),
        ("Gravity\n\nThe pull of one mass on another is called its gravity here.", None),
        ("Why does ice float?\n\nIt is lighter than water.", [("Why does ice float?", ["It is lighter than water."], [])]),
        ("# A\n1. One thing\n2. Another thing\n3. A third", [("A", ["One thing", "Another thing", "A third"], [])]),
    ],
)
def test_headings_of_every_sort(text: str, wanted: list[Any] | None) -> None:
    found = tree(outline_of(text).topics)
    assert found == (wanted or [("Gravity", ["The pull of one mass on another is called its gravity here."], [])])


def test_a_heading_with_headings_right_below_holds_those_that_come() -> None:
    text = "Physics:\n\nWaves:\n\n- They move.\n\nLight:\n\n- It shines.\n\nChemistry:\n\nAcids:\n\n- They burn."
    assert tree(outline_of(f"My notes:\n\n{text}").topics) == [
        ("Physics", [], [("Waves", ["They move."], []), ("Light", ["It shines."], [])]),
        ("Chemistry", [], [("Acids", ["They burn."], [])]),
    ]
    assert (outline_of(f"My notes:\n\n{text}").title, outline_of(f"My notes:\n\n{text}").title_lines) == ("My notes", (1,))


def test_sides_belong_to_what_stands_above() -> None:
    above = "Wind power:\n\n- It turns.\n\n"
    text = f"{above}Advantages:\n\n- No fuel\n\nDisadvantages:\n\n- Noise\n  - for the neighbours\n\nSun:\n\n- It shines."
    outline = outline_of(text)
    assert tree(outline.topics) == [
        ("Wind power", ["It turns."], [("Advantages", ["No fuel"], []), ("Disadvantages", ["Noise", "for the neighbours"], [])]),
        ("Sun", ["It shines."], []),
    ]
    assert [(fact.claim, fact.stance, fact.kind) for fact in outline.facts()] == [
        ("", "", "argument"),
        ("Wind power", "for", "argument"),
        ("Wind power", "against", "argument"),
        ("Wind power", "against", "argument"),
        ("", "", "argument"),
    ]


def test_a_side_without_the_other_is_just_a_heading() -> None:
    assert [(fact.claim, fact.stance) for fact in facts_of("Her strengths:\n\n- She ran fast.\n\nHer life:\n\n- She was tall.")] == [
        ("", "")
    ] * 2


def test_a_plan_with_its_first_side_in_one_line() -> None:
    outline = outline_of("By 1900 steam had won the race?**Agree:**\n\n- It was cheap.\n\nDisagree:\n\n- It was dirty.")
    assert tree(outline.topics) == [
        ("By 1900 steam had won the race?", [], [("Agree", ["It was cheap."], []), ("Disagree", ["It was dirty."], [])])
    ]
    assert places(outline) == ({1, 5}, {3, 7}, set())


def test_a_table_of_two_sides() -> None:
    outline = outline_of("Zoos:\n\nAgree:\tDisagree:\nThey teach.\tThey are small.\nThey breed.\tThey cost.\n")
    assert tree(outline.topics) == [
        ("Zoos", [], [("Agree", ["They teach.", "They breed."], []), ("Disagree", ["They are small.", "They cost."], [])])
    ]
    assert places(outline) == ({1, 3}, {4, 5}, set())


def test_a_table_says_what_each_row_says() -> None:
    outline = outline_of(
        "# Units\n| Name | Sign | Of |\n|---|---|---|\n| newton | N | force |\n| joule | J | energy |\n| 1799 | m | length |"
    )
    assert [(fact.statement, fact.lines) for fact in outline.topics[0].facts] == [
        ("**newton**: Sign: N; Of: force", (2, 4)),
        ("**joule**: Sign: J; Of: energy", (2, 5)),
        ("1799: Sign: m; Of: length", (2, 6)),
    ]
    assert [(line.line, line.text) for line in outline.unplaced] == [(3, "|---|---|---|")]


def test_a_bullet_that_heads_others_is_a_topic_and_a_long_one_goes_with_its_list() -> None:
    text = (
        "# CPU\n- Registers:\n  - ALU: adds\n- The law of 1936 changed a few things. It said:\n  - no work on Sunday\n  - more pay\n- End"
    )
    outline = outline_of(text)
    assert tree(outline.topics) == [
        (
            "CPU",
            ["The law of 1936 changed a few things. It said: no work on Sunday; more pay", "End"],
            [("Registers", ["**ALU**: adds"], [])],
        )
    ]
    assert outline.topics[0].facts[0].lines == (4, 5, 6)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("# A\n- **Term:** what it means.", ["**Term**: what it means."]),
        ("# A\n- Term: what it means.", ["**Term**: what it means."]),
        ("# A\n- Note: this is only said.", ["Note: this is only said."]),
        ("# A\n- It fell: nobody saw.", ["It fell: nobody saw."]),
        (
            "# A\n- **A whole sentence in bold that says far more than a term.**",
            ["A whole sentence in bold that says far more than a term."],
        ),
        ("# A\n- An odd ** mark", ["An odd mark"]),
        ("# A\n- see [the page](http://x.example) and `code`", ["see the page and code"]),
        (
            "# A\nle chien – the dog\nle chat – the cat\nla vache – the cow",
            ["**le chien** – the dog", "**le chat** – the cat", "**la vache** – the cow"],
        ),
    ],
)
def test_terms_in_bold(text: str, statements: list[str]) -> None:
    assert [fact.statement for fact in facts_of(text)] == statements


def test_paragraphs_are_split_into_sentences_with_their_lines() -> None:
    text = "# A\nAs was reported, Dr. A. B. Smith ran 3.5 km, e.g. on\nSunday. He won! Whatever it was, it took 4200 J. Then\nhe slept."
    assert [(fact.statement, fact.lines) for fact in facts_of(text)] == [
        ("As was reported, Dr. A. B. Smith ran 3.5 km, e.g. on Sunday.", (2, 3)),
        ("He won!", (3,)),
        ("Whatever it was, it took 4200 J.", (3,)),
        ("Then he slept.", (3, 4)),
    ]


def test_a_sentence_broken_by_a_page_goes_on() -> None:
    text = "# A\n- This bullet was broken by the end of the page and\n\ngoes on here.\n\nA new one."
    assert [(fact.statement, fact.lines) for fact in facts_of(text)] == [
        ("This bullet was broken by the end of the page and goes on here.", (2, 4)),
        ("A new one.", (6,)),
    ]


def test_what_has_no_words_is_listed_with_the_reason() -> None:
    outline = outline_of("# A\nIt is.\n***\nPage 4\n```\nx = 1\n```\n" + "y" * 20_001)
    no_words = "It has no words: a line drawn, or the number of a page."
    code = "It is program code, which is no sentence to learn."
    assert [(line.line, line.text[:8], line.why) for line in outline.unplaced] == [
        (3, "***", no_words),
        (4, "Page 4", no_words),
        (5, "```", code),
        (6, "x = 1", code),
        (7, "```", code),
        (8, "yyyyyyyy", "It is longer than 20,000 characters. Break it into lines and import it again."),
    ]
    assert len(outline.unplaced[-1].text) == 501


def test_facts_before_any_heading_stand_under_the_name_of_the_file() -> None:
    assert tree(parse(read_notes(b"It is so.\n\n# A\nIt was.", "my notes.md")).topics) == [
        ("my notes", ["It is so."], []),
        ("A", ["It was."], []),
    ]


def test_a_date_as_heading_dates_what_stands_under_it() -> None:
    text = "Key Dates:\n\n1905: A strike.\n\n1937:\n\n- A trial took place.\n- In 1936 there was another.\n\n1938: The end."
    assert [(fact.statement, fact.when) for fact in facts_of(text)] == [
        ("1905: A strike.", "1905"),
        ("1938: The end.", "1938"),
        ("A trial took place.", "1937"),
        ("In 1936 there was another.", "1936"),
    ]


def test_what_is_said_twice_under_one_heading_is_one_fact() -> None:
    assert [(fact.statement, fact.lines) for fact in facts_of("# A\n- Same\n- Other\n- same\n")] == [("Same", (2, 4)), ("Other", (3,))]
    assert FoundFact("x", (2, 4)).reference("n.txt") == "n.txt, lines 2, 4"
    assert FoundFact("x", (2, 3)).reference("n.txt") == "n.txt, lines 2–3"
    assert FoundFact("x", (2,)).reference("n.txt") == "n.txt, line 2"


def test_slugs_do_not_depend_on_where_a_line_stands() -> None:
    before = {fact.slug for fact in outline_of("# A\n- one\n- two\n# B\n- one").facts()}
    after = {fact.slug for fact in outline_of("# A\n- zero\n- two\n\n- one\n# B\n- one\n- three").facts()}
    assert len(before) == 3
    assert before < after


@pytest.mark.parametrize(
    ("name", "topics", "facts"), [("physics.md", 6, 28), ("computing.txt", 9, 30), ("biology.txt", 6, 13), ("french.txt", 2, 9)]
)
def test_notes_of_other_subjects(name: str, topics: int, facts: int) -> None:
    text = (SAMPLES / name).read_text()
    outline = parse(read_notes(text.encode(), name))
    assert (outline.topic_count(), outline.fact_count()) == (topics, facts)
    check_every_line_has_one_place(text)


def test_an_essay() -> None:
    outline = parse(read_notes((SAMPLES / "essay.txt").read_bytes(), "essay.txt"))
    assert [(topic.title, len(topic.facts)) for topic in outline.topics] == [("Should school start later?", 6)]
    assert outline.topics[0].facts[3].statement == "Mr. J. B. Hall, who ran the study, said that grades rose as well."


MANY = 5 * 1024 * 1024


@pytest.mark.parametrize(
    "piece",
    ["a ", "Mr. X ran. ", "**", "[a](", ">", "|", "1928-", "(", "*a ", "e.g. "],
)
def test_long_lines_of_any_shape_are_read_in_seconds(piece: str) -> None:
    line = piece * (limits.MAX_LINE // len(piece))
    text = "\n".join([line] * (MANY // (len(line) + 1)))[:MANY]
    start = time.process_time()
    check_every_line_has_one_place(text)
    assert time.process_time() - start < 60  # no measure of speed: what grows with the square takes an hour


def test_five_mebibytes_of_one_line_find_no_place_and_are_told() -> None:
    outline = outline_of("a" * MANY)
    assert (outline.topics, len(outline.unplaced), outline.unplaced[0].line) == ([], 1, 1)


def test_bullets_in_bullets_go_down_eight_levels_at_most() -> None:
    outline = outline_of("\n".join(f"{' ' * depth}- level {depth}:" for depth in range(400)))
    depth, topics = 0, outline.topics
    while topics:
        depth, topics = depth + 1, topics[0].topics
    assert depth == limits.MAX_DEPTH


def test_more_than_the_limits_is_listed_as_not_placed() -> None:
    outline = outline_of("# A\n" + "\n".join(f"- fact {number}" for number in range(limits.MAX_FACTS + 5)))
    assert (outline.fact_count(), [line.why for line in outline.unplaced]) == (
        limits.MAX_FACTS,
        ["One import takes 10,000 facts at most."] * 5,
    )
    outline = outline_of("\n".join(f"# T{number}\nx" for number in range(limits.MAX_TOPICS + 2)))
    assert (outline.topic_count(), [line.text for line in outline.unplaced]) == (limits.MAX_TOPICS, ["T2000", "T2001"])

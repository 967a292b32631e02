"""What every question type promises, tried on its own examples; a new type is tested by standing in its folder."""

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from itertools import count
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.presentation import filled
from revision.question_types import registry
from revision.question_types.authoring import AuthorForm
from revision.question_types.base import AnswerForm, BadLines, Example, Line, QuestionType

type Type = QuestionType[Any]

TYPES = list(registry.all_types().values())
EXAMPLES = [(one, example) for one in TYPES for example in one.examples()]
MARKED = [one for one in TYPES if not one.waits]
ANSWERED = [(one, example) for one, example in EXAMPLES if example.fraction is not None]

every_type = pytest.mark.parametrize("question_type", TYPES, ids=lambda one: one.kind)
every_example = pytest.mark.parametrize(("question_type", "example"), EXAMPLES, ids=[f"{one.kind}: {it.name}" for one, it in EXAMPLES])
every_marked_type = pytest.mark.parametrize("question_type", MARKED, ids=lambda one: one.kind)
every_answer = pytest.mark.parametrize(("question_type", "example"), ANSWERED, ids=[f"{one.kind}: {it.name}" for one, it in ANSWERED])
seeds = st.integers(0, 2**31 - 1)


def posted(question_type: Type, example: Example, body: Any = None) -> AnswerForm:
    """The form as the browser's answer fills it."""
    data = QueryDict(mutable=True)
    data.update(example.posted)
    body = body or question_type.read(example.body)
    return question_type.answer_form(body, question_type.setup(body, example.seed), data)


def answered(question_type: Type, example: Example) -> tuple[Any, list[int], dict[str, Any]]:
    """An example's body, its lay-out, and the answer as it comes back from the database."""
    body = question_type.read(example.body)
    form = posted(question_type, example, body)
    assert form.is_valid()
    return body, question_type.setup(body, example.seed), json.loads(json.dumps(form.answer()))


def with_canaries(value: Any, number: Any = None) -> Any:
    """The same body with a word of its own in every text."""
    number = number or count()
    if isinstance(value, dict):
        return {name: with_canaries(part, number) for name, part in value.items()}
    if isinstance(value, list):
        return [with_canaries(part, number) for part in value]
    says = isinstance(value, str) and re.search(r"[^\d.-]", value)  # A figure that is stored as text stays a figure.
    return f"{value} canary{next(number):03}x" if says else value


class Fields(HTMLParser):
    """What a browser would send of the fields of a page as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent = QueryDict(mutable=True)
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "input" and (said["type"] not in {"radio", "checkbox"} or "checked" in said):
            self.sent.appendlist(said["name"], said.get("value", ""))
        elif tag in {"select", "textarea"}:
            self.inside = said["name"]
        elif tag == "option" and "selected" in said:
            self.sent.appendlist(self.inside, said["value"])

    def handle_data(self, data: str) -> None:
        if self.inside and self.lasttag == "textarea" and self.inside not in self.sent:
            self.sent[self.inside] = data.removeprefix("\n")


def sent_from(page: str) -> QueryDict:
    return Fields(page).sent


def canaries(text: str, kept: str = "") -> set[str]:
    """The canaries that sing in ``text`` but not in ``kept``."""
    every = {f"canary{number:03}x" for number in range(100)}
    return {canary for canary in every if canary in text and canary not in kept}


def rendered(question_type: Type, partial: str, **context: Any) -> str:
    return get_template(f"{question_type.template}#{partial}").render(context)


# --- The type itself -------------------------------------------------------------------------------------------------


@every_type
def test_a_type_says_what_it_is(question_type: Type) -> None:
    assert registry.get(question_type.kind) is question_type
    assert str(question_type.label).strip() != ""
    assert type(question_type.seconds) is int
    assert 5 <= question_type.seconds <= 600


@every_type
@pytest.mark.parametrize("partial", ["question", "review", "print"])
def test_a_type_has_its_template_with_its_partials(question_type: Type, partial: str) -> None:
    assert question_type.template == f"question_types/{question_type.kind}.html"
    assert get_template(f"{question_type.template}#{partial}") is not None


@every_type
def test_the_examples_hold_a_right_a_wrong_and_a_refused_answer(question_type: Type) -> None:
    examples = question_type.examples()
    marks = {Decimal(0)} if question_type.waits else {Decimal(0), Decimal(1)}
    assert marks | {None} <= {example.fraction for example in examples}
    assert len({example.name for example in examples}) == len(examples)


@every_type
def test_lines_that_make_no_question_are_refused(question_type: Type) -> None:
    for lines in ([], [Line(7, "+", "what?")]):
        with pytest.raises((BadLines, ValidationError)):
            question_type.read(question_type.read_lines(lines))


# --- A body ----------------------------------------------------------------------------------------------------------


@every_example
def test_a_body_is_valid_and_is_stored_without_loss(question_type: Type, example: Example) -> None:
    body = question_type.read(example.body)
    stored = json.loads(json.dumps(body.model_dump(mode="json")))
    assert question_type.read(stored) == body
    assert question_type.read(stored).model_dump(mode="json") == stored


@every_type
def test_a_body_with_a_name_that_nobody_knows_is_refused(question_type: Type) -> None:
    body = question_type.examples()[0].body
    with pytest.raises(ValidationError):
        question_type.read({**body, "surprise": 1})


@every_type
@given(seed=seeds)
def test_a_lay_out_is_a_permutation_and_repeats(question_type: Type, seed: int) -> None:
    body = question_type.read(question_type.examples()[0].body)
    setup = question_type.setup(body, seed)
    assert sorted(setup) == list(range(question_type.size(body)))
    assert question_type.setup(body, seed) == setup
    assert json.loads(json.dumps(setup)) == setup


@every_type
def test_the_right_answer_is_said_in_words(question_type: Type) -> None:
    key = question_type.key_text(question_type.read(question_type.examples()[0].body))
    assert type(key) is str
    assert key.strip() != ""


# --- An answer -------------------------------------------------------------------------------------------------------


@every_example
def test_the_form_accepts_and_refuses_as_the_example_says(question_type: Type, example: Example) -> None:
    form = posted(question_type, example)
    assert form.is_valid() == (example.fraction is not None)
    assert (form.errors == {}) == (example.fraction is not None)


@every_type
def test_an_empty_form_is_refused_and_shows_no_mistake_before_it_is_sent(question_type: Type) -> None:
    example = question_type.examples()[0]
    body = question_type.read(example.body)
    fresh = question_type.answer_form(body, question_type.setup(body, 1))
    assert (fresh.is_bound, fresh.errors) == (False, {})
    assert question_type.answer_form(body, question_type.setup(body, 1), QueryDict()).is_valid() is False


@every_answer
def test_an_answer_survives_json_and_gets_its_mark(question_type: Type, example: Example) -> None:
    form = posted(question_type, example)
    assert form.is_valid()
    body, _setup, answer = answered(question_type, example)
    mark = question_type.mark(body, answer)
    assert answer == form.answer()
    assert mark.fraction == example.fraction
    assert mark.waiting == question_type.waits
    assert question_type.mark(body, answer) == mark
    assert all(0 <= part.fraction <= 1 for part in mark.parts)
    assert mark.fraction == mark.fraction.quantize(Decimal("0.00001"))


@every_answer
@pytest.mark.parametrize("seed", [1, 7])
def test_an_answer_goes_back_into_the_fields_that_it_came_from(question_type: Type, example: Example, seed: int) -> None:
    """So that it can be changed: the page holds it as a browser would send it, without script, and sent again it is the same answer."""
    body, _setup, answer = answered(question_type, example)
    form = question_type.answer_form(body, question_type.setup(body, seed), prefix="q1")
    page = rendered(question_type, "question", shown={"form": filled(form, form.values_of(answer))})
    again = question_type.answer_form(body, question_type.setup(body, seed), sent_from(page), "q1")
    assert (again.is_valid(), again.errors) == (True, {})
    assert again.answer() == answer


@every_answer
def test_an_answer_is_said_and_counted_in_words(question_type: Type, example: Example) -> None:
    body, _setup, answer = answered(question_type, example)
    said = [question_type.summarise(body, answer), question_type.classify(body, answer)]
    assert [type(text) for text in said] == [str, str]
    assert [text for text in said if not text.strip()] == []


@every_marked_type
def test_answers_are_counted_with_the_right_one_among_them(question_type: Type) -> None:
    classes: dict[tuple[str, str], int] = {}
    marks: dict[tuple[str, str], set[Decimal]] = {}
    bodies = {}
    for example in question_type.examples():
        if example.fraction is None:
            continue
        body, _setup, answer = answered(question_type, example)
        name = (json.dumps(example.body), question_type.classify(body, answer))
        bodies[name[0]] = body
        classes[name] = classes.get(name, 0) + 1
        marks.setdefault(name, set()).add(example.fraction)
    assert {len(fractions) for fractions in marks.values()} == {1}
    for key, body in bodies.items():
        counted = {name: number for (of, name), number in classes.items() if of == key}
        right = sum(number for (of, name), number in classes.items() if of == key and marks[of, name] == {Decimal(1)})
        bars = question_type.bars(body, counted)
        assert [bar.count for bar in bars if bar.right] == [right]
        assert all(type(bar.label) is str and 0 <= bar.share <= 100 for bar in bars)


@every_marked_type
def test_the_right_answer_has_its_bar_where_nobody_gave_it(question_type: Type) -> None:
    bars = question_type.bars(question_type.read(question_type.examples()[0].body), {})
    assert [(bar.count, bar.share) for bar in bars if bar.right] == [(0, 0)]
    assert {(bar.count, bar.share) for bar in bars} == {(0, 0)}


# --- What is shown ---------------------------------------------------------------------------------------------------


@every_answer
def test_before_the_key_may_be_shown_a_review_holds_no_more_than_the_question_and_the_answer(question_type: Type, example: Example) -> None:
    body = question_type.read(with_canaries(example.body))
    form = posted(question_type, example, body)
    assert form.is_valid()
    setup = question_type.setup(body, example.seed)
    review = question_type.review(body, setup, form.answer(), show_key=False)
    seen = str(question_type.answer_form(body, setup)) + str(example.posted)
    assert canaries(repr(review) + rendered(question_type, "review", review=review), seen) == set()
    assert (review.key, {(row.key_label, row.feedback) for row in review.rows}) == ("", {("", "")})
    assert {row.state for row in review.rows} <= {"given", "other"}


@every_answer
def test_before_the_key_may_be_shown_a_page_is_the_same_for_right_and_wrong(question_type: Type, example: Example) -> None:
    """The page of an answer whose key is hidden has none of the marks that a page with the key has."""
    body, setup, answer = answered(question_type, example)
    hidden, shown = (
        rendered(question_type, "review", review=question_type.review(body, setup, answer, show_key=show_key)) for show_key in (False, True)
    )
    tokens = ("is-right", "is-wrong", "is-key", "scheme")
    assert [token for token in tokens if token in hidden] == []
    assert [token for token in tokens if token in shown] != []


@every_type
def test_the_question_shows_what_the_form_holds_and_every_field(question_type: Type) -> None:
    example = question_type.examples()[0]
    body = question_type.read(with_canaries(example.body))
    form = question_type.answer_form(body, question_type.setup(body, 1))
    page = rendered(question_type, "question", shown={"form": form})
    assert canaries(page, str(form)) == set()
    assert canaries(str(form), page) == set()
    assert [name for name in form.fields if f'name="{name}"' not in page] == []


@every_type
def test_a_refused_answer_is_told_why(question_type: Type) -> None:
    for example in question_type.examples():
        form = posted(question_type, example)
        page = rendered(question_type, "question", shown={"form": form})
        assert ('role="alert"' in page) == (example.fraction is None), example.name


@every_answer
def test_with_the_key_a_review_says_what_was_given_and_what_is_right(question_type: Type, example: Example) -> None:
    body, setup, answer = answered(question_type, example)
    review = question_type.review(body, setup, answer, show_key=True)
    assert review.key == question_type.key_text(body)
    assert question_type.waits or review.given == question_type.summarise(body, answer)
    states = {row.state for row in review.rows}
    assert states <= ({"given"} if question_type.waits else {"right", "key", "wrong", "other"})
    assert bool({"wrong", "key"} & states) == (example.fraction != 1 and not question_type.waits)  # Wrong, or left out.


@every_type
def test_a_question_left_out_is_reviewed_without_an_answer(question_type: Type) -> None:
    body = question_type.read(question_type.examples()[0].body)
    setup = question_type.setup(body, 1)
    hidden, shown = (question_type.review(body, setup, None, show_key=show_key) for show_key in (False, True))
    assert (hidden.given, hidden.key, {row.state for row in hidden.rows} <= {"other"}) == ("", "", True)
    assert (shown.given, shown.key) == ("", question_type.key_text(body))
    assert {row.state for row in shown.rows} <= {"key", "other"}
    assert rendered(question_type, "review", review=shown).strip() != ""


# --- What a teacher writes -------------------------------------------------------------------------------------------


def as_posted(form: AuthorForm) -> QueryDict:
    """What a browser sends for an author's form that nobody has touched."""
    data = QueryDict(mutable=True)
    parts = [form, *(part for _name, _rows, rows in form.row_lists() for part in (rows.management_form, *rows.forms))]
    for part in parts:
        for bound in part:
            value = bound.value()
            if isinstance(value, list):
                data.setlist(bound.html_name, [str(one) for one in value])
            elif value is not None and value is not False:
                data[bound.html_name] = str(value)
    return data


@every_example
def test_a_question_opened_for_editing_and_saved_is_the_same(question_type: Type, example: Example) -> None:
    stored = question_type.read(example.body).model_dump(mode="json")
    saved = question_type.author(as_posted(question_type.author(body=stored)))
    assert saved.is_valid(), (saved.errors, [rows.errors for rows in saved.sets.values()])
    assert saved.body() == stored


@every_type
def test_an_empty_question_is_refused_in_words(question_type: Type) -> None:
    empty = question_type.author(as_posted(question_type.author()))
    assert empty.is_valid() is False
    said = str(empty.errors) + str([rows.errors for rows in empty.sets.values()])
    assert said.strip() != ""
    assert "Value error" not in said


@every_type
@given(noise=st.dictionaries(st.sampled_from(["row", "x"]), st.text(max_size=20)))
def test_no_row_button_breaks_the_form(question_type: Type, noise: dict[str, str]) -> None:
    data = as_posted(question_type.author(body=question_type.read(question_type.examples()[0].body).model_dump(mode="json")))
    data.update(noise)
    question_type.author(question_type.author.rearranged(data)).is_valid()


@every_type
def test_rows_are_added_moved_and_dropped(question_type: Type) -> None:
    stored = question_type.read(question_type.examples()[0].body).model_dump(mode="json")
    data = as_posted(question_type.author(body=stored))
    for name, rows in question_type.author.row_sets.items():
        count = int(data[f"{name}-TOTAL_FORMS"])
        added = question_type.author.rearranged(_with(data, f"add:{name}"))
        assert int(added[f"{name}-TOTAL_FORMS"]) == min(count + 1, rows.most)
        if count > 1:
            moved = question_type.author.rearranged(_with(data, f"down:{name}:0"))
            back = question_type.author.rearranged(_with(moved, f"up:{name}:1"))
            dropped = question_type.author.rearranged(_with(data, f"drop:{name}:0"))
            assert {key: back.getlist(key) for key in back if key != "row"} == {
                **{key: data.getlist(key) for key in data},
                f"{name}-INITIAL_FORMS": ["0"],
            }
            assert int(dropped[f"{name}-TOTAL_FORMS"]) == count - 1


def _with(data: QueryDict, button: str) -> QueryDict:
    changed = data.copy()
    changed["row"] = button
    return changed


@every_type
def test_a_blind_guess_earns_a_fraction_or_cannot_be_said(question_type: Type) -> None:
    for example in question_type.examples():
        guess = question_type.random_guess(question_type.read(example.body))
        assert guess is None or (type(guess) is Decimal and 0 <= guess <= Decimal("0.5"))


def test_a_coin_earns_a_quarter_of_a_false_statement() -> None:
    one = registry.get("true_false")
    assert one.random_guess(one.read({"true": False, "corrections": ["a horse"]})) == Decimal("0.25")


def test_what_a_blind_guess_earns() -> None:
    said = {one.kind: one.random_guess(one.read(one.examples()[0].body)) for one in TYPES}
    third, ninth = Decimal(1) / 3, (Decimal(1) / 3 + Decimal(1) / 2) / 3
    assert said == {
        "single_choice": third,
        "several_answers": None,
        "true_false": Decimal("0.5"),
        "short_answer": 0,
        "number": 0,
        "cloze": ninth,
        "matching": Decimal(1) / 4,
        "sorting": Decimal("0.5"),
        "ordering": None,
        "extended_answer": None,
    }

"""What all types share: marks, lay-outs, shares; and the registry that finds them."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision import question_types
from revision.question_types import registry
from revision.question_types.base import Bar, Mark, share, shuffled, verdict_of, with_shares


@pytest.mark.parametrize("fraction", ["-0.00001", "1.00001", "2", "Infinity", "-Infinity"])
def test_a_fraction_lies_between_0_and_1(fraction: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the whole message is compared)
        Mark(Decimal(fraction))
    assert str(refused.value) == f"A mark's fraction lies between 0 and 1, not {fraction}"


@pytest.mark.parametrize(
    ("fraction", "word"),
    [("0", "wrong"), ("0.00000", "wrong"), ("0.00001", "part"), ("0.5", "part"), ("0.99999", "part"), ("1", "right"), ("1.00000", "right")],
)
def test_a_fraction_has_its_word(fraction: str, word: str) -> None:
    assert (verdict_of(Decimal(fraction)), Mark(Decimal(fraction)).verdict) == (word, word)


@pytest.mark.parametrize(
    ("right", "of", "fraction"),
    [(0, 3, "0.00000"), (1, 3, "0.33333"), (2, 3, "0.66667"), (3, 3, "1.00000"), (1, 7, "0.14286")],
)
def test_a_share_has_the_five_places_that_are_stored(right: int, of: int, fraction: str) -> None:
    assert str(share(right, of)) == fraction


@given(count=st.integers(0, 30), seed=st.integers())
def test_a_shuffle_is_a_permutation_and_repeats(count: int, seed: int) -> None:
    assert sorted(shuffled(count, seed)) == list(range(count))
    assert shuffled(count, seed) == shuffled(count, seed)


def test_a_shuffle_stays_what_it_was() -> None:
    """Attempts under way keep their lay-out over an upgrade: a seed is stored, the lay-out is not."""
    assert [shuffled(5, seed) for seed in (0, 1, 2**31 - 1)] == [[3, 2, 4, 1, 0], [0, 3, 4, 2, 1], [2, 0, 4, 1, 3]]


def test_every_order_comes_about_equally_often() -> None:
    orders = [tuple(shuffled(3, seed)) for seed in range(6000)]
    assert len(set(orders)) == 6
    assert all(850 < orders.count(order) < 1150 for order in set(orders))


def test_shares_are_of_all_answers() -> None:
    bars = [Bar("a", 1, right=True), Bar("b", 2, right=False), Bar("c", 0, right=False)]
    assert with_shares(bars) == [Bar("a", 1, True, 33), Bar("b", 2, False, 67), Bar("c", 0, False, 0)]
    assert with_shares([Bar("a", 0, right=True)]) == [Bar("a", 0, True, 0)]
    assert with_shares([]) == []


def test_every_module_of_a_type_is_found_and_named_for_its_kind() -> None:
    folder = Path(question_types.__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if "\nTYPE = " in path.read_text()}
    assert set(registry.all_types()) == modules
    assert list(registry.all_types()) == sorted(modules)


def test_a_kind_that_is_not_there() -> None:
    with pytest.raises(registry.UnknownKind) as unknown:
        registry.get("essay")
    assert unknown.value.args == (f"No question type “essay”; there are: {', '.join(registry.all_types())}.",)

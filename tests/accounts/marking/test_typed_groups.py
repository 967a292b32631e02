"""Alike typed answers stand together: every answer in one group, the commonest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.marking.triage import grouped
from revision.typed_text import distance

TEXTS = st.dictionaries(st.text(alphabet="abctrosky ", min_size=1, max_size=9).map(str.strip).filter(bool), st.integers(1, 30), max_size=12)


@pytest.mark.parametrize(
    ("counts", "groups"),
    [
        ({}, []),
        ({"lenin": 1}, [["lenin"]]),
        ({"trotsky": 1, "trotzky": 2, "lenin": 2}, [["trotzky", "trotsky"], ["lenin"]]),
        ({"1928": 1, "1929": 1}, [["1928"], ["1929"]]),
    ],
    ids=["none", "one", "two spellings", "figures are no slip"],
)
def test_groups_by_hand(counts, groups):
    assert grouped(counts) == groups


@given(TEXTS)
def test_every_answer_stands_in_one_group(counts):
    groups = grouped(counts)

    assert sorted(text for group in groups for text in group) == sorted(counts)
    assert all(distance(text, group[0]) is not None for group in groups for text in group)
    sizes = [sum(counts[text] for text in group) for group in groups]
    assert sizes == sorted(sizes, reverse=True)

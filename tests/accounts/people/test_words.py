"""The words of which usernames and passwords are made."""

import re

import pytest

from accounts.people.words import ANIMALS, WORDS


@pytest.mark.parametrize("words", [ANIMALS, WORDS], ids=["animals", "words"])
def test_every_word_is_short_and_plainly_spelt(words):
    assert [word for word in words if not re.fullmatch("[a-z]{3,8}", word)] == []


def test_no_word_stands_there_twice():
    every = ANIMALS + WORDS

    assert sorted(every) == sorted(set(every))


def test_three_words_are_over_24_bits():
    assert len(WORDS) ** 3 > 2**24


def test_usernames_suffice_for_many_schools():
    assert len(ANIMALS) * 9000 > 500_000

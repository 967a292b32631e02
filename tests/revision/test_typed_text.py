"""Typed answers: what is overlooked, and what never is."""

import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from revision.typed_text import MOST_OTHERS, Judgement, confusable, course_names, folded, judge, respelt, slips, slips_allowed

RIGHT, SLIP, WRONG = Judgement(right=True), Judgement(right=True, slip=True), Judgement(right=False)
words = st.text("abcdefghijklmnoprstuvwxyz", min_size=1, max_size=14)  # No q: it is kept for slips.


def judged(given: str, *accepted: str, near: Sequence[str] = (), others: Sequence[str] = ()) -> Judgement:
    return judge(given, accepted, near=near, others=others)


def slips_between(one: str, other: str) -> int:
    """Letters wrong, missing, added, or neighbours swapped: by the book (Damerau 1964), as slow as it is plain."""
    rows = [list(range(len(other) + 1))]
    for i, left in enumerate(one, start=1):
        rows.append([i])
        for j, right in enumerate(other, start=1):
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (left != right))
            if i > 1 and j > 1 and (left, one[i - 2]) == (other[j - 2], right):
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i].append(best)
    return rows[-1][-1]


# --- What is overlooked ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("politburo", "Politburo"),
        ("POLITBURO", "Politburo"),
        ("  Politburo\t", "Politburo"),
        ("the Politburo", "Politburo"),
        ("Politburo", "the Politburo"),
        ("An enemy", "enemy"),
        ("Politburo.", "Politburo"),
        ("“Politburo”", "Politburo"),
        ("General  Secretary", "General Secretary"),
        ("general-secretary", "General Secretary"),
        ("Bronte", "Brontë"),
        ("Brontë", "Bronte"),
        ("Bronte\u0308", "Brontë"),
        ("Lenin’s levy", "Lenin's levy"),
        ("Lenins levy", "Lenin’s levy"),
        ("STRASSE", "Straße"),
        ("ﬁnland", "Finland"),
        ("１９２８", "1928"),
        ("1928.", "1928"),
        ("5-year plan", "5 year plan"),
        ("the", "The"),
    ],
)
def test_what_a_teacher_would_overlook_costs_nothing_and_is_not_mentioned(given: str, accepted: str) -> None:
    assert judged(given, accepted) == RIGHT


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("", ""),
        ("?!", ""),
        ("The", "the"),
        ("The the", "the"),
        ("A. I. Rykov", "i rykov"),
        ("snake_case", "snake case"),
        ("Müller’s  café-bar", "mullers cafe bar"),
        ("Сталин", "сталин"),
    ],
)
def test_a_text_is_folded(text: str, letters: str) -> None:
    assert folded(text) == letters


@given(text=st.text(max_size=60))
def test_folding_any_text_leaves_words_with_single_spaces(text: str) -> None:
    assert folded(f"  {text}\n") == folded(text)
    assert folded(text) == " ".join(folded(text).split())


@given(parts=st.lists(words, min_size=1, max_size=4), data=st.data())
def test_case_accents_punctuation_and_an_article_are_overlooked(parts: list[str], data: Any) -> None:
    """Whatever is strewn between and over the letters."""
    assume(parts[0] not in {"a", "an", "the"})
    given = data.draw(st.sampled_from(["", "The ", "a ", "AN  "]))
    for word in parts:
        given += "".join(
            letter.upper() * (decision == 1) or letter + "\u0301" * (decision == 2) + "’" * (decision == 3)
            for letter, decision in ((letter, data.draw(st.integers(0, 3))) for letter in word)
        )
        given += data.draw(st.sampled_from([" ", "-", ", ", ". ", "  ", " — ", "/"]))
    assert judged(given, " ".join(parts)) == RIGHT


# --- Slips -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "accepted", "right"),
    [
        ("Cheka", "Cheka", True),
        ("Cheeka", "Cheka", True),
        ("Cheak", "Cheka", True),
        ("Chka", "Cheka", True),
        ("Chxxa", "Cheka", False),
        ("NKDV", "NKVD", False),
        ("Zinovev", "Zinoviev", True),
        ("Zinovef", "Zinoviev", False),
        ("Dzerzhinksy", "Dzerzhinsky", True),
        ("Dzerzinksy", "Dzerzhinsky", True),
        ("Dzersinksy", "Dzerzhinsky", False),
        ("", "Cheka", False),
        ("!!", "Cheka", False),
        ("Cheka and more", "Cheka", False),
    ],
)
def test_small_slips_are_overlooked_by_the_length_of_the_answer(given: str, accepted: str, right: bool) -> None:
    assert judged(given, accepted).right == right


@pytest.mark.parametrize(("length", "allowed"), [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (60, 2)])
def test_how_many_slips_are_overlooked(length: int, allowed: int) -> None:
    assert slips_allowed(length) == allowed


@given(word=words, data=st.data())
def test_as_many_wrong_letters_as_allowed_and_not_one_more(word: str, data: Any) -> None:
    allowed = slips_allowed(len(word))
    for count in range(min(len(word), 3) + 1):
        places = data.draw(st.permutations(range(len(word))))[:count]
        given = "".join("q" if place in places else letter for place, letter in enumerate(word))
        assert judged(given, word).right == (count <= allowed)


@given(one=st.text("abc", max_size=12), other=st.text("abc", min_size=1, max_size=12))
def test_slips_are_counted_by_the_book(one: str, other: str) -> None:
    count = slips_between(one, other)
    assert slips(one, other) == (count if count <= slips_allowed(len(other)) else None)


# --- What is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("1929", "1928"),
        ("192", "1928"),
        ("19288", "1928"),
        ("1982", "1928"),
        ("19 28", "1928"),
        ("the congress of 1929", "the congress of 1928"),
        ("16th Congress", "15th Congress"),
        ("Congress", "15th Congress"),
        ("15th Congress 2", "15th Congress"),
        ("21 January 1925", "21 January 1924"),
        ("January 1924", "21 January 1924"),
    ],
)
def test_a_figure_is_never_a_slip(given: str, accepted: str) -> None:
    assert judged(given, accepted) == WRONG


@given(around=words, wanted=st.integers(0, 9999), other=st.integers(0, 9999))
def test_another_figure_is_never_right(around: str, wanted: int, other: int) -> None:
    assume(wanted != other)
    assert judged(f"{around} {other} {around}", f"{around} {wanted} {around}") == WRONG
    assert judged(f"{around} {wanted} {around}", f"{around} {wanted} {around}") == RIGHT


# --- Near misses ----------------------------------------------------------------------------------------------------


texts = st.lists(st.from_regex(r"[ab1]{1,6}( [ab1]{1,4})?", fullmatch=True), min_size=1, max_size=4)


@given(given=st.text("ab1 ", max_size=11), accepted=texts, near=texts)
def test_a_right_answer_is_closer_to_an_accepted_one_than_to_any_near_miss(given: str, accepted: list[str], near: list[str]) -> None:
    assume(not {folded(text) for text in accepted} & {folded(text) for text in near})
    mark = judged(given, *accepted, near=near)
    right, missed = (
        [slips_between(folded(given), folded(text)) for text in wanted if slips(folded(given), folded(text)) is not None]
        for wanted in (accepted, near)
    )
    assert mark.right == (right != [] and (missed == [] or min(right) < min(missed)))
    if missed and not mark.right:
        assert mark.near is not None
        assert slips_between(folded(given), folded(near[mark.near])) == min(missed)


@given(accepted=texts, near=texts, data=st.data())
def test_every_accepted_answer_is_right_and_every_near_miss_wrong(accepted: list[str], near: list[str], data: Any) -> None:
    assume(not {folded(text) for text in accepted} & {folded(text) for text in near})
    assert judged(data.draw(st.sampled_from(accepted)), *accepted, near=near) == RIGHT
    assert judged(data.draw(st.sampled_from(near)), *accepted, near=near).right is False


@given(given=st.text(max_size=200), accepted=st.text(min_size=1, max_size=60))
def test_any_text_is_right_or_wrong(given: str, accepted: str) -> None:
    assume(folded(accepted))
    assert judged(given, accepted).near is None
    assert judged(accepted, accepted) == RIGHT


# --- Russian names ---------------------------------------------------------------------------------------------------

SPELLINGS = [
    ["Zinoviev", "Zinovyev", "Zinov'ev", "Zinovʹev", "Zinovjev"],
    ["Trotsky", "Trotskii", "Trotskiy", "Trotski", "Trotskij", "Trotzky"],
    ["Dzerzhinsky", "Dzerzhinskii", "Dzerzhinskiy"],
    ["Yezhov", "Ezhov", "Iezhov", "Jezhov"],
    ["Yagoda", "Iagoda", "Jagoda"],
    ["Krupskaya", "Krupskaia", "Krupskaja"],
    ["Dnieper", "Dnepr", "Dneper"],
    ["Khrushchev", "Hrushchev", "Khruschev", "Khrushchyov"],
    ["kolkhoz", "kolhoz"],
    ["Alexei Rykov", "Aleksei Rykov", "Alexey Rykov", "Aleksey Rykov", "Alexej Rykov"],
    ["Izvestia", "Izvestiya", "Izvestija"],
    ["Kuibyshev", "Kuybyshev", "Kujbyshev"],
    ["Tukhachevsky", "Tuhachevskii"],
    ["Voznesensky", "Voznesenskiy"],
    ["Yakir", "Iakir"],
    ["Fyodor", "Fedor"],
    ["Yuri", "Iurii", "Yury", "Yuriy", "Jurij"],
    ["Alexander II", "Aleksandr II"],
    ["collectivisation", "collectivization"],
    ["Rus'", "Rus"],
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda one: one[0])
def test_a_russian_name_may_be_written_any_usual_way(spellings: list[str]) -> None:
    assert {respelt(folded(one)) for one in spellings} == {respelt(folded(spellings[0]))}
    assert {judged(one, other) for one in spellings for other in spellings} == {RIGHT}


LISTED = """
    Kamenev Kaganovich Kalinin Kirov Kiev Kerensky Krupskaya Kollontai Kosygin Yagoda Yezhov Yakir Rykov Rykova Radek Rudzutak Ryutin
    Zinoviev Zhdanov Tomsky Trotsky Tukhachevsky Bukharin Bulganin Beria Blyukher Molotov Mikoyan Malenkov Voroshilov Vyshinsky Voznesensky
    Stalin Stakhanov Sverdlov Sokolnikov Shakhty Ordzhonikidze Orgburo Politburo Gosplan Gosbank Sovnarkom Narkompros Comintern Komsomol
    Cheka GPU OGPU NKVD MGB Lenin Leninism Leninist Leningrad Stalingrad Kolyma Vorkuta Dnieper Donbass Kuzbass Magnitogorsk
    kulak bedniak seredniak kolkhoz sovkhoz Rabkrin Pravda Izvestia Iskra Bolshevik Menshevik Alliluyev Alliluyeva Piatakov Postyshev
"""
NAMES = LISTED.split()


@pytest.mark.parametrize("accepted", NAMES)
def test_another_name_of_the_course_is_never_right(accepted: str) -> None:
    others = confusable([accepted], frozenset(NAMES))
    taken = [
        name
        for name in NAMES
        if name != accepted
        for said in (name, f" the {name.upper()}.")
        if judged(said, accepted, others=others).right
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        ("Kaganovich", "Kamenev"),
        ("Yezhov", "Yagoda"),
        ("Kiev", "Kirov"),
        ("Rykova", "Rykov"),
        ("Rykov", "Rykova"),
        ("Alliluyeva", "Alliluyev"),
        ("Nicholas I", "Nicholas II"),
        ("Alexander III", "Alexander II"),
        ("Aleksandr III", "Alexander II"),
        ("Alexander", "Alexander II"),
        ("Sixteenth Congress", "Fifteenth Congress"),
        ("the sixth five-year plan", "the fifth five-year plan"),
    ],
)
def test_what_is_another_name_even_where_the_course_does_not_say_so(given: str, accepted: str) -> None:
    assert judged(given, accepted) == WRONG


@pytest.mark.parametrize(
    ("given", "judgement"),
    [("Leninism", RIGHT), ("Leninsm", SLIP), ("Leninis", WRONG), ("Leninist", WRONG), ("Lenninist", WRONG), ("Leninsim", SLIP)],
)
def test_what_is_as_close_to_another_name_is_not_right(given: str, judgement: Judgement) -> None:
    assert judged(given, "Leninism", others=["Leninist"]) == judgement


def test_an_accepted_answer_is_right_even_if_it_is_called_another_name() -> None:
    assert judged("Leninist", "Leninism", "Leninist", others=["Leninist"]) == RIGHT


short = st.text("abc", min_size=1, max_size=10)


@given(accepted=st.lists(short, min_size=1, max_size=3), names=st.lists(short, max_size=8), given=short)
def test_no_name_passes_and_every_accepted_answer_does(accepted: list[str], names: list[str], given: str) -> None:
    accepted, names = ([text for text in texts if folded(text) == text] for texts in (accepted, names))  # None that is an article.
    assume(accepted)
    others = confusable(accepted, frozenset(names))
    assert set(others) == {name for name in names if name not in accepted and any(slips(name, text) for text in accepted)}
    assert [judge(text, accepted, others=others) for text in accepted] == [RIGHT] * len(accepted)
    assert {judge(name, accepted, others=others) for name in names if name not in accepted} <= {WRONG}
    if judge(given, accepted, others=others).right and given not in accepted:
        assert min(slips_between(given, text) for text in accepted) < min((slips_between(given, name) for name in others), default=99)


# --- Names of a course -----------------------------------------------------------------------------------------------


def test_the_names_of_a_course_are_what_stands_in_bold_and_what_is_asked() -> None:
    statements = ["**Grigory Zinoviev** led the **Comintern**.", "A **kulak** was a rich peasant.", "Nothing bold, ** nor this.", "** **"]
    assert course_names(statements, ["NEP"]) == {"Grigory Zinoviev", "Zinoviev", "Comintern", "kulak", "nor this.", "NEP"}
    assert course_names([f"**{'x' * 201}**"], []) == frozenset()
    assert course_names([], []) == frozenset()


def test_plurals_and_other_spellings_are_no_other_names() -> None:
    names = frozenset({"kulaks", "Kulak", "Kulag", "Zinovyev", "Kirov's murder", "Kirov murders"})
    assert confusable(["kulak", "Zinoviev", "Kirov murder"], names) == ("Kulag",)


def test_of_names_that_fold_to_the_same_one_is_kept() -> None:
    assert confusable(["Leninism"], frozenset({"the Leninist", "Leninist", "LENINIST"})) == ("LENINIST",)
    assert (
        len(confusable(["abcdefghij"], frozenset(f"{a}{b}cdefghij" for a in "klmnopqrstuvwyz" for b in "klmnopqrstuvwyz"))) == MOST_OTHERS
    )


def test_the_names_of_a_large_course_are_told_in_good_time() -> None:
    names = frozenset(f"Name{number:05}ov" for number in range(5000)) | frozenset(NAMES)
    started = time.process_time()
    for accepted in NAMES * 10:
        confusable([accepted], names)
    assert time.process_time() - started < 60


@given(
    given=st.text(max_size=200), accepted=st.lists(st.text(max_size=200), max_size=4), others=st.lists(st.text(max_size=200), max_size=4)
)
@example(given="\ufdfa" * 200, accepted=["\ufdfa" * 199], others=[])
@example(given="y" * 200, accepted=["i" * 200], others=["j" * 199])
def test_any_text_is_judged_and_its_own_spelling_is_right(given: str, accepted: list[str], others: list[str]) -> None:
    started = time.process_time()
    judge(given, accepted, others=others)
    assert judge(given, [*accepted, given], others=others) == RIGHT
    assert time.process_time() - started < 10

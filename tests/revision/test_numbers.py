"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revision.numbers import LONGEST, Amount, BadNumber, read_amount, read_key, same_unit, without_scale, written

MILLION = 10**6


def one(value: str, unit: str = "", scale: int = 1) -> Amount:
    return Amount(Decimal(value), Decimal(value), unit, scale)


def span(low: str, high: str, unit: str = "", scale: int = 1) -> Amount:
    return Amount(Decimal(low), Decimal(high), unit, scale)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1929", one("1929")),
        (" 1929. ", one("1929")),
        ("+5", one("5")),
        ("-5", one("-5")),
        ("−5", one("-5")),
        ("– 5", one("-5")),
        ("007", one("7")),
        ("５８", one("58")),
        ("٥٨", one("58")),
        ("c. 1929", one("1929")),
        ("c1929", one("1929")),
        ("circa 1929", one("1929")),
        ("about 25%", one("25", "%")),
        ("~25", one("25")),
        ("1.5", one("1.5")),
        (".5", one("0.5")),
        ("1,5", one("1.5")),
        ("12,34", one("12.34")),
        ("0,500", one("0.5")),
        ("1,500", one("1500")),
        ("1.500", one("1.5")),
        ("1,500,000", one("1500000")),
        ("1 500 000", one("1500000")),
        ("1\u202f500\u00a0000", one("1500000")),
        ("1.500.000", one("1500000")),
        ("1,500.25", one("1500.25")),
        ("1.500,25", one("1500.25")),
        ("1 500,25", one("1500.25")),
        ("1.5 million", one("1500000", "", MILLION)),
        ("1.5 MILLION", one("1500000", "", MILLION)),
        ("1,5 millions", one("1500000", "", MILLION)),
        ("2m", one("2000000", "", MILLION)),
        ("2 mn", one("2000000", "", MILLION)),
        ("30 thousand", one("30000", "", 1000)),
        ("30k", one("30000", "", 1000)),
        ("2bn", one("2000000000", "", 10**9)),
        ("25%", one("25", "%")),
        ("25 per cent", one("25", "per cent")),
        ("102 tonnes", one("102", "tonnes")),
        ("102t", one("102", "t")),
        ("64 million tonnes", one("64000000", "tonnes", MILLION)),
        ("102 tonnes of grain", one("102", "tonnes of grain")),
        ("5 km2", one("5", "km2")),
        ("5 km²", one("5", "km²")),
        ("£5 million", one("5000000", "£", MILLION)),
        ("-£5", one("-5", "£")),
        ("5 man-days", one("5", "man-days")),
        ("5-8", span("5", "8")),
        ("5 – 8", span("5", "8")),
        ("5 to 8", span("5", "8")),
        ("from 5 to 8", span("5", "8")),
        ("between 5 and 8", span("5", "8")),
        ("about 5 to about 8", span("5", "8")),
        ("-8 to -5", span("-8", "-5")),
        ("−8–−5", span("-8", "-5")),
        ("5-8 million", span("5000000", "8000000", "", MILLION)),
        ("5 million to 8 million", span("5000000", "8000000", "", MILLION)),
        ("5 million to 8", span("5000000", "8000000", "", MILLION)),
        ("500,000 to 1 million", span("500000", "1000000")),
        ("900 thousand to 2 million", span("900000", "2000000")),
        ("25–30%", span("25", "30", "%")),
        ("25% to 30%", span("25", "30", "%")),
        ("5 tonnes to 8 tonnes", span("5", "8", "tonnes")),
        ("5 tonnes to 8", span("5", "8", "tonnes")),
    ],
)
def test_what_is_read(text: str, amount: Amount) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "many",
        "five",
        "1929/30",
        "1928-29",
        "8 to 5",
        "5 and 8",
        "1929 or 1930",
        "3 April 1922",
        "12.5.1929",
        "1,50,000",
        "1234,567",
        "1 50",
        "1,2,3",
        "1e5",
        "0x10",
        "10²",
        "½",
        "nan",
        "infinity",
        "5 ++",
        "5 thousand million",
        "1 million 500 thousand",
        "5 kg to 8 tonnes",
        "2 + 2",
        "__import__('os')",
        "1" * 16,
        "1" + " " * LONGEST,
        f"5 {'x' * 61}",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert read_amount(text) is None


def test_m_is_a_unit_where_the_question_has_it() -> None:
    assert read_amount("5 m", ["metres", "m"]) == one("5", "m")
    assert read_amount("5 M", ["metres", "m"]) == one("5", "m")
    assert read_amount("5 m tonnes", ["m"]) == one("5000000", "tonnes", MILLION)


@given(text=st.text(max_size=2 * LONGEST) | st.text("0123456789.,- to–±%kmbn£and", max_size=LONGEST))
@example("1 111" * 24)
@example("1,111" * 24)
@example("between " + "1" * 100)
@example("5 " + "-" * 110)
def test_any_text_is_read_or_not(text: str) -> None:
    amount = read_amount(text)
    assert amount is None or amount.low <= amount.high
    try:
        key = read_key(text)
    except BadNumber as bad:
        assert str(bad) != ""  # noqa: PT017 (both ways out are right)
    else:
        assert key.low <= key.high


whole = st.integers(-(10**12), 10**12).map(Decimal)
broken = st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=3)


@given(value=whole | broken, scale=st.sampled_from([1, 1000, MILLION]), unit=st.sampled_from(["", "%", "tonnes"]))
def test_what_is_written_is_read_as_the_same(value: Decimal, scale: int, unit: str) -> None:
    low, high = value * scale, (value + 5) * scale
    assert read_amount(written(low, low, scale, unit)) == Amount(low, low, unit, scale)
    assert read_amount(written(low, high, scale, unit)) == Amount(low, high, unit, scale)


@given(value=st.integers(1000, 10**12), sep=st.sampled_from([",", " ", "\u00a0"]))
def test_thousands_may_be_parted(value: int, sep: str) -> None:
    assert read_amount(f"{value:,}".replace(",", sep)) == read_amount(str(value))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1929", one("1929")),
        ("102 ± 3 tonnes", span("99", "105", "tonnes")),
        ("102 tonnes ± 3", span("99", "105", "tonnes")),
        ("102 +/- 3 tonnes", span("99", "105", "tonnes")),
        ("102 tonnes ± 3 tonnes", span("99", "105", "tonnes")),
        ("25 ± 2%", span("23", "27", "%")),
        ("5 to 8 million", span("5000000", "8000000", "", MILLION)),
        ("1.5 ± 0.2 million", span("1300000", "1700000", "", MILLION)),
        ("1.5 million ± 100,000", span("1400000", "1600000", "", MILLION)),
        ("64 ± 0", one("64")),
    ],
)
def test_an_authors_number_is_read(text: str, amount: Amount) -> None:
    assert read_key(text) == amount


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("many", "“many” is not a number; write, for example, 1929, 102 ± 3 tonnes or 5 to 8 million"),
        ("102 ± few", "“few” is not a number; write, for example, 1929, 102 ± 3 tonnes or 5 to 8 million"),
        ("102 ± 3 ± 4", "“102 ± 3 ± 4” has two tolerances"),
        ("102 ± -3", "a tolerance cannot be negative"),
        ("5 to 8 ± 1", "a tolerance goes with one number, not with a span"),
        ("5 ± 1 to 2", "a tolerance goes with one number, not with a span"),
        ("102 tonnes ± 3%", "the number is in “tonnes” and its tolerance in “%”: write both in one unit"),
    ],
)
def test_what_is_no_number_of_an_author(text: str, message: str) -> None:
    with pytest.raises(BadNumber) as refused:
        read_key(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("given_unit", "units", "same"),
    [
        ("", ["tonnes"], True),
        ("", [], True),
        ("tonnes", ["tonnes"], True),
        ("TONNE", ["tonnes"], True),
        ("tonnes of grain", ["tonnes"], True),
        ("t", ["tonnes", "t"], True),
        ("tons", ["tonnes", "t"], False),
        ("kg", ["tonnes"], False),
        ("%", ["per cent"], True),
        ("percent", ["%"], True),
        ("percentage", ["%"], True),
        ("£", ["£"], True),
        ("people", [], True),
        ("%", [], False),
        ("per cent of them", [], False),
    ],
)
def test_a_unit_is_the_same(given_unit: str, units: list[str], same: bool) -> None:
    assert same_unit(given_unit, units) == same


@pytest.mark.parametrize(
    ("low", "high", "scale", "unit", "text"),
    [
        ("1929", "1929", 1, "", "1929"),
        ("9999", "9999", 1, "", "9999"),
        ("1500000", "1500000", 1, "", "1,500,000"),
        ("1500000", "1500000", MILLION, "", "1.5 million"),
        ("5000000", "8000000", MILLION, "tonnes", "5 to 8 million tonnes"),
        ("23", "27", 1, "%", "23 to 27%"),
        ("-5", "-3.50", 1, "", "−5 to −3.5"),
        ("1E+2", "1E+2", 1, "", "100"),
    ],
)
def test_a_number_is_written(low: str, high: str, scale: int, unit: str, text: str) -> None:
    assert written(Decimal(low), Decimal(high), scale, unit) == text


def test_within_is_the_whole_of_it() -> None:
    narrow = (Decimal(5), Decimal(8))
    assert [span(*ends).within(*narrow) for ends in (("5", "8"), ("6", "6"), ("4", "6"), ("6", "9"), ("4", "9"))] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("unit", "rest"),
    [
        ("tons", "tons"),
        ("million tons", "tons"),
        ("m tonnes", "tonnes"),
        ("bn roubles", "roubles"),
        ("million", ""),
        ("m", "m"),
        ("millionaires", "millionaires"),
        ("metres", "metres"),
    ],
)
def test_a_scale_is_no_part_of_a_unit(unit: str, rest: str) -> None:
    assert without_scale(unit) == rest

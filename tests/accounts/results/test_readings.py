"""What the figures of a quiz are said to mean."""

import pytest

from accounts.results.readings import readings, too_few
from accounts.results.statistics import item_analysis


def meant(marks: list[list[float]], most: list[float]) -> dict[str, str]:
    found = item_analysis(marks, most)
    return {reading.name: f"{reading.figure} {reading.meaning}" for reading in readings(found, sum(most))}


def test_nothing_is_said_of_what_is_not_defined() -> None:
    assert meant([], [1, 1]) == {}
    assert set(meant([[1, 1]], [1, 1])) == {"Mean"}
    assert set(meant([[0, 0]], [0, 0])) == {"Mean"}


@pytest.mark.parametrize(
    ("marks", "start"),
    [
        ([[1, 0], [0, 0]], "0.5 of 2 (25%) Hard for this class"),
        ([[1, 1], [1, 0]], "1.5 of 2 (75%) About as hard as a quiz usually is. Half of the class got 1.5 marks or more."),
        ([[1, 1], [1, 1]], "2 of 2 (100%) Easy for this class: the usual mean is 50 to 75%."),
    ],
)
def test_the_mean(marks: list[list[float]], start: str) -> None:
    assert meant(marks, [1, 1])["Mean"].startswith(start)


def test_a_whole_set() -> None:
    found = meant([[1, 2, 3], [1, 1, 2], [0, 2, 0], [0, 0, 0]], [1, 2, 3])
    assert found == {
        "Mean": "3 of 6 (50%) About as hard as a quiz usually is. Half of the class got 3 marks or more.",
        "Standard deviation": "2.58 (43%) The scores lie far apart: some know it, some do not. Usual is 12 to 18% of the marks.",
        "Skewness": "0 About as many above the middle as below.",
        "Kurtosis": "-1.2 There may be two groups: those who know it and those who do not.",
        "Internal consistency": "71.2% Fair: over 75% is good. More questions, or fewer doubtful ones, would raise it.",
        "Standard error": "± 1.38 A score of 3 stands for something between 1.6 and 4.4; 54% of the spread is chance.",
    }


def test_a_few_are_said_to_be_a_few() -> None:
    assert too_few(item_analysis([[1]], [1])).startswith("1 attempt is too few to judge")
    assert too_few(item_analysis([[1]] * 12, [1])).startswith("12 attempts are too few to judge")

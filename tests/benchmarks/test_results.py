"""The benchmark of results: what it makes is a real class, and what it asks for are real pages and files."""

import pytest

from accounts.models import Attempt, Response
from benchmarks import results
from benchmarks.results import address, arguments, line, memory, new_school


def test_arguments() -> None:
    options = arguments(["--sizes", "5", "6", "--book", "2", "3", "--responses", "0", "--goes", "1"])
    assert (options.sizes, options.book, options.responses, options.goes, options.database_url) == ([5, 6], [2, 3], 0, 1, "")
    assert (arguments([]).sizes, arguments([]).book, arguments([]).responses) == ([30, 300, 1000, 3000], [40, 60], 200_000)


@pytest.mark.parametrize("words", [["--sizes", "0"], ["--goes", "0"], ["--book", "0", "1"], ["--responses", "-1"]])
def test_arguments_have_bounds(words: list[str], capsys) -> None:
    with pytest.raises(SystemExit):
        arguments(words)
    assert "1 or more" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_small_class_is_measured(settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    school = new_school(4)
    room, people = school.classroom(3)
    homework = school.homework(room, people)
    assert (Attempt.objects.count(), Response.objects.count()) == (3, 12)
    assert all(attempt.score == sum(item.mark for item in attempt.items.all()) for attempt in Attempt.objects.all())

    found = line("analysis", school.teacher, address("analysis", homework.pk), 1, students=3)
    file = memory(school.teacher, address("export_results", homework.pk), {"what": "answers", "format": "csv", "names": "named"})

    assert (found["page"], found["students"], found["queries"]) == ("analysis", 3, 11)
    assert 0 < found["gzipped"] < found["bytes"]
    assert min(found["ms"], found["cpu_ms"], file["bytes"], file["peak_mb"]) > 0


@pytest.mark.django_db
def test_a_page_that_is_not_there_stops_it() -> None:
    school = new_school(1)
    with pytest.raises(SystemExit, match="answered 404"):
        results.cost(school.teacher, address("analysis", "00000000-0000-4000-8000-000000000000"), 1)

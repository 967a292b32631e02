"""The benchmark's own parts: its arguments, its reader of pages, its figures."""

import os
from collections import Counter
from random import Random

import pytest

from benchmarks.answers import Cpu, Log, arguments, figures, percentile
from benchmarks.pages import Page as FetchedPage
from benchmarks.pages import PageReader, Unexpected
from benchmarks.server import cpu_seconds, family, stat_fields

PAGE = """
<header><form action="/accounts/logout/" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t0"></form></header>
<form method="post" action="/attempts/1/2/" hx-post="/attempts/1/2/">
  <input type="hidden" name="csrfmiddlewaretoken" value="t1"><input type="hidden" name="key" value="k&amp;1">
  <label><input type="radio" name="choice" value="1"> One</label>
  <label><input type="radio" name="choice" value="2"> Two</label>
  <input name="text" maxlength="200"><input type="checkbox" name="left" value="on"><textarea name="why"></textarea>
  <select name="place_1"><option value="1">1</option><option value="2">2</option><option value="3">3</option></select>
  <select name="place_2"><option value="1">1</option><option value="2">2</option><option value="3">3</option></select>
  <select name="place_3"><option value="1">1</option><option value="2">2</option><option value="3">3</option></select>
  <button type="submit">Check</button>
</form>
<a href="/">Home</a><a data-next href="/attempts/1/3/">Next</a>
"""


def read(text: str) -> FetchedPage:
    return FetchedPage("/attempts/1/2/", 200, text).read()


def test_a_form_is_read_and_filled() -> None:
    form = read(PAGE).form(having="key")
    assert form.action == "/attempts/1/2/"
    assert form.values == {"csrfmiddlewaretoken": "t1", "key": "k&1"}
    assert form.choices == {"choice": ["1", "2"], "place_1": ["1", "2", "3"], "place_2": ["1", "2", "3"], "place_3": ["1", "2", "3"]}
    assert form.typed == ["text", "why"]
    for seed in range(10):
        filled = form.filled(Random(seed))
        assert sorted(filled[f"place_{place}"] for place in (1, 2, 3)) == ["1", "2", "3"]
        assert filled["choice"] in {"1", "2"}
        assert filled["text"]
        assert filled["key"] == "k&1"


def test_the_way_on() -> None:
    assert read(PAGE).next_url == "/attempts/1/3/"
    assert read("<p>The end</p>").next_url == ""


def test_forms_are_told_apart() -> None:
    assert read(PAGE).form(action_ends="/logout/").values == {"csrfmiddlewaretoken": "t0"}
    with pytest.raises(Unexpected, match="no form with “login”"):
        read(PAGE).form(having="login")


def test_fields_outside_forms_are_no_fields() -> None:
    reader = PageReader()
    reader.feed('<input name="q"><select name="s"><option value="1"></select>')
    assert reader.forms == []


def test_arguments() -> None:
    options = arguments(["--clients", "5", "--seconds", "2.5", "--port", "18700", "--database-url", "postgres:///x"])
    assert (options.clients, options.seconds, options.workers, options.port, options.pause) == (5, 2.5, 2, 18700, 0)
    assert options.database_url == "postgres:///x"


@pytest.mark.parametrize(
    "words",
    [
        ["--clients", "0"],
        ["--clients", "501"],
        ["--seconds", "0"],
        ["--seconds", "601"],
        ["--workers", "0"],
        ["--port", "80"],
        ["--most", "0"],
    ],
)
def test_arguments_have_bounds(words: list[str], capsys) -> None:
    with pytest.raises(SystemExit):
        arguments(words)
    assert words[0] in capsys.readouterr().err


def test_percentiles_are_of_the_nearest_rank() -> None:
    times = [number / 1000 for number in range(1, 101)]
    assert [percentile(times, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50.0, 95.0, 99.0, 100.0]
    assert percentile([0.007], 0.99) == 7.0
    assert percentile([], 0.5) is None


def test_figures() -> None:
    logs = [Log([0.01, 0.03], [0.02], [0.1]), Log([0.02], [], [0.2], Counter({"status 500": 1}))]
    report = figures(logs, took=1.5, used=Cpu(server=0.03, clients=0.006, machine=0.03 + 0.006 + 0.3 * (os.cpu_count() or 1)))
    assert report["answers"] == 3
    assert report["answers_per_second"] == 2.0
    assert (report["p50_ms"], report["p99_ms"], report["page_p50_ms"], report["sign_in_p95_ms"]) == (20.0, 30.0, 20.0, 200.0)
    assert (report["server_cpu_ms_per_answer"], report["client_cpu_ms_per_answer"]) == (10.0, 2.0)
    assert report["others_cpu_share"] == 0.2
    assert (report["errors"], report["error_kinds"]) == (1, {"status 500": 1})


def test_cpu_time_grows() -> None:
    own = os.getpid()
    before = cpu_seconds([own])
    while cpu_seconds([own]) - before < 0.02:
        sum(range(1000))
    assert own in family(own)
    assert int(stat_fields(own)[1]) == os.getppid()


def test_a_list_that_begins_with_nothing_a_number_and_boxes_get_what_can_be_an_answer() -> None:
    boxes = "".join(f'<input type="checkbox" name="{name}" value="{value}">' for name, value in (("ticks", 1), ("ticks", 2), ("keep", 1)))
    gap = '<select name="gap_1"><option value=""><option value="2"></select>'
    page = FetchedPage("/", 200, f'<form action="/x/">{gap}<input name="number">{boxes}</form>')
    for seed in range(9):
        filled = page.read().form().filled(Random(seed))
        assert filled["gap_1"] == "2"
        assert filled["number"].isdecimal()
        assert filled["ticks"] in {"1", "2"}
        assert "keep" not in filled

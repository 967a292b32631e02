"""Search, timelines, sources and notes in the browser."""

import time

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from revision.kept_notes import find, keep
from revision.laid_aside import SECONDS
from revision.models import Course, Question, Source
from revision.notes.reading import read_pasted
from tests.accounts.attempts.test_views import part, tags, words
from tests.factories import AdminFactory, CourseFactory, FactFactory, QuestionFactory, TeacherFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def course():
    return CourseFactory(owner=TeacherFactory(), slug="rivers", title="Rivers")


@pytest.fixture
def mine(as_user, course):
    return as_user(course.owner)


def main_of(response) -> str:
    return words(part(response, "main"))


# --- Search ----------------------------------------------------------------------------------------------------------


def test_the_page_of_what_was_found(mine, course):
    fact = FactFactory(topic=TopicFactory(course=course, title="North"), statement="The **Seine**.")
    question = QuestionFactory(topic=fact.topic, prompt="Where is the Seine?", facts=[fact])

    response = mine.get(reverse("search"), {"q": "seine", "course": "rivers"})

    main = main_of(response)
    assert "Facts 1 The Seine . North Event" in main
    assert "Questions 1 Where is the Seine ? North Choice" in main
    assert [href for href in tags(response, "a", "href") if href in {fact.get_absolute_url(), question.get_absolute_url()}]
    assert "<mark>Seine</mark>" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "said"), [("", "What are you looking for?"), ("   *", "What are you looking for?"), ("zz", "Nothing found for “zz”")]
)
def test_an_empty_search_says_what_to_do(mine, text, said):
    assert said in main_of(mine.get(reverse("search"), {"q": text}))


def test_while_one_types_a_few_show(mine, course):
    topic = TopicFactory(course=course)
    FactFactory.create_batch(12, topic=topic, statement="Seine.")

    response = mine.get(reverse("search"), {"q": "sei"}, headers=HTMX)

    page = response.content.decode()
    assert ("<html" in page, page.count("<mark>"), "All 12" in page) == (False, 8, True)
    assert words(mine.get(reverse("search"), {"q": ""}, headers=HTMX).content.decode()) == ""
    assert "Nothing found" in mine.get(reverse("search"), {"q": "zz"}, headers=HTMX).content.decode()


def test_what_is_searched_for_is_escaped(mine):
    page = mine.get(reverse("search"), {"q": "<script>alert(1)</script>", "course": "%00"}).content.decode()

    assert "<script>alert" not in page


# --- Timelines -------------------------------------------------------------------------------------------------------


def test_a_timeline_draws_what_is_dated_and_says_it_in_words(mine, course):
    chapter = TopicFactory(course=course, title="North")
    topic = TopicFactory(course=course, parent=chapter, title="Seine")
    early = FactFactory(topic=topic, statement="The **bridge** fell.", when="1856-03-01")
    FactFactory(topic=chapter, statement="The **flood**.", when="1910")
    FactFactory(topic=topic, statement="Undated.")
    FactFactory(topic=topic, statement="Left out.", when="1911", archived=True)

    response = mine.get(reverse("course_timeline", args=["rivers"]))
    below = mine.get(reverse("topic_timeline", args=[topic.pk]))

    main = main_of(response)
    assert "1 March 1856 The bridge fell. Seine 1910 The flood . North" in main
    assert ("Undated" in main, "Left out." in main, "2 dated facts" in main) == (False, False, True)
    assert "1 dated fact" in main_of(below)
    assert tags(response, "a", "href", tabindex="-1").count(early.get_absolute_url()) == 2
    assert "style=" not in response.content.decode()


def test_without_dates_the_page_says_what_to_do(mine, course):
    assert "No fact here has a date" in main_of(mine.get(reverse("course_timeline", args=["rivers"])))


def test_a_large_course_shows_its_events_and_its_chapters(mine, course):
    topic = TopicFactory(course=course, title="North")
    FactFactory.create_batch(80, topic=topic, kind="figure", when="1900")
    FactFactory(topic=topic, statement="The **flood**.", when="1910")

    main = main_of(mine.get(reverse("course_timeline", args=["rivers"])))

    assert "1 dated fact" in main
    assert "Every dated fact stands in the timeline of its chapter: North" in main


# --- Sources ---------------------------------------------------------------------------------------------------------


def post_source(client, kind: str, **data) -> object:
    return client.post(f"{reverse('new_source', args=['rivers'])}?kind={kind}", {"title": "Thing", "origin": "1930", **data})


def test_a_text_is_added_listed_and_shown(mine, course):
    response = post_source(mine, "text", text="Once.\r\n\r\nTwice.")

    source = Source.objects.get()
    assert (response.headers["Location"], source.text, source.slug) == (reverse("source", args=[source.pk]), "Once.\n\nTwice.", "thing")
    assert "Thing 1930 Text" in main_of(mine.get(reverse("sources", args=["rivers"])))
    assert "Once. Twice." in main_of(mine.get(reverse("source", args=[source.pk])))


@pytest.mark.parametrize("pasted", ["Year\tTonnes\n1928\t73\n", "| Year | Tonnes |\n\n| 1928 | 73 |"])
def test_a_table_is_pasted(mine, course, pasted):
    post_source(mine, "table", table=pasted)

    assert Source.objects.get().table == [["Year", "Tonnes"], ["1928", "73"]]


TABLES = {
    "one row": ("a | b", "A table has a heading and at least one row below it."),
    "uneven": ("a | b\nc | d\ne", "Row 3 has another number of cells than the heading."),
    "one column": ("a\nb", "A table has 2 to 12 columns and up to 60 rows."),
    "long": ("a | b\n" + "c" * 1001 + " | d", "A cell holds up to 1,000 letters."),
}


@pytest.mark.parametrize("name", TABLES)
def test_what_is_no_table_is_told(mine, course, name):
    pasted, message = TABLES[name]

    response = post_source(mine, "table", table=pasted)

    assert (response.status_code, message in main_of(response), Source.objects.count()) == (422, True, 0)


def test_a_picture_is_added_with_what_it_shows(mine, course, picture_file):
    file = SimpleUploadedFile("../../etc/poster.png", picture_file)

    post_source(mine, "picture", picture=file, alternative="A tractor")

    source = Source.objects.get()
    assert (source.picture.name.startswith("sources/"), ".." in source.picture.name, source.alternative) == (True, False, "A tractor")
    page = mine.get(reverse("source", args=[source.pk]))
    assert tags(page, "img", "alt") == ["A tractor"]


PICTURES = {
    "svg": (b"<svg onload='alert(1)'/>", "PNG, JPEG or WebP"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "PNG, JPEG or WebP"),
    "noise": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG, JPEG or WebP"),
    "too large": (b"\x89PNG" + b"\x00" * (2 * 1024 * 1024), "larger than 2 MiB"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_no_picture_is_told_and_words_are_kept(mine, course, name):
    data, message = PICTURES[name]

    response = post_source(mine, "picture", picture=SimpleUploadedFile("poster.png", data), alternative="A tractor")

    assert (response.status_code, Source.objects.count()) == (422, 0)
    assert message in main_of(response)
    assert "A tractor" in response.content.decode()


def test_a_picture_needs_its_words(mine, course, picture_file):
    response = post_source(mine, "picture", picture=SimpleUploadedFile("p.png", picture_file), alternative="")

    assert (response.status_code, Source.objects.count()) == (422, 0)


def test_a_source_is_changed_and_its_questions_follow(mine, course):
    post_source(mine, "text", text="Once.")
    source = Source.objects.get()
    question = QuestionFactory(topic=TopicFactory(course=course), prompt="Who wrote it?")
    question.current = question.versions.create(number=2, prompt="Who?", explanation="", body=question.current.body, source=source)
    question.save()

    page = mine.get(reverse("edit_source", args=[source.pk]))
    mine.post(reverse("edit_source", args=[source.pk]), {"title": "Thing", "origin": "1931", "text": "Once."})

    question.refresh_from_db()
    assert "Once." in page.content.decode()
    assert (question.current.number, question.current.source.origin, Source.objects.in_use().count()) == (3, "1931", 1)
    assert mine.get(reverse("edit_source", args=[source.pk])).status_code == 404
    assert "Who?" in main_of(mine.get(reverse("source", args=[question.current.source.pk])))


def test_sources_that_do_not_exist_or_have_no_kind(mine, course):
    assert mine.get(f"{reverse('new_source', args=['rivers'])}?kind=film").status_code == 404
    assert "No sources yet" in main_of(mine.get(reverse("sources", args=["rivers"])))


def test_a_source_is_left_out(mine, course):
    post_source(mine, "text", text="Once.")

    mine.post(reverse("archive_source", args=[Source.objects.get().pk]))

    assert Source.objects.get().archived


# --- Notes -----------------------------------------------------------------------------------------------------------

NOTES = """# Rivers of the north

## The Seine
- **Delta:** land built up where a river meets the sea.
- In 1856 the bridge fell.
- In 1910 the water rose by eight metres.
- In 1938 the quay was built.
"""


def test_pasted_notes_are_looked_at_and_then_kept(mine, course):
    sent = mine.post(reverse("import_notes"), {"pasted": NOTES}, follow=True)

    main = main_of(sent)
    assert "Nothing is saved yet." in main
    assert "Rivers of the north" in main
    assert "In 1856 the bridge fell." in main
    assert Course.objects.count() == 1

    done = mine.post(sent.redirect_chain[0][0], follow=True)
    again = mine.post(sent.redirect_chain[0][0], follow=True)

    made = Course.objects.get(title="Rivers of the north")
    assert (made.owner, made.facts.count() >= 4, made.questions.asked().count()) == (course.owner, True, 0)
    assert f"and {Question.objects.drafts().count()} drafts." in main_of(done)
    assert "nothing was added" in main_of(again)


def test_a_file_goes_into_a_course_of_ones_own(mine, course):
    file = SimpleUploadedFile("notes.md", NOTES.encode())

    sent = mine.post(reverse("import_notes"), {"file": file, "course": course.pk}, follow=True)
    mine.post(sent.redirect_chain[0][0])

    assert "It goes into your course “Rivers”" in main_of(sent)
    assert course.facts.count() >= 4


BAD_NOTES = {
    "nothing": ({}, "Choose a file, or paste the notes."),
    "blank": ({"pasted": " \n "}, "Choose a file, or paste the notes."),
    "no fact": ({"pasted": "# Only a heading"}, "No fact was found in it"),
    "noise": ({"file": SimpleUploadedFile("notes.txt", b"\x00\x01\x02\xff" * 99)}, "notes.txt"),
    "a kind": ({"file": SimpleUploadedFile("notes.exe", b"MZ")}, "notes.exe is no kind of file that can be read here."),
    "another's course": ({"pasted": NOTES, "course": "999999"}, "Select a valid choice."),
}


@pytest.mark.parametrize("name", BAD_NOTES)
def test_what_cannot_be_read_is_told(mine, name):
    data, message = BAD_NOTES[name]

    response = mine.post(reverse("import_notes"), data)

    assert response.status_code == 422
    assert message in main_of(response)


def test_both_a_file_and_pasted_words_are_too_much(mine):
    response = mine.post(reverse("import_notes"), {"file": SimpleUploadedFile("a.txt", b"Words."), "pasted": "Kept words."})

    assert (response.status_code, "not both" in main_of(response), "Kept words." in response.content.decode()) == (422, True, True)


def test_two_courses_of_one_title_are_not_mixed_up(mine, course):
    other = CourseFactory(owner=course.owner, title="Rivers")

    response = mine.post(reverse("import_notes"), {"pasted": NOTES, "course": other.pk})

    assert (response.status_code, "several courses of this title" in main_of(response)) == (422, True)


def test_notes_laid_aside_are_ones_own_and_for_two_hours(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    user, other = TeacherFactory(), TeacherFactory()
    notes = read_pasted(NOTES)
    token = keep(user=user, notes=notes, course_title="Rivers")

    found = find(user=user, token=token)
    strange = [find(user=other, token=token), find(user=user, token=f"{token}x"), find(user=user, token="a.b.c")]
    with time_machine.travel(time.time() + SECONDS + 60, tick=False):
        late = find(user=user, token=token)
        keep(user=user, notes=notes, course_title="Rivers")

    assert (found.notes, found.course_title) == (notes, "Rivers")
    assert [*strange, late] == [None] * 4
    assert len(list(tmp_path.glob("kept-notes/*"))) == 1


@pytest.mark.parametrize("factory", [UserFactory, AdminFactory])
def test_only_teachers_import(as_user, factory):
    client = as_user(factory())

    assert [client.get(reverse("import_notes")).status_code, client.get("/notes/a.b.c/").status_code] == [404, 404]

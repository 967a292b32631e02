"""Names made from what people wrote."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision.editing.slugs import LENGTH, free_slug, slug_of
from revision.models import Topic
from tests.factories import CourseFactory, TopicFactory


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("The Great Turn", "the-great-turn"),
        ("Émile & Zoë_too", "emile-zoe-too"),
        ("Сталин", "topic"),
        ("", "topic"),
        ("x" * 200, "x" * LENGTH),
        ("word " * 40, "-".join(["word"] * 14)),
    ],
)
def test_a_slug_is_the_first_words(text, slug):
    assert slug_of(text, "topic") == slug


@given(st.text())
def test_any_text_makes_a_slug_that_course_files_take(text):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(text, "fact"))
    assert len(slug_of(text, "fact")) <= LENGTH


@pytest.mark.django_db
def test_a_slug_that_is_taken_gets_a_number():
    course = CourseFactory()
    for slug in ("turn", "turn-2", "turning"):
        TopicFactory(course=course, slug=slug)

    slugs = [free_slug(course.topics.all(), text, "topic", frozenset({"new"})) for text in ("Turn", "Turning", "New", "Other")]

    assert slugs == ["turn-3", "turning-2", "new-2", "other"]
    assert free_slug(Topic.objects.none(), "Turn", "topic") == "turn"

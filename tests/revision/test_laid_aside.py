"""What waits between an upload and the word that it shall be imported."""

import os
import time

import pytest

from revision.laid_aside import SECONDS, Shelf
from tests.factories import TeacherFactory

pytestmark = pytest.mark.django_db

SHELF = Shelf("test-shelf")


def test_what_was_laid_aside_is_found_by_who_brought_it_alone():
    teacher, other = TeacherFactory(), TeacherFactory()
    token = SHELF.keep(user=teacher, held={"names": ["Zoë"]})

    assert [SHELF.find(user=user, token=token) for user in (teacher, other)] == [{"names": ["Zoë"]}, None]


def test_a_token_of_one_shelf_opens_no_other():
    teacher = TeacherFactory()

    assert Shelf("another-shelf").find(user=teacher, token=SHELF.keep(user=teacher, held={})) is None


@pytest.mark.parametrize("token", ["", "made up", "a~b", "../../secret-key"])
def test_a_token_that_was_never_given_finds_nothing(token):
    assert SHELF.find(user=TeacherFactory(), token=token) is None


def test_after_its_time_it_is_gone(settings, time_machine):
    teacher = TeacherFactory()
    token = SHELF.keep(user=teacher, held={})
    [kept] = [path for path in (settings.DATA_DIR / "test-shelf").glob("*.json") if path.stem in token]
    os.utime(kept, (time.time() - SECONDS - 1,) * 2)

    SHELF.keep(user=teacher, held={})

    assert (kept.exists(), SHELF.find(user=teacher, token=token)) == (False, None)

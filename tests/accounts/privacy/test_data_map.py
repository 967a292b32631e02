"""The data map in the docs is what the models say."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command

from accounts.models import Attempt, AttemptItem, Response, User
from accounts.privacy.data_map import data_map, personal_models
from revision.models import Fact

PAGE = settings.BASE_DIR / "docs" / "privacy" / "data-map.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == data_map(), "Run: uv run manage.py data_map > docs/privacy/data-map.md"


def test_what_hangs_below_a_person_is_in_it_and_content_is_not() -> None:
    models = personal_models()
    assert {User, Attempt, AttemptItem, Response} <= set(models)
    assert Fact not in models


def test_the_command_prints_it() -> None:
    out = StringIO()
    call_command("data_map", stdout=out)
    assert out.getvalue() == data_map()

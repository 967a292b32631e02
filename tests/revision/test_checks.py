"""The system check on question types."""

from pathlib import Path

from django.conf import LazySettings
from django.core.checks import CheckMessage, Error

from revision.checks import question_types_are_whole
from revision.question_types import registry

MISSING = "question_types/ordering.html#review"
PRINT = "{% partialdef print %}{% endpartialdef %}"
WHOLE = "{% partialdef question %}{% endpartialdef %}{% partialdef review %}{% endpartialdef %}" + PRINT


def found(settings: LazySettings, folder: Path, **templates: str) -> list[CheckMessage]:
    """What the check says where these are the templates of the types, and the others are whole."""
    (folder / "question_types").mkdir()
    for kind in registry.all_types():
        text = templates.get(kind, WHOLE)
        if text:
            (folder / "question_types" / f"{kind}.html").write_text(text)
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder]}]
    return question_types_are_whole()


def test_the_types_are_whole() -> None:
    assert question_types_are_whole() == []


def test_whole_templates_pass(settings: LazySettings, tmp_path: Path) -> None:
    assert found(settings, tmp_path) == []


def test_a_type_without_its_template(settings: LazySettings, tmp_path: Path) -> None:
    assert found(settings, tmp_path, ordering="") == [
        Error(f"Question type “ordering” lacks {name}: {name}", id="revision.E001")
        for name in ("question_types/ordering.html#question", MISSING, "question_types/ordering.html#print")
    ]


def test_a_template_without_a_partial(settings: LazySettings, tmp_path: Path) -> None:
    assert found(settings, tmp_path, ordering="{% partialdef question %}{% endpartialdef %}" + PRINT) == [
        Error(f"Question type “ordering” lacks {MISSING}: {MISSING}", id="revision.E001")
    ]


def test_a_template_that_cannot_be_read(settings: LazySettings, tmp_path: Path) -> None:
    messages = found(settings, tmp_path, short_answer=WHOLE + "{% nonsense %}")
    trouble = "Invalid block tag on line 1: 'nonsense'. Did you forget to register or load this tag?"
    path = tmp_path / "question_types" / "short_answer.html"
    assert messages == [
        Error(
            f"Question type “short_answer” lacks question_types/short_answer.html#{partial}: Template: {path}, {trouble}",
            id="revision.E001",
        )
        for partial in ("question", "review", "print")
    ]

"""Sources that questions stand under: a text, a table or a picture with its origin."""

from typing import Any

from django.db import transaction

from revision.actions import make_source, make_version
from revision.documents import SourceDocument
from revision.editing.slugs import free_slug
from revision.models import Course, Question, Source


@transaction.atomic
def new_source(*, course: Course, **said: Any) -> Source:
    """A source of the course; ``said`` are the fields of a ``SourceDocument`` but its slug. Raises ``PictureRefused``."""
    slug = free_slug(course.sources.all(), said["title"], "source")
    return make_source(course=course, document=SourceDocument(slug=slug, **said))


@transaction.atomic
def change_source(*, source: Source, **said: Any) -> Source:
    """The next source in the place of this one, and under it a new version of each question that stands there; nothing if it says the same.

    Without a new ``picture`` the old file goes on. Raises ``PictureRefused``.
    """
    picture_stays = source.kind == Source.Kind.PICTURE and not said.get("picture")
    if picture_stays:
        with source.picture.open("rb") as file:
            said["picture"] = file.read()
    document = SourceDocument(slug=source.slug, **said)
    values = document.model_dump(mode="json", exclude={"picture"})
    if (picture_stays or not document.picture) and all(getattr(source, name) == value for name, value in values.items()):
        return source
    if not picture_stays:
        made = make_source(course=source.course, document=document, old=source)
    else:  # the same file: a JPEG written again each time would lose a little each time
        archive_source(source=source)
        made = Source(course=source.course, number=source.number + 1, picture=source.picture.name, **values)
        made.save()
    for question in Question.objects.filter(current__source=source).select_related("current"):
        now = question.current
        assert now is not None
        make_version(question=question, prompt=now.prompt, explanation=now.explanation, body=now.body, source=made, hints=now.hints)
    return made


@transaction.atomic
def archive_source(*, source: Source) -> None:
    """Offer a source no longer; questions that stand under it keep it."""
    source.archived = True
    source.save(update_fields=["archived"])

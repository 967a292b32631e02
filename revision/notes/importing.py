"""Saves what was found in notes as topics, facts and drafted questions. Nothing that is there already is touched or added again.

What is the same is told by slugs, which come from what is said and under which heading (``finishing.py``), and for drafts from the rule
and the fact that they are mainly about. So a fact that was edited, or a draft that was approved or discarded, is not brought back.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from revision.actions import Refused
from revision.dates import When
from revision.drafting import TypedDraft, drafts_for
from revision.models import Course, Fact, Question, QuestionVersion, Topic
from revision.notes.outline import FoundFact, Outline
from revision.question_types import registry
from revision.question_types.base import KnownFact
from revision.typed_text import course_names

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import added to which course."""

    course: Course
    topics: int
    facts: int
    drafts: int

    @property
    def nothing_done(self) -> bool:
        return not (self.topics or self.facts or self.drafts)


@transaction.atomic
def import_notes(*, course_title: str, owner: AbstractBaseUser | None, outline: Outline) -> ImportReport:
    """Add what ``outline`` has to the owner's course of this title, which is made where there is none; drafts wait for approval.

    Raises ``Refused`` for a title that is no title, an owner who may not own courses, and notes in which nothing was found.
    """
    title = " ".join(course_title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Refused(_("A course needs a title of at most %(most)s letters. Nothing was imported.") % {"most": LONGEST_TITLE})
    if owner is not None and not getattr(owner, "is_staff", False):
        raise Refused(_("Only teachers and admins have courses. Nothing was imported."))
    if not outline.fact_count():
        raise Refused(_("No fact was found in %(name)s. Nothing was imported.") % {"name": outline.name})
    course = _course(title, owner)
    topics = _add_topics(course, outline)
    facts = _add_facts(course, outline)
    return ImportReport(course, topics, len(facts), _add_drafts(course, facts))


def _course(title: str, owner: AbstractBaseUser | None) -> Course:
    """The owner's course of this title, old or new."""
    owner_id = owner.pk if owner is not None else None
    if found := Course.objects.select_for_update().filter(title=title, owner_id=owner_id).order_by("pk").first():
        return found
    start = slugify(title)[:70].strip("-_") or "course"
    taken = set(Course.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    slug = next(name for number in range(1, len(taken) + 2) if (name := start if number == 1 else f"{start}-{number}") not in taken)
    return Course.objects.create(title=title, slug=slug, owner_id=owner_id)


def _next_position(rows: Any) -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _add_topics(course: Course, outline: Outline) -> int:
    """Topics that the course does not have yet, after those it has. Returns how many."""
    known = {topic.slug: topic for topic in course.topics.all()}
    position = _next_position(course.topics)
    new: list[Topic] = []
    for found, parent in outline.walk():
        if found.slug in known:
            continue
        above = known[parent.slug] if parent else None
        known[found.slug] = Topic(course=course, parent=above, title=found.title, slug=found.slug, position=position + len(new))
        new.append(known[found.slug])
    Topic.objects.bulk_create(new, batch_size=500)
    return len(new)


def _add_facts(course: Course, outline: Outline) -> list[str]:
    """Facts that the course does not have yet, at the end of their topics. Returns their slugs."""
    known = set(course.facts.values_list("slug", flat=True))
    topics = {topic.slug: topic for topic in course.topics.all()}
    last: dict[Any, int] = dict(course.facts.values_list("topic").annotate(Max("position")).order_by())
    new = []
    for found, _parent in outline.walk():
        topic = topics[found.slug]
        for fact in found.facts:
            if fact.slug not in known:
                last[topic.pk] = last.get(topic.pk, -1) + 1
                new.append(_fact(course, topic, fact, outline.name, last[topic.pk]))
    Fact.objects.bulk_create(new, batch_size=500)
    return [fact.slug for fact in new]


def _fact(course: Course, topic: Topic, found: FoundFact, name: str, position: int) -> Fact:
    when = When.parse(found.when) if found.when else None
    return Fact(
        course=course,
        topic=topic,
        slug=found.slug,
        statement=found.statement,
        kind=found.kind,
        when=found.when,
        starts=when.first_day() if when else None,
        ends=when.last_day() if when else None,
        claim=found.claim,
        stance=found.stance,
        reference=found.reference(name),
        position=position,
    )


def known_facts(course: Course) -> list[KnownFact]:
    """The facts of a course in use, in the order of the course, as the drafting rules see them."""
    topics = {topic.pk: topic for topic in course.topics.all()}

    def chapter(topic: Topic) -> Topic:
        while topic.parent_id is not None:
            topic = topics[topic.parent_id]
        return topic

    rows = course.facts.in_use().filter(topic__archived=False).order_by("topic__position", "position", "slug")
    return [
        KnownFact(
            row.slug,
            row.statement,
            row.kind,
            topics[row.topic_id].slug,
            topics[row.topic_id].title,
            when=row.when,
            claim=row.claim,
            stance=row.stance,
            chapter=chapter(topics[row.topic_id]).slug,
            chapter_title=chapter(topics[row.topic_id]).title,
        )
        for row in rows
    ]


def _add_drafts(course: Course, new_facts: Sequence[str]) -> int:
    """Drafts that rest on a new fact and are not there yet. Returns how many."""
    if not new_facts:
        return 0
    new = set(new_facts)
    known = known_facts(course)
    taken = set(course.questions.values_list("slug", flat=True))
    named = named_drafts(drafts_for(known), {fact.slug: fact.topic for fact in known})
    wanted = [(slug, typed) for slug, typed in named if new & set(typed.draft.facts) and slug not in taken]
    return _save_drafts(course, _told_names(wanted, known))


def _told_names(drafts: Sequence[tuple[str, TypedDraft]], known: Iterable[KnownFact]) -> list[tuple[str, TypedDraft]]:
    """The drafts with typed answers told of the other names, so that none of them passes for a slip of the pen."""
    read = [(slug, typed, registry.get(typed.kind), registry.get(typed.kind).read(typed.draft.body)) for slug, typed in drafts]
    answers = [answer for _slug, _typed, question_type, body in read for answer in question_type.typed(body)]
    names = course_names([fact.statement for fact in known], answers)
    told = [(slug, typed, question_type.with_names(body, names).model_dump(mode="json")) for slug, typed, question_type, body in read]
    return [(slug, replace(typed, draft=replace(typed.draft, body=body))) for slug, typed, body in told]


def named_drafts(drafts: Iterable[TypedDraft], topic_of: dict[str, str]) -> list[tuple[str, TypedDraft]]:
    """The drafts with their slugs: by rule and main fact; those of many facts by rule, topic and their number there.

    So the ordering of a topic is the same draft when a fact is added to the topic, and comes once.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    named = []
    for typed in drafts:
        main = typed.draft.facts[0]
        of = main if len(typed.draft.facts) == 1 else topic_of[main]
        key = (typed.kind, typed.draft.rule, of)
        seen[key] += 1
        digest = hashlib.sha256("\0".join([*key, str(seen[key])]).encode()).hexdigest()[:10]
        named.append((f"{slugify(typed.kind)}-{of[:50].strip('-')}-{digest}"[:80], typed))
    return named


def _save_drafts(course: Course, drafts: Sequence[tuple[str, TypedDraft]]) -> int:
    facts = {fact.slug: fact for fact in course.facts.only("slug", "topic_id")}
    position = _next_position(course.questions)
    questions = [
        Question(
            course=course,
            topic_id=facts[typed.draft.facts[0]].topic_id,
            slug=slug,
            kind=typed.kind,
            status=Question.Status.DRAFT,
            rule=typed.draft.rule,
            position=position + number,
        )
        for number, (slug, typed) in enumerate(drafts)
    ]
    Question.objects.bulk_create(questions, batch_size=500)
    versions = [
        QuestionVersion(question=question, number=1, prompt=typed.draft.prompt, explanation=typed.draft.explanation, body=typed.draft.body)
        for question, (_slug, typed) in zip(questions, drafts, strict=True)
    ]
    QuestionVersion.objects.bulk_create(versions, batch_size=500)
    for question, version in zip(questions, versions, strict=True):
        question.current = version
    Question.objects.bulk_update(questions, ["current"], batch_size=200)
    link = Question.facts.through
    link.objects.bulk_create(
        [
            link(question_id=question.pk, fact_id=facts[slug].pk)
            for question, (_slug, typed) in zip(questions, drafts, strict=True)
            for slug in dict.fromkeys(typed.draft.facts)
        ],
        batch_size=1000,
    )
    return len(questions)

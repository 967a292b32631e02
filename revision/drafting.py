"""Drafts of questions from the facts of a course: every type's rules, in one order, without repeats, and not too many on one fact."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from revision.notes.limits import MAX_DRAFTS
from revision.question_types import registry
from revision.question_types.base import Draft, KnownFact

MOST_PER_FACT = 3
"""Drafts that are mainly about one fact."""
LONGEST_PROMPT = 16_384


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """A draft, and the kind of question that it is."""

    kind: str
    draft: Draft


def drafts_for(facts: Sequence[KnownFact]) -> list[TypedDraft]:
    """Drafts from the facts of a course, in the order of the facts; the same facts give the same drafts.

    A rule that made an invalid body made no draft. Of two drafts that ask the same, the first stays.
    """
    place = {fact.slug: number for number, fact in enumerate(facts)}
    found = [TypedDraft(kind, draft) for kind, question_type in registry.all_types().items() for draft in question_type.generate(facts)]
    found.sort(key=lambda typed: place[typed.draft.facts[0]])
    kept: list[TypedDraft] = []
    asked: set[tuple[str, str, str]] = set()
    about: Counter[str] = Counter()
    for typed in found:
        valid = _valid(typed)
        if valid is None or len(kept) >= MAX_DRAFTS:
            continue
        words = (valid.kind, valid.draft.prompt.casefold(), str(valid.draft.body).casefold())
        main = valid.draft.facts[0]
        if words in asked or about[main] >= MOST_PER_FACT:
            continue
        asked.add(words)
        about[main] += 1
        kept.append(valid)
    return kept


def _valid(typed: TypedDraft) -> TypedDraft | None:
    """The draft with its body as the type stores it; ``None`` for one that the type would refuse."""
    draft = typed.draft
    if not draft.prompt.strip() or len(draft.prompt) > LONGEST_PROMPT or not draft.explanation.strip():
        return None
    try:
        body = registry.get(typed.kind).read(draft.body)
    except ValidationError:
        return None
    return TypedDraft(typed.kind, replace(draft, body=body.model_dump(mode="json")))

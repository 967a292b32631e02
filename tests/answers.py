"""Right and wrong answers to a question of any kind, as a browser posts them; and bodies whose secrets the caller makes up."""

from collections.abc import Callable, Sequence
from typing import Any

from accounts.models import Attempt
from quizzes.presentation import setup_for
from revision.question_types import registry

type Maker = Callable[[], str]
type Posted = dict[str, Any]


def posted(attempt: Attempt, position: int, *, right: bool) -> Posted:
    """What a browser posts to answer a question of an attempt."""
    item = attempt.items.select_related("version__question").get(position=position)
    kind = item.version.question.kind
    return ANSWERS[kind](item.version.body, setup_for(item.version, item.seed), right)


def single_choice(body: Any, setup: Sequence[int], right: bool) -> Posted:
    number = next(number for number, option in enumerate(body["options"]) if option["correct"] == right)
    return {"choice": str(setup.index(number) + 1)}


def several_answers(body: Any, setup: Sequence[int], right: bool) -> Posted:
    return {"ticks": [str(setup.index(number) + 1) for number, option in enumerate(body["options"]) if option["correct"] == right]}


def true_false(body: Any, setup: Sequence[int], right: bool) -> Posted:
    return {"verdict": "true" if body["true"] == right else "false", "correction": (body["corrections"] or [""])[0] if right else ""}


def short_answer(body: Any, setup: Sequence[int], right: bool) -> Posted:
    return {"text": body["accepted"][0] if right else "something else"}


def number(body: Any, setup: Sequence[int], right: bool) -> Posted:
    return {"number": body["low"] if right else "987654321"}


def cloze(body: Any, setup: Sequence[int], right: bool) -> Posted:
    orders = registry.get("cloze").read(body).orders(setup)
    said = {}
    for place, gap in enumerate(body["gaps"], start=1):
        if gap["options"]:
            chosen = gap["right"] if right else (gap["right"] + 1) % len(gap["options"])
            said[f"gap_{place}"] = str(orders[place - 1].index(chosen) + 1)
        else:
            said[f"gap_{place}"] = gap["accepted"][0] if right else "something else"
    return said


def matching(body: Any, setup: Sequence[int], right: bool) -> Posted:
    count = len(body["pairs"])
    return {f"left_{left + 1}": str(setup.index(left if right else (left + 1) % count) + 1) for left in range(count)}


def ordering(body: Any, setup: Sequence[int], right: bool) -> Posted:
    last = len(setup)
    return {f"place_{place}": str(number + 1 if right else last - number) for place, number in enumerate(setup, start=1)}


def sorting(body: Any, setup: Sequence[int], right: bool) -> Posted:
    groups = len(body["groups"])
    return {
        f"statement_{place}": str((body["statements"][number]["group"] + (not right)) % groups + 1)
        for place, number in enumerate(setup, start=1)
    }


def extended_answer(body: Any, setup: Sequence[int], right: bool) -> Posted:
    return {"text": "Because of the river." if right else "I do not know."}


ANSWERS: dict[str, Callable[[Any, Sequence[int], bool], Posted]] = {
    "cloze": cloze,
    "extended_answer": extended_answer,
    "matching": matching,
    "number": number,
    "ordering": ordering,
    "several_answers": several_answers,
    "short_answer": short_answer,
    "single_choice": single_choice,
    "sorting": sorting,
    "true_false": true_false,
}


def _options(secret: Maker, *right: int) -> list[dict[str, Any]]:
    return [
        {"text": f"Option {place}", "correct": place in right, "feedback": secret(), "misconception": "" if place in right else secret()}
        for place in range(4)
    ]


BODIES: dict[str, Callable[[Maker], dict[str, Any]]] = {
    "cloze": lambda secret: {
        "text": "The river [1] flows into the [2].",
        "gaps": [
            {"accepted": [secret(), secret()], "feedback": secret()},
            {"options": ["Channel", "Atlantic"], "right": 1, "feedback": secret()},
        ],
    },
    "extended_answer": lambda secret: {
        "marks": 4,
        "words": 100,
        "levels": [{"title": secret(), "low": 1, "high": 2, "descriptor": secret()}, {"title": secret(), "low": 3, "high": 4}],
        "content": [{"text": secret(), "side": secret(), "facts": []}],
    },
    "matching": lambda secret: {
        "pairs": [{"left": f"Left {place}", "right": f"Right {place}", "feedback": secret()} for place in range(3)],
        "spares": [{"right": "Spare", "feedback": secret(), "misconception": secret()}],
    },
    "number": lambda secret: {
        "low": "99",
        "high": "105",
        "shown": secret(),
        "units": ["tonnes"],
        "near": [{"low": "120", "high": "120", "feedback": secret(), "misconception": secret()}],
    },
    "ordering": lambda secret: {"items": [{"text": f"Part {place}", "why": secret()} for place in range(4)]},
    "several_answers": lambda secret: {"options": _options(secret, 0, 2)},
    "short_answer": lambda secret: {
        "accepted": [secret(), secret()],
        "near": [{"text": secret(), "feedback": secret(), "misconception": secret()}],
    },
    "single_choice": lambda secret: {"options": _options(secret, 2)},
    "sorting": lambda secret: {
        "groups": ["Here", "There"],
        "statements": [
            {"text": f"Statement {place}", "group": place % 2, "feedback": secret(), "misconception": secret()} for place in range(4)
        ],
    },
    "true_false": lambda secret: {"true": False, "corrections": [secret(), secret()], "feedback": secret(), "misconception": secret()},
}
"""Of each type a body in which all is secret that a student may not read before the answer."""


def stored(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body with all that its schema adds, as it is in the database."""
    whole: dict[str, Any] = registry.get(kind).read(body).model_dump(mode="json")
    return whole

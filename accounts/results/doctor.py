"""The question doctor: what is wrong with a question, in sentences a teacher acts on. Pure; nothing is judged by a handful of answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.results.evidence import Evidence, OptionCount
from accounts.results.statistics import DOUBTFUL_EFFICIENCY, ItemStatistics
from revision.templatetags.interface import plain

EASY, HARD = 95.0, 25.0
"""Above the first a question tells nobody apart, under the second hardly anybody got it; in per cent."""
FEWEST_OF_THE_BEST = 3
FEWEST_ALIKE = 3
LARGE_PART = 0.4
"""A wrong answer is a pattern from this share of all wrong ones on."""
LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding on a question: the sentence, what it rests on, and what would mend it."""

    tone: str
    """``wrong`` to look at now, ``part`` to think about, ``accent`` to know."""
    sentence: str
    detail: str
    repair: bool = False
    """The key may be wrong: marks can be put right, for those too who have answered."""
    edit: bool = False
    """The wording or its options can be better next time."""


def examine(evidence: Evidence, item: ItemStatistics | None = None) -> list[Remark]:
    """What is to be said of a question, the gravest first; nothing where it does its work, or too few have answered.

    ``item`` are its figures in the quiz at hand, for its weight there.
    """
    found = [*_key(evidence), *_misunderstood(evidence), *_difficulty(evidence)]
    if not any(remark.repair for remark in found):
        found += _telling_apart(evidence)
    found += _idle_options(evidence)
    if item is not None and not any(remark.repair for remark in found):
        found += _weight(evidence, item)
    return sorted(found, key=lambda remark: ("wrong", "part", "accent").index(remark.tone))


def rests_on(evidence: Evidence) -> str:
    """How much it stands on: “27 answers”, “84 answers in 3 classes or years”."""
    said = ngettext("%(count)d answer", "%(count)d answers", evidence.answered) % {"count": evidence.answered}
    if evidence.assignments > 1:
        said = _("%(answers)s from %(count)d pieces of homework") % {"answers": said, "count": evidence.assignments}
    if evidence.too_few:
        said += _("; few, so look before you act")
    return said


def quoted(option: OptionCount) -> str:
    words = plain(option.label)
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"


def is_sentence(option: OptionCount) -> bool:
    """Whether a label says what was done and quotes the option itself, such as “Paris” left out: it gets no quotes of its own."""
    return "“" in option.label


def _key(evidence: Evidence) -> Iterator[Remark]:
    """A wrong key shows in the best students, and in a discrimination under nothing."""
    key, wrong = evidence.key, evidence.wrong_ones
    best = max(wrong, key=lambda option: option.top, default=None)
    if best is not None and key is not None and best.top >= FEWEST_OF_THE_BEST and best.top > key.top:
        if is_sentence(best):
            sentence = _("Several of your best third: %(answer)s. Is the key right?") % {"answer": quoted(best)}
        else:
            sentence = _("Your best third chose “%(answer)s”: is the key right?") % {"answer": quoted(best)}
        detail = _("%(wrong)d of them chose it and %(right)d the right answer") % {"wrong": best.top, "right": key.top}
        yield Remark("part" if evidence.too_few else "wrong", sentence, f"{detail} · {rests_on(evidence)}", repair=True, edit=True)
    elif evidence.discrimination_interval is not None and evidence.discrimination_interval.high < 0:
        sentence = _("Those who do well in the rest get this one wrong. Most often that means a wrong key.")
        yield Remark("wrong", sentence, _index(evidence), repair=True, edit=True)


def _misunderstood(evidence: Evidence) -> Iterator[Remark]:
    """The wrong answer that many give."""
    wrong = next(iter(evidence.wrong_ones), None)
    if wrong is None or wrong.count < FEWEST_ALIKE or wrong.count < LARGE_PART * evidence.wrong_count:
        return
    numbers = {"count": wrong.count, "all": evidence.wrong_count, "answer": quoted(wrong), "idea": plain(wrong.misconception)}
    if wrong.misconception and is_sentence(wrong):
        sentence = _("%(count)d of %(all)d who missed it think so: %(idea)s (%(answer)s).") % numbers
    elif wrong.misconception:
        sentence = _("%(count)d of %(all)d wrong answers say “%(answer)s”: %(idea)s.") % numbers
    elif is_sentence(wrong):
        sentence = _("%(count)d of %(all)d who missed it: %(answer)s.") % numbers
    else:
        sentence = _("%(count)d of %(all)d wrong answers say “%(answer)s”.") % numbers
    yield Remark("part", sentence, rests_on(evidence), edit=not wrong.misconception)


def _difficulty(evidence: Evidence) -> Iterator[Remark]:
    if evidence.facility is None or evidence.too_few:
        return
    if evidence.facility >= EASY:
        sentence = _("Nearly everybody gets it right: good to begin with, no use to tell who knows.")
        yield Remark("accent", sentence, _facility(evidence), edit=True)
    elif evidence.facility <= HARD:
        sentence = _("Hardly anybody gets it right: has it been taught, and does it say what it means?")
        yield Remark("part", sentence, _facility(evidence), edit=True)


def _telling_apart(evidence: Evidence) -> Iterator[Remark]:
    efficiency = evidence.discriminative_efficiency
    if efficiency is None or evidence.too_few or evidence.facility is None or not HARD < evidence.facility < EASY:
        return
    if efficiency < DOUBTFUL_EFFICIENCY:
        sentence = _("It hardly tells those who know from those who do not: guessed, or not clear?")
        yield Remark("part", sentence, _index(evidence), edit=True)


def _idle_options(evidence: Evidence) -> Iterator[Remark]:
    idle = [option for option in evidence.wrong_ones if not option.count and not is_sentence(option)]
    if not (evidence.chosen_from and idle) or evidence.too_few:
        return
    names = ", ".join(f"“{quoted(option)}”" for option in idle[:3])
    sentence = ngettext(
        "Nobody chose %(answers)s: a wrong answer that tempts somebody would do more.",
        "Nobody chose %(answers)s: wrong answers that tempt somebody would do more.",
        len(idle),
    )
    yield Remark("accent", sentence % {"answers": names}, rests_on(evidence), edit=True)


def _weight(evidence: Evidence, item: ItemStatistics) -> Iterator[Remark]:
    """What it adds to the spread of the scores, beside what its marks meant it to."""
    if item.effective_weight is None or item.intended_weight is None or evidence.too_few:
        return
    if abs(item.effective_weight - item.intended_weight) < max(5.0, item.intended_weight / 2):
        return
    numbers = {"marks": round(item.intended_weight), "weight": round(item.effective_weight)}
    if item.effective_weight > item.intended_weight:
        sentence = _("It has %(marks)d%% of the marks and makes %(weight)d%% of the difference between students.") % numbers
    else:
        sentence = _("It has %(marks)d%% of the marks but makes only %(weight)d%% of the difference between students.") % numbers
    yield Remark("accent", sentence, rests_on(evidence))


def _facility(evidence: Evidence) -> str:
    interval = evidence.facility_interval
    if evidence.facility is None or interval is None:
        return rests_on(evidence)
    numbers = {"share": round(evidence.facility), "low": round(interval.low), "high": round(interval.high)}
    return _("%(share)d%%, most likely between %(low)d%% and %(high)d%%") % numbers + f" · {rests_on(evidence)}"


def _index(evidence: Evidence) -> str:
    interval = evidence.discrimination_interval
    if evidence.discrimination_index is None or interval is None:
        return rests_on(evidence)
    numbers = {"index": round(evidence.discrimination_index), "low": round(interval.low), "high": round(interval.high)}
    return _("discrimination %(index)d, most likely %(low)d to %(high)d") % numbers + f" · {rests_on(evidence)}"

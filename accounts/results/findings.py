"""The sentences that a teacher should read first."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from accounts.results.gradebook import ClassResults


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that the teacher should read first."""

    tone: str
    sentence: str
    detail: str
    position: int | None = None


def findings(results: "ClassResults") -> list[Finding]:
    """What matters first: the commonest mistakes, worst first (at most three), then who has not started."""
    found = []
    weak = [column for column in results.columns if column.went_badly]
    for column in sorted(weak, key=lambda column: column.facility or 0)[:3]:
        wrong = column.commonest_wrong
        if wrong is not None and wrong.count >= 2:
            # A label that quotes parts of the answer is a sentence of its own.
            wording = _("%(count)d of %(all)d: %(answer)s.") if "“" in wrong.label else _("%(count)d of %(all)d said “%(answer)s”.")
            sentence = wording % {"count": wrong.count, "all": column.answered, "answer": wrong.label}
        else:
            share = round(100 * (column.facility or 0))
            sentence = _("Question %(number)d: the class got %(share)d%%.") % {"number": column.position, "share": share}
        right = _("Question %(number)d · right: %(key)s") if column.key else _("Question %(number)d · drawn from: %(key)s")
        detail = right % {"number": column.position, "key": column.key or column.topic}
        found.append(Finding("wrong" if (column.facility or 0) < 0.5 else "part", sentence, detail, column.position))
    if waiting := results.not_started:
        names = ", ".join(row.student.display_name for row in waiting[:6])
        more = len(waiting) - 6
        if more > 0:
            names += ngettext(" and %(count)d more", " and %(count)d more", more) % {"count": more}
        sentence = ngettext("%(count)d has not started:", "%(count)d have not started:", len(waiting)) % {"count": len(waiting)}
        found.append(Finding("accent", sentence, names))
    return found

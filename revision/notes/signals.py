"""Lists of English signal words by which notes are understood. No subject's words are among them."""


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


SIDES = {
    "for": listed(
        "agree for pro pros advantage advantages strength strengths benefit benefits success successes merit merits positive "
        "positives yes plus pluses"
    ),
    "against": listed(
        "disagree against con cons disadvantage disadvantages weakness weaknesses drawback drawbacks limitation limitations "
        "failure failures negative negatives no minus minuses demerits"
    ),
}
"""Words that head the points for or against something."""
ALONE = listed("for against yes no pro con plus minus success failure")
"""Those that name a side only where they stand for themselves."""
GENERIC = listed(
    "background introduction conclusion conclusions summary overview context causes reasons effects consequences results "
    "impact significance examples example evidence definitions definition vocabulary aims methods method equipment procedure "
    "notes recap contents"
) | {"worked example", "common mistakes"}
"""Headings that only say what part of a topic follows."""
LABELS = (
    GENERIC
    | listed("nb note remember important e.g i.e eg ie tip warning question answer q a source")
    | {"key point", "key points", "key idea", "key fact", "key facts"}
)
"""Words before a colon that name no term."""
ABBREVIATIONS = listed(
    "e.g i.e eg ie etc cf viz vs v c ca approx fig figs eq eqn no nos vol pp p ed eds al esp dr mr mrs ms prof st sr jr rev "
    "hon gen col capt lt sgt sen rep gov messrs mme mlle nb ad bc am pm a.m p.m u.s u.k u.s.s.r inc ltd co dept est min max "
    "temp jan feb mar apr jun jul aug sep sept oct nov dec mt ft"
)
"""What ends with a full stop and ends no sentence."""
PERSONAL = listed(
    "believed thought argued wrote said claimed wanted decided refused joined died married studied discovered invented "
    "proposed stated published visited attacked criticised criticized accused realised realized defended persuaded hoped "
    "feared knew felt suggested showed explained demonstrated observed wished agreed disagreed spoke told asked travelled "
    "resigned retired disliked admired hated loved supported opposed writes argues believes claims thinks describes "
    "suggests designed built devised measured calculated led allied denounced promised declared "
    "announced introduced created"
)
"""What only people do."""
SUFFERED = listed(
    "born arrested executed murdered killed assassinated dismissed appointed imprisoned exiled shot elected crowned knighted "
    "expelled tried awarded educated persuaded"
)
"""What is done to people alone: “was arrested”."""

"""What a follow-up asks: the missed facts again, in other ways where there are other questions."""

from accounts.results.gradebook import ClassResults
from accounts.results.ideas import ideas_named
from revision.models import Question


def questions_again(results: ClassResults) -> list[Question]:
    """Questions on the facts to teach again that this homework did not ask; on a fact without another, the same again.

    Of the others, those that can show a wrong idea which the class was found to hold come before those that cannot: only they tell who
    has got over it. Two queries.
    """
    facts = results.weak_facts
    used = {column.version.question_id for column in results.asked if column.version}
    held = {finding.idea for finding in results.findings if finding.idea}
    on_facts = list(
        Question.objects.asked().filter(facts__in=facts).distinct().select_related("topic", "current").prefetch_related("facts")
    )
    of = {question.pk: set(question.facts.all()) & set(facts) for question in on_facts}
    others = [question for question in on_facts if question.pk not in used]
    telling = [question for question in others if question.current is not None and ideas_named(question.current.body) & held]
    covered = {fact for question in telling for fact in of[question.pk]}
    others = [question for question in others if question in telling or not of[question.pk] <= covered]
    alone = set(facts) - {fact for question in others for fact in of[question.pk]}
    return others + [question for question in on_facts if question.pk in used and alone & of[question.pk]]

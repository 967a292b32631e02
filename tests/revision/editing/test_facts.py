"""Facts written, changed, moved and left out."""

import pytest

from revision.editing.facts import archive_fact, change_fact, move_fact, new_fact
from tests.factories import FactFactory, TopicFactory

pytestmark = pytest.mark.django_db

PLAIN = {"kind": "event", "when": "", "claim": "", "stance": "", "note": "", "reference": ""}


def test_a_new_fact_stands_last_and_is_named_for_its_term():
    topic = TopicFactory()
    FactFactory(topic=topic, position=4)

    fact = new_fact(topic=topic, **{**PLAIN, "statement": "The **Seine** rises near **Dijon**.", "when": "1856/1857-02"})

    assert (fact.slug, fact.position, fact.course) == ("seine-dijon", 5, topic.course)
    assert (str(fact.starts), str(fact.ends)) == ("1856-01-01", "1857-02-28")


def test_without_a_term_the_first_words_name_it():
    assert new_fact(topic=TopicFactory(), **{**PLAIN, "statement": "It rains."}).slug == "it-rains"


def test_a_fact_is_changed_and_goes_to_another_topic():
    fact = FactFactory()
    other = TopicFactory(course=fact.course)
    FactFactory(topic=other, position=7)
    said = {**PLAIN, "statement": "Other.", "when": "1900"}

    results = [change_fact(fact=fact, topic=other, **said), change_fact(fact=fact, topic=other, **said)]

    fact.refresh_from_db()
    assert results == [True, False]
    assert (fact.statement, fact.topic, fact.position, str(fact.starts)) == ("Other.", other, 8, "1900-01-01")


@pytest.mark.parametrize(("at", "steps", "after"), [(0, 1, "bac"), (0, -1, "abc"), (2, -1, "acb"), (2, 1, "abc"), (1, -1, "bac")])
def test_facts_are_moved_among_those_in_use(at, steps, after):
    topic = TopicFactory()
    facts = [FactFactory(topic=topic, slug=slug, position=place) for place, slug in enumerate("abc")]
    FactFactory(topic=topic, slug="x", position=1, archived=True)

    move_fact(fact=facts[at], steps=steps)

    assert "".join(fact.slug for fact in topic.facts.in_use()) == after


def test_a_fact_is_left_out_and_comes_back():
    fact = FactFactory()

    archive_fact(fact=fact)
    assert fact.topic.facts.in_use().count() == 0
    archive_fact(fact=fact, archived=False)

    assert fact.topic.facts.in_use().get() == fact

"""Saving an outline: what is added, and that nothing is added twice."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from revision.actions import Refused, make_version
from revision.models import Course, Fact, Question, Topic
from revision.notes.importing import ImportReport, import_notes
from revision.notes.outline import Outline
from revision.notes.parsing import parse
from revision.notes.reading import read_notes, read_pasted
from tests.factories import CourseFactory, TeacherFactory, UserFactory

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parent / "samples"
TEXT = """# Steam

- **Piston:** a disc that moves in a cylinder.
- Watt improved the engine in 1769.
- Trevithick built a locomotive in 1804.
- The line from Stockton to Darlington opened in 1825.
- Stephenson's Rocket won the trials in 1829.
"""


def physics() -> Outline:
    return parse(read_notes((SAMPLES / "physics.md").read_bytes(), "physics.md"))


def outline_of(text: str) -> Outline:
    return parse(read_pasted(text))


def counts() -> tuple[int, int, int, int]:
    return Course.objects.count(), Topic.objects.count(), Fact.objects.count(), Question.objects.count()


def test_topics_facts_and_drafts_are_saved() -> None:
    owner = TeacherFactory()
    report = import_notes(course_title="  Physics  1 ", owner=owner, outline=physics())
    course = Course.objects.get()
    assert (course.title, course.slug, course.owner) == ("Physics 1", "physics-1", owner)
    assert report == ImportReport(course, 6, 28, 27)
    assert list(course.topics.values_list("title", "parent__title", "position")) == [
        ("Forces", None, 0),
        ("Newton's laws", "Forces", 1),
        ("Energy", None, 2),
        ("Wind power", "Energy", 3),
        ("Advantages", "Wind power", 4),
        ("Disadvantages", "Wind power", 5),
    ]
    fact = course.facts.get(statement__startswith="Joule measured")
    assert (fact.kind, fact.when, str(fact.starts), str(fact.ends)) == ("event", "1843", "1843-01-01", "1843-12-31")
    assert (fact.reference, fact.topic.title, fact.position) == ("physics.md, line 29", "Energy", 3)
    fact = course.facts.get(statement="Running costs are low.")
    assert (fact.claim, fact.stance) == ("Wind power", "for")


def test_no_student_meets_a_draft_and_each_says_its_rule_and_its_facts() -> None:
    course = import_notes(course_title="Physics", owner=TeacherFactory(), outline=physics()).course
    assert list(course.questions.asked()) == []
    assert course.questions.drafts().count() == 27
    question = course.questions.get(kind="number", facts__statement__startswith="Joule measured")
    assert (question.rule, question.topic.title) == ("A date becomes a year question", "Energy")
    assert question.current is not None
    assert question.current.prompt == "In which year was this? “Joule measured how much work heats water.” (Energy)"
    assert question.current.explanation == "Joule measured in 1843 how much work heats water."
    assert question.type.read(question.current.body)
    ordering = course.questions.get(kind="ordering")
    assert ordering.facts.count() == 5


def test_the_same_notes_twice_add_nothing_whatever_became_of_them() -> None:
    owner = TeacherFactory()
    course = import_notes(course_title="Physics", owner=owner, outline=physics()).course
    before = counts()
    assert import_notes(course_title="Physics", owner=owner, outline=physics()).nothing_done
    first, second, third = course.questions.order_by("position")[:3]
    course.questions.filter(pk=first.pk).update(status=Question.Status.APPROVED)
    make_version(question=first, prompt="Other words?", explanation="E.", body=first.current.body if first.current else {})
    course.questions.filter(pk=second.pk).update(status=Question.Status.DISCARDED)
    course.questions.filter(pk=third.pk).update(archived=True)
    fact = course.facts.get(statement__startswith="Joule measured")
    fact.statement, fact.when = "In 1845, Joule measured how work heats water.", "1845"
    fact.save()
    course.facts.filter(statement__startswith="Carnot").update(archived=True)
    course.topics.filter(title="Wind power").update(title="Wind")
    assert import_notes(course_title="Physics", owner=owner, outline=physics()).nothing_done
    assert counts() == before


def test_additions_alone_are_added() -> None:
    owner = TeacherFactory()
    course = import_notes(course_title="Steam", owner=owner, outline=outline_of(TEXT)).course
    before = set(course.facts.values_list("slug", flat=True))
    asked = set(course.questions.values_list("slug", flat=True))
    more = TEXT.replace("- Watt", "- Newcomen built a pump in 1712.\n- Watt") + "\n## Ships\n\n- Fulton sailed in 1807.\n"
    report = import_notes(course_title="Steam", owner=owner, outline=outline_of(more))
    assert (report.topics, report.facts, report.drafts) == (1, 2, 2)
    assert set(course.facts.exclude(slug__in=before).values_list("statement", flat=True)) == {
        "Newcomen built a pump in 1712.",
        "Fulton sailed in 1807.",
    }
    new = course.questions.exclude(slug__in=asked).select_related("current")
    assert {question.current.body["shown"] for question in new if question.current} == {"1712", "1807"}
    assert import_notes(course_title="Steam", owner=owner, outline=outline_of(more)).nothing_done


def test_each_owner_has_a_course_of_the_title() -> None:
    CourseFactory(title="Steam", slug="steam")
    one, two = TeacherFactory(), TeacherFactory()
    for owner in (one, two, None):
        import_notes(course_title="Steam", owner=owner, outline=outline_of(TEXT))
    assert list(Course.objects.order_by("slug").values_list("slug", "owner")) == [
        ("steam", None),
        ("steam-2", one.pk),
        ("steam-3", two.pk),
    ]
    assert set(Course.objects.values_list("title", flat=True)) == {"Steam"}


@pytest.mark.parametrize(("title", "text"), [(" ", TEXT), ("x" * 201, TEXT), ("Steam", "# Only a title"), ("Steam", "***")])
def test_what_makes_no_course_is_refused_and_nothing_saved(title: str, text: str) -> None:
    with pytest.raises(Refused, match="Nothing was imported"):
        import_notes(course_title=title, owner=TeacherFactory(), outline=outline_of(text))
    assert counts() == (0, 0, 0, 0)


def test_a_student_has_no_courses() -> None:
    with pytest.raises(Refused, match="Only teachers and admins have courses"):
        import_notes(course_title="Steam", owner=UserFactory(), outline=outline_of(TEXT))
    assert counts() == (0, 0, 0, 0)


def test_a_failure_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("revision.notes.importing.drafts_for", lambda _facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_notes(course_title="Steam", owner=TeacherFactory(), outline=outline_of(TEXT))
    assert counts() == (0, 0, 0, 0)


def test_more_facts_take_no_more_queries() -> None:
    def queries(count: int) -> int:
        text = "# Years\n" + "\n".join(f"- Person number {number} was seen in {1500 + number}." for number in range(count))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            import_notes(course_title=f"Course {count}", owner=None, outline=outline_of(text))
        return len(seen)

    assert queries(5) == queries(100)

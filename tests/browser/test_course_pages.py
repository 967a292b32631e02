"""A teacher writes, reviews, imports and searches in a real browser."""

import pytest

from revision.models import Course, Question
from tests.browser.conftest import School, Visitor
from tests.factories import FactFactory, QuestionFactory, TopicFactory


@pytest.fixture
def course(school: School) -> Course:
    """The course of the browser tests as the teacher's own."""
    Course.objects.filter(pk=school.course.pk).update(owner=school.teacher)
    return school.course


@pytest.fixture
def teacher(school: School, course: Course, visitor) -> Visitor:
    someone: Visitor = visitor(axe=True, viewport={"width": 1280, "height": 900})
    someone.signs_in("teacher")
    return someone


def test_a_question_is_written_with_its_preview_and_its_rows(teacher: Visitor, course: Course) -> None:
    page = teacher.page
    topic = course.topics.get()
    teacher.goes_to(topic.get_absolute_url())
    teacher.follows("Question on: Paris is the capital")
    teacher.follows("Choice", exact=False)
    page.get_by_label("Question", exact=True).fill("Which **city** is on the Seine?")
    options = page.locator(".author-row")
    for place, text in enumerate(["Lyon", "Paris"]):
        options.nth(place).get_by_label("Option", exact=True).fill(text)
    options.nth(1).get_by_label("Right").check()
    page.locator("#preview .option", has_text="Lyon").first.wait_for()
    assert page.locator("#preview .option.is-right").inner_text().split("\n")[0] == "Paris"
    for _row in range(2):
        teacher.presses("Take out: Option 3")
    teacher.presses("Add: option")
    assert options.count() == 3
    page.wait_for_function("document.activeElement.id === 'id_options-2-text'")
    page.keyboard.type("Nice")
    assert options.nth(2).get_by_label("Option", exact=True).input_value() == "Nice"
    page.locator("#preview .option", has_text="Nice").first.wait_for()
    teacher.presses("Save the question")
    teacher.sees("Not saved yet")
    assert options.nth(0).get_by_label("Option", exact=True).input_value() == "Lyon"
    page.get_by_label("Explanation", exact=True).fill("It runs through the city.")
    teacher.presses("Save the question")
    teacher.sees("The question is there and can be set.")
    made = Question.objects.get(current__prompt="Which **city** is on the Seine?")
    assert [option["text"] for option in made.current.body["options"]] == ["Lyon", "Paris", "Nice"]
    assert [complaint for complaint in teacher.complaints if "422" not in complaint] == []


def test_a_question_is_written_without_javascript(school: School, course: Course, visitor) -> None:
    someone = visitor(script=False)
    someone.signs_in("teacher")
    page = someone.page
    someone.goes_to(f"/topics/{course.topics.get().pk}/questions/new/ordering/")
    page.get_by_label("Question", exact=True).fill("In which order?")
    parts = page.locator(".author-row")
    for place, text in enumerate(["second", "first", "third"]):
        parts.nth(place).get_by_label("Part", exact=True).fill(text)
    someone.presses("Move up: Part 2")
    page.get_by_label("Explanation", exact=True).fill("So.")
    page.get_by_role("checkbox", name="Paris is the capital").check()
    someone.presses("Save the question")
    someone.sees("The question is there and can be set.")
    made = Question.objects.get(current__prompt="In which order?")
    assert [item["text"] for item in made.current.body["items"]] == ["first", "second", "third"]


def test_drafts_are_reviewed_by_single_keys(teacher: Visitor, course: Course) -> None:
    page = teacher.page
    topic = course.topics.get()
    facts = list(course.facts.all())
    drafts = [
        QuestionFactory(topic=topic, prompt=f"Draft {letter}?", status="draft", rule="a date becomes a question", facts=facts[:1])
        for letter in "ABCD"
    ]

    def statuses() -> list[str]:
        return list(Question.objects.filter(rule="a date becomes a question").order_by("position").values_list("status", flat=True))

    def presses(key: str, then: str) -> None:
        page.keyboard.press(key)
        page.get_by_role("heading", name=then).wait_for()
        teacher.settles()
        teacher.checked(page)

    teacher.goes_to(f"/courses/{course.slug}/drafts/")
    page.get_by_role("heading", name="Draft A?").wait_for()
    presses("a", "Draft B?")
    presses("d", "Draft C?")
    assert statuses() == ["approved", "discarded", "draft", "draft"]
    presses("z", "Draft B?")
    presses("j", "Draft C?")
    presses("k", "Draft B?")
    assert statuses() == ["approved", "draft", "draft", "draft"]
    page.keyboard.press("e")
    page.wait_for_url(f"**/questions/{drafts[1].pk}/edit/")
    page.get_by_label("Question", exact=True).fill("Draft B, mended?")
    teacher.presses("Save and approve")
    teacher.sees("Saved and approved.")
    presses("a", "Draft D?")
    page.keyboard.press("a")
    teacher.sees("No drafts wait")
    assert statuses() == ["approved"] * 4
    assert teacher.complaints == []


NOTES = """# Bridges

## Old bridges
- **Keystone:** the wedge at the top of an arch that locks the other stones in place.
- **Pier:** a pillar that carries the bridge between its ends.
- **Abutment:** the mass of stone at each end against which the arch pushes.
- In 1779 the first iron bridge was put together over the Severn.
- In 1826 the Menai bridge was opened to coaches.
- In 1890 trains first crossed the Forth.
"""


def test_pasted_notes_become_a_question_that_can_be_set(teacher: Visitor) -> None:
    page = teacher.page
    teacher.goes_to("/courses/?all")
    teacher.follows("Import notes")
    page.get_by_label("Or paste them").fill(NOTES)
    teacher.presses("Show what is in them")
    teacher.sees("Nothing is saved yet.")
    assert Course.objects.filter(title="Bridges").count() == 0
    teacher.presses("Import all of it")
    made = Course.objects.get(title="Bridges")
    waiting = made.questions.drafts().count()
    assert waiting > 0
    page.locator("#queue .stem").first.wait_for()
    page.keyboard.press("a")
    page.get_by_role("button", name="Undo").wait_for()
    assert (made.questions.asked().count(), made.questions.drafts().count()) == (1, waiting - 1)
    assert teacher.complaints == []


def test_search_shows_what_it_finds_while_one_types(teacher: Visitor, course: Course) -> None:
    page = teacher.page
    teacher.goes_to(course.get_absolute_url())
    page.get_by_role("searchbox").press_sequentially("sein", delay=20)
    found = page.locator("#search-found a").first
    found.wait_for()
    teacher.checked(page)
    assert found.locator("mark").first.inner_text() == "Seine"
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/search/?**")
    teacher.checked(page)
    page.get_by_role("link", name="The Seine runs through Paris.").first.click()
    page.wait_for_url("**/facts/**")


def test_a_fact_is_changed_in_its_row(teacher: Visitor, course: Course) -> None:
    page = teacher.page
    fact = course.facts.get(slug="seine")
    teacher.goes_to(fact.topic.get_absolute_url())
    page.get_by_role("link", name="Change: The Seine runs through Paris.").click()
    page.get_by_label("When").fill("some day")
    teacher.presses("Save the fact")
    teacher.sees("“some day” is not a year")
    teacher.checked(page)
    page.get_by_label("When").fill("1856")
    teacher.presses("Save the fact")
    page.locator(f"#fact-{fact.pk} .meta", has_text="1856").wait_for()
    page.get_by_role("button", name="Move up: The Seine runs through Paris.").click()
    page.locator("#facts > :nth-child(1)", has_text="Seine").wait_for()
    page.wait_for_function("document.activeElement.getAttribute('aria-label') === 'Move up: The Seine runs through Paris.'")


def test_every_page_of_a_course_on_every_screen(school: School, course: Course, visitor) -> None:
    someone = visitor(everywhere=True)
    topic, question = course.topics.get(), course.questions.first()
    FactFactory(topic=topic, statement="The **flood** came.", when="1910-01")
    TopicFactory(course=course, parent=topic, title="Below")
    TopicFactory(course=course, title="Gone", archived=True)
    QuestionFactory(topic=topic, status="draft", rule="a date becomes a question", prompt="Draft?")
    someone.signs_in("teacher")
    slug = course.slug
    paths = f"""
        /courses/?all /courses/new/ /courses/{slug}/ /courses/{slug}/edit/ /courses/{slug}/arrange/ /courses/{slug}/left-out/
        /courses/{slug}/topics/new/ /courses/{slug}/drafts/ /courses/{slug}/sources/ /courses/{slug}/sources/new/?kind=picture
        /courses/{slug}/timeline/ /topics/{topic.pk}/ /topics/{topic.pk}/edit/ /topics/{topic.pk}/facts/new/
        /topics/{topic.pk}/questions/new/ /topics/{topic.pk}/questions/new/single_choice/ /questions/{question.pk}/
        /questions/{question.pk}/edit/ /questions/{question.pk}/versions/ /search/?q=seine /notes/import/
    """
    for path in paths.split():
        someone.goes_to(path)

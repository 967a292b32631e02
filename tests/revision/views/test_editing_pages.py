"""Courses, topics and facts changed in the browser: with and without htmx, right and wrong input, and readers who may not."""

import pytest
from django.urls import reverse

from revision.models import Course, Fact
from tests.accounts.attempts.test_views import part, words
from tests.factories import AdminFactory, CourseFactory, FactFactory, QuestionFactory, TeacherFactory, TopicFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner():
    return TeacherFactory()


@pytest.fixture
def course(owner):
    return CourseFactory(owner=owner, title="Rivers", slug="rivers")


@pytest.fixture
def mine(as_user, owner):
    return as_user(owner)


def main_of(response) -> str:
    return words(part(response, "main"))


# --- Courses ---------------------------------------------------------------------------------------------------------


def test_courses_stand_under_whose_they_are(mine, owner, course):
    colleague = TeacherFactory(school=owner.school, display_name="Mr Lee")
    CourseFactory(title="Hills", owner=colleague, published="2026-01-01T00:00Z")
    CourseFactory(title="Hidden", owner=colleague)
    CourseFactory(title="Shipped")

    main = main_of(mine.get(reverse("courses")))

    assert main.endswith("Mine Rivers Colleagues’ Hills By Mr Lee With Revision Shipped")


def test_a_course_is_made_and_an_empty_one_says_what_to_do(mine, owner):
    response = mine.post(reverse("new_course"), {"title": "  Hills ", "summary": ""}, follow=True)

    made = Course.objects.get(owner=owner)
    assert (made.title, response.redirect_chain) == ("Hills", [(made.get_absolute_url(), 302)])
    assert "This course has no topics yet Import your notes" in main_of(response)


def test_a_course_without_a_title_is_refused_and_keeps_what_was_typed(mine):
    response = mine.post(reverse("new_course"), {"title": " ", "summary": "All of them."})

    assert (response.status_code, Course.objects.count()) == (422, 0)
    assert "This field is required." in main_of(response)
    assert "All of them." in main_of(response)


def test_a_course_is_renamed_published_and_withdrawn(mine, course):
    mine.post(reverse("edit_course", args=["rivers"]), {"title": "Streams", "summary": "Some."})
    published = mine.post(reverse("publish_course", args=["rivers"]), follow=True)
    course.refresh_from_db()
    first = course.published
    withdrawn = mine.post(reverse("withdraw_course", args=["rivers"]), follow=True)
    course.refresh_from_db()

    assert (course.title, course.summary, bool(first), course.published) == ("Streams", "Some.", True, None)
    assert "can read and copy “Streams” now." in main_of(published)
    assert "yours alone again" in main_of(withdrawn)


def test_another_persons_published_course_is_copied_to_change_it(as_user, owner, course):
    Course.objects.filter(pk=course.pk).update(published="2026-01-01T00:00Z")
    QuestionFactory(topic__course=course)
    colleague = TeacherFactory(school=owner.school)
    client = as_user(colleague)

    page = client.get(course.get_absolute_url())
    response = client.post(reverse("copy_course", args=["rivers"]), follow=True)

    copy = Course.objects.get(owner=colleague)
    assert "Copy it to change it" in main_of(page)
    assert "Title and sharing" not in main_of(page)
    assert (response.redirect_chain[0][0], copy.questions.count()) == (copy.get_absolute_url(), 1)
    assert client.post(reverse("edit_course", args=["rivers"]), {"title": "Mine"}).status_code == 404


def test_an_admin_reads_and_does_not_edit(as_user, owner, course):
    fact = FactFactory(topic=TopicFactory(course=course))
    admin = as_user(AdminFactory(school=owner.school))
    pages = [row.get_absolute_url() for row in (course, fact.topic, fact)]
    writes = [("edit_course", "rivers"), ("copy_course", "rivers"), ("edit_fact", fact.pk), ("move_topic", fact.topic_id)]

    assert [admin.get(page).status_code for page in pages] == [200, 200, 200]
    assert [admin.post(reverse(name, args=[pk])).status_code for name, pk in writes] == [404, 404, 404, 404]
    assert "Copy it to change it" not in main_of(admin.get(course.get_absolute_url()))


# --- Topics ----------------------------------------------------------------------------------------------------------


def test_a_topic_is_added_under_a_chapter(mine, course):
    chapter = TopicFactory(course=course, title="North")

    page = mine.get(reverse("new_topic", args=["rivers"]), {"under": str(chapter.pk)})
    response = mine.post(reverse("new_topic", args=["rivers"]), {"title": "Seine", "parent": str(chapter.pk)}, follow=True)

    assert f'value="{chapter.pk}" selected' in page.content.decode()
    assert "“Seine” is there." in main_of(response)
    assert course.topics.get(title="Seine").parent == chapter


@pytest.mark.parametrize("data", [{"title": ""}, {"title": "x" * 201}, {"title": "Seine", "parent": "nonsense"}])
def test_a_bad_topic_is_refused(mine, course, data):
    assert mine.post(reverse("new_topic", args=["rivers"]), data).status_code == 422
    assert course.topics.count() == 0


def test_a_topic_of_another_course_is_no_parent(mine, course):
    other = TopicFactory()

    response = mine.post(reverse("new_topic", args=["rivers"]), {"title": "Seine", "parent": str(other.pk)})

    assert (response.status_code, course.topics.count()) == (422, 0)


def test_topics_are_moved_in_place_and_on_a_page(mine, course):
    first, second = (TopicFactory(course=course, title=title, position=place) for place, title in enumerate(["North", "South"]))

    in_place = mine.post(reverse("move_topic", args=[second.pk]), {"direction": "up"}, headers=HTMX)
    whole = mine.post(reverse("move_topic", args=[second.pk]), {"direction": "down"})

    assert words(part(in_place, "topics")) == "South North"
    assert "<html" not in in_place.content.decode()
    assert whole.headers["Location"] == reverse("arrange_topics", args=["rivers"])
    assert list(course.topics.values_list("title", flat=True)) == ["North", "South"]
    assert mine.post(reverse("move_topic", args=[first.pk]), {"direction": "sideways"}).status_code == 404


def test_an_arranged_course_without_topics_says_so(mine, course):
    assert "Add the first; it becomes a chapter." in main_of(mine.get(reverse("arrange_topics", args=["rivers"])))


def test_a_topic_is_left_out_and_brought_back(mine, course):
    chapter = TopicFactory(course=course, title="North")
    topic = TopicFactory(course=course, parent=chapter, title="Seine")

    mine.post(reverse("archive_topic", args=[chapter.pk]))
    left = main_of(mine.get(reverse("left_out", args=["rivers"])))
    refused = main_of(mine.post(reverse("restore_topic", args=[topic.pk]), follow=True))
    back = main_of(mine.post(reverse("restore_topic", args=[chapter.pk]), follow=True))

    assert "North Bring back North Seine Bring back Seine" in left
    assert "It stands under “North”, which is left out too" in refused
    assert "“North” is back, with all its facts and questions." in back
    assert course.topics.in_use().count() == 2


def test_nothing_left_out_says_so(mine, course):
    assert "Nothing is left out" in main_of(mine.get(reverse("left_out", args=["rivers"])))


def test_a_topic_page_tells_its_teacher_of_drafts(mine, as_user, owner, course):
    topic = TopicFactory(course=course, title="Seine")
    QuestionFactory.create_batch(2, topic=topic, status="draft", rule="a date")
    admin = as_user(AdminFactory(school=owner.school))

    assert "2 drafts wait for a look" in main_of(mine.get(topic.get_absolute_url()))
    assert "drafts wait" not in main_of(admin.get(topic.get_absolute_url()))


# --- Facts -----------------------------------------------------------------------------------------------------------


def fact_data(fact: Fact, **values: str) -> dict[str, str]:
    said = {name: getattr(fact, name) for name in ("statement", "kind", "when", "claim", "stance", "note", "reference")}
    return {**said, "topic": str(fact.topic_id), **values}


def test_a_fact_is_changed_in_its_row(mine, course):
    fact = FactFactory(topic=TopicFactory(course=course))
    url = reverse("edit_fact", args=[fact.pk])

    form = mine.get(url, headers=HTMX)
    saved = mine.post(url, fact_data(fact, statement="The **Seine**.", when=" 1856 / 1857 "), headers=HTMX)

    assert f'<li class="fact-row fact-row-form" id="fact-{fact.pk}"' in form.content.decode()
    assert "The Seine . Event 1856–1857" in words(part(saved, f"fact-{fact.pk}"))
    fact.refresh_from_db()
    assert (fact.statement, fact.when, str(fact.ends)) == ("The **Seine**.", "1856/1857", "1857-12-31")


def test_a_fact_that_moved_leaves_a_word_in_its_row(mine, course):
    fact = FactFactory(topic=TopicFactory(course=course))
    other = TopicFactory(course=course, title="South")

    saved = mine.post(reverse("edit_fact", args=[fact.pk]), fact_data(fact, topic=str(other.pk)), headers=HTMX)

    assert words(part(saved, f"fact-{fact.pk}")) == "Saved. It stands in this topic now: South"


WRONG = {
    "no statement": ({"statement": " "}, "This field is required."),
    "no date": ({"when": "soon"}, "“soon” is not a year, a month (1924-01) or a day (1924-01-21)."),
    "no calendar": ({"when": "1924-02-30"}, "“1924-02-30” is not in the calendar."),
    "backwards": ({"when": "1925/1924"}, "“1925/1924” ends before it starts."),
    "no side": ({"claim": "It is short"}, "Say whether the fact speaks for the claim or against it."),
    "no claim": ({"stance": "for"}, "Say which claim the fact speaks for or against, or choose “Neither”."),
    "no kind": ({"kind": "rumour"}, "Select a valid choice."),
    "NUL": ({"note": "a\x00b"}, "Null characters are not allowed."),
}


@pytest.mark.parametrize("htmx", [True, False], ids=["row", "page"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(mine, course, name, htmx):
    fact = FactFactory(topic=TopicFactory(course=course), statement="As it was.")
    values, message = WRONG[name]

    sent = fact_data(fact, **{"statement": "Typed.", "reference": "Kept too", **values})
    response = mine.post(reverse("edit_fact", args=[fact.pk]), sent, headers=HTMX if htmx else {})

    fact.refresh_from_db()
    page = response.content.decode().replace("&#x27;", "'")
    assert (response.status_code, fact.statement, message in page, "Kept too" in page) == (422, "As it was.", True, True)


def test_a_fact_is_added_and_another_after_it(mine, course):
    topic = TopicFactory(course=course)
    data = {"statement": "It **flows**.", "kind": "event", "topic": str(topic.pk)}

    first = mine.post(reverse("new_fact", args=[topic.pk]), {**data, "another": "1"})
    second = mine.post(reverse("new_fact", args=[topic.pk]), data)

    slugs = list(topic.facts.values_list("slug", flat=True))
    assert (slugs, first.headers["Location"]) == (["flows", "flows-2"], reverse("new_fact", args=[topic.pk]))
    assert second.headers["Location"] == topic.facts.last().get_absolute_url()


def test_marks_of_direction_and_line_ends_are_made_plain(mine, course):
    topic = TopicFactory(course=course)

    mine.post(
        reverse("new_fact", args=[topic.pk]), {"statement": "Caf\u0065\u0301\r\nand \u202etea.", "kind": "term", "topic": str(topic.pk)}
    )

    assert topic.facts.get().statement == "Café\nand tea."


def test_facts_are_moved_in_place_left_out_and_brought_back(mine, course):
    topic = TopicFactory(course=course)
    first, second = (FactFactory(topic=topic, statement=text, position=place) for place, text in enumerate(["One.", "Two."]))

    listed = mine.post(reverse("move_fact", args=[second.pk]), {"steps": "-1"}, headers=HTMX)
    mine.post(reverse("archive_fact", args=[first.pk]))
    left = main_of(mine.get(reverse("left_out", args=["rivers"])))
    mine.post(reverse("restore_fact", args=[first.pk]))

    order = words(part(listed, "facts"))
    assert order.index("Two.") < order.index("One.")
    assert "Facts One." in left
    assert [fact.statement for fact in topic.facts.in_use()] == ["Two.", "One."]
    assert mine.post(reverse("move_fact", args=[second.pk]), {"steps": "9"}).status_code == 404

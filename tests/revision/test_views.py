"""The course as its teachers read it: courses, topics, facts and questions, and who may."""

import uuid

import pytest
from django.urls import reverse

from revision.actions import make_version
from tests.accounts.attempts.test_views import part, tags, words
from tests.factories import (
    ORDER,
    TYPED,
    AdminFactory,
    CourseFactory,
    FactFactory,
    QuestionFactory,
    TeacherFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(as_user):
    return as_user(TeacherFactory())


def main_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return words(part(response, "main"))


# --- Courses ---------------------------------------------------------------------------------------------------------


def test_one_course_is_gone_straight_to(teacher):
    course = CourseFactory()

    response = teacher.get(reverse("courses"))

    assert (response.status_code, response.headers["Location"]) == (302, course.get_absolute_url())
    assert "New course" in main_of(teacher, f"{reverse('courses')}?all")


def test_several_courses_stand_in_a_list(teacher):
    CourseFactory(title="Rivers", summary="All of France.")
    CourseFactory(title="Hills")
    CourseFactory(title="A colleague's own", owner=TeacherFactory())

    main = main_of(teacher, reverse("courses"))

    assert main == "Courses Import notes New course Search facts and questions With Revision Hills Rivers All of France."


def test_without_a_course_the_page_says_whom_to_ask(teacher):
    assert main_of(teacher, reverse("courses")).startswith("Courses Import notes New course There is no course yet")


def test_ones_own_course_is_read_beside_those_that_are_shipped(as_user):
    user = TeacherFactory()
    CourseFactory(title="Mine", owner=user)
    CourseFactory(title="Shipped")

    assert main_of(as_user(user), reverse("courses")).endswith("Mine Mine With Revision Shipped")


def test_a_course_shows_its_chapters_with_what_they_hold(teacher):
    course = CourseFactory(title="Rivers", summary="All of France.")
    chapter = TopicFactory(course=course, title="North", position=1)
    topic = TopicFactory(course=course, parent=chapter, title="Seine", position=2)
    QuestionFactory.create_batch(2, topic=topic)
    TopicFactory(course=course, parent=chapter, title="Left out", archived=True)

    main = main_of(teacher, course.get_absolute_url())

    assert "Rivers All of France." in main
    assert "North 2 facts · 2 questions Seine 2 facts · 2 questions" in main
    assert "Left out" not in main


def test_a_course_without_topics_says_so(teacher):
    assert "This course has no topics yet" in main_of(teacher, CourseFactory().get_absolute_url())


@pytest.mark.parametrize("slug", ["none", "%00", "UPPER", "a'--"])
def test_no_such_course_is_404(teacher, slug):
    CourseFactory(slug="some")

    assert teacher.get(f"/courses/{slug}/").status_code == 404


# --- Topics and facts ------------------------------------------------------------------------------------------------


def test_a_topic_shows_its_facts_with_their_questions(teacher):
    chapter = TopicFactory(title="North")
    topic = TopicFactory(course=chapter.course, parent=chapter, title="Seine", summary="To the sea.")
    fact = FactFactory(
        topic=topic, statement="It **rises** near Dijon.", when="1856", claim="It is short", stance="against", note="Some say Yonne."
    )
    question = QuestionFactory(topic=topic, facts=[fact], prompt="Where does it **rise**?")
    QuestionFactory(topic=topic, facts=[fact], prompt="Left out?", archived=True)
    FactFactory(topic=topic, statement="Left out.", archived=True)

    response = teacher.get(topic.get_absolute_url())
    main = words(part(response, "main"))

    assert "Seine To the sea. 1 fact" in main
    assert "It rises near Dijon. Event 1856 speaks against “It is short” Some say Yonne. Choice Where does it rise ?" in main
    assert question.get_absolute_url() in tags(response, "a", "href")
    assert ("Left out" in main, "<strong>rises</strong>" in response.content.decode()) == (False, True)


def test_a_chapter_shows_the_topics_below_it(teacher):
    chapter = TopicFactory(title="North")
    child = TopicFactory(course=chapter.course, parent=chapter, title="Seine")

    response = teacher.get(chapter.get_absolute_url())

    assert child.get_absolute_url() in tags(response, "a", "href", **{"class": "list-row"})


def test_a_bare_topic_says_so(teacher):
    assert "Nothing stands here yet" in main_of(teacher, TopicFactory().get_absolute_url())


def test_a_teacher_can_set_homework_on_a_topic_and_an_admin_cannot(as_user):
    fact = FactFactory()
    wanted = f"{reverse('new_homework')}?course={fact.course.slug}&amp;topics={fact.topic_id}"

    pages = [as_user(factory()).get(fact.topic.get_absolute_url()).content.decode() for factory in (TeacherFactory, AdminFactory)]

    assert [wanted in page for page in pages] == [True, False]
    assert [reverse("topic_results", args=[fact.topic_id]) in page for page in pages] == [True, False]


def test_a_fact_stands_by_itself_with_all_that_is_known_of_it(teacher):
    fact = FactFactory(
        statement="It **rises** near Dijon.", when="1856-03", claim="It is short", stance="for", note="Some say Yonne.", reference="Duval"
    )
    QuestionFactory(topic=fact.topic, facts=[fact], prompt="Where does it rise?")

    main = main_of(teacher, fact.get_absolute_url())

    said = ["Event", "It rises near Dijon.", "March 1856", "It is short", "Some say Yonne.", "Duval", "Where does it rise? Choice"]
    assert [one for one in said if one not in main] == []


def test_a_fact_that_no_question_asks_says_so(teacher):
    assert "No question asks this yet" in main_of(teacher, FactFactory().get_absolute_url())


# --- Questions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "key"),
    [
        ("single_choice", None, "Paris Right answer B Lyon C Nice"),
        ("short_answer", TYPED, "Paris Right answer"),
        ("ordering", ORDER, "1 one 2 two 3 three 4 four"),
    ],
)
def test_a_question_shows_its_key_its_reason_and_its_facts(teacher, kind, body, key):
    fact = FactFactory(statement="The **fact**.")
    question = QuestionFactory(
        topic=fact.topic, kind=kind, prompt="Which **one**?", explanation="The reason.", facts=[fact], **({"body": body} if body else {})
    )

    main = main_of(teacher, question.get_absolute_url())

    assert f"The right answer {key} Why The reason." in main
    assert ("Which one ?" in main, "The fact ." in main, "Version 1" in main) == (True, True, True)
    assert "There are" not in main


def test_a_question_says_how_many_versions_there_are(teacher):
    question = QuestionFactory()
    make_version(question=question, prompt="Anew?", explanation="Because.", body=question.current.body)

    main = main_of(teacher, question.get_absolute_url())

    assert ("Anew?" in main, "Version 2" in main, "There are 2 versions." in main) == (True, True, True)


# --- Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("owned", [False, True], ids=["shipped", "a teacher's own"])
def test_a_shipped_course_is_read_by_all_staff_and_ones_own_by_oneself(as_user, owned):
    owner = TeacherFactory()
    question = QuestionFactory(topic__course__owner=owner if owned else None)
    fact = question.facts.get()
    pages = [row.get_absolute_url() for row in (question.course, question.topic, fact, question)]
    readers = {
        "owner": owner,
        "colleague": TeacherFactory(school=owner.school),
        "admin": AdminFactory(school=owner.school),
        "elsewhere": TeacherFactory(),
        "student": UserFactory(school=owner.school),
    }

    found = {who: {as_user(user).get(page).status_code for page in pages} for who, user in readers.items()}

    others = {404} if owned else {200}
    assert found == {"owner": {200}, "colleague": others, "admin": {200}, "elsewhere": others, "student": {404}}


def test_what_was_left_out_of_the_course_is_not_asked_of_its_page(teacher):
    question = QuestionFactory(archived=True)

    assert teacher.get(question.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["topic", "fact", "question"])
def test_no_such_thing_is_404(teacher, name):
    assert teacher.get(reverse(name, args=[uuid.uuid4()])).status_code == 404


def test_statements_keep_their_emphasis_and_nothing_else(teacher):
    fact = FactFactory(statement='<script>alert(1)</script> **bold** <img src=x onerror=alert(1)> <a href="javascript:x">link</a>')

    response = teacher.get(fact.get_absolute_url())

    assert "<strong>bold</strong>" in response.content.decode()
    assert (tags(response, "img", "src"), [href for href in tags(response, "a", "href") if "javascript" in href]) == ([], [])
    assert [src for src in tags(response, "script", "src") if not src.startswith("/static/")] == []
    assert "<script>" not in response.content.decode()

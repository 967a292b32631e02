"""From a tick to homework that is set: one flow, and every way in which it is refused; then other times, and taking it back."""

import datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.urls import reverse

from accounts.homework.models import Assignment
from quizzes.models import Quiz
from tests.accounts.attempts.test_views import part, tags, words
from tests.accounts.helpers import DAY, HOUR, NOON, USUAL_SETTINGS, many_enrolled, sat
from tests.accounts.homework.views.conftest import NEW, TOKEN, Desk
from tests.accounts.people.test_views import mistakes
from tests.factories import (
    AssignmentFactory,
    ClassroomFactory,
    FactFactory,
    QuestionFactory,
    TeacherFactory,
    TopicFactory,
    enrolled,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db


def asked(quiz: Quiz) -> list[str]:
    """The topics of a quiz's questions, in its order."""
    return list(quiz.slots.values_list("question__topic__title", flat=True))


# --- The whole flow --------------------------------------------------------------------------------------------------


def test_from_a_tick_to_homework(desk):
    """Tick a topic, look through what is proposed, say when, set it: and the class sees it."""
    begun = desk.client.get(NEW)
    proposed = desk.pick(desk.topics[0])
    quiz = Quiz.objects.get()
    page = desk.client.get(proposed.headers["Location"])
    done = desk.set(quiz, title="Homework on the Seine")

    made = Assignment.objects.get()
    assert "What should they practise?" in words(part(begun, "main"))
    assert (proposed.status_code, proposed.headers["Location"]) == (
        302,
        f"{reverse('set_homework', args=[quiz.pk])}?class={desk.classroom.pk}",
    )
    assert (quiz.owner, quiz.course, quiz.title, asked(quiz)) == (desk.teacher, desk.course, "Seine", ["Seine"] * 3)
    assert "3 questions" in words(part(page, "questions"))
    assert (done.status_code, done.headers["Location"]) == (302, reverse("results", args=[made.pk]))
    quiz.refresh_from_db()
    assert (quiz.title, quiz.frozen) == ("Homework on the Seine", True)
    assert (made.quiz, made.classroom, made.feedback) == (quiz, desk.classroom, "at_once")
    due = datetime.datetime(2026, 11, 24, 20, tzinfo=datetime.UTC)
    assert (made.opens, made.due, made.closes) == (NOON, due, due + 3 * DAY)


def test_what_was_set_is_said_and_waits_for_the_class(desk, as_user):
    quiz = desk.quiz()

    results = desk.client.get(desk.set(quiz).headers["Location"])
    theirs = as_user(desk.students[0]).get("/")

    main = words(part(results, "main"))
    assert main.startswith("Set to 11B.")
    assert "Nobody has started yet" in main
    assert words(part(theirs, "main")) == "One to do Next: tomorrow, 20:00 Due tomorrow, 20:00 Rivers of France 11B 2 questions Start"


# --- What to ask -----------------------------------------------------------------------------------------------------


def test_a_chapter_stands_for_all_below_it(desk):
    desk.pick(desk.chapter, count=40)

    assert (Quiz.objects.get().title, sorted(asked(Quiz.objects.get()))) == ("Europe", ["Loire"] * 3 + ["Seine"] * 3)


def test_single_facts_can_be_ticked(desk):
    fact = desk.questions["Loire"][1].facts.get()

    desk.pick(facts=[fact.pk])

    quiz = Quiz.objects.get()
    assert (quiz.title, [slot.question for slot in quiz.slots.all()]) == ("Loire", [desk.questions["Loire"][1]])


@pytest.mark.parametrize(
    ("ticked", "title"),
    [([0], "Seine"), ([0, 1], "Seine and 1 more"), (["chapter", 0, 1], "Europe")],
    ids=["one", "two", "a chapter with its topics"],
)
def test_the_title_says_what_it_is_about(desk, ticked, title):
    desk.pick(*[desk.chapter if one == "chapter" else desk.topics[one] for one in ticked])

    assert Quiz.objects.get().title == title


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("", "This field is required."),
        ("0", "Ensure this value is greater than or equal to 1."),
        ("41", "Ensure this value is less than or equal to 40."),
        ("9" * 40, "Ensure this value is less than or equal to 40."),
        ("ten", "Enter a whole number."),
    ],
    ids=["none", "0", "41", "huge", "words"],
)
def test_a_number_of_questions_that_will_not_do_makes_no_quiz(desk, count, said):
    response = desk.pick(desk.topics[0], count=count)

    assert (response.status_code, mistakes(response), Quiz.objects.count()) == (422, [said], 0)


def test_with_nothing_ticked_there_is_no_quiz(desk):
    response = desk.pick()

    assert (response.status_code, mistakes(response), Quiz.objects.count()) == (422, ["Tick at least one topic or fact."], 0)


@pytest.mark.parametrize("field", ["topics", "facts"])
@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000", "\x00", ""], ids=ascii)
def test_what_is_not_there_cannot_be_ticked(desk, field, key):
    response = desk.pick(**{field: [key]})

    assert (response.status_code, Quiz.objects.count()) == (422, 0)


def test_what_was_ticked_stays_ticked_after_a_mistake(desk):
    fact = desk.questions["Loire"][0].facts.get()

    response = desk.pick(desk.topics[0], facts=[fact.pk], count=0)

    assert sorted(tags(response, "input", "value", checked="")) == sorted([str(desk.topics[0].pk), str(fact.pk)])


def test_a_topic_can_come_ticked_from_its_page(desk):
    response = desk.client.get(NEW, {"course": "rivers", "topics": desk.topics[1].pk})

    assert tags(response, "input", "value", checked="") == [str(desk.topics[1].pk)]


def test_a_topic_without_questions_says_so(desk):
    bare = TopicFactory(course=desk.course)

    response = desk.pick(bare)

    assert (response.status_code, mistakes(response), Quiz.objects.count()) == (
        422,
        ["Those topics have no questions yet. Tick others."],
        0,
    )


def test_what_is_left_out_of_the_course_is_not_offered(desk):
    type(desk.topics[0]).objects.filter(pk=desk.topics[0].pk).update(archived=True)

    response = desk.pick(desk.topics[0])

    assert (response.status_code, Quiz.objects.count()) == (422, 0)
    assert "Seine" not in words(part(desk.client.get(NEW), "main"))


def test_what_a_class_scored_stands_beside_each_topic(desk):
    assignment = AssignmentFactory(classroom=desk.classroom, quiz=desk.quiz(*desk.questions["Seine"][:2]))
    sat(assignment, desk.students, [({"option": 0}, "1"), ({"option": 1}, "0")])

    page = words(part(desk.client.get(f"{NEW}?class={desk.classroom.pk}&course=rivers"), "main"))

    assert ("Seine" in page, "50%" in page) == (True, True)


@pytest.mark.parametrize("wanted", ["", "nonsense", "\x00", "rivers'--"], ids=ascii)
def test_an_unknown_course_or_class_is_passed_over(desk, wanted):
    """For the first that the teacher has."""
    response = desk.client.get(NEW, {"course": wanted, "class": wanted})
    posted = desk.pick(desk.topics[0], course=wanted, **{"class": wanted})

    assert (response.status_code, "11B" in words(part(response, "main"))) == (200, True)
    assert (posted.status_code, posted.headers["Location"].endswith(f"?class={desk.classroom.pk}")) == (302, True)


def test_without_a_course_the_page_says_whom_to_ask(as_user):
    main = words(part(as_user(TeacherFactory()).get(NEW), "main"))

    assert main.startswith("New homework There is no course to ask from yet")


def test_without_a_class_questions_can_be_chosen_all_the_same(desk, as_user):
    """The quiz is kept; it cannot be set yet, and says so."""
    client = as_user(TeacherFactory())

    response = client.post(NEW, {"course": "rivers", "topics": [desk.topics[0].pk], "count": "2", **TOKEN})
    quiz = Quiz.objects.get()
    page = client.get(response.headers["Location"])

    assert response.headers["Location"] == reverse("set_homework", args=[quiz.pk])
    assert "You have no class to set it to yet." in words(part(page, "main"))
    assert 'name="classroom"' not in page.content.decode()


# --- More of them ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
def test_more_questions_come_at_the_end(desk, htmx):
    quiz = desk.quiz(desk.questions["Seine"][0])

    response = desk.pick(desk.topics[1], url=reverse("propose_more", args=[quiz.pk]), htmx=htmx, count=2)

    assert asked(quiz) == ["Seine", "Loire", "Loire"]
    if htmx:
        assert (response.status_code, part(response, "main")) == (200, None)
        assert "2 questions added." in words(part(response, "questions"))
        assert "3 questions" in words(part(response, "questions"))
    else:
        assert (response.status_code, response.headers["Location"]) == (
            302,
            f"{reverse('set_homework', args=[quiz.pk])}?class={desk.classroom.pk}",
        )
        assert [str(message) for message in get_messages(response.wsgi_request)] == ["2 questions added."]


def refused(desk: Desk, kind: str) -> tuple[Quiz, dict[str, Any]]:
    """A quiz and a pick that adds nothing to it."""
    match kind:
        case "nothing ticked":
            return desk.quiz(), {"topics": []}
        case "all in it":
            return desk.quiz(*desk.questions["Seine"]), {"topics": [desk.topics[0].pk]}
        case "set":
            quiz = desk.quiz()
            AssignmentFactory(quiz=quiz, classroom=desk.classroom)
            Quiz.objects.update(frozen=True)
            return quiz, {"topics": [desk.topics[0].pk]}
        case _:
            many = QuestionFactory.create_batch(99, topic=desk.topics[1], facts=[FactFactory(topic=desk.topics[1])])
            return desk.quiz(*many), {"topics": [desk.topics[0].pk]}


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("nothing ticked", 422, "Tick at least one topic or fact."),
        ("all in it", 200, "All questions on that are in the quiz already."),
        ("set", 409, "“Rivers of France” has been set to a class, so its questions stay. Copy it to change it."),
        ("full", 409, "A quiz has at most 100 questions; nothing was added."),
    ],
)
def test_what_cannot_be_added_is_told_where_the_questions_stand(desk, kind, status, said, htmx):
    quiz, pick = refused(desk, kind)
    before = asked(quiz)

    response = desk.pick(url=reverse("propose_more", args=[quiz.pk]), htmx=htmx, **pick)

    assert asked(quiz) == before
    if htmx:
        assert (response.status_code, said in words(part(response, "questions"))) == (status, True)
    else:
        assert [str(message) for message in get_messages(response.wsgi_request)] == [said]
        assert response.status_code == 302


# --- Set it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"opens": "2026-11-25T09:00", "due": "2026-11-24T20:00"},
            ["Due tomorrow, 20:00 is before it opens, Wednesday, 09:00."],
        ),
        ({"due": "2026-11-23T11:59"}, ["today, 11:59 has passed: choose a later time."]),
        ({"due": ""}, ["This field is required."]),
        ({"opens": "tomorrow"}, ["Enter a valid date/time."]),
        ({"due": "20262-11-24T20:00"}, ["Enter a valid date/time."]),
        ({"due": "9999-12-31T23:59"}, ["Choose a time in this century."]),
        ({"opens": "0001-01-01T00:00"}, ["Choose a time in this century."]),
        ({"due": "2027-03-28T01:30"}, None),
        ({"late_days": "30"}, ["Select a valid choice. 30 is not one of the available choices."]),
        ({"title": ""}, ["This field is required."]),
        ({"title": "x" * 121}, ["Ensure this value has at most 120 characters (it has 121)."]),
        ({"title": "a\x00b"}, ["Null characters are not allowed."]),
        ({"classroom": "nonsense"}, ["Select a valid choice. That choice is not one of the available choices."]),
        ({"feedback": "always"}, ["Select a valid choice. always is not one of the available choices."]),
    ],
    ids=lambda value: str(value)[:44] if isinstance(value, dict) else "",
)
def test_homework_that_will_not_do_is_not_set(desk, more, said):
    """Each mistake by its field; what was typed stays, and nothing is half done. (In March an hour is left out: there is no 01:30.)"""
    quiz = desk.quiz()

    response = desk.set(quiz, **more)

    quiz.refresh_from_db()
    assert (response.status_code, Assignment.objects.count(), quiz.frozen, quiz.title) == (422, 0, False, "Rivers of France")
    if said:
        assert mistakes(response) == said
    for name, value in more.items():
        assert name in {"late_days", "classroom", "feedback"} or f'value="{value}"' in response.content.decode() or not value


@pytest.mark.parametrize(
    ("empty", "said"),
    [
        ("class", "11B has no students yet. Add them first; nothing was set."),
        ("quiz", "“Rivers of France” has no questions yet. Propose or add some first; nothing was set."),
    ],
)
def test_nothing_is_set_to_nobody_or_out_of_nothing(desk, empty, said):
    """And nothing else that the form says is kept either: not the new title."""
    quiz = desk.quiz()
    if empty == "class":
        desk.classroom.enrolments.all().delete()
    else:
        quiz.slots.all().delete()

    response = desk.set(quiz, title="Another title")

    quiz.refresh_from_db()
    assert (response.status_code, mistakes(response)) == (422, [said])
    assert (Assignment.objects.count(), quiz.frozen, quiz.title) == (0, False, "Rivers of France")


def test_a_class_of_anothers_cannot_be_set_anything(desk):
    """The form offers one's own alone; another's is as unknown as one that is not there."""
    other = ClassroomFactory(school=desk.classroom.school, name="Another's")
    many_enrolled(other, 1)

    response = desk.set(desk.quiz(), classroom=str(other.pk))

    assert (response.status_code, Assignment.objects.count()) == (422, 0)
    assert mistakes(response) == ["Select a valid choice. That choice is not one of the available choices."]
    assert "Another&#x27;s" not in response.content.decode()


def test_a_quiz_of_anothers_is_not_there(desk):
    other = quiz_of(2, course=desk.course)

    assert [
        desk.client.get(reverse("set_homework", args=[other.pk])).status_code,
        desk.set(other).status_code,
        desk.pick(desk.topics[0], url=reverse("propose_more", args=[other.pk])).status_code,
        Assignment.objects.count(),
    ] == [404, 404, 404, 0]


def test_the_form_begins_with_the_usual_times(desk):
    response = desk.client.get(reverse("set_homework", args=[desk.quiz().pk]))

    times = [tags(response, "input", "value", type="datetime-local", name=name) for name in ("opens", "due")]
    assert times == [["2026-11-23T12:00"], ["2026-11-26T20:00"]]


def test_the_class_of_the_address_is_the_one_that_stands_in_the_form(desk):
    other = ClassroomFactory(owner=desk.teacher, school=desk.teacher.school, name="12A")

    response = desk.client.get(f"{reverse('set_homework', args=[desk.quiz().pk])}?class={other.pk}")

    assert tags(response, "option", "value", selected="")[0] == str(other.pk)


def test_one_quiz_can_be_set_to_two_classes(desk):
    other = ClassroomFactory(owner=desk.teacher, school=desk.teacher.school, name="12A")
    many_enrolled(other, 1)
    quiz = desk.quiz()

    answers = [desk.set(quiz, classroom=str(one.pk)).status_code for one in (desk.classroom, other)]

    assert (answers, Assignment.objects.filter(quiz=quiz).count()) == ([302, 302], 2)


# --- The list, other times, taking it back ---------------------------------------------------------------------------


def test_all_homework_stands_in_a_list_the_latest_due_first(desk):
    for title, shift in (("First", -2 * DAY), ("Last", DAY), ("Middle", -HOUR)):
        quiz = desk.quiz(title=title)
        AssignmentFactory(classroom=desk.classroom, quiz=quiz, opens=NOON - 5 * DAY, due=NOON + shift, closes=NOON + shift + DAY)
    AssignmentFactory(quiz=quiz_of(1, title="Another teacher's"))

    main = words(part(desk.client.get(reverse("homework")), "main"))

    found = {title: main.index(title) for title in ("Last", "Middle", "First")}
    assert list(found) == sorted(found, key=found.__getitem__)
    assert ("Due tomorrow, 12:00" in main, "Was due today, 11:00" in main, "Closed yesterday, 12:00" in main) == (True, True, True)
    assert "Another teacher" not in main


def test_without_homework_the_list_says_how_to_begin(as_user):
    assert "No homework yet" in words(part(as_user(TeacherFactory()).get(reverse("homework")), "main"))


@pytest.fixture
def given(desk) -> Assignment:
    return AssignmentFactory(classroom=desk.classroom, quiz=desk.quiz(), opens=NOON - DAY, due=NOON + DAY, closes=NOON + 2 * DAY)


def edit(desk: Desk, assignment: Assignment, **more: str) -> HttpResponse:
    data = {"opens": "2026-11-22T09:00", "due": "2026-11-30T18:30", "late_days": "7", **USUAL_SETTINGS, **more, **TOKEN}
    return desk.client.post(reverse("edit_homework", args=[assignment.pk]), data)


def test_the_times_of_homework_stand_in_the_form(desk, given):
    response = desk.client.get(reverse("edit_homework", args=[given.pk]))

    times = [tags(response, "input", "value", type="datetime-local", name=name) for name in ("opens", "due")]
    assert times == [["2026-11-22T12:00"], ["2026-11-24T12:00"]]
    assert tags(response, "option", "value", selected="") == ["1", "first", "False", "True", "off"]


def test_homework_is_given_other_times(desk, given):
    response = edit(desk, given)

    given.refresh_from_db()
    due = datetime.datetime(2026, 11, 30, 18, 30, tzinfo=datetime.UTC)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("results", args=[given.pk]))
    assert (given.opens, given.due, given.closes) == (datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC), due, due + 7 * DAY)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Saved. Nobody has started yet: it holds for everybody."]


def test_times_in_the_wrong_order_change_nothing(desk, given):
    before = (given.opens, given.due, given.closes)

    response = edit(desk, given, opens="2026-12-01T09:00")

    given.refresh_from_db()
    assert (response.status_code, mistakes(response)) == (
        422,
        ["Due 30 November, 18:30 is before it opens, 1 December, 09:00."],
    )
    assert (given.opens, given.due, given.closes) == before


def test_homework_that_nobody_has_started_is_taken_back(desk, given):
    response = desk.client.post(reverse("withdraw_homework", args=[given.pk]), follow=True)

    assert response.redirect_chain == [(reverse("homework"), 302)]
    assert words(part(response, "main")).startswith("“Rivers of France” is withdrawn. The quiz itself is still in your list.")
    assert (Assignment.objects.count(), Quiz.objects.count()) == (0, 1)


def test_homework_that_somebody_has_started_stays(desk, given):
    started(given, desk.students[0])

    response = desk.client.post(reverse("withdraw_homework", args=[given.pk]), follow=True)

    assert response.redirect_chain == [(reverse("edit_homework", args=[given.pk]), 302)]
    assert words(part(response, "main")).startswith("Somebody has started it, so it stays; close it early instead by changing its times.")
    assert list(Assignment.objects.all()) == [given]


def test_a_colleague_neither_changes_the_times_nor_takes_it_back(given, as_user):
    client = as_user(TeacherFactory(school=given.classroom.school))
    urls = [reverse(name, args=[given.pk]) for name in ("edit_homework", "withdraw_homework")]

    assert [client.post(url, {"opens": "2026-11-22T09:00", "due": "2026-11-30T18:30", "late_days": "7"}).status_code for url in urls] == [
        404,
        404,
    ]
    assert list(Assignment.objects.values_list("pk", "due")) == [(given.pk, given.due)]


def test_a_student_added_later_finds_the_homework_too(given, as_user):
    assert "Rivers of France" in words(part(as_user(enrolled(given.classroom)).get("/"), "main"))

"""What a teacher reads of a class, in figures and order; what follows from it; and what is known of one student, to whom."""

import csv
import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.attempts.actions import finish_attempt, start_practice
from accounts.homework.terms import GRACE
from accounts.models import Assignment, AuditEntry
from accounts.people.actions import remove_student
from accounts.results import views
from quizzes.feedback import FeedbackPolicy
from quizzes.models import Quiz
from tests.accounts.attempts.test_views import Tags, part, tags, words
from tests.accounts.helpers import DAY, HOUR, NOON, SECOND, many_enrolled, sat, says
from tests.factories import (
    AdminFactory,
    AssignmentFactory,
    ClassroomFactory,
    EnrolmentFactory,
    FactFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    TeacherFactory,
    TopicFactory,
    enrolled,
    finished,
    quiz_of,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def taught(as_user) -> Any:
    """A class of five with homework of three questions: two handed in, one of them late; one under way; two not begun."""
    quiz = QuizFactory(title="Capitals")
    topic = TopicFactory(course=quiz.course, title="Europe")
    for name in ("one", "two", "three"):
        fact = FactFactory(topic=topic, statement=f"Fact **{name}**.")
        SlotFactory(quiz=quiz, question=QuestionFactory(topic=topic, prompt=f"Which **{name}**?", facts=[fact]))
    classroom = ClassroomFactory(name="11B", owner=quiz.owner, school=quiz.owner.school)
    assignment = AssignmentFactory(classroom=classroom, quiz=quiz, opens=NOON - DAY, due=NOON + HOUR, closes=NOON + DAY)
    pupils = {name: enrolled(classroom, display_name=name, username=name.lower()) for name in ("Ada", "Ben", "Cem", "Dan", "Eve")}
    attempts = {
        "Ada": says(assignment, pupils["Ada"], "Paris", "Paris", "Paris"),
        "Ben": says(assignment, pupils["Ben"], "Paris", "Lyon", hand_in=False),
        "Cem": says(assignment, pupils["Cem"], "Paris", hand_in=False),
    }
    return SimpleNamespace(
        assignment=assignment,
        classroom=classroom,
        pupils=pupils,
        attempts=attempts,
        topic=topic,
        client=as_user(quiz.owner),
        url=reverse("results", args=[assignment.pk]),
    )


@pytest.fixture
def late(taught, time_machine, as_user) -> Any:
    """Ben hands in after the due time; the teacher has signed in anew, as one must after two hours."""
    time_machine.move_to(NOON + 2 * HOUR, tick=False)
    finish_attempt(attempt_id=taught.attempts["Ben"].pk)
    taught.client = as_user(taught.classroom.owner)
    return taught


# --- The page of results ---------------------------------------------------------------------------------------------


def test_the_figures_of_a_class(late):
    main = words(part(late.client.get(late.url), "main"))

    assert "Was due today, 13:00; late answers until tomorrow, 12:00 · 3 questions" in main
    assert "finished 2 / of 5 class mean 67%" in main
    assert "Class got 50%" in main
    # Two scores make no middle half, and one answer of two no finding.
    assert ("middle half" in main, "said “" in main) == (False, False)


def heat(response: Any) -> list[tuple[str, ...]]:
    """The rows of the heat map: name, the answers, score, state."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", response.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [tuple(" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row) for row in cells]


ROWS = {
    "Ada": ("Ada", "right", "right", "right", "3 / of 3", "1 min", ""),
    "Ben": ("Ben", "right", "wrong", "· left out", "1 / of 3", "2 h", "60 min late"),
    "Cem": ("Cem", "right", "not answered yet", "not answered yet", "–", "", "under way"),
    "Dan": ("Dan", "not started", "not started", "not started", "–", "", "not started"),
    "Eve": ("Eve", "not started", "not started", "not started", "–", "", "not started"),
}


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Ben", "Cem", "Ada", "Dan", "Eve"]),
        ("?sort=score", ["Ben", "Cem", "Ada", "Dan", "Eve"]),
        ("?sort=name", ["Ada", "Ben", "Cem", "Dan", "Eve"]),
        ("?sort=q2", ["Ben", "Ada", "Cem", "Dan", "Eve"]),
        ("?sort=q9", ["Ada", "Ben", "Cem", "Dan", "Eve"]),
        ("?sort=nonsense", ["Ben", "Cem", "Ada", "Dan", "Eve"]),
        ("?sort=%00", ["Ben", "Cem", "Ada", "Dan", "Eve"]),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_the_heat_map_in_its_order(late, query, order, htmx):
    """Lowest score first, who has not begun last; or by name. Sorted in place it comes alone."""
    response = late.client.get(late.url + query, headers={"HX-Request": "true"} if htmx else {})

    head, *rows, foot = heat(response)
    assert head == ("Student", "Question 1", "Question 2", "Question 3", "Score", "Time", "State")
    assert rows == [ROWS[name] for name in order]
    answers = [f"{share} answers to question {number}" for number, share in ((1, 100), (2, 50), (3, 100))]
    assert foot[:4] == ("Class, %", *answers)
    assert (part(response, "main") is None, part(response, "grid") is not None) == (htmx, True)
    assert tags(response, "th", "aria-sort") == ([] if "q9" in query else ["ascending"])


def test_every_cell_leads_to_its_answer(late):
    response = late.client.get(late.url)

    found = [said["href"] for tag, said in Tags(response.content.decode()).found if tag == "a" and "href" in said]
    ada = f"answers/{late.attempts['Ada'].pk}/"
    assert [href for href in found if href.startswith(ada)] == [f"{ada}{position}/" for position in (1, 2, 3)]
    assert [late.client.get(late.url + href).status_code for href in found if href.startswith("answers/")] == [200] * 9
    assert [student.get_absolute_url() in tags(response, "a", "href") for student in late.pupils.values()] == [True] * 5


def test_the_answers_to_each_question_are_counted(late):
    response = late.client.get(late.url)

    main = words(part(response, "q2"))
    assert main.startswith("Question 2 Class got 50% Which two ?")
    assert "Paris (right answer) 1" in main
    assert "Lyon 1" in main
    assert "Nice 0" in main
    assert "2 answers" in main


def test_a_large_class_stands_on_several_pages_and_is_counted_as_one(taught, monkeypatch):
    """In the chosen order; the last row, the sentences and the questions are about the whole class on every page."""
    monkeypatch.setattr(views, "ON_A_PAGE", 2)
    monkeypatch.setattr(views, "ORPHANS", 0)

    pages = [taught.client.get(taught.url, {"sort": "name", "page": number}) for number in (1, 2, 3, 99)]

    names = [re.findall(r'title="(Ada|Ben|Cem|Dan|Eve)"', page.content.decode()) for page in pages]
    assert names == [["Ada", "Ben"], ["Cem", "Dan"], ["Eve"], ["Eve"]]
    feet = {words(part(page, "tfoot")) for page in pages}
    assert len(feet) == 1
    assert "3 to 4 of 5; the last row is the whole class" in words(part(pages[1], "main"))
    assert "?sort=name&amp;page=3" in pages[1].content.decode()
    assert "?sort=score&amp;page" not in pages[1].content.decode()  # another order begins on its first page


def test_who_has_not_begun_stands_by_name(late):
    main = words(part(late.client.get(late.url), "main"))

    assert "2 have not started, was due today, 13:00: Dan, Eve" in main
    assert "Who hasn't started Dan dan Excuse Dan Eve eve Excuse Eve" in main.replace("’", "'")


def test_what_went_badly_stands_first(as_user):
    """Four of five took Lyon for the capital: that is the first thing to read."""
    assignment = AssignmentFactory(quiz=quiz_of(2))
    sat(assignment, many_enrolled(assignment.classroom, 1), [({"option": 0}, "1"), ({"option": 0}, "1")])
    sat(assignment, many_enrolled(assignment.classroom, 4), [({"option": 1}, "0"), ({"option": 0}, "1")])

    main = words(part(as_user(assignment.classroom.owner).get(reverse("results", args=[assignment.pk])), "main"))

    assert "What to teach next 4 of 5 said “Lyon”. Question 1 · right: Paris Starter slide on question 1 See answers to question 1" in main
    assert ("Reteach 1 fact" in main, "finished 5 / of 5 class mean 60% middle half 50–50%" in main) == (True, True)


@pytest.mark.parametrize(
    ("opens", "due", "said"),
    [
        (-DAY, HOUR, "They find it on their first page after signing in."),
        (HOUR, DAY, "It opens today, 13:00. Answers show here as they come in."),
        (-3 * DAY, -2 * DAY, "It has closed. Give it later times and they can still do it."),
    ],
    ids=["open", "to come", "closed"],
)
def test_before_anybody_has_begun_it_says_so(as_user, opens, due, said):
    assignment = AssignmentFactory(opens=NOON + opens, due=NOON + due, closes=NOON + due)
    enrolled(assignment.classroom)

    main = words(part(as_user(assignment.classroom.owner).get(reverse("results", args=[assignment.pk])), "main"))

    assert (f"Nobody has started yet {said}" in main, "Export" in main) == (True, False)


def test_of_a_class_without_students_it_says_so(as_user):
    assignment = AssignmentFactory()

    main = words(part(as_user(assignment.classroom.owner).get(reverse("results", args=[assignment.pk])), "main"))

    assert "Nobody sits in this class any more" in main


def test_who_left_the_class_is_not_in_its_results(late):
    remove_student(classroom=late.classroom, student=late.pupils["Ben"])

    response = late.client.get(late.url)

    assert [row[0] for row in heat(response)[1:-1]] == ["Cem", "Ada", "Dan", "Eve"]
    assert "finished 1 / of 4" in words(part(response, "main"))


def test_practice_is_no_result(late, as_user):
    as_user(late.pupils["Ben"]).post(reverse("practise", args=[late.attempts["Ben"].pk]))

    assert [row for row in heat(late.client.get(late.url)) if row[0] == "Ben"] == [ROWS["Ben"]]


# --- The file --------------------------------------------------------------------------------------------------------


def test_the_results_as_a_file(late):
    data = {"what": "marks", "format": "csv", "names": "named"}
    response = late.client.post(reverse("export_results", args=[late.assignment.pk]), data)

    content = response.getvalue()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (
        "text/csv; charset=utf-8",
        'attachment; filename="11b-capitals-marks.csv"',
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row[:3] for row in rows[1:]] == [
        ["Ada", "ada", "finished"],
        ["Ben", "ben", "late"],
        ["Cem", "cem", "started"],
        ["Dan", "dan", "not-started"],
        ["Eve", "eve", "not-started"],
    ]
    assert rows[2] == [
        "Ben",
        "ben",
        "late",
        "2026-11-23 12:00:00",
        "2026-11-23 14:00:00",
        "yes",
        "1",
        "3",
        "33",
        "1",
        "Paris",
        "0",
        "Lyon",
        "",
        "",
    ]


@pytest.mark.parametrize(("name", "file"), [("!!!", "marks"), ('a"; x=\r\ny', "a-x-y-marks"), ("Łódź", "odz-marks")])
def test_the_name_of_the_file_is_harmless(as_user, name, file):
    assignment = AssignmentFactory(classroom__name=name, quiz=quiz_of(1, title="…"))

    data = {"what": "marks", "format": "csv", "names": "named"}
    response = as_user(assignment.classroom.owner).post(reverse("export_results", args=[assignment.pk]), data)

    assert response.headers["Content-Disposition"] == f'attachment; filename="{file}.csv"'


# --- Teach again -----------------------------------------------------------------------------------------------------


def test_what_went_badly_is_asked_again_in_other_words(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(2, title="Capitals"))
    weak = assignment.quiz.slots.first().question
    other = QuestionFactory(topic=weak.topic, facts=weak.facts.all())
    sat(assignment, many_enrolled(assignment.classroom, 3), [({"option": 1}, "0"), ({"option": 0}, "1")])

    response = as_user(assignment.classroom.owner).post(reverse("reteach", args=[assignment.pk]))

    made = Quiz.objects.exclude(pk=assignment.quiz_id).get()
    assert (made.title, made.owner, made.course) == ("Again: Capitals", assignment.classroom.owner, assignment.quiz.course)
    assert [slot.question for slot in made.slots.all()] == [other]
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"{reverse('set_homework', args=[made.pk])}?class={assignment.classroom_id}",
    )


def test_with_no_other_question_the_same_is_asked_again(as_user):
    assignment = AssignmentFactory(quiz=quiz_of(1, title="x" * 120))
    sat(assignment, many_enrolled(assignment.classroom, 3), [({"option": 1}, "0")])

    as_user(assignment.classroom.owner).post(reverse("reteach", args=[assignment.pk]))

    made = Quiz.objects.exclude(pk=assignment.quiz_id).get()
    assert [slot.question_id for slot in made.slots.all()] == [slot.question_id for slot in assignment.quiz.slots.all()]
    assert made.title == f"Again: {'x' * 113}"


def test_with_nothing_weak_nothing_is_made(as_user):
    assignment = AssignmentFactory()
    sat(assignment, many_enrolled(assignment.classroom, 3))

    response = as_user(assignment.classroom.owner).post(reverse("reteach", args=[assignment.pk]))

    assert (response.status_code, response.headers["Location"]) == (302, reverse("results", args=[assignment.pk]))
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Nothing went badly enough to teach again."]
    assert Quiz.objects.count() == 1


# --- One student -----------------------------------------------------------------------------------------------------


def test_a_student_reads_their_own_record(late, as_user):
    ben = late.pupils["Ben"]
    client = as_user(ben)

    way = client.get(reverse("progress"))
    main = words(part(client.get(ben.get_absolute_url()), "main"))

    assert (way.status_code, way.headers["Location"]) == (302, ben.get_absolute_url())
    assert main.startswith("My progress")
    assert "Capitals today, 14:00 late 1 / of 3" in main
    assert "Europe 33%" in main


def test_the_teacher_reads_the_same_of_their_class(late):
    ben = late.pupils["Ben"]
    start_practice(attempt=late.attempts["Ben"].__class__.objects.get(pk=late.attempts["Ben"].pk))

    main = words(part(late.client.get(ben.get_absolute_url()), "main"))

    assert main.startswith("Classes Ben")
    assert "Capitals today, 14:00 late 1 / of 3" in main
    assert "Europe 33%" in main


def test_the_strip_says_in_words_what_is_known(late):
    response = late.client.get(late.pupils["Ben"].get_absolute_url())

    assert tags(response, "span", "aria-label", role="img") == ["1 known, 1 not yet, 1 not asked"]


def test_practice_that_is_handed_in_is_counted_beside(late):
    ben = late.pupils["Ben"]
    attempt = late.attempts["Ben"].__class__.objects.get(pk=late.attempts["Ben"].pk)
    for _time in range(2):
        finish_attempt(attempt_id=start_practice(attempt=attempt).pk)

    assert "Practised 2 times" in words(part(late.client.get(ben.get_absolute_url()), "main"))


def test_before_the_close_a_record_tells_the_student_no_score_and_the_teacher_all(taught, as_user):
    Assignment.objects.update(feedback=FeedbackPolicy.AFTER_DUE)
    ada = taught.pupils["Ada"]

    own = words(part(as_user(ada).get(ada.get_absolute_url()), "main"))
    teachers = words(part(taught.client.get(ada.get_absolute_url()), "main"))

    assert "Capitals today, 12:00 shown tomorrow, 12:00" in own
    assert ("3 / of 3" in own, "100%" in own) == (False, False)
    assert "Capitals today, 12:00 3 / of 3" in teachers


def test_after_the_close_the_student_reads_it_too(taught, as_user, time_machine):
    Assignment.objects.update(feedback=FeedbackPolicy.AFTER_DUE)
    time_machine.move_to(NOON + DAY + GRACE + SECOND, tick=False)
    ada = taught.pupils["Ada"]

    own = words(part(as_user(ada).get(ada.get_absolute_url()), "main"))

    assert ("Capitals yesterday, 12:00 3 / of 3" in own, "Europe 100%" in own) == (True, True)


def comment_on(attempt, *texts, hours=0):
    """Comments under the first questions, each written a minute after the one before, from so many hours after noon."""
    for position, text in enumerate(texts, start=1):
        at = NOON + hours * HOUR + position * 60 * SECOND
        attempt.items.filter(position=position).update(
            comment=text, awarded="0.5", awarded_by=attempt.assignment.classroom.owner, awarded_at=at
        )


def links_of(response, comments):
    """The addresses around these comments, in the page's order."""
    found = re.findall(r'href="([^"]+)"[^>]*>\s*<span class="list-main"><span class="said">([^<]*)<', response.content.decode())
    assert [text for _address, text in found] == comments
    return [address for address, _text in found]


def test_what_the_teacher_wrote_stands_in_the_record_newest_first(late, as_user):
    ada, attempt = late.pupils["Ada"], late.attempts["Ada"]
    comment_on(attempt, "Say why.", "Well put.")

    own, teachers = as_user(ada).get(ada.get_absolute_url()), late.client.get(ada.get_absolute_url())

    assert links_of(own, ["Well put.", "Say why."]) == [f"/attempts/{attempt.pk}/{position}/#q{position}" for position in (2, 1)]
    assert links_of(teachers, ["Well put.", "Say why."]) == [f"/attempts/{attempt.pk}/#q{position}" for position in (2, 1)]
    main = words(part(own, "main"))
    assert "What my teacher wrote Well put. Capitals · Question 2 · today, 12:02" in main
    assert "What teachers wrote Well put." in words(part(teachers, "main"))


def test_of_many_comments_the_record_shows_ten(late, as_user):
    ada = late.pupils["Ada"]
    assignment = AssignmentFactory(classroom=late.classroom, quiz=quiz_of(11))
    comment_on(finished(assignment, ada), *(f"No. {number}" for number in range(1, 12)), hours=1)
    comment_on(late.attempts["Ada"], "The oldest")

    links_of(as_user(ada).get(ada.get_absolute_url()), [f"No. {number}" for number in range(11, 1, -1)])


@pytest.mark.parametrize("who", ["own", "teacher"])
def test_without_comments_that_may_be_read_the_record_says_nothing_of_them(taught, as_user, who):
    """Not released yet, empty, of others, or of homework that shows no verdict yet."""
    ada = taught.pupils["Ada"]
    client = as_user(ada) if who == "own" else taught.client
    comment_on(taught.attempts["Ada"], "Not out", "")
    taught.attempts["Ada"].items.filter(position=1).update(fraction=None)
    comment_on(taught.attempts["Ben"], "Another's")
    kept = AssignmentFactory(classroom=taught.classroom, feedback=FeedbackPolicy.AFTER_DUE, due=NOON, closes=NOON + HOUR)
    comment_on(finished(kept, ada), "Kept back")

    page = client.get(ada.get_absolute_url())

    assert links_of(page, []) == []
    assert [title for title in ("What my teacher wrote", "What teachers wrote") if title in page.content.decode()] == []


@pytest.mark.parametrize("policy", FeedbackPolicy)
def test_a_comment_stands_in_the_record_when_it_stands_in_the_review(taught, as_user, time_machine, policy):
    Assignment.objects.update(feedback=policy)
    ada, attempt = taught.pupils["Ada"], taught.attempts["Ada"]
    comment_on(attempt, "Say why.")

    told = []
    for moment in (NOON, NOON + DAY + GRACE, NOON + DAY + GRACE + SECOND):
        time_machine.move_to(moment, tick=False)
        client = as_user(ada)
        pages = [client.get(address).content.decode() for address in (attempt.get_absolute_url(), ada.get_absolute_url())]
        told.append(["Say why." in page for page in pages])

    late = policy == FeedbackPolicy.AFTER_DUE
    shown = policy != FeedbackPolicy.NEVER
    assert told == [[shown and not late] * 2, [shown and not late] * 2, [shown] * 2]


def test_a_teacher_reads_no_comment_of_a_class_they_do_not_see(late, as_user):
    ada = late.pupils["Ada"]
    comment_on(late.attempts["Ada"], "Say why.")
    second = EnrolmentFactory(student=ada, classroom__school=late.classroom.school).classroom.owner

    assert links_of(as_user(second).get(ada.get_absolute_url()), []) == []


@pytest.mark.parametrize(("who", "said"), [("own", "Nothing to show yet"), ("teacher", "Eve has not started anything yet")])
def test_an_empty_record_says_so(taught, as_user, who, said):
    eve = taught.pupils["Eve"]

    main = words(part((as_user(eve) if who == "own" else taught.client).get(eve.get_absolute_url()), "main"))

    assert said in main


def test_a_record_is_read_by_the_student_their_teachers_and_the_school_s_admin_alone(taught, as_user):
    ada, school = taught.pupils["Ada"], taught.classroom.school
    second = EnrolmentFactory(student=ada, classroom__school=school).classroom.owner
    left = ClassroomFactory(school=school)
    EnrolmentFactory(student=ada, classroom=left, left=NOON)
    readers = {
        "classmate": taught.pupils["Ben"],
        "colleague": TeacherFactory(school=school),
        "teacher of another class of theirs": second,
        "teacher of a class they left": left.owner,
        "admin": AdminFactory(school=school),
        "another school's admin": AdminFactory(),
        "stranger": ClassroomFactory().owner,
    }

    found = {who: as_user(user).get(ada.get_absolute_url()).status_code for who, user in readers.items()}

    assert found == {**dict.fromkeys(readers, 404), "teacher of another class of theirs": 200, "admin": 200}
    # The admin's reading, and nobody else's, is written down.
    assert list(AuditEntry.objects.values_list("by", "action", "about")) == [(readers["admin"].pk, "record_read", ada.pk)]


def test_a_teacher_has_no_record_of_their_own(taught):
    own = taught.classroom.owner

    assert [taught.client.get(url).status_code for url in (own.get_absolute_url(), reverse("progress"))] == [404, 404]


def test_another_teachers_homework_is_not_in_the_list(taught, as_user):
    """Of a student of two classes each teacher sees their own homework."""
    ada = taught.pupils["Ada"]
    second = EnrolmentFactory(student=ada, classroom__school=taught.classroom.school).classroom

    main = words(part(as_user(second.owner).get(ada.get_absolute_url()), "main"))

    assert "Capitals" not in main


# --- A topic ---------------------------------------------------------------------------------------------------------


def test_a_topics_scores_come_each_for_its_place(late):
    response = late.client.get(reverse("topic_results", args=[late.topic.pk]), headers={"HX-Request": "true"})

    questions = [slot.question_id for slot in late.assignment.quiz.slots.all()]
    found = {said["hx-swap-oob"]: said["class"] for tag, said in Tags(response.content.decode()).found if "hx-swap-oob" in said}
    assert found == {
        f"outerHTML:.score-{questions[0]}": f"score score-{questions[0]} is-right",
        f"outerHTML:.score-{questions[1]}": f"score score-{questions[1]} is-wrong",
        f"outerHTML:.score-{questions[2]}": f"score score-{questions[2]} is-right",
    }
    assert re.findall(r"\d+%", response.content.decode()) == ["100%", "50%", "100%"]


def test_a_colleague_sees_the_scores_of_their_own_classes_alone(late, as_user):
    response = as_user(TeacherFactory(school=late.classroom.school)).get(reverse("topic_results", args=[late.topic.pk]))

    assert (response.status_code, response.content.strip()) == (200, b"")


@pytest.mark.parametrize("name", ["results", "export_results", "reteach"])
def test_a_colleague_has_no_results_of_the_class(late, as_user, name):
    client = as_user(TeacherFactory(school=late.classroom.school))
    url = reverse(name, args=[late.assignment.pk])

    assert (client.post(url) if name == "reteach" else client.get(url)).status_code == 404
    assert Quiz.objects.count() == 1


def test_the_attempts_of_a_class_are_read_from_its_results(late):
    ada = words(part(late.client.get(late.attempts["Ada"].get_absolute_url()), "main"))

    assert ada.startswith("Capitals Ada Ada: 3 of 3 Handed in today, 12:00")


def test_an_attempt_of_another_class_is_not_there(late):
    other = finished(AssignmentFactory(classroom__school=late.classroom.school))

    assert late.client.get(other.get_absolute_url()).status_code == 404


def test_one_under_way_can_be_read_too(late):
    cem = words(part(late.client.get(late.attempts["Cem"].get_absolute_url()), "main"))

    assert cem.startswith("Capitals Cem Cem: 1 of 3 1 of 3 answered; not handed in")
    assert started(late.assignment, late.pupils["Cem"]).finished is None

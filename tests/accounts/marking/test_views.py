"""The pages of a teacher who marks: what they show, what they do, with and without htmx, and in how many queries."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.attempts.actions import finish_attempt
from accounts.attempts.models import Attempt, AttemptItem
from accounts.homework.models import Extension
from accounts.marking.models import BankedComment, Repair, Settled
from tests.accounts.attempts.test_views import part, words
from tests.accounts.helpers import DAY, HOUR, NOON, many_enrolled, queries, sat
from tests.factories import AssignmentFactory, answer, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(essay, as_user):
    return as_user(essay.teacher)


def at(name, essay, question=None, **kwargs):
    return reverse(name, kwargs={"assignment_id": essay.assignment.pk, **({"question_id": question.pk} if question else {}), **kwargs})


def main_of(response):
    return words(part(response, "main"))


# --- The desk --------------------------------------------------------------------------------------------------------


def test_the_desk_lists_what_wants_its_teacher(client, essay):
    main = main_of(client.get(at("marking", essay)))

    assert "Why there? 0 of 3 marked 3 to mark" in main
    assert "The capital? 2 answers" in main
    assert "Release" not in main


def test_of_nothing_to_mark_it_says_so(as_user):
    assignment = AssignmentFactory()

    main = main_of(as_user(assignment.classroom.owner).get(reverse("marking", args=[assignment.pk])))

    assert "Nothing to mark" in main


def test_names_are_hidden_until_the_mark_is_out(client, essay):
    page = main_of(client.get(at("mark_answers", essay, essay.written)))  # the words alone: a token may hold any two letters
    assert [name for name in essay.attempts if name in page] == []

    for name in essay.attempts:
        client.post(at("mark_answers", essay, essay.written), {"answer": essay.item(name, 1).pk, "mark": "3"})
    client.post(at("release_marks", essay))

    pages = [
        client.get(at("mark_answers", essay, essay.written), {"answer": essay.item(name, 1).pk}).content.decode() for name in essay.attempts
    ]
    assert [name in page for name, page in zip(essay.attempts, pages, strict=True)] == [True] * 3


def test_the_order_is_the_same_each_time(client, essay):
    places = [
        re.search(r"Answer (\d) of 3", main_of(client.get(at("mark_answers", essay, essay.written), {"answer": essay.item(name, 1).pk})))[1]
        for name in ("Ann", "Ben", "Cy")
    ]

    assert sorted(places) == ["1", "2", "3"]
    assert places == [
        re.search(r"Answer (\d) of 3", main_of(client.get(at("mark_answers", essay, essay.written), {"answer": essay.item(name, 1).pk})))[1]
        for name in ("Ann", "Ben", "Cy")
    ]


@pytest.mark.parametrize(
    ("data", "fraction"),
    [
        ({"mark": "1.5"}, "0.25000"),
        ({"mark": "", "level": "0"}, "0.33333"),
        ({"mark": "", "level": "1"}, "0.83333"),
        ({"mark": "4", "level": "1"}, "0.66667"),
        ({"mark": "0"}, "0.00000"),
    ],
    ids=["typed", "the first level", "the second level", "a typed mark beside its level", "nothing"],
)
def test_a_mark_is_typed_or_its_level(client, essay, data, fraction):
    response = client.post(at("mark_answers", essay, essay.written), {"answer": essay.item("Ann", 1).pk, "comment": "Why?", **data})

    item = essay.item("Ann", 1)
    assert (response.status_code, str(item.awarded), item.comment, item.fraction) == (302, fraction, "Why?", None)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"mark": ""}, "Give a mark."),
        ({"mark": "7"}, "There are 6 marks at most."),
        ({"mark": "-1"}, "greater than or equal to 0"),
        ({"mark": "NaN"}, "Enter a number."),
        ({"mark": "1", "level": "9"}, ""),
        ({"mark": "1", "comment": "x" * 501, "keep": "on"}, "500 letters at most"),
        ({"mark": "1", "comment": "x" * 2001}, "at most 2000 characters"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_what_is_no_mark(client, essay, data, said, htmx):
    sent = {"answer": essay.item("Ann", 1).pk, **data}

    response = client.post(at("mark_answers", essay, essay.written), sent, headers=HTMX if htmx else {})

    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert (essay.item("Ann", 1).awarded, BankedComment.objects.count()) == (None, 0)


@pytest.mark.parametrize("answer_id", ["0", "x", "", "999999999999999999999"])
def test_no_answer_of_that_number(client, essay, answer_id):
    address = at("mark_answers", essay, essay.written)

    assert (client.get(address, {"answer": answer_id}).status_code, client.post(address, {"answer": answer_id}).status_code) == (404, 404)


def test_htmx_gets_the_next_answer_in_place(client, essay):
    address = at("mark_answers", essay, essay.written)
    seen = set()
    for _answer in range(3):
        page = client.get(address, headers=HTMX).content.decode()
        pk = re.search(r'name="answer" value="(\d+)"', page)[1]
        seen.add(pk)
        response = client.post(address, {"answer": pk, "mark": "2"}, headers=HTMX)
        assert (response.status_code, "<html" in response.content.decode()) == (200, False)

    assert seen == {str(essay.item(name, 1).pk) for name in essay.attempts}
    assert "Saved. That was the last one. 3 of 3 marked" in words(response.content.decode())


def test_a_comment_is_kept_for_later_and_forgotten(client, essay):
    client.post(
        at("mark_answers", essay, essay.written), {"answer": essay.item("Ann", 1).pk, "mark": "2", "comment": "Which?", "keep": "on"}
    )
    assert [comment.text for comment in essay.teacher.banked_comments.all()] == ["Which?"]
    assert 'data-insert="Which?"' in client.get(at("mark_answers", essay, essay.written)).content.decode()

    client.post(reverse("forget_comment", args=[BankedComment.objects.get().pk]))
    assert BankedComment.objects.count() == 0


def test_the_release_warns_of_what_is_not_marked(client, essay):
    client.post(at("mark_answers", essay, essay.written), {"answer": essay.item("Ann", 1).pk, "mark": "3"})

    main = main_of(client.get(at("marking", essay)))
    refused = main_of(client.post(at("release_marks", essay), follow=True))
    done = main_of(client.post(at("release_marks", essay), {"despite": "yes"}, follow=True))

    assert "2 answers are not marked yet. They go on waiting." in main
    assert "2 answers are not marked yet. Nothing was released." in refused
    assert "1 mark is released." in done
    assert essay.item("Ann", 1).fraction == essay.item("Ann", 1).awarded


def test_the_desk_marks_no_question_that_marks_itself(client, essay):
    assert client.get(at("mark_answers", essay, essay.typed)).status_code == 404


def test_what_nobody_handed_in_is_closed_and_comes_to_the_desk(client, essay, time_machine):
    attempt = started(essay.assignment, enrolled(essay.assignment.classroom))
    AttemptItem.objects.filter(attempt=attempt, position=1).update(draft={"text": ["Half a thought"]}, draft_number=1)
    time_machine.move_to(NOON + DAY, tick=False)
    client.force_login(essay.teacher)  # a sign-in does not last so long

    main = main_of(client.get(at("marking", essay)))

    assert "Why there? 0 of 4 marked 4 to mark" in main
    assert Attempt.objects.get(pk=attempt.pk).ended_by == "time"


# --- Typed answers ---------------------------------------------------------------------------------------------------


def test_alike_answers_stand_together(client, essay):
    for text in ("Lutétia", "Lutecia", "Rome"):
        attempt = started(essay.assignment, enrolled(essay.assignment.classroom))
        answer(attempt, 2, {"text": text})

    main = main_of(client.get(at("answers", essay, essay.typed)))

    assert "1 right, 5 wrong" in main
    assert "Lutetia Lutetia (3), Lutecia (1) 4 students" in main
    assert "Rome 1 student" in main


def test_a_group_is_accepted_and_undone(client, essay):
    address = at("answers", essay, essay.typed)

    done = main_of(client.post(address, {"texts": ["Lutetia"], "accepted": "yes"}, follow=True))
    assert "Accepted, and marked again." in done
    assert "Nothing is open" in done
    assert [essay.item(name, 2).fraction for name in essay.attempts] == [1, 1, 1]

    client.post(reverse("unsettle", args=[Settled.objects.get().pk]))
    assert [essay.item(name, 2).fraction for name in essay.attempts] == [0, 0, 1]


def test_a_group_is_settled_as_wrong(client, essay):
    done = main_of(client.post(at("answers", essay, essay.typed), {"texts": ["Lutetia"], "accepted": "no"}, follow=True))

    assert "Settled: that is wrong." in done
    assert "“Lutetia”" in done  # as it was written, not folded
    assert "2 answers" not in main_of(client.get(at("marking", essay)))


@pytest.mark.parametrize("data", [{}, {"texts": ["Nobody said so"], "accepted": "yes"}, {"texts": ["Lutetia"], "accepted": "maybe"}])
def test_what_nobody_typed_is_not_settled(client, essay, data):
    main = main_of(client.post(at("answers", essay, essay.typed), data, follow=True))

    assert ("Nothing was changed." in main, Settled.objects.count()) == (True, 0)


def test_a_question_that_is_not_typed_has_no_such_page(client, essay):
    assert client.get(at("answers", essay, essay.written)).status_code == 404


# --- Repairs ---------------------------------------------------------------------------------------------------------


def test_the_preview_names_who_changes_and_changes_nothing(client, essay):
    main = main_of(client.get(at("repair", essay, essay.typed), {"kind": "full"}))

    assert "2 students of 3 change" in main
    assert "Ann 0/7 1/7 Ben 0/7 1/7" in main
    assert Repair.objects.count() == 0


def test_a_repair_and_its_undoing(client, essay):
    address = at("repair", essay, essay.typed)

    assert "Repaired: the marks of 2 students changed." in main_of(client.post(address, {"kind": "full"}, follow=True))
    undone = main_of(client.post(reverse("undo_repair", args=[Repair.objects.get().pk]), follow=True))

    assert "Undone: every mark is as it was before." in undone
    assert [essay.item(name, 2).fraction for name in essay.attempts] == [0, 0, 1]


@pytest.mark.parametrize("data", [{"kind": ""}, {"kind": "bend"}, {"kind": "key", "right": "Lyon"}, {"kind": "accept", "text": ""}])
def test_what_is_no_repair(client, essay, data):
    assert client.post(at("repair", essay, essay.typed), data).status_code == 422
    assert Repair.objects.count() == 0


# --- One student's work ----------------------------------------------------------------------------------------------


def test_a_mark_is_changed_with_a_reason_and_given_back(client, essay):
    ann = essay.attempts["Ann"]
    address = reverse("override_mark", args=[ann.pk, 2])

    assert client.post(address, {"mark": "1"}).status_code == 422
    response = client.post(address, {"mark": "1", "reason": "An old name"})
    assert (response.url, essay.item("Ann", 2).fraction) == (f"/attempts/{ann.pk}/#q2", 1)
    assert "Back to the automatic mark" in main_of(client.get(address))

    client.post(reverse("automatic_mark", args=[ann.pk, 2]))
    assert essay.item("Ann", 2).fraction == 0


def test_an_attempt_is_reopened_by_its_page(client, essay, time_machine):
    address = reverse("reopen", args=[essay.attempts["Ann"].pk])
    time_machine.move_to(NOON + DAY, tick=False)
    client.force_login(essay.teacher)

    assert "Its time is over, so it needs a new end." in main_of(client.get(address))
    assert client.post(address, {"reason": "Ill"}).status_code == 422
    assert client.post(address, {"reason": "Ill", "until": "2026-11-20T12:00"}).status_code == 422
    assert client.post(address, {"reason": "Ill", "until": "2026-11-26T12:00"}).status_code == 302
    assert Attempt.objects.get(pk=essay.attempts["Ann"].pk).finished is None


def test_a_student_is_excused_by_a_page(client, essay):
    address = at("excuse", essay, student_id=essay.attempts["Ann"].student_id)

    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Ill"})
    assert Extension.objects.get().excused is True
    assert "Ann is excused" in main_of(client.get(address))
    client.post(address, {"reason": "Well"})
    assert Extension.objects.get().excused is False


# --- Live ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def live(as_user):
    """Ann has answered one of three, Ben has handed in, Cy has not started, Dee is excused."""
    assignment = AssignmentFactory(opens=NOON - HOUR)
    people = {name: enrolled(assignment.classroom, display_name=name) for name in ("Ann", "Ben", "Cy", "Dee")}
    answer(started(assignment, people["Ann"]), 1, {"choice": "1"})
    finish_attempt(attempt_id=started(assignment, people["Ben"]).pk)
    Extension.objects.create(assignment=assignment, student=people["Dee"], excused=True)
    return assignment, as_user(assignment.classroom.owner), reverse("live", args=[assignment.pk])


def test_who_is_where(live):
    _assignment, client, address = live

    main = main_of(client.get(address))

    assert "1 working, 1 done, of 4" in main
    assert "Ann at question 2 1 of 3 today, 12:00 Ben handed in 0 of 3 today, 12:00 Cy not started Dee excused" in main


def test_what_is_saved_and_not_handed_in_counts_and_is_called_so(live):
    assignment, client, address = live
    Attempt.objects.get(assignment=assignment, finished=None).items.filter(position=2).update(draft={"choice": ["1"]})

    assert "Ann at question 3 2 of 3 (1 saved, not handed in) today, 12:00" in main_of(client.get(address))


def test_nothing_new_is_answered_in_a_word(live):
    assignment, client, address = live
    first = client.get(address, headers=HTMX)
    known = {**HTMX, "If-None-Match": first.headers["ETag"]}

    same = client.get(address, headers=known)
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", first.headers["ETag"])

    answer(Attempt.objects.get(assignment=assignment, finished=None), 2, {"choice": "1"})
    new = client.get(address, headers=known)
    assert (new.status_code, new.headers["ETag"] != first.headers["ETag"], "at question 3" in new.content.decode()) == (200, True, True)


# --- Queries ---------------------------------------------------------------------------------------------------------


def test_live_takes_six_queries_whatever_the_class(as_user):
    counts = []
    for size in (1, 3, 30):
        assignment = AssignmentFactory(quiz=quiz_of(3))
        sat(assignment, many_enrolled(assignment.classroom, size))
        many_enrolled(assignment.classroom, size)
        client, address = as_user(assignment.classroom.owner), reverse("live", args=[assignment.pk])
        counts.append(queries(lambda client=client, address=address: client.get(address, headers=HTMX)))

    assert counts == [6, 6, 6]


@pytest.mark.parametrize(
    ("name", "position", "pinned"), [("marking", None, 9), ("mark_answers", 1, 8), ("answers", 2, 8), ("repair", 2, 9)]
)
def test_a_page_of_the_desk_takes_as_many_queries_whatever_the_class(client, essay, name, position, pinned):
    question = {None: None, 1: essay.written, 2: essay.typed}[position]
    address = at(name, essay, question)
    data = {"kind": "full"} if name == "repair" else {}
    counts = []
    for size in (0, 2, 6):
        for number in range(size):
            attempt = started(essay.assignment, enrolled(essay.assignment.classroom))
            answer(attempt, 1, {"text": "The sea."})
            answer(attempt, 2, {"text": f"Name {number}"})
            finish_attempt(attempt_id=attempt.pk)
        counts.append(queries(lambda: client.get(address, data)))

    assert counts == [pinned] * 3


# --- The wrong person ------------------------------------------------------------------------------------------------


def test_another_class_of_the_same_teacher_does_not_open_these_answers(client, essay):
    other = AssignmentFactory(classroom__owner=essay.teacher, opens=NOON - timedelta(days=1))

    for name in ("mark_answers", "answers", "repair"):
        address = reverse(name, args=[other.pk, essay.written.pk])
        assert client.get(address).status_code == 404

"""A repair is kept before it is carried out, so that one that was cut short is found and finished."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.marking import pending
from accounts.marking.models import BegunRepair, Repair
from accounts.marking.pending import begin_repair, carry_on, carry_out, forget_repair
from accounts.marking.rekeying import Edit
from accounts.marking.views import repairs as views
from accounts.models import Attempt
from revision.actions import Refused
from tests import factories
from tests.accounts.helpers import option, says
from tests.factories import AssignmentFactory, enrolled, quiz_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def capitals():
    """A question of which Paris is right; Ben has said Lyon."""
    assignment = AssignmentFactory(quiz=quiz_of(1))
    says(assignment, enrolled(assignment.classroom, display_name="Ben"), "Lyon")
    return assignment


def begun(assignment, kind="key", *texts):
    question = assignment.quiz.slots.get().question
    return begin_repair(assignment=assignment, question=question, edit=Edit(kind, texts), by=assignment.classroom.owner)


def left(asked):
    """As a server that stopped a minute ago left it."""
    BegunRepair.objects.update(last_step=asked.at - datetime.timedelta(minutes=1))
    return asked


def test_asking_changes_no_mark_and_carrying_out_changes_all(capitals):
    asked = begun(capitals, "key", "Lyon")
    assert (Attempt.objects.get().score, Repair.objects.count()) == (0, 0)

    made = carry_out(begun=asked)

    assert (Attempt.objects.get().score, made.by, BegunRepair.objects.count()) == (1, capitals.classroom.owner, 0)


def test_carrying_out_twice_does_it_once(capitals):
    asked = begun(capitals, "key", "Lyon")
    assert [carry_out(begun=asked) is not None for _time in range(2)] == [True, False]
    assert Repair.objects.count() == 1


def test_what_is_asked_for_later_takes_the_place_of_what_was_left(capitals):
    begun(capitals, "drop")
    begun(capitals, "key", "Lyon")
    assert list(BegunRepair.objects.values_list("kind", "texts")) == [("key", ["Lyon"])]


def test_forgetting_it_changes_nothing(capitals):
    forget_repair(begun=begun(capitals, "full"))
    assert (Attempt.objects.get().score, BegunRepair.objects.count(), Repair.objects.count()) == (0, 0, 0)


def test_what_cannot_be_done_is_forgotten_and_said(capitals):
    with pytest.raises(Refused, match="The key says that already"):
        carry_out(begun=begun(capitals, "key", "Paris"))
    assert not BegunRepair.objects.exists()
    begun(capitals, "key", "Paris")
    assert (carry_on(BegunRepair.objects.all()), BegunRepair.objects.count()) == (0, 0)


def test_the_command_finishes_what_was_left_and_leaves_alone_what_is_being_done(capitals, capsys):
    asked = begun(capitals, "key", "Lyon")
    call_command("close_attempts")
    assert (Repair.objects.count(), capsys.readouterr().out) == (0, "")
    left(asked)
    call_command("close_attempts")
    assert (Attempt.objects.get().score, capsys.readouterr().out) == (Decimal(1), "Carried out 1 repair that had been cut short.\n")


def test_the_page_shows_what_was_left_and_both_ways_on(as_user, capitals):
    client, asked = as_user(capitals.classroom.owner), left(begun(capitals, "full"))
    page = reverse("repair", args=[capitals.pk, asked.question_id])
    assert "A repair was begun and not finished." in client.get(page).content.decode()

    assert client.post(reverse("forget_repair", args=[asked.pk]), follow=True).redirect_chain == [(page, 302)]
    assert "A repair was begun" not in client.get(page).content.decode()
    asked = left(begun(capitals, "full"))
    done = client.post(reverse("finish_repair", args=[asked.pk]), follow=True).content.decode()
    assert "Repaired: the marks of 1 student changed." in done
    assert Attempt.objects.get().score == 1


# --- In steps --------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(capitals, monkeypatch):
    """Ben, Cy and Dee have said Lyon; an answer is worked out at each step, and each request makes one step."""
    for name in ("Cy", "Dee"):
        says(capitals, enrolled(capitals.classroom, display_name=name), "Lyon")
    monkeypatch.setattr(pending, "STEP", 1)
    monkeypatch.setattr(views, "PATIENCE", 0)
    return capitals


def scores():
    return sorted(Attempt.objects.values_list("score", flat=True))


def address_of(assignment, name="begun_repair"):
    return reverse(name, args=[assignment.pk, assignment.quiz.slots.get().question_id])


def bar(response):
    """What the native bar says: its value, its maximum, and its name."""
    found = re.search(r'<progress max="(\d+)" value="(\d+)" aria-label="([^"]+)">', response.content.decode())
    return (int(found[2]), int(found[1]), found[3]) if found else None


def test_the_bar_grows_while_no_mark_changes_and_then_all_do(as_user, three):
    """Without a script: the page of the repair, and its button, until all is done."""
    client = as_user(three.classroom.owner)
    finish = None

    seen = [client.post(address_of(three, "repair"), {"kind": "key", "right": "Lyon"}, follow=True)]
    while not Repair.objects.exists():
        assert scores() == [0, 0, 0]
        finish = finish or reverse("finish_repair", args=[BegunRepair.objects.get().pk])
        seen.append(client.post(finish, follow=True))

    assert [bar(response) for response in seen] == [
        (1, 3, "1 of 3 answers marked again"),
        (2, 3, "2 of 3 answers marked again"),
        (3, 3, "3 of 3 answers marked again"),
        None,
    ]
    assert (scores(), "Repaired: the marks of 3 students changed." in seen[-1].content.decode()) == ([1, 1, 1], True)


def test_with_htmx_the_part_goes_on_and_the_page_is_left_at_the_end(as_user, three):
    client, asked = as_user(three.classroom.owner), begun(three, "key", "Lyon")
    finish = reverse("finish_repair", args=[asked.pk])

    seen = [client.post(finish, headers={"HX-Request": "true"}) for _step in range(4)]

    assert [(bar(response) or (0,))[0] for response in seen] == [1, 2, 3, 0]
    assert [response.headers.get("HX-Redirect") for response in seen] == [None] * 3 + [address_of(three, "repair")]
    assert "<html" not in seen[0].content.decode()


def test_who_looks_on_is_told_only_what_is_new(as_user, three):
    colleague = as_user(factories.co_teacher_of(three.classroom, may_mark=True))
    asked = begun(three, "key", "Lyon")
    pending.go_on(begun=asked, seconds=0)

    def look(tag=""):
        return colleague.get(address_of(three), headers={"HX-Request": "true", **({"If-None-Match": tag} if tag else {})})

    first = look()
    tag = BegunRepair.objects.get().etag
    assert (bar(first)[0], look(tag).status_code, "Finish it" in first.content.decode()) == (1, 204, False)
    pending.go_on(begun=asked, seconds=0)
    assert (bar(look(tag))[0], bar(colleague.get(address_of(three, "repair")))[0]) == (2, 2)
    carry_out(begun=asked)
    assert look(tag)["HX-Redirect"] == address_of(three, "repair")
    assert colleague.get(address_of(three)).url == address_of(three, "repair")


def test_what_was_cut_short_goes_on_where_it_stopped(as_user, three):
    """The page says how far it was; the job finishes it too."""
    asked = begun(three, "key", "Lyon")
    pending.go_on(begun=asked, seconds=0)
    left(asked)

    page = as_user(three.classroom.owner).get(address_of(three, "repair"))

    assert (bar(page)[0], "Finish it" in page.content.decode(), "It goes on where it stopped." in page.content.decode()) == (1, True, True)
    call_command("close_attempts")
    assert scores() == [1, 1, 1]


def test_an_answer_that_changed_meanwhile_is_marked_as_it_is_now():
    """What was worked out before is asked for again where the student has answered otherwise since."""
    assignment = AssignmentFactory(quiz=quiz_of(1), feedback="submitted")
    attempt = says(assignment, enrolled(assignment.classroom), "Lyon", hand_in=False)
    asked = begun(assignment, "key", "Lyon")
    assert pending.go_on(begun=asked, seconds=9)
    factories.answer(attempt, 1, option(attempt, 1, "Nice"))

    repair = carry_out(begun=asked)

    assert (Attempt.objects.get().score, repair.changed_count) == (0, 0)


def test_where_the_key_stays_there_is_nothing_to_work_out(three):
    asked = begun(three, "full")

    assert (asked.of, pending.go_on(begun=asked, seconds=0), carry_out(begun=asked).changed_count) == (0, True, 3)

"""A repair is kept before it is carried out, so that one that was cut short is found and finished."""

import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.marking.models import BegunRepair, Repair
from accounts.marking.pending import begin_repair, carry_on, carry_out, forget_repair
from accounts.marking.repairs import Edit
from accounts.models import Attempt
from revision.actions import Refused
from tests.accounts.helpers import says
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
    BegunRepair.objects.update(at=asked.at - datetime.timedelta(minutes=1))
    call_command("close_attempts")
    assert (Attempt.objects.get().score, capsys.readouterr().out) == (Decimal(1), "Carried out 1 repair that had been cut short.\n")


def test_the_page_shows_what_was_left_and_both_ways_on(as_user, capitals):
    client, asked = as_user(capitals.classroom.owner), begun(capitals, "full")
    page = reverse("repair", args=[capitals.pk, asked.question_id])
    assert "A repair was begun and not finished." in client.get(page).content.decode()

    assert client.post(reverse("forget_repair", args=[asked.pk]), follow=True).redirect_chain == [(page, 302)]
    assert "A repair was begun" not in client.get(page).content.decode()
    asked = begun(capitals, "full")
    done = client.post(reverse("finish_repair", args=[asked.pk]), follow=True).content.decode()
    assert "Repaired: the marks of 1 student changed." in done
    assert Attempt.objects.get().score == 1

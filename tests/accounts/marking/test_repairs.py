"""Repairing a question after the class has answered: nobody loses, all or nothing, and undone to the last digit."""

from decimal import Decimal

import pytest

from accounts.attempts.actions import start_practice
from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem
from accounts.attempts.replay import differences
from accounts.homework.evidence import class_evidence
from accounts.homework.models import Assignment
from accounts.marking import repairs
from accounts.marking.actions import override_mark
from accounts.marking.models import Repair, Settled
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import plan_repair, repair_question, settle_answers, undo_repair, unsettle
from revision.actions import Refused
from revision.models import QuestionVersion
from tests.accounts.helpers import NOON, says
from tests.factories import AssignmentFactory, TeacherFactory, answer, choice_of, enrolled, quiz_of, started

pytestmark = pytest.mark.django_db

ONE, NONE = Decimal(1), Decimal(0)


@pytest.fixture
def capitals():
    """Two questions, of which Paris is right; Ann has said Paris and Paris, Ben Lyon and Paris."""
    assignment = AssignmentFactory(quiz=quiz_of(2))
    for name, texts in (("Ann", ("Paris", "Paris")), ("Ben", ("Lyon", "Paris"))):
        says(assignment, enrolled(assignment.classroom, display_name=name), *texts)
    return assignment


def first(assignment):
    return assignment.quiz.slots.get(position=1).question


def fix(assignment, kind="key", *texts, **values):
    return repair_question(
        assignment=assignment, question=first(assignment), edit=Edit(kind, texts), by=assignment.classroom.owner, **values
    )


def scores(assignment):
    return {
        attempt.student.display_name: (attempt.score, attempt.max_score)
        for attempt in assignment.attempts.select_related("student").order_by("started")
    }


def everything():
    """All that marking writes."""
    models = (Assignment, Attempt, AttemptItem, AttemptEvent, Repair, Settled, QuestionVersion)
    return [list(model.objects.order_by("pk").values()) for model in models]


# --- Another right answer --------------------------------------------------------------------------------------------


def test_who_gave_the_new_right_answer_gains_and_nobody_loses(capitals):
    fix(capitals, "key", "Lyon")

    assert scores(capitals) == {"Ann": (2, 2), "Ben": (2, 2)}
    [ann, ben] = AttemptItem.objects.filter(position=1).order_by("attempt__student__display_name")
    assert (ann.key_version, ben.key_version.number, ben.version.number) == (None, 2, 1)
    assert list(AttemptEvent.objects.values_list("item", "kind", "before", "after", "reason")) == [
        (ben.pk, "repaired", NONE, ONE, "Right answer changed: Lyon")
    ]


def test_told_to_it_lowers_marks_too(capitals):
    fix(capitals, "key", "Lyon", may_lower=True)

    assert scores(capitals) == {"Ann": (1, 2), "Ben": (2, 2)}


def test_who_starts_later_is_marked_as_repaired(capitals):
    fix(capitals, "key", "Lyon")
    attempt = started(Assignment.objects.get(pk=capitals.pk), enrolled(capitals.classroom, display_name="Cy"))

    item = attempt.items.get(position=1)
    lyon = next(number for number in range(3) if repairs_option(attempt, number) == "Lyon")
    answer(attempt, 1, {"choice": str(lyon + 1)})

    assert (item.key_version.number, attempt.items.get(position=1).fraction) == (2, 1)


def repairs_option(attempt, place):
    from quizzes.presentation import setup_for  # noqa: PLC0415

    item = attempt.items.get(position=1)
    return item.version.body["options"][setup_for(item.version, item.seed)[place]]["text"]


def test_the_shipped_course_asks_what_it_asked(capitals):
    fix(capitals, "key", "Lyon")

    question = first(capitals)
    assert (question.current.number, [version.number for version in question.versions.all()]) == (1, [1, 2])


def test_in_a_course_of_the_teachers_own_it_is_asked_from_now_on(capitals):
    course = capitals.quiz.course
    course.owner = capitals.classroom.owner
    course.save()

    repair = fix(capitals, "key", "Lyon")
    assert first(capitals).current.number == 2

    undo_repair(repair=repair, by=capitals.classroom.owner)
    assert first(capitals).current.number == 1


def test_a_mark_by_hand_stays(capitals):
    item = AttemptItem.objects.get(position=1, attempt__student__display_name="Ben")
    override_mark(
        items=AttemptItem.objects.all(),
        attempt_id=item.attempt_id,
        position=1,
        fraction=Decimal("0.5"),
        reason="Half",
        comment="",
        by=capitals.classroom.owner,
    )

    fix(capitals, "key", "Lyon")

    assert scores(capitals)["Ben"] == (Decimal("1.5"), 2)


def test_the_key_says_that_already(capitals):
    before = everything()

    with pytest.raises(Refused, match="The key says that already"):
        fix(capitals, "key", "Paris")

    assert everything() == before


def test_what_nobody_was_asked_is_not_repaired():
    with pytest.raises(Refused, match="Nobody in the class has been asked"):
        fix(AssignmentFactory(), "drop")


# --- Drop, and the full mark -----------------------------------------------------------------------------------------


def test_told_to_a_dropped_question_counts_for_nobody(capitals):
    """Ben's half of the marks becomes all of them."""
    fix(capitals, "drop", may_lower=True)

    assert scores(capitals) == {"Ann": (1, 1), "Ben": (1, 1)}


def test_dropping_lowers_no_share(capitals):
    """Ann had that question right and the other wrong: for her it stays."""
    item = AttemptItem.objects.get(position=2, attempt__student__display_name="Ann")
    override_mark(
        items=AttemptItem.objects.all(),
        attempt_id=item.attempt_id,
        position=2,
        fraction=NONE,
        reason="Copied",
        comment="",
        by=capitals.classroom.owner,
    )

    fix(capitals, "drop")

    assert scores(capitals) == {"Ann": (1, 2), "Ben": (1, 1)}


def test_everybody_gets_the_full_mark_and_so_do_later_ones(capitals):
    fix(capitals, "full")
    later = started(Assignment.objects.get(pk=capitals.pk), enrolled(capitals.classroom, display_name="Cy"))
    answer(later, 1, choice_of(later, 1, right=False))

    assert scores(capitals) == {"Ann": (2, 2), "Ben": (2, 2), "Cy": (1, 2)}


def test_practice_is_marked_by_the_repaired_key_and_leaves_out_what_is_dropped(capitals):
    """Cy has missed both; one is repaired and the other dropped."""
    attempt = says(capitals, enrolled(capitals.classroom, display_name="Cy"), "Nice", "Nice")
    fix(capitals, "key", "Lyon")
    second = capitals.quiz.slots.get(position=2).question
    repair_question(assignment=capitals, question=second, edit=Edit("drop"), by=capitals.classroom.owner)

    [item] = start_practice(attempt=Attempt.objects.get(pk=attempt.pk)).items.select_related("version", "key_version")

    assert (item.version.question_id, item.version.number, item.key_version.number) == (first(capitals).pk, 1, 2)


def test_what_is_dropped_is_no_evidence_of_what_a_class_knows(capitals):
    facts = set(first(capitals).facts.values_list("pk", flat=True))
    assert facts <= set(class_evidence(capitals.classroom))

    fix(capitals, "drop", may_lower=True)

    assert facts & set(class_evidence(capitals.classroom)) == set()


# --- Preview, undo, failure ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("edit", [Edit("key", ("Lyon",)), Edit("drop"), Edit("full")], ids=["key", "drop", "full"])
@pytest.mark.parametrize("may_lower", [False, True], ids=["up", "up and down"])
def test_the_preview_says_what_the_repair_does(capitals, edit, may_lower):
    before = everything()
    changes = plan_repair(assignment=capitals, question=first(capitals), edit=edit, may_lower=may_lower)
    said = {change.attempt.student.display_name: (change.score_after, change.max_after) for change in changes}
    assert everything() == before

    repair_question(assignment=capitals, question=first(capitals), edit=edit, by=capitals.classroom.owner, may_lower=may_lower)

    assert scores(capitals) == said


@pytest.mark.parametrize("edit", [("key", "Lyon"), ("drop",), ("full",)], ids=["key", "drop", "full"])
def test_undoing_restores_exactly(capitals, edit):
    items, before = list(AttemptItem.objects.order_by("pk").values()), scores(capitals)
    assignment = Assignment.objects.values().get()

    repair = fix(capitals, *edit, may_lower=True)
    undo_repair(repair=repair, by=capitals.classroom.owner)

    assert (list(AttemptItem.objects.order_by("pk").values()), scores(capitals)) == (items, before)
    assert Assignment.objects.values().get() == assignment
    assert Repair.objects.get().undone is not None


def test_the_later_repair_is_undone_first(capitals):
    earlier, later = fix(capitals, "key", "Lyon"), fix(capitals, "full")

    with pytest.raises(Refused, match="undo that one first"):
        undo_repair(repair=earlier, by=capitals.classroom.owner)

    undo_repair(repair=later, by=capitals.classroom.owner)
    undo_repair(repair=earlier, by=capitals.classroom.owner)
    assert scores(capitals) == {"Ann": (2, 2), "Ben": (1, 2)}
    with pytest.raises(Refused, match="undone already"):
        undo_repair(repair=earlier, by=capitals.classroom.owner)


def test_who_started_after_the_repair_is_marked_by_the_old_key_when_it_is_undone(capitals):
    repair = fix(capitals, "full")
    later = started(Assignment.objects.get(pk=capitals.pk), enrolled(capitals.classroom, display_name="Cy"))
    answer(later, 1, choice_of(later, 1, right=False))

    undo_repair(repair=repair, by=capitals.classroom.owner)

    assert scores(capitals)["Cy"] == (0, 2)


@pytest.mark.parametrize("feedback", ["at_once", "submitted"])
def test_what_came_after_the_repair_stays_when_it_is_undone_though_it_is_worth_the_same(capitals, feedback):
    """Full marks for a wrong answer; then a right one, or a teacher's own full mark. Undoing takes the gift away, and neither of these."""
    Assignment.objects.update(feedback=feedback, tries=2)
    later = started(Assignment.objects.get(pk=capitals.pk), enrolled(capitals.classroom, display_name="Cy"))
    by_hand = started(Assignment.objects.get(pk=capitals.pk), enrolled(capitals.classroom, display_name="Di"))
    for attempt in (later, by_hand):
        answer(attempt, 1, choice_of(attempt, 1, right=False))
    repair = fix(capitals, "full")
    answer(later, 1, choice_of(later, 1))
    mine = {"items": AttemptItem.objects.all(), "attempt_id": by_hand.pk, "position": 1, "by": capitals.classroom.owner}
    override_mark(**mine, fraction=Decimal(1), reason="Said it aloud", comment="")

    undo_repair(repair=repair, by=capitals.classroom.owner)

    assert {name: scores(capitals)[name] for name in ("Cy", "Di")} == {"Cy": (1, 2), "Di": (1, 2)}
    assert list(differences(Attempt.objects.all())) == []


@pytest.mark.parametrize("broken", ["recount", "_note", "_tell_later_ones"])
def test_a_failure_in_the_middle_leaves_all_as_before(capitals, monkeypatch, broken):
    before = everything()
    monkeypatch.setattr(repairs, broken, lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        fix(capitals, "key", "Lyon")

    assert everything() == before


# --- Typed answers ---------------------------------------------------------------------------------------------------


def settle(essay, *texts, accepted=True):
    return settle_answers(assignment=essay.assignment, question=essay.typed, texts=texts, accepted=accepted, by=essay.teacher)


def test_an_accepted_answer_joins_the_key_for_this_class(essay):
    settle(essay, "Lutetia")

    assert scores(essay.assignment) == {"Ann": (1, 7), "Ben": (1, 7), "Cy": (1, 7)}
    essay.typed.refresh_from_db()
    repaired = essay.typed.versions.get(number=2)
    assert (essay.typed.current.number, repaired.body["accepted"]) == (1, ["Paris", "Lutetia"])
    assert list(Settled.objects.values_list("text", "accepted", "by", "at")) == [("lutetia", True, essay.teacher.pk, NOON)]


def test_a_near_miss_can_be_accepted(essay):
    attempt = started(essay.assignment, enrolled(essay.assignment.classroom, display_name="Dee"))
    answer(attempt, 2, {"text": "Rome"})

    settle(essay, "Rome")

    assert attempt.items.get(position=2).fraction == 1


def test_a_rejected_answer_is_settled_and_changes_no_mark(essay):
    before = scores(essay.assignment)

    settle(essay, "Lutetia", accepted=False)

    assert (scores(essay.assignment), Repair.objects.count()) == (before, 0)
    assert Settled.objects.get().accepted is False


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "rejected"])
def test_a_judgement_is_taken_back(essay, accepted):
    items = list(AttemptItem.objects.order_by("pk").values())
    settle(essay, "Lutetia", accepted=accepted)

    unsettle(settled=Settled.objects.get(), by=essay.teacher)

    assert (Settled.objects.count(), list(AttemptItem.objects.order_by("pk").values())) == (0, items)


def test_nothing_typed_is_no_answer(essay):
    with pytest.raises(Refused, match="Choose an answer first"):
        settle(essay, " – ")


def test_a_colleague_changes_no_course_of_anothers(essay):
    essay.assignment.quiz.course.owner = TeacherFactory()
    essay.assignment.quiz.course.save()

    settle(essay, "Lutetia")

    essay.typed.refresh_from_db()
    assert essay.typed.current.number == 1


def test_dropping_tells_only_those_whom_it_concerns(capitals):
    """Ann profits from the question, so it stays hers: neither the count nor her history says that something changed."""
    repair = fix(capitals, "drop")
    noted = AttemptEvent.objects.filter(kind="repaired").values_list("attempt__student__display_name", flat=True)
    dropped = AttemptItem.objects.filter(dropped=True).values_list("attempt__student__display_name", flat=True)
    assert (repair.changed_count, sorted(noted)) == (len(dropped), sorted(dropped))

    undo_repair(repair=repair, by=capitals.classroom.owner)

    undone = AttemptEvent.objects.filter(kind="undone").values_list("attempt__student__display_name", flat=True)
    assert sorted(undone) == sorted(dropped)

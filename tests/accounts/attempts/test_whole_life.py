"""The whole life of an attempt with two tabs: drafts, tries, more time, handing in, reopening, repairs and marks by hand, in any order."""

import datetime
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

import pytest
import time_machine
from django.db import connection, transaction
from django.http import QueryDict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.attempts.actions import Closed, Stale, close_if_over, finish_attempt, save_draft, start_attempt, submit_answer
from accounts.attempts.models import Attempt, AttemptItem
from accounts.attempts.replay import differences_in, whole
from accounts.homework.actions import set_extension
from accounts.homework.terms import GRACE
from accounts.marking.actions import back_to_automatic, override_mark, reopen_attempt
from accounts.marking.rekeying import Edit
from accounts.marking.repairs import repair_question, undo_repair
from accounts.people.models import User
from quizzes.feedback import FeedbackPolicy
from quizzes.models import Quiz
from revision.actions import Refused
from tests.accounts.helpers import HOUR, NOON
from tests.factories import TYPED, AssignmentFactory, ClassroomFactory, QuestionFactory, QuizFactory, SlotFactory, enrolled
from tests.torture.harness import runs

WORDS = st.sampled_from(["Paris", "Rome", "Lyon"])
PLACE, TAB = st.sampled_from([1, 2]), st.sampled_from([0, 1])
TRIES = 2


@dataclass
class Place:
    """A question of the attempt as it should be: what was answered under which keys, and the draft with the number of its save."""

    given: list[tuple[uuid.UUID, str]] = field(default_factory=list)
    draft: str | None = None
    number: int = 0
    final: bool = False


@dataclass
class Tab:
    """What a page in a tab knew when it was made, or when it last heard: answers and saves, and what it last sent."""

    seen: int = 0
    number: int = 0
    sent: tuple[uuid.UUID, str] | None = None


class WholeLife(RuleBasedStateMachine):
    """One student, one attempt; each run is rolled back."""

    quiz: ClassVar[Quiz]
    student: ClassVar[User]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.traveller = time_machine.travel(NOON, tick=False)
        self.clock, self.now = self.traveller.start(), NOON
        self.places = {1: Place(), 2: Place()}
        self.tabs = {(tab, place): Tab() for tab in (0, 1) for place in (1, 2)}
        self.finished: datetime.datetime | None = None

    @initialize(policy=st.sampled_from([FeedbackPolicy.AT_ONCE, FeedbackPolicy.AFTER_SUBMIT]), limit=st.sampled_from([None, 60]))
    def begin(self, policy: FeedbackPolicy, limit: int | None) -> None:
        self.at_once = policy == FeedbackPolicy.AT_ONCE
        self.assignment = AssignmentFactory(
            quiz=self.quiz,
            classroom=self.student.classes.get(),
            opens=NOON,
            due=NOON + HOUR,
            closes=NOON + 2 * HOUR,
            feedback=policy,
            tries=TRIES if self.at_once else 1,
            penalty=Decimal("0.25") if self.at_once else 0,
            time_limit=limit,
        )
        self.teacher = self.assignment.classroom.owner
        self.attempt = start_attempt(assignment=self.assignment, student=self.student)
        self.end = NOON + (HOUR if limit else 2 * HOUR)

    def teardown(self) -> None:
        self.traveller.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @property
    def over(self) -> bool:
        return self.finished is not None or self.now > self.end + GRACE

    def keep(self, place: Place, key: uuid.UUID, word: str) -> None:
        place.given.append((key, word))
        place.draft, place.number = None, place.number + 1
        place.final = self.at_once and (word in self.right(place) or len(place.given) >= TRIES)

    def right(self, place: Place) -> set[str]:
        """What the version says that was asked: later tries are judged by the repaired key where there is one."""
        item = AttemptItem.objects.select_related("key_version", "version").get(
            attempt=self.attempt, position=next(number for number, one in self.places.items() if one is place)
        )
        return set((item.key_version or item.version).body["accepted"])

    def drafts_become_answers(self) -> None:
        for number, place in self.places.items():
            if place.draft is not None and not place.final and not (place.given and place.given[-1][1] == place.draft):
                stored = AttemptItem.objects.get(attempt=self.attempt, position=number).responses.last()
                place.given.append((stored.key, place.draft))
                place.final = self.at_once and (place.draft in self.right(place) or len(place.given) >= TRIES)
                place.draft, place.number = None, place.number + 1

    def ended(self, at: datetime.datetime) -> None:
        self.finished = at
        self.drafts_become_answers()

    # --- The student, in two tabs

    @rule(tab=TAB, place=PLACE)
    def load(self, tab: int, place: int) -> None:
        one = self.places[place]
        self.tabs[tab, place] = Tab(len(one.given), one.number)

    @rule(tab=TAB, place=PLACE, word=WORDS)
    def type(self, tab: int, place: int, word: str) -> None:
        one, page = self.places[place], self.tabs[tab, place]
        data = QueryDict(mutable=True)
        data["text"] = word

        def send() -> AttemptItem:
            return save_draft(
                items=AttemptItem.objects.of(self.student), attempt_id=self.attempt.pk, position=place, data=data, number=page.number
            )

        if self.over or one.final:
            with pytest.raises(Closed):
                send()
        elif page.number == one.number or (page.number == one.number - 1 and one.draft == word):
            one.draft, one.number = word, page.number + 1
            page.number = send().draft_number
            assert page.number == one.number
        else:
            with pytest.raises(Stale) as stale:
                send()
            assert stale.value.item.draft_number == one.number

    @rule(tab=TAB, place=PLACE, word=WORDS, again=st.booleans())
    def check(self, tab: int, place: int, word: str, again: bool) -> None:
        one, page = self.places[place], self.tabs[tab, place]
        key, said = page.sent if again and page.sent else (uuid.uuid4(), word)
        data = QueryDict(mutable=True)
        data["text"] = said

        def send():
            items = AttemptItem.objects.of(self.student)
            return submit_answer(items=items, attempt_id=self.attempt.pk, position=place, key=key, data=data, seen=page.seen)

        known = [kept for kept, _word in one.given]
        if key in known:
            assert (send().response.key, send().stands) == (key, True)
        elif one.final:
            done = send()
            assert (done.response.key, done.stands) == (known[-1], False)
        elif self.over:
            with pytest.raises(Closed):
                send()
        elif page.seen != len(one.given):
            with pytest.raises(Stale):
                send()
        else:
            assert send().stands
            self.keep(one, key, said)
            page.sent, page.seen, page.number = (key, said), len(one.given), one.number

    @rule()
    def hand_in(self) -> None:
        ended = finish_attempt(attempt_id=self.attempt.pk)
        if self.finished is None:
            self.ended(self.end if self.over else self.now)
        assert ended.finished == self.finished

    @rule()
    def look(self) -> None:
        seen = close_if_over(attempt_id=self.attempt.pk)
        if self.finished is None and self.over:
            self.ended(self.end)
        assert seen.finished == self.finished

    @rule(minutes=st.sampled_from([1, 20, 60]))
    def wait(self, minutes: int) -> None:
        self.now += datetime.timedelta(minutes=minutes)
        self.clock.move_to(self.now, tick=False)

    # --- The teacher

    @rule(minutes=st.sampled_from([30, 90]))
    def give_more_time(self, minutes: int) -> None:
        """Own dates, with a tab open; an attempt that only the clock had ended goes on."""
        closes = max(self.now, self.assignment.closes) + datetime.timedelta(minutes=minutes)
        set_extension(assignment=self.assignment, student=self.student, by=self.teacher, opens=NOON, due=self.assignment.due, closes=closes)
        stored = Attempt.objects.get(pk=self.attempt.pk)
        by_limit = stored.started + datetime.timedelta(minutes=self.assignment.time_limit or 10**6)
        if stored.ended_by != "student":
            self.end = min(closes, by_limit)
            assert stored.deadline == self.end
            if self.finished is not None and self.end >= self.now:
                self.finished = None

    @rule(minutes=st.sampled_from([None, 30]))
    def reopen(self, minutes: int | None) -> None:
        until = None if minutes is None else self.now + datetime.timedelta(minutes=minutes)

        def do() -> Attempt:
            return reopen_attempt(attempt=Attempt.objects.get(pk=self.attempt.pk), by=self.teacher, reason="Ill", until=until)

        if not self.over or (until or self.end) <= self.now:
            with pytest.raises(Refused):
                do()
            return
        do()
        self.finished = None
        if until is not None:
            self.end = until

    @rule(kind=st.sampled_from(["accept", "full", "drop"]), place=PLACE, lower=st.booleans())
    def repair(self, kind: str, place: int, lower: bool) -> None:
        question = self.quiz.slots.get(position=place).question
        edit = Edit(kind, ("Rome",) if kind == "accept" else ())
        before = {item.pk: item.mark for item in self.attempt.items.all() if not item.dropped}
        try:
            repair_question(assignment=self.assignment, question=question, edit=edit, by=self.teacher, may_lower=lower)
        except Refused:
            return
        if not lower and kind != "drop":
            after = {item.pk: item.mark for item in self.attempt.items.all()}
            assert all(after[pk] >= mark for pk, mark in before.items())

    @rule()
    def undo(self) -> None:
        latest = self.assignment.repairs.standing().first()
        if latest is not None:
            undo_repair(repair=latest, by=self.teacher)

    @rule(place=PLACE, fraction=st.sampled_from(["0", "0.5", "1"]), back=st.booleans())
    def mark_by_hand(self, place: int, fraction: str, back: bool) -> None:
        which = {"items": AttemptItem.objects.all(), "attempt_id": self.attempt.pk, "position": place, "by": self.teacher}
        try:
            if back:
                back_to_automatic(**which)
            else:
                override_mark(**which, fraction=Decimal(fraction), reason="Seen", comment="")
        except Refused:
            return

    # --- What always holds

    @invariant()
    def what_is_stored_is_what_was_acknowledged_and_the_score_its_replay(self) -> None:
        if not hasattr(self, "attempt"):
            return
        [stored] = whole(Attempt.objects.all())
        assert stored.finished == self.finished
        for item, (number, place) in zip(stored.items.all(), self.places.items(), strict=True):
            assert item.position == number
            assert [(one.key, one.answer["text"]) for one in item.responses.all()] == place.given
            assert (item.draft, item.draft_number) == ({"text": [place.draft]} if place.draft is not None else None, place.number)
            assert (item.tries, item.is_final) == (len(place.given), place.final)
        assert [str(one) for one in differences_in(stored)] == []


@pytest.mark.django_db
def test_any_order_of_steps_by_student_clock_and_teacher_leaves_what_was_acknowledged():
    classroom = ClassroomFactory()
    WholeLife.student = enrolled(classroom)
    WholeLife.quiz = QuizFactory(owner=classroom.owner)
    for max_mark in (Decimal(1), Decimal("2.25")):
        question = QuestionFactory(kind="short_answer", topic__course=WholeLife.quiz.course, body=TYPED)
        SlotFactory(quiz=WholeLife.quiz, question=question, max_mark=max_mark)

    run_state_machine_as_test(
        WholeLife,
        settings=settings(
            max_examples=runs(50 if connection.vendor == "sqlite" else 25, of=500),
            stateful_step_count=50,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )

"""Six weeks of homework in the demo school: set as teachers set it, and answered as the actions would have kept it."""

import datetime
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Self

from django.utils import timezone

from accounts.attempts.models import Attempt, AttemptEvent, AttemptItem, Response
from accounts.demo import timetable
from accounts.demo.essays import Written
from accounts.demo.guesses import Sheet, seconds_to_answer
from accounts.demo.plans import Plan
from accounts.demo.pupils import Fate, Pupil, fates
from accounts.homework.actions import plan_follow_up, set_homework
from accounts.homework.evidence import class_evidence
from accounts.homework.models import Assignment
from accounts.homework.terms import GRACE, terms_of
from accounts.people.models import Classroom, User
from accounts.results.ideas import ideas_named
from accounts.results.misconceptions import misconceptions
from quizzes.actions import add_question, create_quiz
from quizzes.compose import propose
from quizzes.feedback import FeedbackPolicy
from quizzes.models import Quiz
from quizzes.presentation import form_for
from revision.models import Question, Topic

SEED = "revision demo"
"""The same school each time; only its dates follow the calendar."""
BREATH = datetime.timedelta(minutes=3)
"""Between the last answer of the demo and now, at least."""
PRACTISES = 0.32
"""How likely the keenest is to practise after homework."""
DOES_IT_AGAIN = 0.55
"""How likely the keenest is to try practice homework once more."""
LEAVES_ONE_OUT = 0.05
TAUGHT_AGAIN = 2.4
"""Logits that a lesson on the commonest mistakes adds for the follow-up after it."""
IDEAS_AGAIN = 4
TRIES_AGAIN = 0.85
"""How likely a student is to try once more after a wrong try."""
HINTED = 1.2
"""Logits that a wrong try and its hint add."""


def drawn(*parts: object) -> Random:
    """Chance of its own for each thing, so that a change in one place leaves the others as they were."""
    return random.Random("/".join(str(part) for part in (SEED, *parts)))


@dataclass(slots=True)
class Ledger:
    """Rows to be written together."""

    attempts: list[Attempt] = field(default_factory=list)
    items: list[AttemptItem] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    events: list[AttemptEvent] = field(default_factory=list)

    def write(self) -> None:
        Attempt.objects.bulk_create(self.attempts)
        AttemptItem.objects.bulk_create(self.items)
        Response.objects.bulk_create(self.responses)
        AttemptEvent.objects.bulk_create(self.events)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an attempt and the marks for it."""

    sheet: Sheet
    max_mark: Decimal
    slot_id: int


@dataclass(frozen=True, slots=True)
class Again:
    """What a follow-up asks, and whom: those who held the commonest wrong ideas, on questions that show these ideas."""

    before: Assignment
    students: Sequence[User]
    questions: Sequence[Question]

    @classmethod
    def after(cls, assignment: Assignment, sheets: Mapping[object, Sheet], count: int) -> Self:
        items = AttemptItem.objects.filter(attempt__assignment=assignment, attempt__purpose=Attempt.Purpose.HOMEWORK)
        ideas = sorted(misconceptions(items), key=lambda idea: (-len(idea.holders), idea.name))[:IDEAS_AGAIN]
        students = {holder.student.pk: holder.student for idea in ideas for holder in idea.holders}
        asked = set(assignment.quiz.slots.values_list("question", flat=True))
        questions = []
        for idea in ideas:
            naming = [sheet.version.question for sheet in sheets.values() if idea.name in ideas_named(sheet.version.body)]
            # Those of the homework itself, then others that name the same idea.
            questions += sorted(naming, key=lambda question: (question.pk not in asked, question.position))[:2]
        return cls(assignment, list(students.values()), list({question.pk: question for question in questions}.values())[:count])


@dataclass(slots=True)
class ClassHistory:
    """The homework of one class up to ``now``. ``topics`` are in the order of the course, with ``sheets`` for each."""

    classroom: Classroom
    pupils: Sequence[Pupil]
    topics: Sequence[Topic]
    sheets: dict[object, Sheet]
    now: datetime.datetime
    written: Written | None = None
    """The question that a teacher marks; ``None`` where the course has it not."""

    def tell(self, plans: Sequence[Plan]) -> None:
        """Set and answer all homework, the earliest first: what is known of a class shapes what it is set next."""
        number = -1
        for plan in plans:
            # A follow-up has chance of its own: what comes after it stays as it was.
            number += not plan.again
            name = f"{number} again" if plan.again else str(number)
            draw = drawn(self.classroom.name, name)
            again = self.again(plan)
            if plan.again and again is None:
                continue
            assignment = self.set(plan, draw, again)
            asked = self.asked(assignment)
            ledger = Ledger()
            chosen = {student.pk for student in assignment.only_for.all()}
            become = dict.fromkeys(chosen, Fate.ON_TIME) if plan.again else fates(plan, number, self.pupils, draw)
            for pupil in self.pupils:
                work = Work(assignment, pupil, asked, drawn(self.classroom.name, name, pupil.student.username), self.now)
                work.taught = TAUGHT_AGAIN if plan.again else 0.0
                work.shuffle()
                self.do(ledger, work, become.get(pupil.student.pk, Fate.NEVER))
            ledger.write()

    def again(self, plan: Plan) -> "Again | None":
        """What a follow-up asks; ``None`` where the homework before it showed no wrong idea that has a name."""
        before = self.classroom.assignments.order_by("-due").first() if plan.again else None
        found = Again.after(before, self.sheets, plan.count) if before is not None else None
        return found if found is not None and found.students else None

    def set(self, plan: Plan, draw: Random, again: "Again | None" = None) -> Assignment:
        """The homework of a plan, with a quiz that was composed when it opened."""
        due_on = timezone.localtime(self.now).date() + datetime.timedelta(days=plan.due)
        if not plan.to_the_day:
            due_on = timetable.school_night(due_on)
        opens = timetable.lesson(due_on - datetime.timedelta(days=plan.days), draw, before=self.now - BREATH)
        due = timetable.evening(due_on)
        shared = Quiz.objects.filter(owner=self.classroom.owner, title=plan.title).first() if plan.shared else None
        quiz = shared or self.compose(plan, opens, draw, again)
        if again is not None:
            plan_follow_up(quiz=quiz, after=again.before, students=again.students)
        assignment = set_homework(
            quiz=quiz,
            classroom=self.classroom,
            opens=opens,
            due=due,
            closes=timetable.evening(due_on + datetime.timedelta(days=plan.late_days)),
            only_for=again.students if again else (),
            **plan.settings,
        )
        made = opens - datetime.timedelta(minutes=draw.randrange(20, 90))
        Quiz.objects.filter(pk=quiz.pk, created__gt=made).update(created=made)
        Assignment.objects.filter(pk=assignment.pk).update(created=opens - datetime.timedelta(minutes=draw.randrange(2, 15)))
        return assignment

    def compose(self, plan: Plan, opens: datetime.datetime, draw: Random, again: "Again | None" = None) -> Quiz:
        """What the composer proposes for the plan's topics (or of the questions to ask again), given all that the class had shown."""
        topics = list(dict.fromkeys(self.topics[place % len(self.topics)] for place in plan.topics))
        questions = [sheet.version.question for sheet in self.sheets.values() if sheet.version.question.topic in topics]
        if again is not None and again.questions:
            questions = list(again.questions)
        # Rounded, for a database sums in any order, and the last digit would choose between equals.
        evidence = {fact: replace(shown, score=round(shown.score, 6)) for fact, shown in class_evidence(self.classroom).items()}
        found = propose(
            questions=questions,
            count=plan.count,
            evidence=evidence,
            now=opens,
            seed=draw.getrandbits(31),
        )
        title = topics[0].title if len(topics) == 1 else f"{topics[0].title} and {len(topics) - 1} more"
        title = f"Again: {title}" if again is not None else title
        quiz = create_quiz(owner=self.classroom.owner, course=topics[0].course, title=plan.title or title, proposals=found)
        if plan.written and self.written is not None:
            add_question(quiz=quiz, question=self.written.version.question)
        return quiz

    def asked(self, assignment: Assignment) -> list[Asked]:
        known = dict(self.sheets)
        if self.written is not None:
            known[self.written.version.question_id] = self.written
        return [Asked(known[slot.question_id], slot.max_mark, slot.pk) for slot in assignment.quiz.slots.all()]

    def do(self, ledger: Ledger, work: "Work", fate: Fate) -> None:
        """One student's homework, and at times practice after it."""
        if fate is Fate.NEVER:
            return
        assignment, draw = work.assignment, work.draw
        if fate is Fate.LATE:
            span = (assignment.due + BREATH, min(assignment.closes, self.now - BREATH))
        else:
            span = (assignment.opens + BREATH, min(assignment.due, self.now - BREATH))
        if fate is Fate.HALF_WAY:
            work.leave_from(max(1, len(work.asked) // 2))
        elif draw.random() < LEAVES_ONE_OUT:
            work.leave_out(draw.randrange(len(work.asked)))
        attempt = work.sit(ledger, span, hands_in=fate is not Fate.HALF_WAY)
        if attempt is None or attempt.ended_by != Attempt.Ended.STUDENT or assignment.feedback != FeedbackPolicy.AT_ONCE:
            return
        if assignment.attempts_allowed is None:
            self.do_it_again(ledger, work, attempt)
            return
        if draw.random() < PRACTISES * work.pupil.keenness or work.pupil.is_demo_student:
            self.practise(ledger, work, attempt)

    def do_it_again(self, ledger: Ledger, work: "Work", attempt: Attempt) -> None:
        """A second attempt at practice homework, and a third, while it is open."""
        for number in (2, 3):
            if attempt.finished is None or work.draw.random() >= DOES_IT_AGAIN * work.pupil.keenness:
                return
            again = Work(work.assignment, work.pupil, work.asked, work.draw, self.now, number=number)
            until = min(work.assignment.closes, self.now - BREATH)
            later = again.sit(ledger, (attempt.finished + BREATH, until), hands_in=True)
            if later is None:
                return
            attempt = later

    def practise(self, ledger: Ledger, work: "Work", attempt: Attempt) -> None:
        """What the attempt missed once more, on the spot or within days; some stop in the middle."""
        assert attempt.finished is not None
        missed = [one for one, item in zip(work.asked, work.items, strict=True) if item.fraction != 1]
        if not missed:
            return
        again = Work(work.assignment, work.pupil, missed, work.draw, self.now, purpose=Attempt.Purpose.PRACTICE)
        hands_in = work.draw.random() < 0.85
        if not hands_in:
            again.leave_from(len(missed) // 2)
        days = 0.02 if work.draw.random() < 0.6 else 5
        until = min(attempt.finished + datetime.timedelta(days=days), self.now - BREATH)
        again.sit(ledger, (attempt.finished + datetime.timedelta(seconds=40), until), hands_in=hands_in)


@dataclass(slots=True)
class Work:
    """One sitting of one student."""

    assignment: Assignment
    pupil: Pupil
    asked: Sequence[Asked]
    draw: Random
    now: datetime.datetime
    purpose: str = Attempt.Purpose.HOMEWORK
    number: int = 1
    taught: float = 0.0
    """Logits that a lesson on just these mistakes has added."""
    left: set[int] = field(default_factory=set)
    """Places, from 0, of the questions without an answer."""
    items: list[AttemptItem] = field(default_factory=list)

    def shuffle(self) -> None:
        """Another order for each student, where the homework is set so."""
        if self.assignment.shuffle_questions:
            self.asked = self.draw.sample(list(self.asked), len(self.asked))

    def leave_out(self, place: int) -> None:
        self.left.add(place)

    def leave_from(self, place: int) -> None:
        self.left.update(range(place, len(self.asked)))

    def sit(self, ledger: Ledger, span: tuple[datetime.datetime, datetime.datetime], *, hands_in: bool) -> Attempt | None:
        """Start, answer and hand in within ``span``; nothing where there is no time for it."""
        pauses = [seconds_to_answer(one.sheet, self.pupil.pace, self.draw) for one in self.asked]
        earliest, latest = span
        latest -= sum(pauses, datetime.timedelta(seconds=30)) * (1 + (self.assignment.tries - 1) / 2)
        if latest < earliest:
            return None
        clock = timetable.sitting(earliest, latest, self.draw)
        attempt = self.attempt(clock)
        keeps_drafts = self.assignment.whole_page and self.assignment.feedback != FeedbackPolicy.AT_ONCE
        for place, (one, pause) in enumerate(zip(self.asked, pauses, strict=True)):
            seed = self.draw.getrandbits(31)
            item = AttemptItem(
                attempt=attempt,
                position=place + 1,
                slot_id=one.slot_id,
                version=one.sheet.version,
                seed=seed,
                max_mark=one.max_mark,
            )
            self.items.append(item)
            if place in self.left:
                continue
            clock += pause
            if keeps_drafts and not hands_in:
                item.draft, item.draft_number = self.draft(one.sheet, item), 1
                continue
            ledger.responses.append(self.answer(one.sheet, item, clock))
            for _try in range(1, self.assignment.tries if self.purpose == Attempt.Purpose.HOMEWORK else 1):
                if item.is_final or self.draw.random() > TRIES_AGAIN:
                    break
                clock += pause / 2
                ledger.responses.append(self.answer(one.sheet, item, clock))
        if hands_in:
            attempt.finished, attempt.ended_by = clock + datetime.timedelta(seconds=self.draw.randrange(3, 25)), Attempt.Ended.STUDENT
        elif attempt.deadline is not None and attempt.deadline + GRACE < self.now:
            attempt.finished, attempt.ended_by = attempt.deadline, Attempt.Ended.TIME
            ledger.events.append(AttemptEvent(attempt=attempt, kind=AttemptEvent.Kind.CLOSED, at=attempt.deadline + GRACE))
        ledger.attempts.append(attempt)
        ledger.items += self.items
        return attempt

    def attempt(self, started: datetime.datetime) -> Attempt:
        """An attempt without its answers yet, under the terms of its student."""
        terms = None
        if self.purpose == Attempt.Purpose.HOMEWORK:
            terms = terms_of(self.assignment, self.pupil.student, None)
        return Attempt(
            assignment=self.assignment,
            student=self.pupil.student,
            purpose=self.purpose,
            number=self.number,
            started=started,
            due=terms.due if terms else None,
            deadline=terms.deadline(started) if terms else None,
            closes=terms.closes if terms else None,
            question_count=len(self.asked),
            max_score=sum((one.max_mark for one in self.asked), Decimal(0)),
        )

    def draft(self, sheet: Sheet, item: AttemptItem) -> dict[str, list[str]]:
        """What the page saves while an answer is typed."""
        answer, _fraction = sheet.answer(item.seed, self.pupil.says(sheet, self.draw, self.taught))
        return form_for(sheet.version, item.seed).values_of(answer)

    def answer(self, sheet: Sheet, item: AttemptItem, given: datetime.datetime) -> Response:
        """What ``submit_answer`` does to an item and its attempt. After a wrong try they know more: hints help, and one option is out."""
        answer, fraction = sheet.answer(item.seed, self.pupil.says(sheet, self.draw, self.taught + HINTED * item.tries))
        attempt, at_once = item.attempt, item.attempt.is_practice or self.assignment.feedback == FeedbackPolicy.AT_ONCE
        tries = 1 if attempt.is_practice else self.assignment.tries
        attempt.score -= item.mark
        attempt.waiting_count -= item.state == "waiting"
        attempt.answered_count += item.answered is None
        best = fraction if fraction is None or not at_once or not item.tries else max(fraction, item.fraction or Decimal(0))
        item.fraction, item.answered, item.tries = best, given, item.tries + 1
        item.is_final = at_once and (fraction is None or fraction == 1 or item.tries >= tries)
        attempt.waiting_count += item.state == "waiting"
        attempt.score += item.mark
        return Response(item=item, try_number=item.tries, key=uuid.uuid4(), answer=answer, fraction=fraction, given=given)

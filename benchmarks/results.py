"""What results cost the server: pages of one large class, how they grow, and the memory of exports: `uv run benchmarks/results.py`.

Makes its own classes in a database of its own (in a temporary folder unless --database-url names one) and asks for each page in this
process. Prints one line of JSON for each page and size; README.md here says what the figures mean.
"""

import argparse
import datetime
import gzip
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.answers import set_up_django  # noqa: E402

if TYPE_CHECKING:
    from accounts.homework.models import Assignment
    from accounts.people.models import Classroom, User
    from quizzes.models import Quiz

OPTIONS = {
    "options": [
        {"text": "Option A", "correct": True, "feedback": "It is."},
        {"text": "Option B", "correct": False, "feedback": "It is not.", "misconception": "Takes B for A"},
        {"text": "Option C", "correct": False, "feedback": "It is not."},
        {"text": "Option D", "correct": False, "feedback": "It is not."},
    ]
}
TYPED = {"accepted": ["Kamenev"], "near": []}
SAID = ("Kamenev", "Zinoviev", "Trotsky", "Bukharin", "the Politburo", "idk")
BATCH = 2000


@dataclass(slots=True)
class School:
    """A teacher with a course, and all that is made for them."""

    teacher: "User"
    quiz: "Quiz"
    draw: Random = field(default_factory=lambda: Random(1))

    def classroom(self, students: int) -> "tuple[Classroom, list[User]]":
        from accounts.people.models import Classroom, Enrolment, User  # noqa: PLC0415

        name = f"Class of {students}"
        made = Classroom.objects.create(school_id=self.teacher.school_id, owner=self.teacher, name=name)
        people = [
            User(username=f"b{uuid.uuid4().hex[:12]}", display_name=f"Student {number:04}", school_id=made.school_id, password="!")
            for number in range(students)
        ]
        User.objects.bulk_create(people, batch_size=BATCH)
        Enrolment.objects.bulk_create((Enrolment(classroom=made, student=one) for one in people), batch_size=BATCH)
        return made, people

    def homework(self, classroom: "Classroom", students: "Sequence[User]", weeks: int = 0) -> "Assignment":
        """One piece of homework of 20 questions that everybody has handed in, some days ago."""
        from django.utils import timezone  # noqa: PLC0415

        from accounts.attempts.models import Attempt, AttemptItem, Response  # noqa: PLC0415
        from accounts.homework.models import Assignment  # noqa: PLC0415

        opens = timezone.now() - datetime.timedelta(days=3 + 7 * weeks)
        due = opens + datetime.timedelta(days=2)
        assignment = Assignment.objects.create(quiz=self.quiz, classroom=classroom, opens=opens, due=due, closes=due)
        slots = list(self.quiz.slots.select_related("question"))
        attempts, items, responses = [], [], []
        for student in students:
            ability, score = self.draw.random(), Decimal(0)
            attempt = Attempt(
                assignment=assignment,
                student=student,
                started=opens,
                finished=due - datetime.timedelta(hours=1),
                ended_by="student",
                question_count=len(slots),
                answered_count=len(slots),
                max_score=len(slots),
            )
            for slot in slots:
                right = self.draw.random() < 0.2 + 0.7 * ability
                item = AttemptItem(
                    attempt=attempt,
                    position=slot.position,
                    slot=slot,
                    version_id=slot.question.current_id,
                    seed=slot.position,
                    max_mark=1,
                    fraction=Decimal(int(right)),
                    answered=attempt.finished,
                    tries=1,
                    is_final=True,
                )
                score += item.fraction
                items.append(item)
                said = self._answer(slot.question.kind, right=right)
                responses.append(Response(item=item, key=uuid.uuid4(), answer=said, fraction=item.fraction, given=item.answered))
            attempt.score = score
            attempts.append(attempt)
        Attempt.objects.bulk_create(attempts, batch_size=BATCH)
        AttemptItem.objects.bulk_create(items, batch_size=BATCH)
        Response.objects.bulk_create(responses, batch_size=BATCH)
        return assignment

    def _answer(self, kind: str, *, right: bool) -> dict[str, Any]:
        if kind == "single_choice":
            return {"option": 0 if right else self.draw.randrange(1, 4)}
        return {"text": SAID[0] if right else self.draw.choice(SAID[1:])}


def new_school(questions: int = 20) -> School:
    """A teacher whose quiz has ``questions`` questions on as many facts: three of four a choice, the others typed."""
    from accounts.people.models import School as SchoolRow  # noqa: PLC0415
    from accounts.people.models import User  # noqa: PLC0415
    from quizzes.models import Quiz, Slot  # noqa: PLC0415
    from revision.models import Course, Fact, Question, QuestionVersion, Topic  # noqa: PLC0415

    name = f"benchmark-{uuid.uuid4().hex[:8]}"
    school = SchoolRow.objects.create(name=name)
    teacher = User.objects.create(username=name, display_name="Teacher", school=school, role=User.Role.TEACHER, password="!")
    course = Course.objects.create(title=name, slug=name, owner=teacher)
    topic = Topic.objects.create(course=course, title="Topic", slug="topic", position=1)
    quiz = Quiz.objects.create(title=name, course=course, owner=teacher, frozen=True)
    for number in range(1, questions + 1):
        statement = f"Fact **{number}**."
        fact = Fact.objects.create(
            topic=topic, course=course, slug=f"fact-{number}", statement=statement, kind=Fact.Kind.EVENT, position=number
        )
        kind, body = ("short_answer", TYPED) if number % 4 == 0 else ("single_choice", OPTIONS)
        question = Question.objects.create(topic=topic, course=course, slug=f"question-{number}", kind=kind, position=number)
        question.facts.add(fact)
        question.current = QuestionVersion.objects.create(
            question=question, number=1, prompt=f"Question {number}?", explanation="", body=body
        )
        question.save(update_fields=["current"])
        Slot.objects.create(quiz=quiz, position=number, question=question)
    return School(teacher, quiz)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one page costs: statements, median milliseconds of several goes, bytes as sent and compressed."""

    queries: int
    ms: float
    cpu_ms: float
    """Of this process alone: on a busy machine it says more than ``ms``. SQLite works in it, PostgreSQL outside."""
    bytes: int
    gzipped: int


def cost(user: "User", url: str, goes: int) -> Cost:
    """Ask for ``url`` in this process, middleware and all; statements are counted in another pass, so that counting slows nothing."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from benchmarks.school import CONTROL  # noqa: PLC0415

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    with CaptureQueriesContext(connection) as caught:
        sent = body_of(client.get(url))
    queries = sum(not query["sql"].startswith(CONTROL) for query in caught.captured_queries)
    times, used = [], []
    for _go in range(goes):
        began, busy = time.perf_counter(), time.process_time()
        body_of(client.get(url))
        times.append(1000 * (time.perf_counter() - began))
        used.append(1000 * (time.process_time() - busy))
    ms, cpu = (round(statistics.median(some), 1) for some in (times, used))
    return Cost(queries, ms, cpu, len(sent), len(gzip.compress(sent, 6)))


def body_of(response: Any) -> bytes:
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}")
    return b"".join(response.streaming_content) if response.streaming else response.content


def memory(user: "User", url: str, asked: dict[str, str]) -> dict[str, Any]:
    """The most memory that Python holds while a file is made and read piece by piece, in MB; its size; and what making it takes."""
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    busy = time.process_time()
    size_of(client.post(url, asked))
    cpu = 1000 * (time.process_time() - busy)
    tracemalloc.start()
    size = size_of(client.post(url, asked))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"cpu_ms": round(cpu, 1), "bytes": size, "peak_mb": round(peak / 1e6, 1)}


def size_of(response: Any) -> int:
    """The length of a file that is read as it comes, none of it kept."""
    if response.status_code != 200 or "attachment" not in response.headers.get("Content-Disposition", ""):
        raise SystemExit(f"{response.request['PATH_INFO']} gave no file")
    return sum(len(part) for part in response.streaming_content)


def address(name: str, *args: Any) -> str:
    """The address of a page by its name."""
    from django.urls import reverse  # noqa: PLC0415

    return reverse(name, args=args)


def measured(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """A line for each page and size."""
    for students in options.sizes:
        school = new_school()
        room, people = school.classroom(students)
        homework = school.homework(room, people)
        about = {"students": students, "questions": 20}
        for name in ("results", "analysis"):
            yield line(name, school.teacher, address(name, homework.pk), options.goes, **about)
        for what, kind in itertools.product(("marks", "answers"), ("csv", "xlsx")):
            asked = {"what": what, "format": kind, "names": "named"}
            yield {"page": "export_results", "what": what, "format": kind, **about} | memory(
                school.teacher, address("export_results", homework.pk), asked
            )
    students, pieces = options.book
    school = new_school()
    room, people = school.classroom(students)
    for week in range(pieces):
        school.homework(room, people, week)
    yield line("gradebook", school.teacher, address("gradebook", room.pk), options.goes, students=students, homework=pieces)
    school = new_school(100)
    room, people = school.classroom(100)
    for week in range(options.responses // 10_000):
        school.homework(room, people, week)
    for name in ("class_knowledge", "misconceptions"):
        yield line(name, school.teacher, address(name, room.pk), options.goes, responses=options.responses)


def line(name: str, user: "User", url: str, goes: int, **about: Any) -> dict[str, Any]:
    found = cost(user, url, goes)
    return {
        "page": name,
        **about,
        "queries": found.queries,
        "ms": found.ms,
        "cpu_ms": found.cpu_ms,
        "bytes": found.bytes,
        "gzipped": found.gzipped,
    }


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 300, 1000, 3000], help="students of the one class (30 300 1000 3000)")
    parser.add_argument("--book", type=int, nargs=2, default=[40, 60], help="students and pieces of homework of the gradebook (40 60)")
    parser.add_argument("--responses", type=int, default=200_000, help="of the report on facts, in steps of 10,000 (200000)")
    parser.add_argument("--goes", type=int, default=5, help="how often each page is timed (5)")
    parser.add_argument("--database-url", default="", help="an empty database made for this; it is filled and kept")
    options = parser.parse_args(words)
    if options.goes < 1 or min(*options.sizes, *options.book) < 1 or options.responses < 0:
        parser.error("sizes and goes are 1 or more")
    return options


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="revision-benchmark-") as folder:
        set_up_django(folder, options.database_url)
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection, connections  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        about = {
            "database": f"{connection.vendor} {'.'.join(str(part) for part in connection.get_database_version())}",
            "cpus": os.cpu_count(),
        }
        for found in measured(options):
            print(json.dumps(found | about), flush=True)
        connections.close_all()


if __name__ == "__main__":
    main()

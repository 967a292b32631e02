"""A teacher at work: what the tests of these pages share."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.people.models import Classroom
from quizzes.models import Quiz, Slot
from revision.models import Course, Question
from tests.accounts.helpers import NOON, USUAL_SETTINGS, many_enrolled
from tests.factories import ClassroomFactory, CourseFactory, QuestionFactory, QuizFactory, TopicFactory

NEW = "/homework/new/"
TOKEN = {"csrfmiddlewaretoken": "as a browser sends it"}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


class Desk:
    """A teacher with a class of two and a course of two topics below a chapter, each with three questions."""

    def __init__(self, as_user: Any) -> None:
        self.classroom: Classroom = ClassroomFactory(name="11B")
        self.teacher = self.classroom.owner
        self.students = many_enrolled(self.classroom, 2)
        self.course: Course = CourseFactory(title="Rivers", slug="rivers")
        self.chapter = TopicFactory(course=self.course, title="Europe", position=1)
        names = enumerate(("Seine", "Loire"), start=2)
        self.topics = [TopicFactory(course=self.course, title=title, parent=self.chapter, position=place) for place, title in names]
        self.questions = {topic.title: [QuestionFactory(topic=topic) for _number in range(3)] for topic in self.topics}
        self.client: Client = as_user(self.teacher)

    def pick(self, *topics: Any, url: str = NEW, htmx: bool = False, **more: Any) -> HttpResponse:
        data = {"course": self.course.slug, "class": str(self.classroom.pk), "topics": [topic.pk for topic in topics], "count": 4}
        return self.client.post(url, {**data, **more, **TOKEN}, headers={"HX-Request": "true"} if htmx else {})

    def quiz(self, *questions: Question, title: str = "Rivers of France") -> Quiz:
        quiz = QuizFactory(course=self.course, owner=self.teacher, title=title)
        chosen = questions or [question for asked in self.questions.values() for question in asked[:1]]
        Slot.objects.bulk_create(Slot(quiz=quiz, position=place, question=question) for place, question in enumerate(chosen, start=1))
        return quiz

    def set(self, quiz: Quiz, **more: Any) -> HttpResponse:
        data = {
            "title": quiz.title,
            "class": str(self.classroom.pk),
            "classroom": str(self.classroom.pk),
            "opens": "2026-11-23T12:00",
            "due": "2026-11-24T20:00",
            "late_days": "3",
            **USUAL_SETTINGS,
        }
        return self.client.post(reverse("set_homework", args=[quiz.pk]), {**data, **more, **TOKEN})


@pytest.fixture
def desk(as_user) -> Desk:
    return Desk(as_user)

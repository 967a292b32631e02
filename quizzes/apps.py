"""What a teacher defines: quizzes, how they are composed, and what feedback may show."""

from django.apps import AppConfig


class QuizzesConfig(AppConfig):
    name = "quizzes"

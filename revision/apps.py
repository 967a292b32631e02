"""What is known: courses, topics, facts and questions, and how a question is marked."""

from django.apps import AppConfig


class RevisionConfig(AppConfig):
    name = "revision"

    def ready(self) -> None:
        from revision import checks  # noqa: F401, PLC0415 (registers the checks)

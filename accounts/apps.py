"""People and what they did: schools, classes, homework, attempts and results."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.privacy import checks  # noqa: F401, PLC0415 (registers the check, once the models are there)

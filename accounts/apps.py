"""People and what they did: schools, classes, homework, attempts and results."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

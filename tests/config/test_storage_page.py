"""The page for what nobody expected, and for storage that fails."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from redis.exceptions import ConnectionError as CacheIsGone

from config import views


@pytest.mark.parametrize("failure", [OperationalError, InterfaceError, CacheIsGone])
@pytest.mark.django_db
def test_storage_that_fails_is_said_to_have_failed_and_may_be_tried_again(monkeypatch, failure):
    client = Client(raise_request_exception=False)

    def fails(*_given):
        raise failure("database or disk is full")

    monkeypatch.setattr("config.middleware.PrivatePagesMiddleware.__call__", fails)
    response = client.get("/accounts/login/")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert b"What you just sent is not saved." in response.content


@pytest.mark.django_db
def test_anything_else_is_a_server_error(monkeypatch):
    def fails(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr("config.middleware.PrivatePagesMiddleware.__call__", fails)
    response = Client(raise_request_exception=False).get("/accounts/login/")

    assert (response.status_code, "Retry-After" in response.headers) == (500, False)
    assert b"Something broke on our side" in response.content


def test_out_of_an_exception_it_is_a_server_error(rf):
    assert views.server_error(rf.get("/")).status_code == 500

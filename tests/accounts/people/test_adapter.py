"""Nobody signs themselves up."""

from allauth.account.adapter import get_adapter
from django.test import RequestFactory

from accounts.people.adapter import AccountAdapter


def test_accounts_are_made_by_a_school_alone():
    adapter = get_adapter()

    assert (type(adapter), adapter.is_open_for_signup(RequestFactory().get("/"))) == (AccountAdapter, False)

"""Pages for those who work at the school."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from revision.access import PageRequest, staff_only
from tests.factories import AdminFactory, TeacherFactory, UserFactory


@staff_only
def page(request: PageRequest, number: int) -> HttpResponse:
    """A page."""
    return HttpResponse(f"{request.path} {number}")


def test_staff_come_in_with_what_the_address_says() -> None:
    for user in (TeacherFactory.build(school=None), AdminFactory.build(school=None)):
        request = RequestFactory().get("/there/")
        request.user = user
        assert page(request, number=3).content == b"/there/ 3"


def test_to_anybody_else_the_page_does_not_exist() -> None:
    for user in (UserFactory.build(school=None), AnonymousUser()):
        request = RequestFactory().get("/there/")
        request.user = user
        with pytest.raises(Http404):
            page(request, number=3)


def test_the_view_keeps_its_name() -> None:
    assert (page.__name__, page.__doc__) == ("page", "A page.")

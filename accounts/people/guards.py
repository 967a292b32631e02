"""Pages for those who look after a school or the site; to anybody else they do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import Http404, HttpResponse

from accounts.people.models import School, User
from accounts.people.requests import PersonRequest

type View[**P] = Callable[Concatenate[PersonRequest, P], HttpResponse]


def _only[**P](allowed: Callable[[User], bool], view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not allowed(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def school_admins_only[**P](view: View[P]) -> View[P]:
    """A page of a school's admin."""
    return _only(lambda user: user.is_school_admin, view)


def site_admins_only[**P](view: View[P]) -> View[P]:
    """A page of whoever looks after the site."""
    return _only(lambda user: user.is_site_admin, view)


def admins_only[**P](view: View[P]) -> View[P]:
    """A page of either; what each of them finds there, its queryset says."""
    return _only(lambda user: user.is_school_admin or user.is_site_admin, view)


def school_of(request: PersonRequest) -> School:
    """The school of the signed-in person; 404 for a site admin, who has none."""
    if request.user.school is None:
        raise Http404
    return request.user.school

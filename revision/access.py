"""Who may come in, where a queryset does not already say it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails


class PageRequest(HttpRequest):
    """A request past the middleware: somebody is signed in, and ``htmx`` says whether a part of a page is wanted."""

    user: AbstractBaseUser  # type: ignore[assignment]  # never anonymous here, and no more is known of them below `accounts`
    htmx: HtmxDetails


def staff_only[R: PageRequest, **P, T: HttpResponseBase](view: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """A page for teachers and school admins; to anybody else it does not exist."""

    @wraps(view)
    def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded

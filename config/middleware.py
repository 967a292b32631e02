"""What every request passes, beside Django's own."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

type GetResponse = Callable[[HttpRequest], HttpResponse]


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every page needs a sign-in unless its view says otherwise (``login_not_required``).

    A redirect to the sign-in page would be swapped into the middle of a page by htmx, so htmx is told to go there instead. A view that
    is marked by ``outlives_sign_in`` lays aside what was posted to it.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, args, kwargs)
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx's middleware
        if refused is None or not htmx:
            if refused is not None and request.method == "POST" and hasattr(view_func, "lay_aside"):
                view_func.lay_aside(request, *args, **kwargs)
            return refused
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': htmx.current_url_abs_path or '/'})}"
        return HttpResponse(status=401, headers={"HX-Redirect": address})


INDENTATION = re.compile(rb"\n\s+")
KEEPS_ITS_SPACES = (b"<pre", b"<textarea")


class CompactMiddleware:
    """Pages travel without the indentation of their templates: a third less on a phone's connection."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not any(tag in response.content for tag in KEEPS_ITS_SPACES):
            response.content = INDENTATION.sub(b"\n", response.content)
        return response


class PrivatePagesMiddleware:
    """Pages of signed-in people are kept nowhere: on a shared computer the next child presses Back.

    It also tells caches that the same address answers htmx with a part of the page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        user = getattr(request, "user", None)  # what is refused at once has nobody
        if user is not None and user.is_authenticated:
            patch_cache_control(response, no_store=True, private=True)
        return response

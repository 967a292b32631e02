"""Logs without names: one line of JSON for each event, holding the words of the program and never the values of people.

A message is written as its template (``"%s: %s"`` stays so), and an error as its kind and the places in the code. Either may carry a name,
an answer or an address in its values, and nobody has to trust every line of every library not to put one there. What may be said beside it
is given by name: ``logger.info("request", extra={"said": {"page": "home"}})``.
"""

import datetime
import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

requests = logging.getLogger("revision.requests")


class WithoutValues(logging.Formatter):
    """A line of JSON: ``at``, ``level``, ``logger``, ``event``, what was said, and for an error ``error`` and ``where``, innermost last."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__,
            **getattr(record, "said", {}),
        }
        if record.exc_info and (error := record.exc_info[1]) is not None:
            line["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
            line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
        return json.dumps(line, ensure_ascii=False)


class RequestLogMiddleware:
    """One line for each request: the page by its name, never by its address, which may hold what somebody typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            found = request.resolver_match
            said = {
                "page": (found.view_name if found else "") or "unknown",
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - begun) * 1000),
            }
            requests.info("request", extra={"said": said})
        return response

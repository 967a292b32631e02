"""The audit log, for whom it is: an admin's school, a teacher's classes, and for a site admin everything."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.people.audit import AuditEntry
from accounts.people.log.forms import LogForm
from accounts.people.requests import PersonRequest

ON_A_PAGE = 50


@require_safe
def audit_log(request: PersonRequest) -> HttpResponse:
    """The lines that the signed-in person may read, the latest first; to students the page does not exist."""
    if not (request.user.is_staff or request.user.is_site_admin):
        raise Http404
    lines = AuditEntry.objects.readable_by(request.user)
    form = LogForm(request.GET, lines=lines, user=request.user)
    wanted = form.narrowed(lines).select_related("by", "about", "classroom", "school")
    page = Paginator(wanted, ON_A_PAGE).get_page(request.GET.get("page"))
    chosen = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    context = {"place": "log", "page": page, "form": form, "chosen": urlencode(chosen)}
    return render(request, "people/audit_log.html", context)

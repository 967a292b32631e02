"""The categories and weights of a class's gradebook."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.homework.categories import save_categories
from accounts.homework.category_forms import SUGGESTED, CategoryForms, PlacesForm, category_rows
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from revision.access import staff_only
from revision.actions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def categories(request: PersonRequest, classroom_id: UUID) -> HttpResponse:
    """What weighs how much in the mean of a class that the teacher sets homework to."""
    found = get_object_or_404(Classroom.objects.editable_by(request.user), pk=classroom_id)
    there = list(found.categories.all())
    assignments = list(found.assignments.select_related("quiz").order_by("-due"))
    initial = [{"id": one.pk, "name": one.name, "weight": one.weight, "preset": one.preset} for one in there] or SUGGESTED
    sent = request.POST if request.method == "POST" else None
    rows = CategoryForms(sent, initial=initial, prefix="row")
    places = PlacesForm(sent, assignments=assignments if there else [], categories=there)
    if sent is not None and rows.is_valid() and places.is_valid():
        try:
            save_categories(classroom=found, rows=category_rows(rows), places=places.places())
        except Refused as refused:
            places.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. The means are counted anew."))
            return redirect("gradebook", found.pk)
    context = {"place": "classes", "classroom": found, "rows": rows, "places": places, "suggested": not there}
    return render(request, "homework/categories.html", context, status=422 if sent is not None else 200)

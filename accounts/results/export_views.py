"""Results as files: what there is to take away, and the file itself. A file is asked for by POST, since it is written down who took it."""

import tempfile
from uuid import UUID

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.marking.closing import close_those_over
from accounts.marking.own import exportable_assignment
from accounts.people.audit import AuditEntry, record
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from accounts.results.class_gradebook import class_gradebook
from accounts.results.exports.cells import Table
from accounts.results.exports.files import CONTENT_TYPES, Format, csv_pieces, write_xlsx
from accounts.results.exports.tables import expected_rows, gradebook_table, table_of
from accounts.results.forms import ExportForm, GradebookExportForm, GradebookForm
from revision.access import staff_only

AT_ONCE = 5_000
"""A workbook of so many rows is there in a second or two; of more the page says that it takes a while."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def export_results(request: PersonRequest, assignment_id: UUID) -> HttpResponseBase:
    """The results of homework, for those who may take them away."""
    found = exportable_assignment(request, assignment_id)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        close_those_over(found.attempts.all())
        said = form.cleaned_data
        table = table_of(found, said["what"], pseudonymised=form.pseudonymised, reader=request.user)
        _note(request, found.classroom, f"{found.quiz.title}: {table.name}, {said['format']}")
        return _download(table, said["format"], f"{found.classroom.name} {found.quiz.title} {said['what']}")
    rows = expected_rows(found)
    context = {"place": "homework", "assignment": found, "form": form, "rows": rows, "slow": rows["answers"] > AT_ONCE}
    return render(request, "results/export.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def export_gradebook(request: PersonRequest, classroom_id: UUID) -> HttpResponseBase:
    """A class's gradebook as it was filtered, for those who may take it away."""
    found = get_object_or_404(Classroom.objects.exportable_by(request.user), pk=classroom_id)
    book = class_gradebook(found, timezone.now(), GradebookForm(request.GET).chosen())
    form = GradebookExportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        table = gradebook_table(book, pseudonymised=form.pseudonymised)
        _note(request, found, f"{table.name}, {form.cleaned_data['format']}")
        return _download(table, form.cleaned_data["format"], f"{found.name} {table.name}")
    context = {"place": "classes", "classroom": found, "form": form, "book": book}
    return render(request, "results/export_gradebook.html", context, status=422 if form.errors else 200)


def _note(request: PersonRequest, classroom: Classroom, detail: str) -> None:
    record(by=request.user, action=AuditEntry.Action.RESULTS_EXPORTED, school=classroom.school_id, classroom=classroom, detail=detail)


def _download(table: Table, wanted: str, name: str) -> HttpResponseBase:
    """The file: CSV goes out as it is written, a workbook once it is whole."""
    filename = f"{slugify(name) or slugify(_('Results'))}.{wanted}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    if wanted == Format.CSV:
        return StreamingHttpResponse(csv_pieces(table), content_type=CONTENT_TYPES[Format.CSV], headers=headers)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_xlsx(table, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=CONTENT_TYPES[Format.XLSX])

"""What a page keeps asking for while somebody works on it: save what is typed, and how much time is left."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.attempts import actions
from accounts.attempts.forms import NumberForm
from accounts.attempts.models import Attempt, AttemptItem
from accounts.people.requests import PersonRequest
from accounts.people.unsent import forget
from quizzes.presentation import form_for
from revision.actions import Refused


@require_POST
def save_draft(request: PersonRequest, attempt_id: UUID, position: int) -> HttpResponse:
    """Keep what is typed so far. The reply has the number of the save and the seconds left; what is refused says why."""
    sent = NumberForm(request.POST)
    if not sent.is_valid():
        return JsonResponse({"said": _("This page is of another version: load it again.")}, status=422)
    items = AttemptItem.objects.of(request.user)
    try:
        item = actions.save_draft(
            items=items, attempt_id=attempt_id, position=position, data=request.POST, number=sent.cleaned_data["number"]
        )
    except AttemptItem.DoesNotExist:
        raise Http404 from None
    except actions.Stale as stale:
        return JsonResponse({"number": stale.item.draft_number, "said": saved_words(stale.item)}, status=409)
    except actions.Closed as closed:
        return JsonResponse({"closed": True, "said": str(closed)}, status=409)
    except Refused as refused:
        return JsonResponse({"said": str(refused)}, status=413)
    forget(request.session)
    return JsonResponse({"number": item.draft_number, "seconds": item.attempt.seconds_left(timezone.now())})


def saved_words(item: AttemptItem) -> str:
    """What is saved for a question, in words: what was typed last, or the answer given."""
    question_type = item.version.question.type
    body = question_type.read(item.version.body)
    if item.draft is None:
        response = item.responses.last()
        return question_type.summarise(body, response.answer) if response else ""
    form = form_for(item.version, item.seed, MultiValueDict(item.draft))
    if form.is_valid():
        return question_type.summarise(body, form.answer())
    said = []
    for name, values in item.draft.items():
        labels = {str(value): str(label) for value, label in getattr(form.fields.get(name), "choices", [])}
        said += [labels.get(value, value) for value in values if value and name in form.fields]
    return "; ".join(said)


@require_safe
def time_left(request: PersonRequest, attempt_id: UUID) -> HttpResponse:
    """The seconds that an attempt has left by the server's clock, and whether it takes no more answers."""
    found = get_object_or_404(Attempt.objects.of(request.user).select_related("assignment"), pk=attempt_id)
    now = timezone.now()
    return JsonResponse({"seconds": found.seconds_left(now), "over": found.is_over(now)})

"""A teacher's quizzes: the list, the questions of one, and the preview."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quizzes import actions, compose
from quizzes.feedback import EVERYTHING
from quizzes.forms import AddPickForm, AddQuestionForm, MarksForm, MoveForm, TitleForm
from quizzes.models import Quiz, Slot
from quizzes.presentation import Onward, Segment, Shown, answered, asked, form_for, fraction_of, on_paper, setup_for
from revision.access import PageRequest, staff_only
from revision.actions import Refused
from revision.models import Question, QuestionVersion
from revision.question_types.base import AnswerForm
from revision.trees import topic_tree


def own_quiz(request: PageRequest, quiz_id: UUID) -> Quiz:
    """The signed-in teacher's quiz; 404 for anybody else's."""
    return get_object_or_404(Quiz.objects.editable_by(request.user).select_related("course"), pk=quiz_id)


def readable_quiz(request: PageRequest, quiz_id: UUID) -> Quiz:
    """A quiz that the signed-in person may read, 404 for any other. For whoever did not make it, it is as if frozen."""
    found = get_object_or_404(Quiz.objects.readable_by(request.user).select_related("course"), pk=quiz_id)
    found.frozen = found.frozen or found.owner_id != request.user.pk
    return found


def slots_of(quiz: Quiz) -> list[Slot]:
    """The quiz's slots with all that a list of questions shows."""
    slots = list(quiz.slots.select_related("question__current__source", "question__topic", "topic"))
    first = 1
    for slot in slots:
        slot.numbers = str(first) if slot.picks == 1 else f"{first}–{first + slot.picks - 1}"
        first += slot.picks
    return slots


def quiz_context(quiz: Quiz) -> dict[str, object]:
    """What the list of a quiz's questions needs, wherever it stands."""
    slots = slots_of(quiz)
    return {
        "quiz": quiz,
        "slots": slots,
        "question_count": sum(slot.picks for slot in slots),
        "marks": sum(slot.all_marks for slot in slots),
        "seconds": sum(slot.seconds for slot in slots),
        "pick_form": None if quiz.frozen else AddPickForm(quiz=quiz),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a quiz as a preview or a paper has it. Of a random pick it is an example, the same every time."""

    slot: Slot
    version: QuestionVersion

    @property
    def drawn(self) -> bool:
        return self.slot.topic_id is not None


def asked_in(quiz: Quiz) -> list[Asked]:
    """The questions of a quiz in its order, its random picks drawn once for all; one query more than the draw."""
    pinned = compose.draw_questions(quiz, random.Random(str(quiz.pk)), shuffle=False)
    slots = {slot.pk: slot for slot in quiz.slots.all()}
    versions = QuestionVersion.objects.select_related("question__topic", "source").in_bulk([one.version_id for one in pinned])
    return [Asked(slots[one.slot_id], versions[one.version_id]) for one in pinned if one.slot_id is not None]


def back_to_quiz(request: PageRequest, quiz: Quiz) -> HttpResponse:
    """After a change: the list alone for htmx, otherwise the page it was made from."""
    if request.htmx:
        return render(request, "quizzes/questions.html#questions", quiz_context(quiz))
    came_from = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(came_from if safe else quiz)


def change(request: PageRequest, quiz: Quiz, done: Callable[[], object]) -> HttpResponse:
    """Do one change to a quiz; a refusal is said, and nothing is half done."""
    try:
        done()
    except Refused as refused:
        if request.htmx:
            return render(request, "quizzes/questions.html#questions", {**quiz_context(quiz), "refused": str(refused)}, status=409)
        messages.error(request, str(refused))
    return back_to_quiz(request, quiz)


@require_safe
@staff_only
def quizzes(request: PageRequest) -> HttpResponse:
    found = Quiz.objects.editable_by(request.user).filter(archived=False).with_counts().select_related("course")
    return render(request, "quizzes/quizzes.html", {"place": "homework", "quizzes": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def quiz(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    """The questions of a quiz; a POST renames it."""
    found = own_quiz(request, quiz_id) if request.method == "POST" else readable_quiz(request, quiz_id)
    form = TitleForm(request.POST or None, initial={"title": found.title})
    if request.method == "POST" and form.is_valid():
        actions.rename_quiz(quiz=found, title=form.cleaned_data["title"])
        messages.success(request, _("Renamed."))
        return redirect(found)
    status = 422 if request.method == "POST" else 200
    return render(
        request,
        "quizzes/quiz.html",
        {"place": "homework", **quiz_context(found), "own": found.owner_id == request.user.pk, "form": form},
        status=status,
    )


@require_POST
@staff_only
def archive_quiz(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    found = own_quiz(request, quiz_id)
    actions.archive_quiz(quiz=found)
    messages.success(request, _("“%(quiz)s” is out of your list. Homework set with it stays as it is.") % {"quiz": found.title})
    return redirect("quizzes")


@require_POST
@staff_only
def copy_quiz(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    copy = actions.copy_quiz(quiz=readable_quiz(request, quiz_id), owner=request.user)
    messages.success(request, _("Here is your copy. Change what you like."))
    return redirect("set_homework", copy.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def add_question(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    """The questions of a topic to add from; a POST adds one."""
    found = own_quiz(request, quiz_id)
    if request.method == "POST":
        form = AddQuestionForm(request.POST, quiz=found)
        if not form.is_valid():
            raise Http404
        return change(request, found, lambda: actions.add_question(quiz=found, question=form.cleaned_data["question"]))
    tree = topic_tree(found.course)
    branches = [branch for chapter in tree for branch in chapter.walk() if branch.topic.own_questions]
    chosen = next((branch.topic for branch in branches if str(branch.topic.pk) == request.GET.get("topic")), None)
    if chosen is None and branches:
        chosen = branches[0].topic
    there = set(found.slots.values_list("question_id", flat=True))
    questions = chosen.questions.asked().select_related("current") if chosen else Question.objects.none()
    context = {"place": "homework", "quiz": found, "branches": branches, "topic": chosen, "questions": questions, "there": there}
    return render(request, "quizzes/add_question.html", context)


@require_POST
@staff_only
def move_slot(request: PageRequest, quiz_id: UUID, slot_id: int) -> HttpResponse:
    found = own_quiz(request, quiz_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    return change(request, found, lambda: actions.move_slot(quiz=found, slot_id=slot_id, steps=form.cleaned_data["steps"]))


@require_POST
@staff_only
def remove_slot(request: PageRequest, quiz_id: UUID, slot_id: int) -> HttpResponse:
    found = own_quiz(request, quiz_id)
    return change(request, found, lambda: actions.remove_slot(quiz=found, slot_id=slot_id))


@require_POST
@staff_only
def swap_slot(request: PageRequest, quiz_id: UUID, slot_id: int) -> HttpResponse:
    """Another question of the same topic in this one's place."""
    found = own_quiz(request, quiz_id)
    slot = get_object_or_404(found.slots.filter(topic=None).select_related("question"), pk=slot_id)

    def swap() -> None:
        others = Question.objects.asked().filter(topic=slot.asked.topic_id).exclude(slots__quiz=found)
        chosen = compose.propose(
            questions=others.select_related("topic").prefetch_related("facts"),
            count=1,
            evidence={},
            now=timezone.now(),
            seed=random.getrandbits(31),
        )
        if not chosen:
            raise Refused(_("All questions of that topic are in the quiz already."))
        actions.swap_slot(quiz=found, slot_id=slot_id, proposal=compose.Proposal(chosen[0].question, _("Swapped in"), "neutral"))

    return change(request, found, swap)


@require_POST
@staff_only
def add_pick(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    """A random pick at the end of the quiz."""
    found = own_quiz(request, quiz_id)
    form = AddPickForm(request.POST, quiz=found)
    if not form.is_valid():
        return told(request, found, form)
    return change(request, found, lambda: actions.add_pick(quiz=found, **form.cleaned_data))


@require_POST
@staff_only
def set_marks(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    """Other marks for the questions of the quiz."""
    found = own_quiz(request, quiz_id)
    form = MarksForm(request.POST, slots=found.slots.all())
    if not form.is_valid():
        return told(request, found, form)
    return change(request, found, lambda: actions.set_marks(quiz=found, marks=form.marks()))


def told(request: PageRequest, quiz: Quiz, form: Form) -> HttpResponse:
    """What is wrong with a small form of the list, in the list; nothing was changed."""
    said = " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
    if request.htmx:
        return render(request, "quizzes/questions.html#questions", {**quiz_context(quiz), "refused": said}, status=422)
    messages.error(request, said)
    return back_to_quiz(request, quiz)


@require_safe
@staff_only
def preview(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    """The way to the first question."""
    return redirect("preview_question", readable_quiz(request, quiz_id).pk, 1)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def preview_question(request: PageRequest, quiz_id: UUID, position: int) -> HttpResponse:
    """A question as a student meets it, marked on the spot and kept nowhere."""
    found = readable_quiz(request, quiz_id)
    every = asked_in(found)
    if not every:
        messages.error(request, _("There is nothing to preview yet: add some questions first."))
        return redirect(found)
    if not 1 <= position <= len(every):
        raise Http404
    one = every[position - 1]
    form = form_for(one.version, position, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    shown = previewed(one, form, position) if form.is_bound and form.is_valid() else asked(position, one.version, form)
    context = {"shown": shown, "title": found.title, "count": len(every), "preview": True, "drawn": one.drawn, "action_url": request.path}
    context |= ways_out(found, position, len(every))
    return render(request, f"quizzes/question.html{'#exchanged' if request.htmx else ''}", context, status=status)


@require_safe
@staff_only
def paper(request: PageRequest, quiz_id: UUID) -> HttpResponse:
    """The quiz for a printer: the questions, then on a sheet of its own the answers."""
    found = readable_quiz(request, quiz_id)
    every = asked_in(found)
    if not every:
        messages.error(request, _("There is nothing to print yet: add some questions first."))
        return redirect(found)
    printed = [on_paper(one.slot, one.version, position) for position, one in enumerate(every, start=1)]
    context = {"quiz": found, "printed": printed, "marks": sum(one.max_mark for one in printed)}
    return render(request, "quizzes/paper.html", context)


def previewed(one: Asked, form: AnswerForm, position: int) -> Shown:
    """The question after the answer in a valid ``form``; the place is the seed, so that each is always laid out alike."""
    answer = form.answer()
    return answered(
        position,
        one.version,
        setup=setup_for(one.version, position),
        answer=answer,
        fraction=fraction_of(one.version, answer),
        max_mark=one.slot.max_mark,
        reveal=EVERYTHING,
    )


def ways_out(quiz: Quiz, position: int, count: int) -> dict[str, object]:
    """The progress bar, the way on and the way back of a preview."""
    back = reverse("quiz", args=[quiz.pk])
    last = position == count
    return {
        "segments": [Segment(place, "todo", current=place == position) for place in range(1, count + 1)],
        "leave_url": back,
        "onward": Onward(back, _("Back to the quiz"))
        if last
        else Onward(reverse("preview_question", args=[quiz.pk, position + 1]), _("Next question")),
    }

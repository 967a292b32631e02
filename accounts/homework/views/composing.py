"""Setting homework: what to ask, which questions, to whom, and how."""

import random
from uuid import UUID

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.homework import actions
from accounts.homework.evidence import class_evidence, show_scores
from accounts.homework.forms import SetForm, usual_times
from accounts.homework.models import Assignment, FollowUp
from accounts.homework.settings import PRESETS_SAY
from accounts.people.models import Classroom
from accounts.people.requests import PersonRequest
from quizzes.actions import add_proposals, create_quiz, rename_quiz
from quizzes.compose import Proposal, propose
from quizzes.forms import PickForm
from quizzes.models import Quiz
from quizzes.views import own_quiz, quiz_context
from revision.access import staff_only
from revision.actions import Refused
from revision.models import Course, Question
from revision.trees import topic_tree

CHOSEN_CLASS = "homework-class"


def chosen_class(request: PersonRequest) -> Classroom | None:
    """The class named in the address, or the one chosen last, or the teacher's first; none where they teach none.

    The choice is kept for the session: on the way round by another page homework must not end up with another class.
    """
    classes = {str(classroom.pk): classroom for classroom in Classroom.objects.editable_by(request.user).with_counts()}
    wanted = request.GET.get("class") or request.POST.get("class")
    if wanted in classes and request.session.get(CHOSEN_CLASS) != wanted:
        request.session[CHOSEN_CLASS] = wanted
    return classes.get(wanted or request.session.get(CHOSEN_CLASS, "")) or next(iter(classes.values()), None)


def what_context(course: Course, classroom: Classroom | None) -> dict[str, object]:
    """The topics to tick, with what the class scored on them."""
    tree = topic_tree(course, with_facts=True)
    if classroom is not None:
        show_scores(tree, class_evidence(classroom))
    return {"place": "homework", "tree": tree, "course": course, "classroom": classroom}


def proposals_for(form: PickForm, classroom: Classroom | None, leaving_out: Quiz | None = None) -> list[Proposal]:
    """What the composer proposes for the topics and facts ticked in a valid ``form``."""
    wanted = Q(topic__in=form.picked_topics()) | Q(facts__in=form.cleaned_data["facts"])
    questions = Question.objects.asked().filter(wanted).distinct().select_related("topic", "current").prefetch_related("facts")
    if leaving_out is not None:
        questions = questions.exclude(slots__quiz=leaving_out)
    return propose(
        questions=questions,
        count=form.cleaned_data["count"],
        evidence=class_evidence(classroom) if classroom else {},
        now=timezone.now(),
        seed=random.getrandbits(31),
    )


def title_for(form: PickForm) -> str:
    """“Trotsky”, or “Trotsky and 2 more”; a chapter ticked with its topics counts once."""
    ticked = set(form.cleaned_data["topics"])
    tops = [topic for topic in form.cleaned_data["topics"] if topic.parent_id not in {one.pk for one in ticked}]
    names: list[str] = [topic.title for topic in tops] or [
        fact.topic.title for fact in form.cleaned_data["facts"].select_related("topic")[:1]
    ]
    if len(names) == 1:
        return names[0][:120]
    return _("%(first)s and %(count)d more") % {"first": names[0][:100], "count": len(names) - 1}


@require_safe
@staff_only
def homework(request: PersonRequest) -> HttpResponse:
    """All homework of the teacher's classes, the latest due first."""
    mine = Assignment.objects.taught_by(request.user).filter(classroom__archived=None)
    editable = Classroom.objects.editable_by(request.user)
    may_edit = ExpressionWrapper(Q(classroom__in=editable), output_field=BooleanField())
    found = mine.select_related("quiz", "classroom").with_recipients().annotate(may_edit=may_edit).order_by("-due")
    # Who only reads the classes of others is not offered to set homework; who has no class at all finds out there how to make one.
    may_set = editable.exists() or not found
    context = {"place": "homework", "assignments": found, "may_set": may_set, "now": timezone.now()}
    return render(request, "homework/homework.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def new_homework(request: PersonRequest) -> HttpResponse:
    """Tick topics or facts, say how many; a POST proposes the questions."""
    courses = list(Course.objects.readable_by(request.user))
    wanted = request.GET.get("course") or request.POST.get("course")
    course = next((one for one in courses if one.slug == wanted), courses[0] if courses else None)
    classroom = chosen_class(request)
    if course is None:
        return render(request, "homework/no_course.html", {"place": "homework"})
    form = PickForm(request.POST or None, course=course)
    if request.method == "POST" and form.is_valid():
        found = proposals_for(form, classroom)
        if found:
            made = create_quiz(owner=request.user, course=course, title=title_for(form), proposals=found)
            query = f"?class={classroom.pk}" if classroom else ""
            return redirect(reverse("set_homework", args=[made.pk]) + query)
        form.add_error(None, _("Those topics have no questions yet. Tick others."))
    context = {
        **what_context(course, classroom),
        "form": form,
        "courses": courses,
        "classes": Classroom.objects.editable_by(request.user),
        "ticked": ticked(form) or set(request.GET.getlist("topics")),
        "propose_url": reverse("new_homework"),
    }
    return render(request, "homework/compose.html", context, status=422 if form.errors else 200)


def ticked(form: PickForm) -> set[str]:
    """The keys ticked in a form that comes back with a mistake."""
    if not form.is_bound:
        return set()
    data = form.data
    return {*data.getlist("topics"), *data.getlist("facts")}  # type: ignore[attr-defined]  # bound to a QueryDict


def set_form(request: PersonRequest, quiz: Quiz, classroom: Classroom | None) -> SetForm:
    """The form that sets ``quiz``. A preset's button (``fill``) brings it back with what was typed and the preset's values."""
    initial: dict[str, object] = {"title": quiz.title, "classroom": classroom, **usual_times(timezone.now()), **meant_for(quiz, classroom)}
    if "fill" in request.POST:
        students = request.POST.getlist("students")
        initial |= {**request.POST.dict(), "students": students, **SetForm.preset_values(request.POST["fill"])}
        return SetForm(teacher=request.user, sitting=classroom, initial=initial)
    return SetForm(request.POST or None, teacher=request.user, sitting=classroom, initial=initial)


def meant_for(quiz: Quiz, classroom: Classroom | None) -> dict[str, object]:
    """Who is ticked to begin with: those whom a follow-up was made for, if any of them sits in the class."""
    if classroom is None:
        return {}
    meant = FollowUp.objects.filter(quiz=quiz, students__enrolments__classroom=classroom, students__enrolments__left=None).values_list(
        "students", flat=True
    )
    ticked = [str(student) for student in meant]
    return {"whom": "some", "students": ticked} if ticked else {}


def set_to(made: Assignment, count: int) -> str:
    """To whom something was set; ``count`` is 0 for the whole class."""
    if not count:
        return _("Set to %(class)s.") % {"class": made.classroom.name}
    said = ngettext("Set to %(count)d student of %(class)s.", "Set to %(count)d students of %(class)s.", count)
    return said % {"count": count, "class": made.classroom.name}


def set_as_said(quiz: Quiz, form: SetForm) -> Assignment:
    """Set a quiz as a valid form says, under the title that it says. Raises ``Refused`` as the action does."""
    to, students, title = (form.cleaned_data[name] for name in ("classroom", "students", "title"))
    made = actions.set_homework(quiz=quiz, classroom=to, only_for=students, **form.times(), **form.settings())
    if title != quiz.title:
        rename_quiz(quiz=quiz, title=title)
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def set_homework(request: PersonRequest, quiz_id: UUID) -> HttpResponse:
    """The whole flow on one page: what, which questions, set it. A POST sets it."""
    quiz = own_quiz(request, quiz_id)
    classroom = chosen_class(request)
    form = set_form(request, quiz, classroom)
    if form.is_valid():
        try:
            made = set_as_said(quiz, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, set_to(made, len(form.cleaned_data["students"])))
            return redirect("results", made.pk)
    presets = {"set_form": form, "presets": PRESETS_SAY, "quiz": quiz, "classroom": classroom}
    if request.htmx and "fill" in request.POST:
        return render(request, "homework/compose.html#set_it", presets)
    context = {
        **what_context(quiz.course, classroom),
        **quiz_context(quiz),
        **presets,
        "form": PickForm(course=quiz.course, initial={"count": 5}),
        "propose_url": reverse("propose_more", args=[quiz.pk]),
    }
    return render(request, "homework/compose.html", context, status=422 if form.errors else 200)


@require_POST
@staff_only
def propose_more(request: PersonRequest, quiz_id: UUID) -> HttpResponse:
    """More questions at the end of a quiz."""
    quiz = own_quiz(request, quiz_id)
    classroom = chosen_class(request)
    form = PickForm(request.POST, course=quiz.course)
    said, status = "", 200
    if form.is_valid():
        try:
            added = add_proposals(quiz=quiz, proposals=proposals_for(form, classroom, leaving_out=quiz))
        except Refused as refused:
            said, status = str(refused), 409
        else:
            count = len(added)
            said = ngettext("%(count)d question added.", "%(count)d questions added.", count) % {"count": count}
            if not added:
                said = _("All questions on that are in the quiz already.")
    else:
        said, status = " ".join(str(error) for errors in form.errors.values() for error in errors), 422
    if request.htmx:
        return render(request, "quizzes/questions.html#questions", {**quiz_context(quiz), "refused": said}, status=status)
    messages.info(request, said)
    return redirect(reverse("set_homework", args=[quiz.pk]) + (f"?class={classroom.pk}" if classroom else ""))

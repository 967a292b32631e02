"""Input about homework."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.homework.models import Assignment, Extension
from accounts.homework.settings import FIELDS, LATE_DAYS_OF, PRESETS, Settings, mistakes_in, settings_of, too_late_for
from accounts.people.models import Classroom, User
from quizzes.feedback import FeedbackPolicy
from revision.templatetags.interface import moment

WHOM = [("all", _("The whole class")), ("some", _("Only those ticked"))]
LATE_DAYS = [(0, _("Not accepted")), (1, _("Accepted for a day")), (3, _("Accepted for 3 days")), (7, _("Accepted for a week"))]


def this_century(when: datetime.datetime) -> None:
    """A slip in the year is told, and the days for late answers stay within the calendar."""
    if when.year // 100 != 20:
        raise forms.ValidationError(_("Choose a time in this century."))


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _either(label: Any, no: Any, yes: Any, *, initial: bool = False) -> forms.TypedChoiceField:
    """Two ways of doing it, both in words: a box to tick says only one."""
    return forms.TypedChoiceField(label=label, choices=[(False, no), (True, yes)], coerce=lambda value: value == "True", initial=initial)


class TimesForm(forms.Form):
    """When homework opens, is due and closes."""

    opens = forms.DateTimeField(label=_("Opens"), widget=MomentInput(), validators=[this_century])
    due = forms.DateTimeField(label=_("Due"), widget=MomentInput(), validators=[this_century])
    late_days = forms.TypedChoiceField(label=_("Late answers"), choices=LATE_DAYS, coerce=int, initial=3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, due = cleaned.get("opens"), cleaned.get("due")
        if opens and due and due < opens:
            self.add_error("due", _("Due %(due)s is before it opens, %(opens)s.") % {"due": moment(due), "opens": moment(opens)})
        return cleaned

    def times(self) -> dict[str, datetime.datetime]:
        """``opens``, ``due`` and ``closes``, after validation."""
        due = self.cleaned_data["due"]
        return {
            "opens": self.cleaned_data["opens"],
            "due": due,
            "closes": due + datetime.timedelta(days=self.cleaned_data["late_days"]),
        }

    @staticmethod
    def times_of(assignment: Assignment) -> dict[str, Any]:
        """The form's values for homework that has its times. Days by the clock on the wall: one of them has 23 hours."""
        days = (timezone.localtime(assignment.closes) - timezone.localtime(assignment.due)).days
        return {"opens": assignment.opens, "due": assignment.due, "late_days": max(d for d, _label in LATE_DAYS if d <= days)}


class SettingsForm(TimesForm):
    """When and how homework is done."""

    preset = forms.ChoiceField(choices=Assignment.Preset, initial=Assignment.Preset.HOMEWORK, widget=forms.HiddenInput)
    feedback = forms.ChoiceField(
        label=_("Right answers are shown"), choices=FeedbackPolicy.choices, initial=FeedbackPolicy.AT_ONCE, widget=forms.RadioSelect
    )
    attempts_allowed = forms.IntegerField(
        label=_("Attempts"), help_text=_("Empty: as many as they like."), min_value=1, max_value=100, required=False, initial=1
    )
    counts = forms.ChoiceField(label=_("What counts"), choices=Assignment.Counts, initial=Assignment.Counts.FIRST)
    time_limit = forms.IntegerField(
        label=_("Time limit in minutes"), help_text=_("Empty: none."), min_value=1, max_value=600, required=False
    )
    whole_page = _either(_("Questions"), _("One at a time"), _("All on one page"))
    shuffle_questions = _either(_("Order of the questions"), _("As in the quiz"), _("Shuffled for each student"))
    shuffle_options = _either(_("Order of the options"), _("The same for all"), _("Shuffled for each student"), initial=True)
    tries = forms.IntegerField(
        label=_("Tries at each question"), help_text=_("More than one only with answers after each."), min_value=1, max_value=9, initial=1
    )
    penalty = forms.IntegerField(label=_("Taken off for each further try, in %"), min_value=0, max_value=100, initial=0)
    pass_mark = forms.IntegerField(label=_("Pass mark in %"), help_text=_("Empty: none."), min_value=1, max_value=100, required=False)
    confidence = forms.ChoiceField(
        label=_("How sure they are"),
        help_text=_("Counted: sure and wrong costs more than a guess."),
        choices=Assignment.Confidence,
        initial=Assignment.Confidence.OFF,
    )
    instructions = forms.CharField(
        label=_("Instructions"),
        help_text=_("Students read them before they start."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    MORE = tuple(name for name in FIELDS if name not in {"preset", "feedback"})
    """What stands below “More settings”."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            times = self.times()
            for name, said in self.mistakes(self.settings(), opens=times["opens"], closes=times["closes"]).items():
                self.add_error(name, said)
        return cleaned

    def mistakes(self, settings: Settings, *, opens: datetime.datetime, closes: datetime.datetime) -> dict[str, str]:
        return mistakes_in(settings, opens=opens, closes=closes)

    def settings(self) -> Settings:
        """All settings, after validation."""
        found = {name: self.cleaned_data[name] for name in FIELDS}
        return cast("Settings", {**found, "penalty": Decimal(found["penalty"]) / 100})

    @property
    def more_is_open(self) -> bool:
        """Whether something below “More settings” needs a look."""
        return any(name in self.errors for name in self.MORE)

    @staticmethod
    def shown(settings: Mapping[str, Any]) -> dict[str, Any]:
        """The form's values for these settings."""
        return {**settings, "penalty": int(settings["penalty"] * 100)}

    @classmethod
    def preset_values(cls, preset: str) -> dict[str, Any]:
        """The form's values for a preset, the days for late answers included; the usual one's for what is no preset."""
        known = Assignment.Preset(preset) if preset in PRESETS else Assignment.Preset.HOMEWORK
        return {**cls.shown(PRESETS[known]), "late_days": LATE_DAYS_OF[known]}


class ClassChoice(forms.Form):
    """One of the teacher's classes."""

    classroom = forms.ModelChoiceField(Classroom.objects.none(), label=_("Class"), empty_label=None)

    def offer(self, classes: Any) -> None:
        field = self.fields["classroom"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = classes


class NotPast(TimesForm):
    """Times for homework that is set now."""

    def clean_due(self) -> datetime.datetime:
        due: datetime.datetime = self.cleaned_data["due"]
        if due < timezone.now():
            raise forms.ValidationError(_("%(due)s has passed: choose a later time."), params={"due": moment(due)})
        return due


class WhomForm(forms.Form):
    """The whole class, or some who sit in it."""

    whom = forms.ChoiceField(label=_("Who does it"), choices=WHOM, initial="all", required=False, widget=forms.RadioSelect)
    students = forms.ModelMultipleChoiceField(User.objects.none(), label=_("Students"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer_students(self, classroom: Classroom) -> None:
        field = self.fields["students"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = User.objects.filter(enrolments__classroom=classroom, enrolments__left=None).order_by("display_name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("whom") != "some":
            cleaned["students"] = []
        elif not cleaned.get("students"):
            self.add_error("students", _("Tick who does it, or set it to the whole class."))
        return cleaned


class RecipientsForm(WhomForm):
    """Who does homework that was set."""

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        chosen = [str(student.pk) for student in assignment.only_for.all()]
        self.all = {str(student.pk) for student in assignment.recipients()} if not chosen else set()
        # Of the whole class everybody is ticked, so that some can be ticked off.
        kwargs["initial"] = {"whom": "some" if chosen else "all", "students": chosen or sorted(self.all)}
        super().__init__(*args, **kwargs)
        self.offer_students(assignment.classroom)

    def clean(self) -> dict[str, Any]:
        """Whoever ticks somebody off and leaves it at the whole class is asked which of the two is meant."""
        ticked = {str(student.pk) for student in self.cleaned_data.get("students") or ()}
        cleaned = super().clean()
        if cleaned.get("whom") != "some" and ticked and ticked < self.all:
            self.add_error("students", _("Not all are ticked: choose “Only those ticked”, or tick everybody."))
        return cleaned


class SetForm(SettingsForm, NotPast, ClassChoice, WhomForm):
    """A quiz set to a class."""

    title = forms.CharField(label=_("Title"), max_length=120)
    field_order = ["title", "classroom", "opens", "due", "late_days", "feedback"]

    def __init__(self, *args: Any, teacher: User, sitting: Classroom | None = None, **kwargs: Any) -> None:
        """``sitting`` is the class whose students can be ticked."""
        super().__init__(*args, **kwargs)
        self.offer(Classroom.objects.editable_by(teacher))
        self.sitting = sitting
        if sitting is not None:
            self.offer_students(sitting)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("students") and self.sitting is not None and cleaned.get("classroom") not in (self.sitting, None):
            said = _("The ticked students sit in %(class)s. Choose that class, or set it to the whole class.")
            self.add_error("students", said % {"class": self.sitting.name})
        return cleaned


class DuplicateForm(NotPast, ClassChoice):
    """The same homework for another class of the teacher's."""

    field_order = ["classroom", "opens", "due", "late_days"]

    def __init__(self, *args: Any, teacher: User, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(Classroom.objects.editable_by(teacher).exclude(pk=assignment.classroom_id))


class EditForm(SettingsForm):
    """Times and settings of homework that was set; once somebody has ``started``, without what they were promised otherwise."""

    def __init__(self, *args: Any, assignment: Assignment, started: bool, **kwargs: Any) -> None:
        kwargs["initial"] = {**self.times_of(assignment), **self.shown(settings_of(assignment)), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.assignment, self.started = assignment, started

    def mistakes(self, settings: Settings, *, opens: datetime.datetime, closes: datetime.datetime) -> dict[str, str]:
        found = super().mistakes(settings, opens=opens, closes=closes)
        return found | too_late_for(self.assignment, settings) if self.started else found


class ExtensionForm(forms.Form):
    """One student's own terms for one assignment."""

    opens = forms.DateTimeField(label=_("Opens"), widget=MomentInput(), validators=[this_century], required=False)
    due = forms.DateTimeField(label=_("Due"), widget=MomentInput(), validators=[this_century], required=False)
    closes = forms.DateTimeField(label=_("Closes"), widget=MomentInput(), validators=[this_century], required=False)
    extra_attempts = forms.IntegerField(label=_("More attempts"), min_value=0, max_value=20, initial=0)
    excused = forms.BooleanField(label=_("Excused: need not do it"), required=False)
    reason = forms.CharField(label=_("Reason"), help_text=_("Only you see it."), max_length=200, required=False)

    def __init__(self, *args: Any, assignment: Assignment, extension: Extension | None, **kwargs: Any) -> None:
        names = ("opens", "due", "closes", "extra_attempts", "excused", "reason")
        kwargs.setdefault("initial", {name: getattr(extension, name) for name in names} if extension else {})
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def clean(self) -> dict[str, Any]:
        """A due time alone will do: it opens as for the class, and closes as for the class or when it is due, whichever is later."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned["opens"] or cleaned["due"] or cleaned["closes"]:
            cleaned["opens"] = cleaned["opens"] or self.assignment.opens
            cleaned["due"] = cleaned["due"] or min(filter(None, (self.assignment.due, cleaned["closes"])))
            cleaned["closes"] = cleaned["closes"] or max(self.assignment.closes, cleaned["due"])
            self._check_order(cleaned)
        elif not (cleaned["extra_attempts"] or cleaned["excused"]):
            self.add_error(NON_FIELD_ERRORS, _("That is no different from the class: give a due time, more attempts, or excuse them."))
        return cleaned

    def _check_order(self, cleaned: Mapping[str, Any]) -> None:
        says = {name: moment(cleaned[name]) for name in ("opens", "due", "closes")}
        if cleaned["due"] < cleaned["opens"]:
            self.add_error("due", _("Due %(due)s is before it opens, %(opens)s.") % says)
        elif cleaned["closes"] < cleaned["due"]:
            self.add_error("closes", _("It closes %(closes)s, before it is due, %(due)s.") % says)


class ExtraTimeForm(forms.Form):
    """What one student has more than others, everywhere."""

    FACTORS = [
        ("1", _("As the others")),
        ("1.25", _("A quarter more")),
        ("1.5", _("Half as much again")),
        ("2", _("Twice the time")),
        ("own", _("Another factor")),
        ("none", _("No timer at all")),
    ]
    factor = forms.ChoiceField(label=_("Time"), choices=FACTORS, widget=forms.RadioSelect)
    own_factor = forms.DecimalField(
        label=_("Another factor"), help_text=_("1.1 is a tenth more."), min_value=1, max_value=4, decimal_places=2, required=False
    )
    extra_attempts = forms.IntegerField(
        label=_("More attempts"), help_text=_("Where attempts are limited."), min_value=0, max_value=20, initial=0
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("factor") == "own" and "own_factor" not in self.errors and not cleaned.get("own_factor"):
            self.add_error("own_factor", _("Say which: 1.1 is a tenth more time."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """``extra_time``, ``untimed`` and ``extra_attempts``, after validation."""
        factor = self.cleaned_data["factor"]
        number = {"own": self.cleaned_data["own_factor"], "none": Decimal(1)}.get(factor) or Decimal(factor)
        return {"extra_time": number, "untimed": factor == "none", "extra_attempts": self.cleaned_data["extra_attempts"]}

    @classmethod
    def values_of(cls, student: User) -> dict[str, Any]:
        """The form's values for what a student has now."""
        known = next((value for value, _label in cls.FACTORS[:4] if Decimal(value) == student.extra_time), "own")
        own = student.extra_time if known == "own" else None
        return {"factor": "none" if student.untimed else known, "own_factor": own, "extra_attempts": student.extra_attempts}


def usual_times(now: datetime.datetime) -> dict[str, datetime.datetime]:
    """Opens now, due at eight in the evening three days on."""
    local = timezone.localtime(now).replace(second=0, microsecond=0)
    return {"opens": local, "due": (local + datetime.timedelta(days=3)).replace(hour=20, minute=0)}

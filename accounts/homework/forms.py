"""Input about homework."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.homework.models import Assignment
from accounts.people.models import Classroom, User
from quizzes.feedback import FeedbackPolicy
from revision.templatetags.interface import moment

LATE_DAYS = [(0, _("Not accepted")), (1, _("Accepted for a day")), (3, _("Accepted for 3 days")), (7, _("Accepted for a week"))]


def this_century(when: datetime.datetime) -> None:
    """A slip in the year is told, and the days for late answers stay within the calendar."""
    if when.year // 100 != 20:
        raise forms.ValidationError(_("Choose a time in this century."))


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


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


class SetForm(TimesForm):
    """A quiz set to a class."""

    title = forms.CharField(label=_("Title"), max_length=120)
    classroom = forms.ModelChoiceField(Classroom.objects.none(), label=_("Class"), empty_label=None)
    feedback = forms.ChoiceField(
        label=_("Right answers are shown"), choices=FeedbackPolicy.choices, initial=FeedbackPolicy.AT_ONCE, widget=forms.RadioSelect
    )
    field_order = ["title", "classroom", "opens", "due", "late_days", "feedback"]

    def __init__(self, *args: Any, teacher: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["classroom"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Classroom.objects.taught_by(teacher)

    def clean_due(self) -> datetime.datetime:
        due: datetime.datetime = self.cleaned_data["due"]
        if due < timezone.now():
            raise forms.ValidationError(_("%(due)s has passed: choose a later time."), params={"due": moment(due)})
        return due


def usual_times(now: datetime.datetime) -> dict[str, datetime.datetime]:
    """Opens now, due at eight in the evening three days on."""
    local = timezone.localtime(now).replace(second=0, microsecond=0)
    return {"opens": local, "due": (local + datetime.timedelta(days=3)).replace(hour=20, minute=0)}

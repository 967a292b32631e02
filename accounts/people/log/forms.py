"""What of the audit log is wanted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.audit import AuditEntry, AuditQuerySet
from accounts.people.models import Classroom, User

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LogForm(forms.Form):
    """Each part narrows the list; none is needed."""

    action = forms.ChoiceField(label=_("What"), required=False)
    by = forms.ModelChoiceField(User.objects.none(), label=_("Who"), required=False, empty_label=_("Everybody"))
    classroom = forms.ModelChoiceField(Classroom.objects.none(), label=_("Class"), required=False, empty_label=_("All classes"))
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)

    def __init__(self, *args: Any, lines: AuditQuerySet, user: User, **kwargs: Any) -> None:
        """Offers only what stands in the ``lines`` that ``user`` may read."""
        super().__init__(*args, **kwargs)
        action, by, classroom = self.fields["action"], self.fields["by"], self.fields["classroom"]
        assert isinstance(action, forms.ChoiceField)
        assert isinstance(by, forms.ModelChoiceField)
        assert isinstance(classroom, forms.ModelChoiceField)
        there = set(lines.order_by().values_list("action", flat=True).distinct())
        action.choices = [("", _("Everything")), *((value, label) for value, label in AuditEntry.Action.choices if value in there)]
        by.queryset = User.objects.filter(pk__in=lines.order_by().values("by"))
        classroom.queryset = Classroom.objects.visible_to(user)

    def narrowed(self, lines: AuditQuerySet) -> AuditQuerySet:
        """The lines that are wanted; a part that is no sensible value narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        wanted = {name: said[name] for name in ("action", "by", "classroom") if said.get(name)}
        lines = lines.filter(**wanted)
        if since := said.get("since"):
            lines = lines.filter(at__date__gte=since)
        if until := said.get("until"):
            lines = lines.filter(at__date__lte=until)
        return lines

    @property
    def is_narrow(self) -> bool:
        """Whether anything was chosen."""
        return any(self.cleaned_data.values())

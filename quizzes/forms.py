"""Input about quizzes."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import Quiz, Slot
from revision.models import Course, Fact, Question, Topic
from revision.templatetags.interface import mark as as_marks


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)


class PickForm(forms.Form):
    """What a quiz is to be about: topics and single facts of one course, and how many questions."""

    topics = forms.ModelMultipleChoiceField(Topic.objects.none(), required=False, label=_("Topics"))
    facts = forms.ModelMultipleChoiceField(Fact.objects.none(), required=False, label=_("Facts"))
    count = forms.IntegerField(min_value=1, max_value=40, initial=10, label=_("How many questions"))

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("topics", course.topics.in_use()), ("facts", course.facts.in_use())):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = rows
        self.course = course

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("topics") and not cleaned.get("facts"):
            raise forms.ValidationError(_("Tick at least one topic or fact."))
        return cleaned

    def picked_topics(self) -> set[Topic]:
        """The ticked topics with all that stand below them."""
        topics = set(self.cleaned_data["topics"])
        every = list(self.course.topics.in_use())
        while grown := {topic for topic in every if topic.parent_id in {one.pk for one in topics}} - topics:
            topics |= grown
        return topics


class AddQuestionForm(forms.Form):
    """One question to put in a quiz."""

    question = forms.ModelChoiceField(Question.objects.none())

    def __init__(self, *args: Any, quiz: Quiz, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["question"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = quiz.course.questions.asked()


class MoveForm(forms.Form):
    """A question's way up or down the quiz."""

    steps = forms.IntegerField(min_value=-100, max_value=100)


def marks_field(**kwargs: Any) -> forms.DecimalField:
    """Marks of a question, in quarters."""
    return forms.DecimalField(min_value=Decimal("0.25"), max_value=100, step_size=Decimal("0.25"), max_digits=5, decimal_places=2, **kwargs)


class TopicChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own cannot be subscripted
    """A topic, set in below the one above it."""

    def label_from_instance(self, topic: Topic) -> str:
        return f"{'– ' if topic.parent_id else ''}{topic.title}"


class AddPickForm(forms.Form):
    """A random pick: so many questions of a topic, drawn for each student."""

    picks = forms.IntegerField(label=_("How many"), min_value=1, max_value=40, initial=3)
    topic = TopicChoiceField(Topic.objects.none(), label=_("Of the topic"), empty_label=None)
    max_mark = marks_field(label=_("Marks for each"), initial=1)

    def __init__(self, *args: Any, quiz: Quiz, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, TopicChoiceField)
        field.queryset = quiz.course.topics.in_use()
        field.choices = [(topic.pk, field.label_from_instance(topic)) for topic in field.queryset]  # left to itself it asks twice


class MarksForm(forms.Form):
    """The marks of all slots of a quiz, in the fields ``mark-<slot>``; one that is not sent stays as it is."""

    def __init__(self, *args: Any, slots: Iterable[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in slots:
            self.fields[f"mark-{slot.pk}"] = marks_field(required=False, initial=as_marks(slot.max_mark))

    def marks(self) -> dict[int, Decimal]:
        """By slot, after validation."""
        return {int(name.removeprefix("mark-")): value for name, value in self.cleaned_data.items() if value is not None}

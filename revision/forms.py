"""Input about courses and what is in them."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from revision.dates import When
from revision.models import LONGEST_HINT, MOST_HINTS, Course, Fact, Question, Source, Topic
from revision.notes.limits import MAX_FILE, NotesRefused
from revision.notes.parsing import parse
from revision.notes.reading import read_notes, read_pasted
from revision.pictures import MAX_BYTES, PictureRefused, cleaned_picture

MARKS_OF_DIRECTION = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
MOST_WORDS = 16_384


class WordsField(forms.CharField):
    """A text in one form (NFC), with plain line ends and without marks that turn the direction of writing."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", str(value or "").replace("\r\n", "\n")).translate(MARKS_OF_DIRECTION)
        return str(super().to_python(text))


class HintsField(WordsField):
    """Hints, one a line; a list of them when it is clean."""

    def clean(self, value: Any) -> list[str]:
        hints = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(hints) > MOST_HINTS:
            raise forms.ValidationError(_("Give at most %(most)d hints."), params={"most": MOST_HINTS})
        if any(len(hint) > LONGEST_HINT for hint in hints):
            raise forms.ValidationError(_("A hint has at most %(most)d letters."), params={"most": LONGEST_HINT})
        return hints


def several_lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CourseForm(forms.Form):
    title = WordsField(label=_("Title"), max_length=200, help_text=_("As students know it: “Stalin’s Russia, 1924–1941”."))
    summary = WordsField(label=_("Summary"), max_length=2000, required=False, widget=several_lines(), help_text=_("A sentence or two."))


class TopicForm(forms.Form):
    title = WordsField(label=_("Title"), max_length=200)
    summary = WordsField(label=_("Summary"), max_length=2000, required=False, widget=several_lines(), help_text=_("A sentence or two."))


class NewTopicForm(TopicForm):
    parent = forms.ModelChoiceField(
        Topic.objects.none(), label=_("Stands under"), required=False, empty_label=_("Nothing: it is a chapter")
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = course.topics.in_use()


class MoveTopicForm(forms.Form):
    direction = forms.ChoiceField(choices=[(name, name) for name in ("up", "down", "in", "out")])


class StepForm(forms.Form):
    steps = forms.TypedChoiceField(choices=[("-1", "up"), ("1", "down")], coerce=int)


class FactForm(forms.Form):
    """All of a fact. What is wrong is said in the words of the field it stands under."""

    statement = WordsField(
        label=_("Statement"),
        max_length=MOST_WORDS,
        widget=several_lines(),
        help_text=_("One thing to know, in a sentence or two. Put **two stars** around the name or term that it is about."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Fact.Kind)
    when = WordsField(
        label=_("When"),
        max_length=40,
        required=False,
        help_text=_(
            "A year (1924), a month (1924-01) or a day (1924-01-21); or two with a slash between them: 1917/1923. Empty if it has no date."
        ),
    )
    claim = WordsField(
        label=_("Claim"), max_length=200, required=False, help_text=_("What the fact argues for or against: “Collectivisation succeeded”.")
    )
    stance = forms.ChoiceField(label=_("Side"), choices=[("", _("Neither")), *Fact.Stance.choices], required=False)
    note = WordsField(
        label=_("Note"),
        max_length=MOST_WORDS,
        required=False,
        widget=several_lines(2),
        help_text=_("Where historians differ, and who says what. Students see it with the fact."),
    )
    reference = WordsField(label=_("Reference"), max_length=300, required=False, help_text=_("Where it can be checked."))
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"))

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = course.topics.in_use()

    def clean_when(self) -> str:
        text = "/".join(part.strip() for part in str(self.cleaned_data["when"]).split("/"))
        if text:
            try:
                When.parse(text)
            except ValueError as wrong:
                raise ValidationError(f"{wrong}.") from None
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        claim, stance = cleaned.get("claim"), cleaned.get("stance")
        if not self.errors.keys() & {"claim", "stance"}:
            if claim and not stance:
                self.add_error("stance", _("Say whether the fact speaks for the claim or against it."))
            if stance and not claim:
                self.add_error("claim", _("Say which claim the fact speaks for or against, or choose “Neither”."))
        return cleaned


class QuestionForm(forms.Form):
    """What every question has, whatever its type."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    prompt = WordsField(
        label=_("Question"),
        max_length=MOST_WORDS,
        widget=several_lines(2),
        help_text=_("It should make sense with the answers covered. Two stars make **bold**."),
    )
    explanation = WordsField(
        label=_("Explanation"),
        max_length=MOST_WORDS,
        widget=several_lines(),
        help_text=_("Shown after the answer: why it is so, not only what."),
    )
    hints = HintsField(
        label=_("Hints"),
        required=False,
        widget=several_lines(2),
        help_text=_(
            "One a line, up to five; the most helpful last. With several tries, a wrong one shows the next. None may say the answer."
        ),
    )
    topic = forms.ModelChoiceField(Topic.objects.none(), label=_("Topic"))
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Source above the question"),
        required=False,
        empty_label=_("None"),
    )
    facts = forms.ModelMultipleChoiceField(
        Fact.objects.none(),
        label=_("Facts it rests on"),
        error_messages={"required": _("Tick the fact or facts that the question asks.")},
    )

    def __init__(self, data: Any = None, *, course: Course, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, prefix="about")
        rows: dict[str, QuerySet[Any]] = {
            "topic": course.topics.in_use(),
            "source": course.sources.in_use(),
            "facts": course.facts.in_use(),
        }
        for name, found in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        source.label_from_instance = _title  # type: ignore[assignment]  # Django's own way to name a choice


def _title(row: Any) -> str:
    return str(row.title)


class JudgeForm(forms.Form):
    """What becomes of a draft."""

    verdict = forms.ChoiceField(choices=[(name, name) for name in ("approve", "discard", "undo")])


class SelectionForm(forms.Form):
    """Which drafts of a course are meant: those of a rule, of a topic, or all."""

    rule = forms.CharField(required=False, max_length=120)
    topic = forms.UUIDField(required=False)
    at = forms.UUIDField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()

    def value(self, name: str) -> Any:
        """What was chosen; nothing where it makes no sense."""
        return self.cleaned_data.get(name)


def fact_values(fact: Fact) -> dict[str, Any]:
    """A fact as its form starts."""
    return {name: getattr(fact, name) for name in ("statement", "kind", "when", "claim", "stance", "note", "reference", "topic")}


def question_values(question: Question) -> dict[str, Any]:
    """What a question says now, as its form starts."""
    now = question.current
    assert now is not None
    return {
        "version": now.number,
        "prompt": now.prompt,
        "explanation": now.explanation,
        "hints": "\n".join(now.hints),
        "topic": question.topic_id,
        "source": now.source_id,
        "facts": list(question.facts.in_use().values_list("pk", flat=True)),
    }


class SourceForm(forms.Form):
    """A source of one kind; the fields of the other kinds are left out."""

    title = WordsField(label=_("Title"), max_length=200)
    origin = WordsField(label=_("Origin"), max_length=300, help_text=_("Who made it, and when: “Pravda, 2 March 1930”."))
    text = WordsField(label=_("Text"), max_length=MOST_WORDS, widget=several_lines(8), help_text=_("An empty line begins a new paragraph."))
    table = WordsField(
        label=_("Table"),
        max_length=60_000,
        widget=several_lines(8),
        help_text=_("Paste it from a spreadsheet, or write a row on each line with | between the cells. The first row is the heading."),
    )
    picture = forms.FileField(label=_("Picture"), help_text=_("PNG, JPEG or WebP, up to 2 MiB and 4096 pixels a side."))
    alternative = WordsField(
        label=_("What the picture shows"),
        max_length=2000,
        widget=several_lines(),
        help_text=_("For students who cannot see it: all that is needed to answer, and no more."),
    )

    OWN = {"text": ("text",), "table": ("table",), "picture": ("picture", "alternative")}

    def __init__(self, data: Any = None, files: Any = None, *, kind: str, old: Source | None = None) -> None:
        super().__init__(data, files, initial=source_values(old) if old else None)
        self.kind = kind
        for name in {name for names in self.OWN.values() for name in names} - set(self.OWN[kind]):
            del self.fields[name]
        if old is not None and "picture" in self.fields:
            self.fields["picture"].required = False
            self.fields["picture"].help_text = _("Leave it empty to keep the picture there is.")

    def clean_table(self) -> list[list[str]]:
        rows = [cells_of(line) for line in str(self.cleaned_data["table"]).splitlines() if line.strip()]
        if len(rows) < 2:
            raise ValidationError(_("A table has a heading and at least one row below it."))
        if len({len(row) for row in rows}) > 1:
            odd = next(number for number, row in enumerate(rows, start=1) if len(row) != len(rows[0]))
            raise ValidationError(_("Row %(number)s has another number of cells than the heading.") % {"number": odd})
        if not 2 <= len(rows[0]) <= 12 or len(rows) > 60:
            raise ValidationError(_("A table has 2 to 12 columns and up to 60 rows."))
        if any(len(cell) > 1000 for row in rows for cell in row):
            raise ValidationError(_("A cell holds up to 1,000 letters."))
        return rows

    def clean_picture(self) -> bytes:
        """The file made safe; nothing where none was sent."""
        sent = self.cleaned_data.get("picture")
        if not sent:
            return b""
        if sent.size > MAX_BYTES:
            raise ValidationError(_("The picture is larger than 2 MiB."))
        try:
            return cleaned_picture(sent.read())
        except PictureRefused as refused:
            words = str(refused)
            raise ValidationError(f"{words[:1].upper()}{words[1:]}.") from None

    def said(self) -> dict[str, Any]:
        """What the actions take; only after ``is_valid``."""
        return {**self.cleaned_data, "kind": self.kind}


def cells_of(line: str) -> list[str]:
    """The cells of a pasted row: between tabs, or between bars."""
    cells = line.split("\t") if "\t" in line else line.strip().strip("|").split("|")
    return [cell.strip() for cell in cells]


def source_values(source: Source) -> dict[str, Any]:
    """A source as its form starts."""
    return {
        "title": source.title,
        "origin": source.origin,
        "text": source.text,
        "table": "\n".join(" | ".join(row) for row in source.table),
        "alternative": source.alternative,
    }


PASTED = 300_000
"""Letters: about a hundred pages. A request that is no file may hold one mebibyte."""


class NotesForm(forms.Form):
    """Notes as a file or pasted, and the course that is to get them."""

    file = forms.FileField(
        label=_("A file"), required=False, help_text=_("Text (.txt), Markdown (.md), Word (.docx) or PDF, up to 20 MiB.")
    )
    pasted = forms.CharField(
        label=_("Or paste them"),
        required=False,
        strip=False,
        max_length=PASTED,
        widget=several_lines(8),
        help_text=_("About a hundred pages at most; longer notes come as a file."),
    )
    course = forms.ModelChoiceField(Course.objects.none(), label=_("Into"), required=False, empty_label=_("A new course"))
    title = WordsField(
        label=_("Title of the new course"), required=False, max_length=200, help_text=_("Left empty, the notes’ own title is taken.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, courses: QuerySet[Course], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial=initial)
        field = self.fields["course"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = courses

    def clean(self) -> dict[str, Any]:
        """Read the notes; ``notes`` and ``course_title`` are what comes of it."""
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "")
        if not self.errors and bool(file) == bool(pasted.strip()):
            words = _("Choose a file or paste the notes, not both.") if file else _("Choose a file, or paste the notes.")
            self.add_error("file", words)
        if self.errors:
            return cleaned
        try:
            cleaned["notes"] = read_notes(file.read(MAX_FILE + 1), file.name) if file else read_pasted(pasted)
            outline = parse(cleaned["notes"])
        except NotesRefused as refused:
            self.add_error("file" if file else "pasted", str(refused))
            return cleaned
        if not outline.fact_count():
            self.add_error("file" if file else "pasted", _("No fact was found in it: it needs sentences or points, best under headings."))
        cleaned["course_title"] = self._course_title(outline.title or outline.name.rpartition(".")[0] or outline.name)
        return cleaned

    def _course_title(self, own_title: str) -> str:
        course: Course | None = self.cleaned_data.get("course")
        if course is None:
            return " ".join((self.cleaned_data.get("title") or own_title).split())[:200]
        field = self.fields["course"]
        assert isinstance(field, forms.ModelChoiceField)
        if field.queryset is not None and field.queryset.filter(title=course.title).count() > 1:
            self.add_error("course", _("You have several courses of this title. Give this one another first."))
        return course.title

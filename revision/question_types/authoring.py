"""The form with which a teacher writes a question: the fields of a body, and lists of like rows (options, pairs, levels).

Each type subclasses ``AuthorForm``; one template draws them all, so a type needs no markup of its own. Adding, dropping and moving a row is
a submit button, which works without JavaScript; ``rearranged`` does what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Words = str | _StrPromise
type FormSet = BaseFormSet[Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of like rows: the form of one, what they are called, and how many there may be."""

    form: type[forms.Form]
    legend: Words
    one: Words
    """What a single row is called: “Option”."""
    first: int = 4
    """Rows offered for a new question."""
    most: int = 20
    ordered: bool = False
    """Whether their order matters, so that they can be moved."""
    hint: Words = ""


class AuthorForm(forms.Form):
    """Writes the body of one question.

    Subclasses give ``schema`` (the type's body), fields as in any form, ``row_sets``, and the two directions ``from_body`` and ``to_body``.
    """

    schema: ClassVar[type[BaseModel]]
    row_sets: ClassVar[dict[str, Rows]] = {}

    def __init__(self, data: Any = None, *, body: dict[str, Any] | None = None, **kwargs: Any) -> None:
        values = self.from_body(body) if body is not None else {}
        super().__init__(data, initial={name: value for name, value in values.items() if name not in self.row_sets}, **kwargs)
        self.sets: dict[str, FormSet] = {}
        for name, rows in self.row_sets.items():
            initial = values.get(name, [])
            extra = 0 if initial else rows.first
            made = formset_factory(rows.form, extra=extra, max_num=rows.most, absolute_max=rows.most, validate_max=True)
            self.sets[name] = made(data, prefix=name, initial=initial or None)
            for form in self.sets[name].forms:
                form.empty_permitted = True

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> dict[str, Any]:
        """Initial values by field, and a list of them by row set."""
        raise NotImplementedError

    def to_body(self) -> dict[str, Any]:
        """The body that the cleaned fields and ``rows`` stand for; it need not be valid yet."""
        raise NotImplementedError

    def rows(self, name: str) -> list[dict[str, Any]]:
        """The cleaned values of the rows of a set that were filled in, in their order. Ticks alone fill in no row."""
        cleaned = [form.cleaned_data for form in self.sets[name].forms]
        return [row for row in cleaned if any(isinstance(value, str) and value.strip() for value in row.values())]

    def row_lists(self) -> list[tuple[str, Rows, FormSet]]:
        """Name, description and forms of each row set, for the template."""
        return [(name, rows, self.sets[name]) for name, rows in self.row_sets.items()]

    def is_valid(self) -> bool:
        """Whether fields, rows and the body they make are all right; what is wrong stands beside it, or above all."""
        if not self.is_bound:
            return False
        well = [super().is_valid(), *(rows.is_valid() for rows in self.sets.values())]
        for rows in self.sets.values():
            for message in rows.non_form_errors():
                self.add_error(None, message)
        # Of a form that is not judged yet (a row was added) what is missing is no error, and still makes no body.
        if not all(well) or not self.fields.keys() <= self.cleaned_data.keys():
            return False
        try:
            self.schema.model_validate(self.to_body())
        except ValidationError as invalid:
            self._explain(invalid)
            return False
        return True

    def body(self) -> dict[str, Any]:
        """The valid body as it is stored; only after ``is_valid``."""
        return self.schema.model_validate(self.to_body()).model_dump(mode="json")

    def _explain(self, invalid: ValidationError) -> None:
        """Put each of pydantic's findings beside its field or row where it names one, else above the form."""
        for error in invalid.errors():
            message = str(error["msg"]).removeprefix("Value error, ")
            message = f"{message[:1].upper()}{message[1:]}{'' if message.endswith('.') else '.'}"
            place = [part for part in error["loc"] if isinstance(part, str)]
            self.add_error(place[0] if place and place[0] in self.fields else NON_FIELD_ERRORS, message)

    @classmethod
    def rearranged(cls, data: QueryDict) -> QueryDict:
        """``data`` after the row button in it (``row=add:options``, ``drop:options:2``, ``up:options:2``) did its work.

        A button that means nothing here changes nothing.
        """
        changed = data.copy()
        what, _, rest = str(data.get("row", "")).partition(":")
        name, _, place = rest.partition(":")
        if name not in cls.row_sets or not data.get(f"{name}-TOTAL_FORMS", "").isdecimal():
            return changed
        rows = _posted(data, name)
        at = int(place) if place.isdecimal() else -1
        if what == "add" and len(rows) < cls.row_sets[name].most:
            rows.append({})
        elif what == "drop" and 0 <= at < len(rows):
            del rows[at]
        elif what == "up" and 0 < at < len(rows):
            rows[at - 1 : at + 1] = [rows[at], rows[at - 1]]
        elif what == "down" and 0 <= at < len(rows) - 1:
            rows[at : at + 2] = [rows[at + 1], rows[at]]
        _post(changed, name, rows)
        return changed


def _posted(data: QueryDict, name: str) -> list[dict[str, list[str]]]:
    """The posted values of each row of a set."""
    rows: list[dict[str, list[str]]] = [{} for _row in range(min(int(str(data[f"{name}-TOTAL_FORMS"])), 200))]
    for key in data:
        prefix, _, rest = key.partition("-")
        number, _, field = rest.partition("-")
        if prefix == name and number.isdecimal() and int(number) < len(rows):
            rows[int(number)][field] = data.getlist(key)
    return rows


def _post(data: QueryDict, name: str, rows: Sequence[dict[str, list[str]]]) -> None:
    """Put ``rows`` in the place of those that ``data`` has."""
    for key in [key for key in data if key.startswith(f"{name}-") and key.split("-")[1].isdecimal()]:
        del data[key]
    for number, row in enumerate(rows):
        for field, values in row.items():
            data.setlist(f"{name}-{number}-{field}", values)
    data[f"{name}-TOTAL_FORMS"] = str(len(rows))
    data[f"{name}-INITIAL_FORMS"] = "0"


def one_line(label: Words, *, length: int = 1000, required: bool = False, hint: Words = "") -> forms.CharField:
    """A one-line text of a row."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


def some_lines(label: Words, *, length: int = 2000, required: bool = False, hint: Words = "", rows: int = 2) -> forms.CharField:
    """A text of some lines: feedback, a descriptor."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))

"""What may be typed about classes and people."""

import pytest

from accounts.people.forms import ClassForm, NamesForm, TeacherForm


def errors(form):
    """All that a form says, field by field."""
    return {name: list(said) for name, said in form.errors.items()}


def test_a_class_has_a_name_without_spaces_around_it():
    form = ClassForm({"name": "  11B History "})

    assert (errors(form), form.cleaned_data) == ({}, {"name": "11B History", "subject": "", "exam_date": None})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("x" * 61, "Ensure this value has at most 60 characters (it has 61)."),
        ("11\x00B", "Null characters are not allowed."),
    ],
)
def test_what_is_no_name_of_a_class(name, said):
    assert errors(ClassForm({"name": name})) == {"name": [said]}


def test_a_class_name_may_be_60_letters_long():
    assert errors(ClassForm({"name": "x" * 60})) == {}


def test_a_teacher_is_asked_for_a_name_and_if_they_like_for_an_email():
    form = TeacherForm({"display_name": " Ms Okafor "})

    assert (errors(form), form.cleaned_data) == ({}, {"display_name": "Ms Okafor", "email": ""})
    assert errors(TeacherForm({"display_name": "Ms Okafor", "email": "okafor"})) == {"email": ["Enter a valid email address."]}


@pytest.mark.parametrize(
    ("name", "said"), [(" ", "This field is required."), ("x" * 81, "Ensure this value has at most 80 characters (it has 81).")]
)
def test_what_is_no_name_of_a_teacher(name, said):
    assert errors(TeacherForm({"display_name": name})) == {"display_name": [said]}


@pytest.mark.parametrize(
    ("pasted", "names"),
    [
        ("Ann", ["Ann"]),
        ("Ann\nBen", ["Ann", "Ben"]),
        ("Ann\r\nBen\r\n", ["Ann", "Ben"]),
        ("\n\n  Ann   Li \n\t\n Ben\n\n", ["Ann Li", "Ben"]),
        ("Zoë\nAnn", ["Zoë", "Ann"]),
        ("x" * 80, ["x" * 80]),
    ],
    ids=["one", "two", "windows", "gaps", "as listed", "80 letters"],
)
def test_names_are_read_line_by_line(pasted, names):
    form = NamesForm({"names": pasted})

    assert (errors(form), form.cleaned_data) == ({}, {"names": names})


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "This field is required."),
        (" \n \n", "This field is required."),
        ("Ann\n" + "y" * 81, f"“{'y' * 30}…” is longer than 80 letters."),
        ("Ann\nBen\nann", "“Ann” stands there twice; tell them apart."),
        ("Ben\nGROß\nGross", "“GROß” stands there twice; tell them apart."),
        ("Ann  Li\nAnn Li", "“Ann Li” stands there twice; tell them apart."),
        ("x" * 6001, "Ensure this value has at most 6000 characters (it has 6001)."),
    ],
    ids=["empty", "blank", "long", "twice", "twice in other letters", "twice in other spacing", "far too much"],
)
def test_names_that_are_refused(pasted, said):
    assert errors(NamesForm({"names": pasted})) == {"names": [said]}


def test_a_name_cannot_turn_the_direction_of_writing() -> None:
    form = NamesForm({"names": "Ada \u202eevol\u202c\nZoe\u0308"})

    assert form.is_valid()
    assert form.cleaned_data["names"] == ["Ada evol", "Zoë"]

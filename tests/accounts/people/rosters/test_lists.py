"""Who stands in a table, by its headings; and what is wrong with it."""

import pytest

from accounts.people.rosters.lists import ClassList, Listed, Mistake, plain, read_list
from accounts.people.rosters.tables import read_table
from revision.archives import FileRefused


def listed(text: str, class_name: str = "") -> ClassList:
    return read_list(read_table(text.encode(), "list.csv"), class_name=class_name)


def names(text: str, class_name: str = "") -> list[tuple[int, str]]:
    return [(one.line, one.name) for one in listed(text, class_name).people]


@pytest.mark.parametrize(
    ("heading", "expected"), [("Prénom (légal)", "prenom legal"), (" First_Name ", "first name"), ("STUDENT:", "student"), ("姓名", "姓名")]
)
def test_headings_are_compared_without_case_accents_and_signs(heading, expected):
    assert plain(heading) == expected


@pytest.mark.parametrize("heading", ["Name", "FULL NAME", "Student", "pupil name", "studentname", "Nom complet", "Learner Name:"])
def test_one_column_of_names_has_many_names(heading):
    assert names(f"No;{heading}\n1;Ann Li\n2;Ben") == [(2, "Ann Li"), (3, "Ben")]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("First name", "Last name"),
        ("forename", "SURNAME"),
        ("givenName", "familyName"),
        ("Vorname", "Nachname"),
        ("Preferred Forename", "Legal Surname"),
    ],
)
def test_two_columns_make_a_name(first, last):
    assert names(f"{last},{first}\nLi,Ann\nMay,\n,Cy") == [(2, "Ann Li"), (3, "May"), (4, "Cy")]


def test_titles_may_stand_above_the_headings_and_gaps_between():
    assert names("Greenfield School;\n;\n11B History;2026\nSurname;Forename\n;\nLi;Ann\n") == [(6, "Ann Li")]


def test_names_alone_need_no_heading():
    found = listed("Ann Li\nBen\n")

    assert (found.people, found.understood[-1]) == ((Listed(1, "Ann Li"), Listed(2, "Ben")), "Read as names alone, one on a line.")


def test_surname_first_in_one_cell_is_turned_round_and_told():
    found = listed('Name\n"Achebe, Ngozi"\nBen\n"Li, Ann, Ms"\n')

    assert [one.name for one in found.people] == ["Ngozi Achebe", "Ben", "Li, Ann, Ms"]
    assert found.understood[-1] == "“Surname, First name” was turned round: “First name Surname”."


def test_columns_without_headings_are_not_guessed():
    with pytest.raises(FileRefused) as refused:
        listed("Ann;Li\nBen;May")

    assert str(refused.value) == (
        "No headings were found in list.csv. Put a line with “Name”, or with “First name” and “Last name”, above the names."
    )


def test_what_a_list_may_not_say_is_not_read_and_that_is_told():
    found = listed("Name,Password,Role,E-mail\nAnn,hunter2,admin,a@b.c")

    assert found.people == (Listed(2, "Ann"),)
    assert found.understood[-3:] == ("Read: Name.", "Not read: Password, Role, E-mail.", "A list never sets passwords or roles.")


def test_of_several_classes_only_this_one_is_read():
    text = "Name,Class,Username\nAnn,11B,otter-1000\nBen,10A,\nCy,11b,"

    assert names(text, "11B") == [(2, "Ann"), (4, "Cy")]
    assert listed(text, "11B").understood[-1] == "Of several classes in it, only 11B was read: 2 of 3 lines."
    assert names(text, "Another") == [(2, "Ann"), (3, "Ben"), (4, "Cy")]
    assert listed(text, "11B").people[0] == Listed(2, "Ann", "otter-1000", "11B")


def test_lines_to_mend_are_told_with_their_numbers():
    text = f"Name,Class\nAnn,11B\n{'x' * 300},11B\n=1+1,11B\n12345,11B\n#REF!,11B\n,11B\nBen,11B"

    assert listed(text).mistakes == (
        Mistake(3, f"“{'x' * 30}…” has 300 letters; a name has at most 80."),
        Mistake(4, "holds a formula as text, “=1+1”. Save the list with values."),
        Mistake(5, "“12345” is no name: it has no letter."),
        Mistake(6, "holds a mistake of the spreadsheet, #REF!."),
        Mistake(7, "has no name."),
    )


def test_a_name_of_80_letters_is_a_name():
    assert names(f"Name\n{'x' * 80}") == [(2, "x" * 80)]


@pytest.mark.parametrize(
    ("text", "said"), [("", "list.csv has nobody in it."), ("Name\n", "list.csv has headings, and nobody below them.")]
)
def test_a_list_of_nobody_is_refused(text, said):
    with pytest.raises(FileRefused) as refused:
        listed(text)

    assert str(refused.value) == said


def test_a_list_can_be_laid_aside_and_taken_up():
    found = listed("Name,Class\nAnn,11B\n12,11B")

    assert ClassList.of(found.held()) == found

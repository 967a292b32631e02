"""Who is in the demo school. All names are invented."""

from dataclasses import dataclass
from decimal import Decimal

SCHOOL = "Saltmarsh Lane School (demo)"
"""The name by which a later start finds the school again."""
SUBJECT = "History"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the school. A username is empty where one is drawn, such as ``otter-4821``."""

    name: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class Seated:
    """A class, its teacher's username, how able it is on the whole (0 is usual, 1 is much), and who sits in it."""

    name: str
    teacher: str
    ability: float
    students: tuple[Person, ...]
    sits_exam: bool = False
    """Whether they sit an exam next June."""
    last_year: str = ""
    """The name of the class that it was last year; empty where it is new."""


ADMIN = Person("Mr Whitlock", "admin")
TEACHERS = (Person("Ms Okafor", "teacher"), Person("Mr Pryce", "teacher2"))
STUDENT = Person("Leo Grant", "student")
SIGN_INS = (ADMIN.username, TEACHERS[0].username, STUDENT.username)


def _people(names: str) -> tuple[Person, ...]:
    return tuple(Person(" ".join(name.split())) for name in names.split(","))


CLASSES = (
    Seated(
        "11B History",
        "teacher",
        0.0,
        (
            STUDENT,
            *_people(
                """Tolu Adeyemi, Ishan Banerjee, Maisie Clarke, Orla Dunne, Rhys Evans, Amina Farah, Cerys Hughes, Yusuf Ibrahim,
                Ffion Jones, Zofia Kowalska, Chloe Lam, Harvey Marsh, Nia Mensah, Callum Naylor, Farida Noorzai, Jude Osborne,
                Priya Patel, Poppy Radcliffe, Mateus Ribeiro, Safiya Siddiqui, Kian Sweeney, Beth Thornton, Hanif Uddin"""
            ),
        ),
        sits_exam=True,
        last_year="10B History",
    ),
    Seated(
        "12A History",
        "teacher",
        0.5,
        _people(
            """Layla Abbas, Daniel Achebe, Georgia Bell, Ravi Chandran, Elin Davies, Marek Dvorak, Isla Fraser, Kwame Gyamfi,
            Hana Hoang, Freya Ingram, Zain Malik, Connor McBride, Anjali Menon, Theo Nicolaou, Sadia Rahman, Finlay Reid,
            Esther Sowande, Megan Tully, Joshua Wren"""
        ),
    ),
    Seated(
        "10C History",
        "teacher2",
        -0.2,
        _people(
            """Kofi Asante, Ella Brook, Ines Carvalho, Lucas Dyer, Sumaya Elmi, Archie Finch, Gurpreet Gill, Lily Hargreave,
            Owen Jenkins, Adaeze Nwosu, Oskar Nowak, Niamh Quinn, Tariq Rashid, Amelie Stone, Bilal Tahir, Evie Walsh,
            Jin Zhou"""
        ),
    ),
)


EXTRA_TIME = {"Callum Naylor": Decimal("1.25")}
"""Whose time limits are longer, and by which factor."""
OTHER_DATES = ("Jude Osborne", "Away with the school choir until the weekend")
EXCUSED = ("Poppy Radcliffe", "In hospital")
"""Who has terms of their own for the homework that was set last, and why."""

"""Plain rows say the same of a question as its model object."""

from decimal import Decimal
from itertools import product

import pytest

from accounts.attempts.models import AttemptItem
from accounts.results.items import ItemRow, item_rows
from tests.factories import AssignmentFactory, finished, started

pytestmark = pytest.mark.django_db


def test_a_row_is_its_item():
    assignment = AssignmentFactory()
    attempts = [finished(assignment, right=1), started(assignment)]

    rows = {row.pk: row for row in item_rows([attempt.pk for attempt in attempts])}

    items = list(AttemptItem.objects.all())
    assert len(rows) == len(items) == 6
    for item in items:
        row = rows[item.pk]
        assert [getattr(row, name) for name in ItemRow._fields] == [getattr(item, name) for name in ItemRow._fields]
        assert (row.mark, row.state) == (item.mark, item.state)


def test_marks_and_states_are_those_of_the_model():
    fractions = (None, Decimal(0), Decimal("0.5"), Decimal(1))
    for fraction, dropped, counts, sure in product(fractions, (False, True), (False, True), (None, 1, 2, 3)):
        item = AttemptItem(fraction=fraction, dropped=dropped, confidence_counts=counts, confidence=sure, max_mark=Decimal(3))
        row = ItemRow(*(getattr(item, name, None) for name in ItemRow._fields))
        assert (row.mark, row.state) == (item.mark, item.state)

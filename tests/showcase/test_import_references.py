"""Foreign keys of imported rows: held and checked by the batch on PostgreSQL, by the database itself elsewhere."""

import pytest
from django.db import IntegrityError, connection, transaction

from showcase.generation.tables import Table
from showcase.importing.references import assured
from showcase.models import InitiativeAuthor, Keyword, Unit
from tests.factories import InitiativeFactory, UnitFactory

pytestmark = pytest.mark.django_db

LEAVES_OUT = connection.vendor == "postgresql"


def author_of(initiative: int) -> None:
    table = Table(InitiativeAuthor, ("id", "sort_order", "initiative_id", "name"))
    table.write([(table.next_key(), 0, initiative, "Người Thử")])


def on_guard() -> bool:
    """Whether the database refuses what points nowhere."""
    try:
        with transaction.atomic():
            author_of(10**9)
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def test_assured__writes_and_puts_the_database_back_on_guard() -> None:
    initiative = InitiativeFactory()
    with transaction.atomic(), assured({Unit: {initiative.unit_id}, Keyword: set()}):
        author_of(initiative.pk)
    assert initiative.authors.get().name == "Người Thử"
    assert on_guard()


def test_assured__failing_inside_puts_the_database_back_on_guard() -> None:
    unit = UnitFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), assured({Unit: {unit.pk}}):
        raise ZeroDivisionError
    assert on_guard()


def test_assured__refuses_what_points_nowhere_before_anything_is_written() -> None:
    unit = UnitFactory()
    refused = []
    try:
        with transaction.atomic(), assured({Unit: {unit.pk, unit.pk + 1_000}}):
            pass
    except IntegrityError as error:
        refused.append(str(error))
    expected = [f"showcase_unit: no row with the keys [{unit.pk + 1_000}]"]
    assert refused == (expected if LEAVES_OUT else [])


def test_assured__holds_the_rows_until_the_end() -> None:
    unit = UnitFactory()
    with transaction.atomic(), assured({Unit: {unit.pk}}):
        pass
    if LEAVES_OUT:
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmax::text <> '0' FROM showcase_unit WHERE id = %s", [unit.pk])
            assert cursor.fetchone() == (True,)

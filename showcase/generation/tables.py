"""Writing rows in bulk: `executemany` on SQLite, `COPY` on PostgreSQL, past the objects of the ORM."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

__all__ = ["Table", "copy_rows", "reset_sequences"]

Row = Sequence[Any]


@lru_cache(maxsize=100_000)
def _date(value: datetime.date | None) -> Any:
    return connection.ops.adapt_datefield_value(value)


@lru_cache(maxsize=100_000)
def _moment(value: datetime.datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


@lru_cache(maxsize=1_000)
def _decimal(value: Decimal | None) -> Any:
    return connection.ops.adapt_decimalfield_value(value, max_digits=6, decimal_places=2)


_CONVERTERS: tuple[tuple[type[models.Field], Callable[[Any], Any]], ...] = (
    (models.DateTimeField, _moment),
    (models.DateField, _date),
    (models.DecimalField, _decimal),
)


def _takes_objects() -> bool:
    """Whether days, moments and decimals are written as they are: PostgreSQL's driver knows them."""
    return connection.vendor == "postgresql"


class Table:
    """A model's table that takes rows of the named columns; the other columns get their defaults.

    Nothing is validated and no signal is sent: the caller answers for the rows, keys included.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        """Take the model and the attribute names (`field_id`, not `field`) of the columns to be given."""
        self.model = model
        fields = {field.attname: field for field in model._meta.concrete_fields}
        given = [fields.pop(name) for name in columns]
        self._rest = tuple(
            field.get_db_prep_save(field.get_default(), connection) for field in fields.values()
        )
        self._converters = [
            (index, convert)
            for index, field in enumerate(given)
            for convert in [next((c for kind, c in _CONVERTERS if isinstance(field, kind)), None)]
            if convert is not None and not _takes_objects()
        ]
        quote = connection.ops.quote_name
        names = [quote(str(field.column)) for field in (*given, *fields.values())]
        target = f"{quote(model._meta.db_table)} ({', '.join(names)})"
        marks = ", ".join(["%s"] * len(names))
        self._insert = f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608 -- names of the model's own columns
        self._copy = f"COPY {target} FROM STDIN"

    def next_key(self) -> int:
        """The first primary key above all that are in use."""
        highest: int | None = self.model._default_manager.aggregate(highest=Max("pk"))["highest"]
        return (highest or 0) + 1

    def write(self, rows: Iterable[Row]) -> None:
        """Add the rows to the table, in the current transaction."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                copy_rows(cursor, self._copy, self._prepared(rows))
            else:
                cursor.executemany(self._insert, list(self._prepared(rows)))

    def _prepared(self, rows: Iterable[Row]) -> Iterator[Row]:
        if not self._converters:
            yield from ((*row, *self._rest) for row in rows)
            return
        for row in rows:
            values = [*row, *self._rest]
            for index, convert in self._converters:
                values[index] = convert(values[index])
            yield values


def copy_rows(cursor: Any, statement: str, rows: Iterable[Row]) -> None:
    """Send rows to PostgreSQL by a `COPY … FROM STDIN`.

    Raises Django's own database errors, as every other statement does: of what the driver's cursor can do, `copy` is
    not among what Django wraps.
    """
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def reset_sequences(tables: Iterable[Table]) -> None:
    """Let the database's own key sequences go on above the keys that were written."""
    statements = connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables])
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

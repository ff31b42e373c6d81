"""Keys and updates of many rows at once, past the objects of the ORM; see also `showcase.generation.tables`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from showcase.generation.tables import copy_rows

__all__ = ["Updates", "new_keys"]


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that no row has had: taken from the sequence, so that two processes never get the same.

    On SQLite only within the transaction that uses them, which shuts out other writers.
    """
    if not count:
        return []
    table, column = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [_sequence(table, column), count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
    highest: int | None = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    first = max(last, highest or 0) + 1
    return list(range(first, first + count))


@lru_cache
def _sequence(table: str, column: str) -> str:
    """The name of the sequence behind a key, which asking for every key anew would take longer than the key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, column])
        return str(cursor.fetchone()[0])


class Updates:
    """Updates of the named columns of a model's rows; what every row gets beside them is given as SQL.

    On PostgreSQL one statement from a temporary table that `COPY` fills, elsewhere `executemany`.
    """

    def __init__(self, model: type[models.Model], columns: Sequence[str], always: str = "") -> None:
        """Take the attribute names of the columns, and assignments without values such as `a = NULL`."""
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self._fields = [fields[name] for name in columns]
        quote = connection.ops.quote_name
        self._table = quote(model._meta.db_table)
        self._names = [quote(str(field.column)) for field in self._fields]
        self._always = f", {always}" if always else ""

    def write(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> None:
        """Update rows, given as (key, values of the columns), in the current transaction."""
        prepared = [
            (
                *(
                    field.get_db_prep_save(value, connection)
                    for field, value in zip(self._fields, values, strict=True)
                ),
                key,
            )
            for key, values in rows
        ]
        if not prepared:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._copy(cursor, prepared)
            else:
                marks = ", ".join(f"{name} = %s" for name in self._names)
                cursor.executemany(
                    f"UPDATE {self._table} SET {marks}{self._always} WHERE id = %s",  # noqa: S608 -- names of our own
                    prepared,
                )

    def _copy(self, cursor: Any, rows: list[tuple[Any, ...]]) -> None:
        columns = ", ".join([*self._names, "id"])
        marks = ", ".join(f"{name} = import_changed.{name}" for name in self._names)
        make = f"SELECT {columns} FROM {self._table} WITH NO DATA"  # noqa: S608 -- names of our own, as below
        cursor.execute(f"CREATE TEMP TABLE import_changed ON COMMIT DROP AS {make}")
        copy_rows(cursor, f"COPY import_changed ({columns}) FROM STDIN", rows)
        cursor.execute(
            f"UPDATE {self._table} SET {marks}{self._always} FROM import_changed"  # noqa: S608 -- as above
            f" WHERE {self._table}.id = import_changed.id"
        )
        cursor.execute("DROP TABLE import_changed")

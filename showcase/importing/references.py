"""Foreign keys of rows that are written in bulk, checked once for a batch instead of once for a row.

PostgreSQL asks for every row and key whether the row it points to is there: a dozen questions for an initiative, half
of its work in an import. Here the rows pointed to are looked for and held at once, with the lock that the database
itself would take, and its own questions are left out for the statements within the block.

    with assured({Unit: {3, 4}, Keyword: {17}}):
        table.write(rows)                           # rows that point to these, or to rows of the same block

Only where the role may set `session_replication_role` (docs/operations.md); elsewhere, and on SQLite, the database
asks for every row.
"""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from django.db import IntegrityError, connection, models

__all__ = ["References", "assured"]

References: TypeAlias = Mapping[type[models.Model], Collection[int]]
"""Keys pointed to, by model."""

_MAY = """
    SELECT CASE
        WHEN current_setting('is_superuser')::boolean THEN true
        WHEN current_setting('server_version_num')::int < 150000 THEN false
        ELSE has_parameter_privilege('session_replication_role', 'SET')
    END
"""


@contextlib.contextmanager
def assured(references: References) -> Iterator[None]:
    """Hold the rows pointed to until the transaction ends, and write without a question for each row.

    Within a transaction only; whatever fails inside must end it, or the savepoint around.
    Raises IntegrityError where one of the rows is not there.
    """
    if not _may_leave_out():
        yield
        return
    with connection.cursor() as cursor:
        for model, keys in references.items():
            if keys:
                _hold(cursor, model, sorted(keys))
        cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")


def _may_leave_out() -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(_MAY)
        return bool(cursor.fetchone()[0])


def _hold(cursor: Any, model: type[models.Model], keys: list[int]) -> None:
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    cursor.execute(
        f"SELECT {column} FROM {table} WHERE {column} = ANY(%s) ORDER BY {column} FOR KEY SHARE",  # noqa: S608 -- our own names
        [keys],
    )
    found = {key for (key,) in cursor.fetchall()}
    if missing := [key for key in keys if key not in found]:
        raise IntegrityError(f"{model._meta.db_table}: no row with the keys {missing[:10]}")

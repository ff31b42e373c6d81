"""Giving committed changes their numbers, one step at a time.

Transactions commit in another order than they begin. A number drawn inside them would let a reader see 7, remember
it, and never learn of 6, which was committed a moment later. So changes are written without a number. A step of its
own takes the lock of the counter, numbers what it can see, which is committed, and holds the lock until its numbers
are committed too: when a number is seen, all below it have been given and committed before.
"""

from django.db import connection, transaction

from showcase.models import PublicChange, PublicSequence

__all__ = ["BATCH", "number_waiting"]

BATCH = 1_000
"""Changes numbered in one step."""

_TABLE = PublicChange._meta.db_table


def number_waiting(limit: int = BATCH) -> int:
    """Number at most so many waiting changes, the longest waiting first; returns how many.

    Rows that a transaction is just writing are left for the next step.
    """
    waiting = PublicChange.objects.filter(seq__isnull=True)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        PublicSequence.objects.get_or_create(pk=PublicSequence.ROW)
        sequence = PublicSequence.objects.select_for_update().get(pk=PublicSequence.ROW)
        locked = waiting.select_for_update(skip_locked=True).order_by("changed_at", "pk")
        ids = list(locked.values_list("pk", flat=True)[:limit])
        if ids:
            _number(ids, sequence.last)
            sequence.last += len(ids)
            sequence.save(update_fields=["last"])
    return len(ids)


def _number(ids: list[int], last: int) -> None:
    """Number rows after `last`, in the order in which they changed."""
    places = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET seq = %s + placed.place, appeared = FALSE,"  # noqa: S608 -- names of our own
            f" public_since = CASE WHEN {_TABLE}.appeared THEN %s + placed.place ELSE {_TABLE}.public_since END"
            f" FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY changed_at, id) AS place FROM {_TABLE}"
            f" WHERE id IN ({places})) AS placed WHERE {_TABLE}.id = placed.id",
            [last, last, *ids],
        )

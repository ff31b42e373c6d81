"""What editors decided, kept in memory and made anew in every process soon after it changed anywhere.

A row of the database (`EditorialStamp`) gets a new value with every change. Each process reads it at most once
in CHECK_SECONDS, by its key, and whoever finds it moved makes the snapshot again. The database says so to all
processes and hosts, with or without Redis; a database that cannot be asked leaves the last snapshot in use.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog
from django.db import DatabaseError, transaction

from search.models import EditorialStamp

__all__ = ["CHECK_SECONDS", "Snapshot", "forget", "touch"]

log = structlog.get_logger(__name__)

T = TypeVar("T")

CHECK_SECONDS = 1.0
"""How long a process trusts the stamp it has read."""


class _Clock:
    """The stamp as this process last read it."""

    def __init__(self) -> None:
        self.value = 0
        self.read_at = float("-inf")

    def now(self) -> int:
        """The stamp, at most CHECK_SECONDS old; 0 before the first change."""
        if time.monotonic() - self.read_at >= CHECK_SECONDS:
            # Noted first: while the database is slow, other threads go on with what they have.
            self.read_at = time.monotonic()
            row = EditorialStamp.objects.filter(pk=EditorialStamp.ROW).values_list("value", flat=True)
            self.value = row.first() or 0
        return self.value


_clock = _Clock()


def touch() -> None:
    """Say, in the current transaction, that editors changed something."""
    with transaction.atomic():
        EditorialStamp.objects.update_or_create(pk=EditorialStamp.ROW, defaults={"value": time.time_ns()})
    forget()


def forget() -> None:
    """Read the stamp again at the next question, however lately it was read."""
    _clock.read_at = float("-inf")


class Snapshot(Generic[T]):
    """The result of `make`, as of the last change; `fallback` stands in while there is none.

    `make` reads the database; when it raises DatabaseError, the last result stays in use.
    """

    def __init__(self, make: Callable[[], T], fallback: Callable[[], T]) -> None:
        self._make = make
        self._fallback = fallback
        self._held: tuple[int, T] | None = None
        self._lock = threading.Lock()

    def get(self) -> T:
        """The current result, at most CHECK_SECONDS behind the database."""
        try:
            stamp = _clock.now()
            held = self._held
            if held is not None and held[0] == stamp:
                return held[1]
            with self._lock:
                if self._held is None or self._held[0] != stamp:
                    # The stamp was read before the rows: a change in between is seen again next time.
                    self._held = (stamp, self._make())
                return self._held[1]
        except DatabaseError as error:
            log.warning("editorial_tables_unreadable", reason=str(error))
            return self._held[1] if self._held is not None else self._fallback()

"""Lists of work: what waits for an editor, shown shortly on the admin's home page and in full on pages of their own.

A list is registered by a function under the hook `register_work_list` that returns a `WorkList`; the layers above
add theirs the same way. Each list takes its rows from querysets of a fixed number, whatever the size of the tables.
"""

import datetime
import heapq
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from wagtail import hooks

__all__ = ["HOOK", "MOST_COUNTED", "Source", "WorkList", "WorkRow", "work_lists"]

HOOK = "register_work_list"

MOST_COUNTED = 1_000
"""Rows of a source that are counted: beyond, a count costs much and says nothing more."""


@dataclass(frozen=True)
class WorkRow:
    """One thing to do: `at` orders the list, `note` says why and until when, `kind` what the thing is."""

    at: datetime.datetime
    title: str
    url: str
    kind: str = ""
    note: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class Source:
    """Records in the order of their rows, and how one of them is told."""

    records: QuerySet[Any] | Sequence[Any]
    row: Callable[[Any], WorkRow]


class WorkList(ABC):
    """A list of work of one kind, for one user at a time."""

    key: ClassVar[str]
    """Part of the address of the full list."""
    heading: ClassVar[str | Promise]
    empty: ClassVar[str | Promise]
    """What stands there when all is done: a friendly sentence."""
    icon: ClassVar[str] = "list-ul"
    order: ClassVar[int] = 100
    newest_first: ClassVar[bool] = False

    def is_shown(self, user: Any) -> bool:
        """Whether the list is any of this user's business."""
        return True

    @abstractmethod
    def sources(self, user: Any) -> Sequence[Source]:
        """Where the rows come from, each source in the order of the list."""

    def count(self, user: Any) -> int:
        """Rows in all; MOST_COUNTED + 1 or more from a source mean “more than that”."""
        return sum(_count(source.records) for source in self.sources(user))

    def rows(self, user: Any, start: int, stop: int) -> list[WorkRow]:
        """Rows of the list from `start` up to `stop`, the sources merged in the order of the list."""
        told = [[source.row(record) for record in source.records[:stop]] for source in self.sources(user)]
        merged = heapq.merge(*told, key=lambda row: row.at, reverse=self.newest_first)
        return list(islice(merged, start, stop))


def _count(records: QuerySet[Any] | Sequence[Any]) -> int:
    if isinstance(records, QuerySet):
        return records.order_by()[: MOST_COUNTED + 1].count()
    return len(records)


def work_lists(user: Any) -> list[WorkList]:
    """The lists that concern a user, in their order."""
    lists: list[WorkList] = [make() for make in hooks.get_hooks(HOOK)]
    return sorted((one for one in lists if one.is_shown(user)), key=lambda one: one.order)

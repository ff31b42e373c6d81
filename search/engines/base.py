"""What every engine can do, and how it fails. Engines never leak types of their own.

Writing in steps of a rebuild::

    generation = engine.begin_rebuild()
    engine.bulk(documents, generation=generation, fresh=True)   # backfill, by key ranges
    engine.bulk(operations)                                     # live changes go to the live generation …
    engine.bulk(operations, generation=generation)              # … and to the one being built
    engine.promote(generation)                                  # atomic; the previous one is kept
    engine.rollback()                                           # back to it

A rebuild that dies leaves the live generation serving; the next `begin_rebuild` removes what it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from search.contract import (
    BulkResult,
    Duplicate,
    Health,
    Hit,
    IndexDocument,
    Kind,
    Operation,
    SearchRequest,
    SearchResponse,
    Suggestion,
    VersionSummary,
)


class EngineError(Exception):
    """An engine could not do what was asked."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached or its index cannot be read: answer from the database."""


class EngineBusy(EngineError):
    """Another process is writing: leave the change pending and try later."""


class IndexMissing(EngineUnavailable):
    """There is no index yet, or it was made by an incompatible version: rebuild."""


@runtime_checkable
class Engine(Protocol):
    """A search engine. All methods may raise EngineUnavailable; those that write may raise EngineBusy."""

    name: str

    def search(self, request: SearchRequest, *, generation: str = "") -> SearchResponse:
        """Answer a request, from the live generation or from one being built here."""
        ...

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete what is being typed; matching ignores marks. () for fewer than two characters."""
        ...

    def similar(self, kind: Kind, pk: int, *, kinds: Sequence[Kind] = (), limit: int = 6) -> tuple[Hit, ...]:
        """Records that read like this one, best first, without it; `kinds` defaults to its own kind.

        Records that share too little with it are left out. () when the engine does not hold the record.
        """
        ...

    def duplicates(
        self, document: IndexDocument, *, threshold: float = 0.5, limit: int = 5
    ) -> tuple[Duplicate, ...]:
        """Records of the same kind whose text nearly repeats this one's, most alike first, without itself."""
        ...

    def bulk(
        self, operations: Iterable[Operation], *, generation: str = "", fresh: bool = False
    ) -> BulkResult:
        """Write documents and deletions; visible to searches when it returns (live generation).

        `generation` is "" for the live one, else one that `begin_rebuild` returned. `fresh` is for
        backfilling a new generation: each record must come once, for nothing is looked up.
        Operations not newer than what is held are ignored. Nothing is written when it raises.
        """
        ...

    def begin_rebuild(self) -> str:
        """Start a new, empty generation and return its name. Removes generations left by dead rebuilds."""
        ...

    def promote(self, generation: str) -> None:
        """Make a generation live in one atomic step; the one before it is kept, older ones are removed."""
        ...

    def abort(self, generation: str) -> None:
        """Throw a generation away that was not promoted. Unknown names are ignored."""
        ...

    def rollback(self) -> str:
        """Make the previous generation live again and return its name; raises EngineError without one."""
        ...

    def scan_versions(
        self,
        kind: Kind,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int = 1_000,
        generation: str = "",
    ) -> list[tuple[int, int]]:
        """(pk, version) by ascending pk, for after < pk ≤ until, at most `limit`: go on after the last pk."""
        ...

    def summarise_versions(
        self, kind: Kind, *, after: int = 0, until: int | None = None, generation: str = ""
    ) -> VersionSummary:
        """Count and version sum for after < pk ≤ until, to find drift by bisection."""
        ...

    def live_generation(self) -> str:
        """Name of the live generation, "" without one; cheap enough to ask before every batch."""
        ...

    def health(self) -> Health:
        """State of the engine; never raises."""
        ...


__all__ = ["Engine", "EngineBusy", "EngineError", "EngineUnavailable", "IndexMissing"]

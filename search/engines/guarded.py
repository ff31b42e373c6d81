"""An engine behind a circuit breaker: while it does not answer, nobody waits for it, readers and writers alike.

    engine = GuardedEngine(EmbeddedEngine(path))

One breaker per engine and process. Reading counts, and a read may be the one on trial; a live write is refused
while the breaker is open, so that a save never waits for an engine known to be gone. Steps of a rebuild go
straight through: whoever rebuilds waits. A missing index answers at once and does not count.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import structlog

from search.breaker import Breaker, CircuitOpen, State
from search.contract import (
    BulkResult,
    Duplicate,
    Health,
    Hit,
    IndexDocument,
    InvalidSearch,
    Kind,
    Operation,
    SearchRequest,
    SearchResponse,
    Suggestion,
    VersionSummary,
)
from search.engines.base import Engine, EngineError, EngineUnavailable, IndexMissing

__all__ = ["EnginePaused", "GuardedEngine"]

log = structlog.get_logger(__name__)

_SLOW_HEALTH = 1.0
"""Seconds after which a bad report of health counts as a failure."""

T = TypeVar("T")


class EnginePaused(EngineUnavailable):
    """The engine was not asked: it has failed too often, and its next trial is not due."""


class GuardedEngine:
    """An engine behind a breaker; implements `search.engines.base.Engine`."""

    def __init__(self, engine: Engine, breaker: Breaker | None = None) -> None:
        self.name = engine.name
        self.engine = engine
        self.breaker = breaker or Breaker(on_change=self._tell)

    # Reading

    def search(self, request: SearchRequest, *, generation: str = "") -> SearchResponse:
        """Answer a request; one of a generation being built is not guarded."""
        if generation:
            return self.engine.search(request, generation=generation)
        return self._read(lambda: self.engine.search(request))

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete what is being typed."""
        return self._read(lambda: self.engine.suggest(text, limit=limit))

    def similar(self, kind: Kind, pk: int, *, kinds: Sequence[Kind] = (), limit: int = 6) -> tuple[Hit, ...]:
        """Records that read like this one."""
        return self._read(lambda: self.engine.similar(kind, pk, kinds=kinds, limit=limit))

    def duplicates(
        self, document: IndexDocument, *, threshold: float = 0.5, limit: int = 5
    ) -> tuple[Duplicate, ...]:
        """Records that nearly repeat this one."""
        return self._read(lambda: self.engine.duplicates(document, threshold=threshold, limit=limit))

    def live_generation(self) -> str:
        """Name of the live generation; a drain asks for it first, which makes it the one on trial."""
        return self._read(self.engine.live_generation)

    def health(self) -> Health:
        """State of the engine, at once while the breaker is open; never raises."""
        if self.breaker.state == State.OPEN:
            return Health(False, self.name, details=("paused: it has failed too often",))
        health = Health(False, self.name)
        with contextlib.suppress(CircuitOpen, _BadHealth), self.breaker.call(counts=(_BadHealth,)):
            began = time.monotonic()
            health = self.engine.health()
            if not health.ok and time.monotonic() - began >= _SLOW_HEALTH:
                raise _BadHealth
        return health

    # Writing

    def bulk(
        self, operations: Iterable[Operation], *, generation: str = "", fresh: bool = False
    ) -> BulkResult:
        """Write; to the live generation only while the engine answers."""
        if generation:
            return self.engine.bulk(operations, generation=generation, fresh=fresh)
        with self._paused(), self.breaker.call(counts=(EngineUnavailable,), trial=False, may_be_slow=True):
            return self.engine.bulk(operations, fresh=fresh)

    # Straight through: whoever rebuilds or checks waits.

    def begin_rebuild(self) -> str:
        """Start a new generation."""
        return self.engine.begin_rebuild()

    def promote(self, generation: str) -> None:
        """Make a generation live."""
        self.engine.promote(generation)

    def abort(self, generation: str) -> None:
        """Throw a generation away."""
        self.engine.abort(generation)

    def rollback(self) -> str:
        """Make the previous generation live again."""
        return self.engine.rollback()

    def scan_versions(
        self,
        kind: Kind,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int = 1_000,
        generation: str = "",
    ) -> list[tuple[int, int]]:
        """(pk, version) by ascending pk."""
        return self.engine.scan_versions(kind, after=after, until=until, limit=limit, generation=generation)

    def summarise_versions(
        self, kind: Kind, *, after: int = 0, until: int | None = None, generation: str = ""
    ) -> VersionSummary:
        """Count and version sum of a key range."""
        return self.engine.summarise_versions(kind, after=after, until=until, generation=generation)

    # Inside

    def _read(self, ask: Callable[[], T]) -> T:
        """Ask the engine; whatever else than an answer comes of it is an EngineError."""
        with self._paused(), self.breaker.call(counts=(EngineUnavailable,)):
            try:
                return ask()
            except IndexMissing as error:
                missing = error  # an answer, and a quick one: it leaves the call without an error
            except (EngineError, InvalidSearch):
                raise
            except Exception as error:
                log.exception("search_engine_failed", engine=self.name)
                raise EngineUnavailable(str(error)) from error
        raise missing

    @contextlib.contextmanager
    def _paused(self) -> Iterator[None]:
        """An open breaker is one more way of being unavailable."""
        try:
            yield
        except CircuitOpen as error:
            raise EnginePaused(str(error)) from error

    def _tell(self, state: State) -> None:
        """Write every change of state to the log, once."""
        if state == State.OPEN:
            log.warning("search_engine_paused", engine=self.name)
        else:
            log.info("search_engine_back", engine=self.name)


class _BadHealth(Exception):
    """A bad report that took its time."""

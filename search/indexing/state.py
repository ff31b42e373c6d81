"""What operators and editors are shown of the index and of what is on its way."""

import datetime
from dataclasses import dataclass

from django.db.models import Min
from django.utils import timezone

from search.contract import Health
from search.durations import duration_words
from search.engines import EngineError, get_engine
from search.indexing.lease import release_dead
from search.models import IndexRun, PendingIndexing

__all__ = ["State", "state"]

FAILING_SHOWN = 50
"""Records that cannot be indexed that are listed."""

RUNS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class State:
    """The index now: `oldest` is the moment of the longest waiting change, `check` the last comparison."""

    health: Health
    waiting: int
    oldest: datetime.datetime | None
    failing_count: int
    failing: list[PendingIndexing]
    running: list[IndexRun]
    check: IndexRun | None
    runs: list[IndexRun]

    @property
    def age(self) -> str:
        """How long the longest waiting change has waited, in words; "" when none waits."""
        return duration_words(timezone.now() - self.oldest) if self.oldest else ""

    @property
    def drift(self) -> int | None:
        """Records out of step at the last check; those it repaired count."""
        found = self.check.result if self.check else None
        return found["missing"] + found["stale"] + found["orphaned"] if found else None


def state() -> State:
    """The index and its queue; never raises for an engine that is down."""
    release_dead()
    failing = PendingIndexing.objects.exclude(error="").order_by("-attempts", "pk")
    return State(
        health=_health(),
        waiting=PendingIndexing.objects.count(),
        oldest=_moment(PendingIndexing.objects.aggregate(oldest=Min("version"))["oldest"]),
        failing_count=failing.count(),
        failing=list(failing[:FAILING_SHOWN]),
        running=list(IndexRun.objects.filter(status=IndexRun.Status.RUNNING)),
        check=IndexRun.objects.filter(kind=IndexRun.Kind.VERIFY, status=IndexRun.Status.DONE).first(),
        runs=list(IndexRun.objects.exclude(status=IndexRun.Status.RUNNING)[:RUNS_SHOWN]),
    )


def _health() -> Health:
    try:
        return get_engine().health()
    except EngineError as error:
        return Health(False, "", details=(str(error),))


def _moment(version: int | None) -> datetime.datetime | None:
    return datetime.datetime.fromtimestamp(version / 1_000_000, datetime.UTC) if version else None

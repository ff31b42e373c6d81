"""Comparing every record of database and index, key range by key range.

    drift = verify(repair=True)        # counts, and marks for whatever differs; a drain does the rest
    drift.total, drift.missing, drift.stale, drift.orphaned, drift.waiting

Of each range both sides give a count and a sum of versions; only a range that differs is read record by record. A
record is in step when the index holds it under a version at least as new as the record's last change and as the last
mark that it was given; a consent, say, changes a document without touching its record, so sums alone accuse nobody.
Records that wait in the queue are no drift: they are counted apart.
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce, Greatest
from wagtail.models import Locale

from search.contract import VERSION_MODULUS, Kind, VersionSummary
from search.documents import PAGE_MODELS, microseconds
from search.engines import Engine, get_engine
from search.indexing.lease import leased
from search.indexing.pending import mark_pending, on_their_way
from search.models import IndexedChange, IndexRun, PendingIndexing
from showcase.models import Initiative

__all__ = ["Drift", "Problem", "compare", "public_count", "verify"]

RANGE = 20_000
"""Records of a range."""

SCAN = 10_000
"""Versions read from an engine at a time."""

RECHECKED = 1_000
"""Differences that are looked at again, because the record may have changed while it was compared."""

SAMPLE = 20
"""Keys of each problem that are kept with the result."""


class Problem(enum.StrEnum):
    """What is wrong with a record in the index."""

    MISSING = "missing"
    STALE = "stale"
    ORPHANED = "orphaned"


@dataclass(slots=True)
class Drift:
    """Outcome of a comparison; `documents` is the number of records compared, `waiting` those in the queue."""

    documents: int = 0
    waiting: int = 0
    found: dict[tuple[Kind, Problem], list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def total(self) -> int:
        """Records out of step."""
        return sum(map(len, self.found.values()))

    def count(self, problem: Problem) -> int:
        """Records with this problem."""
        return sum(len(keys) for (_, one), keys in self.found.items() if one == problem)

    @property
    def missing(self) -> int:
        """Public records that the index lacks."""
        return self.count(Problem.MISSING)

    @property
    def stale(self) -> int:
        """Records that the index has in an older form."""
        return self.count(Problem.STALE)

    @property
    def orphaned(self) -> int:
        """Records that the index still has, although the public may not see them, or they are gone."""
        return self.count(Problem.ORPHANED)

    def records(self) -> Iterator[tuple[Kind, int]]:
        """Everything out of step."""
        for (kind, _), keys in self.found.items():
            for pk in keys:
                yield kind, pk

    def as_json(self) -> dict[str, Any]:
        """Counts, and a few keys of each problem."""
        return {
            "documents": self.documents,
            "waiting": self.waiting,
            **{problem.value: self.count(problem) for problem in Problem},
            "sample": {
                f"{kind}:{problem}": sorted(keys)[:SAMPLE]
                for (kind, problem), keys in sorted(self.found.items())
            },
        }


def verify(*, repair: bool = False, report: Callable[[int], None] = lambda count: None) -> Drift:
    """Compare database and live index, keep the result, and with `repair` mark what differs for the next drain.

    `report` is called with the number of records of every range. Raises LeaseHeld while another check runs, and
    EngineUnavailable without a usable index.
    """
    engine = get_engine()
    with leased(IndexRun.Kind.VERIFY) as lease:
        lease.run.expected = public_count()
        lease.run.generation = engine.live_generation()

        def advance(count: int) -> None:
            lease.advance(count)
            report(count)

        drift = compare(engine, report=advance)
        lease.run.result = drift.as_json()
        if repair:
            for (kind, _), keys in drift.found.items():
                mark_pending(kind, keys)
            lease.run.result["repaired"] = drift.total
    return drift


def public_count() -> int:
    """Records that should be in the index."""
    return sum(_public(kind).count() for kind in Kind)


def compare(
    engine: Engine, generation: str = "", *, report: Callable[[int], None] = lambda count: None
) -> Drift:
    """Records that `generation` ("" for the live one) does not have as the database has them."""
    drift = Drift()
    for kind in Kind:
        after = 0
        while True:
            until, count = _range(kind, after)
            if _summary(kind, after, until) != engine.summarise_versions(
                kind, after=after, until=until, generation=generation
            ):
                _compare_range(drift, engine, kind, after, until, generation=generation)
            drift.documents += count
            report(count)
            if until is None:
                break
            after = until
    _leave_out_waiting(drift, generation)
    if drift.total <= RECHECKED:
        _recheck(drift, engine, generation)
    return drift


def _compare_range(
    drift: Drift, engine: Engine, kind: Kind, after: int, until: int | None, *, generation: str
) -> None:
    held: dict[int, int] = {}
    position = after
    while found := engine.scan_versions(kind, after=position, until=until, limit=SCAN, generation=generation):
        held.update(found)
        position = found[-1][0]
        if len(found) < SCAN:
            break
    for pk, version in _versions(kind, after, until).items():
        if pk not in held:
            drift.found[kind, Problem.MISSING].append(pk)
        elif held.pop(pk) < version:
            drift.found[kind, Problem.STALE].append(pk)
    if held:
        drift.found[kind, Problem.ORPHANED] += held


def _leave_out_waiting(drift: Drift, generation: str) -> None:
    """Forget differences that are on their way: to the live generation, or from there to the one being built."""
    for (kind, problem), keys in list(drift.found.items()):
        waiting = on_their_way(kind, keys, building=bool(generation))
        if left := [pk for pk in keys if pk not in waiting]:
            drift.found[kind, problem] = left
        else:
            del drift.found[kind, problem]
    drift.waiting = PendingIndexing.objects.count()


def _recheck(drift: Drift, engine: Engine, generation: str) -> None:
    """Forget differences that are gone by now: records that changed between the two readings."""
    again = Drift()
    for kind, pk in drift.records():
        _compare_range(again, engine, kind, pk - 1, pk, generation=generation)
    _leave_out_waiting(again, generation)
    drift.found = again.found


# The database's side -------------------------------------------------------------------------------------


class _Microseconds(Func):
    """A moment as microseconds since 1970, exact, worked out by the database."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """SQLite keeps a moment as text, without its fraction when that is zero, and rounds what it is given."""
        sql, params = compiler.compile(self.source_expressions[0])
        seconds = f"CAST(strftime('%%s', substr({sql}, 1, 19)) AS INTEGER) * 1000000"
        fraction = f"CAST(substr(substr({sql}, 21) || '000000', 1, 6) AS INTEGER)"
        return f"({seconds} + {fraction})", (*params, *params)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """PostgreSQL gives seconds as an exact number."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(EXTRACT(EPOCH FROM {sql}) * 1000000)::bigint", params


def _public(kind: Kind) -> QuerySet[Any]:
    """What should be in the index."""
    if kind == Kind.INITIATIVE:
        return Initiative.objects.live()
    pages: QuerySet[Any] = PAGE_MODELS[kind].objects.filter(locale=Locale.get_default()).live().public()
    return pages


def _within(kind: Kind, after: int, until: int | None) -> QuerySet[Any]:
    records = _public(kind).filter(pk__gt=after)
    return records if until is None else records.filter(pk__lte=until)


def _with_version(kind: Kind, records: QuerySet[Any]) -> QuerySet[Any]:
    """The records with the oldest version under which the index may hold them."""
    if kind == Kind.INITIATIVE:
        changed: Any = _Microseconds("updated_at")
    else:
        changed = Coalesce(
            _Microseconds("last_published_at"), _Microseconds("latest_revision_created_at"), Value(0)
        )
    given = IndexedChange.objects.filter(kind=kind, object_id=OuterRef("pk")).values("version")
    return records.annotate(
        version=Greatest(changed, Coalesce(Subquery(given), Value(0)), output_field=BigIntegerField())
    )


def _range(kind: Kind, after: int) -> tuple[int | None, int]:
    """Last key of the range after `after`, None for the last range, and the number of its records."""
    keys = list(_public(kind).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: RANGE + 1])
    return (keys[RANGE - 1], RANGE) if len(keys) > RANGE else (None, len(keys))


def _summary(kind: Kind, after: int, until: int | None) -> VersionSummary:
    found = _with_version(kind, _within(kind, after, until).order_by()).aggregate(
        count=Coalesce(Sum(Value(1)), 0), total=Coalesce(Sum(F("version") % VERSION_MODULUS), 0)
    )
    return VersionSummary(int(found["count"]), int(found["total"]))


def _versions(kind: Kind, after: int, until: int | None) -> dict[int, int]:
    """Key → oldest version under which the index may hold it."""
    given = IndexedChange.objects.filter(kind=kind, object_id__gt=after)
    if until is not None:
        given = given.filter(object_id__lte=until)
    marks = dict(given.values_list("object_id", "version"))
    if kind == Kind.INITIATIVE:
        rows = _within(kind, after, until).values_list("pk", "updated_at")
        return {pk: max(microseconds(changed), marks.get(pk, 0)) for pk, changed in rows}
    columns = ("pk", "last_published_at", "latest_revision_created_at")
    return {
        pk: max(microseconds(published or drafted) if published or drafted else 0, marks.get(pk, 0))
        for pk, published, drafted in _within(kind, after, until).values_list(*columns)
    }

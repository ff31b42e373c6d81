"""Doing what was asked of a run: checking it, importing it, undoing it, from wherever it stands.

    work(run.pk, report=lambda run: …)        # until it is done, asked to stop, or taken by another process
    work(run.pk, seconds=60)                  # or, if it takes longer than that, for somebody to go on with

May be killed at any moment: batches are transactions that move the run's cursor, so whoever takes the run up next
goes on behind the last whole batch.
"""

import contextlib
import math
import random
import time
from collections.abc import Callable, Iterator

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.processes import rare_collection
from showcase.importing.ahead import Source, read_ahead
from showcase.importing.batches import Outcome, plan_chunk, write_one_by_one
from showcase.importing.catalogue import names_of, source_of
from showcase.importing.checking import Findings, note_stored_titles
from showcase.importing.chunks import Chunk
from showcase.importing.error_file import ErrorFile
from showcase.importing.lease import LeaseLostError, StopAskedError, give_back, hand_on, mine, take
from showcase.importing.planning import Rules
from showcase.importing.rows import TableError
from showcase.importing.seen import Seen
from showcase.importing.undo import undo
from showcase.importing.writing import Writer
from showcase.models import ImportChange, ImportDecision, ImportFault, ImportRun

__all__ = ["BATCH", "IMPORTED", "work"]

BATCH = 2_000
"""Rows of a transaction."""

IMPORTED = "showcase.import"
"""Entry of the log: a run ended, with its counts."""

FAULTS_KEPT = 1_000
"""Faults that the admin shows; the error file has all of them."""

_TOGETHER = 3
"""How often a batch is tried as a whole before its rows are written one by one."""

_ATTEMPTS = 12
"""How often it is tried at all; each time that other processes are in the way, they have got further."""

_PASSING = frozenset({"40P01", "40001", "55P03"})
"""PostgreSQL's codes for a deadlock, a serialisation failure and a lock that was not to be had."""

State = ImportRun.State
Report = Callable[[ImportRun], None]


def work(
    pk: int, *, report: Report = lambda run: None, batch: int = BATCH, seconds: float = math.inf
) -> ImportRun:
    """Do what the state of a run asks for; `report` gets the run after every batch.

    An import or undoing that takes longer than `seconds` is handed on: the run is at work and nobody holds it. A check
    is done in one go, for what it finds is not kept until its end.

    Raises RunHeldError when another process has it, LeaseLostError when another one took over. A file that cannot be
    read on ends the run as failed, with its reason; what was written before stays.
    """
    run = take(pk)
    until = time.monotonic() + seconds
    try:
        finished = (
            undo(run, report, until) if run.state == State.UNDOING else _read(run, report, batch, until)
        )
        if not finished:
            hand_on(run)
    except StopAskedError:
        _end(run, State.UPLOADED if run.state == State.CHECKING else State.CANCELLED)
    except TableError as error:
        place = f"Dòng {error.row}: " if error.row else ""
        _end(run, State.FAILED, f"{place}{error.message_vi}")
    except LeaseLostError:
        raise
    except BaseException as error:
        give_back(run, f"Bị ngắt: {type(error).__name__}. Có thể chạy tiếp.")
        raise
    run.refresh_from_db()
    report(run)
    return run


def _read(run: ImportRun, report: Report, batch: int, until: float) -> bool:
    source = source_of(run)
    with contextlib.closing(Seen()) as seen, rare_collection():
        if run.state == State.CHECKING:
            _Check(run, source, seen).go(report, batch)
            return True
        return _Import(run, source, seen).go(report, batch, until)


class _Pass:
    """Once through the file."""

    def __init__(self, run: ImportRun, source: Source, seen: Seen) -> None:
        self.run = run
        self.source = source
        self.seen = seen
        self.rules: Rules = source.rules
        decided = run.decisions.filter(action=ImportDecision.Action.SKIP)
        self.skipped = frozenset(decided.values_list("kind", "name"))

    def chunks(self, batch: int) -> Iterator[Chunk]:
        run = self.run
        return read_ahead(self.source, start=run.cursor, number=run.last_row, size=batch)

    def plan(self, chunk: Chunk, *, lock: bool) -> Outcome:
        return plan_chunk(chunk, seen=self.seen, rules=self.rules, skipped=self.skipped, lock=lock)

    def advance(self, fresh: ImportRun, chunk: Chunk, outcome: Outcome, errors: ErrorFile) -> None:
        """Count a batch and move the cursor behind it; within its transaction."""
        last = chunk.rows[-1]
        kept = min(fresh.faults_found, FAULTS_KEPT)
        faults = [fault for _raw, found in outcome.faulty for fault in found]
        ImportFault.objects.bulk_create(
            [
                ImportFault(
                    run=fresh,
                    row=fault.row,
                    column=fault.column_heading[:250],
                    value=fault.value[:250],
                    reason=fault.reason_vi,
                )
                for fault in faults[: FAULTS_KEPT - kept]
            ]
        )
        fresh.error_bytes = errors.write((raw.cells, found) for raw, found in outcome.faulty)
        fresh.cursor, fresh.last_row = last.offset, last.number
        fresh.rows_read += outcome.rows
        fresh.faults_found += len(faults)
        for name, count in outcome.counts.items():
            setattr(fresh, name, getattr(fresh, name) + count)
        fresh.renewed_at = timezone.now()
        fresh.save(update_fields=_MOVED)
        self.run = fresh


_MOVED = [
    "cursor",
    "last_row",
    "rows_read",
    "added",
    "updated",
    "unchanged",
    "failed",
    "faults_found",
    "error_bytes",
    "renewed_at",
]


class _Check(_Pass):
    """The way of an import without the writing; one that was interrupted begins anew."""

    def go(self, report: Report, batch: int) -> None:
        self._begin()
        note_stored_titles(self.seen)
        findings = Findings(self.run, names_of(self.run))
        with ErrorFile(self.run.error_path, self.run.headings, 0) as errors:
            for chunk in self.chunks(batch):
                outcome = self.plan(chunk, lock=False)
                with transaction.atomic():
                    self.advance(mine(self.run), chunk, outcome, errors)
                findings.note(outcome, self.seen)
                report(self.run)
        with transaction.atomic():
            fresh = mine(self.run)
            findings.save_names()
            fresh.check_result = {
                **findings.result(),
                **fresh.counts,
                "rows_read": fresh.rows_read,
                "faults_found": fresh.faults_found,
            }
            fresh.state, fresh.holder = State.CHECKED, ""
            fresh.save(update_fields=["check_result", "state", "holder"])

    def _begin(self) -> None:
        with transaction.atomic():
            fresh = mine(self.run)
            fresh.faults.all().delete()
            for name in _MOVED[:-1]:
                setattr(fresh, name, 0)
            fresh.save(update_fields=_MOVED)
            self.run = fresh


class _Import(_Pass):
    """Batch by batch into the catalogue."""

    def go(self, report: Report, batch: int, until: float) -> bool:
        """Import until the end of the file, or of the time; returns whether it was that of the file."""
        self.writer = Writer(publishes=self.run.publishes)
        self._remember(batch)
        with ErrorFile(self.run.error_path, self.run.headings, self.run.error_bytes) as errors:
            for chunk in self.chunks(batch):
                self._take_over(chunk, errors)
                report(self.run)
                if time.monotonic() > until:
                    self.seen.keep(self.run.seen_path, self.run.last_row)
                    return False
        with transaction.atomic():
            fresh = mine(self.run)
            fresh.state, fresh.holder, fresh.finished_at = State.DONE, "", timezone.now()
            fresh.save(update_fields=["state", "holder", "finished_at"])
            log(fresh, IMPORTED, user=fresh.started_by, data={**fresh.counts, "file": fresh.name})
        return True

    def _remember(self, batch: int) -> None:
        """The codes of the rows that were read before: as they were kept, or after an interruption read again."""
        if not self.run.last_row or self.seen.recall(self.run.seen_path, self.run.last_row):
            return
        for chunk in read_ahead(self.source, start=0, number=0, size=batch):
            read = [
                (row.code, row.number) for row in chunk.rows if row.code and row.number <= self.run.last_row
            ]
            if read:
                self.seen.repeated(read)
            if chunk.rows[-1].number >= self.run.last_row:
                break

    def _take_over(self, chunk: Chunk, errors: ErrorFile) -> None:
        """Write one batch. What another process wrote meanwhile makes it plan again; what the database refuses is
        written row by row, so that one row does not hold up the others."""
        size = errors.size
        for attempt in range(_ATTEMPTS):
            try:
                self._write(chunk, errors, by_one=attempt >= _TOGETHER)
            except (IntegrityError, DataError, OperationalError) as error:
                errors.back_to(size)
                self.writer.forget()
                if attempt == _ATTEMPTS - 1 or not _may_pass(error):
                    raise
                time.sleep(random.uniform(0.01, 0.1) * (attempt + 1))  # noqa: S311 - spreads two processes out
            except BaseException:
                errors.back_to(size)
                raise
            else:
                return

    def _write(self, chunk: Chunk, errors: ErrorFile, *, by_one: bool) -> None:
        with transaction.atomic():
            fresh = mine(self.run)
            outcome = self.plan(chunk, lock=True)
            moment = timezone.now()
            if by_one:
                write_one_by_one(outcome, chunk, self.writer, moment)
            else:
                outcome.added_keys, outcome.changed_log = self.writer.write(
                    outcome.additions, outcome.changes, moment
                )
            if outcome.added_keys or outcome.changed_log:
                ImportChange.objects.create(
                    run=fresh,
                    moment=moment,
                    first_row=chunk.rows[0].number,
                    last_row=chunk.rows[-1].number,
                    added=outcome.added_keys,
                    changed=outcome.changed_log,
                )
            self.advance(fresh, chunk, outcome, errors)


def _may_pass(error: Exception) -> bool:
    """Whether the same batch may succeed when it is tried again."""
    if isinstance(error, IntegrityError | DataError):
        return True
    if connection.vendor == "sqlite":
        return "locked" in str(error)
    return getattr(error.__cause__, "sqlstate", "") in _PASSING


def _end(run: ImportRun, state: str, message: str = "") -> None:
    """Leave a run that did not come to its end, unless another process has it by now."""
    left = ImportRun.objects.filter(pk=run.pk, holder=run.holder).update(
        state=state, holder="", stop_asked=False, message=message, finished_at=timezone.now()
    )
    if left and run.state == State.RUNNING:
        fresh = ImportRun.objects.get(pk=run.pk)
        log(
            fresh, IMPORTED, user=fresh.started_by, data={**fresh.counts, "file": fresh.name, "stopped": True}
        )

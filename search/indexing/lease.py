"""One rebuild at a time: a lease in the database, renewed while its holder works.

    with leased(IndexRun.Kind.REBUILD) as lease:
        lease.advance(1_000)               # raises LeaseLost when another process has taken over

A lease whose holder has died on this host is taken over at once; one that was not renewed for LEASE, always.
"""

import contextlib
import datetime
import time
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone

from home.processes import holder, is_dead
from search.models import IndexRun

__all__ = ["LEASE", "Lease", "LeaseHeld", "LeaseLost", "leased", "release_dead"]

LEASE = datetime.timedelta(minutes=10)
"""Longest silence of a holder that lives: merging a large index takes minutes."""

RENEW_EVERY = 2.0
"""Seconds between renewals."""

POLL = 1.0
"""Seconds between attempts when waiting."""

KEPT = 100
"""Past runs that are remembered."""

_CONFLICT = {
    IndexRun.Kind.REBUILD: "live",
    IndexRun.Kind.ROLLBACK: "live",
    IndexRun.Kind.VERIFY: "verify",
}


class LeaseHeld(Exception):
    """Another process is at it; `run` is what it does."""

    def __init__(self, run: IndexRun) -> None:
        super().__init__(
            f"Đang có việc “{run.get_kind_display()}” chạy từ {timezone.localtime(run.started_at):%d/%m/%Y %H:%M}"
            f" ({run.done}/{run.expected} bản ghi). Hãy đợi xong rồi chạy lại."
        )
        self.run = run


class LeaseLost(Exception):
    """Another process has taken over, because this one was silent for too long."""


class Lease:
    """A running `IndexRun` of this process."""

    def __init__(self, run: IndexRun) -> None:
        self.run = run
        self._renewed = time.monotonic()

    def advance(self, count: int = 0) -> None:
        """Note progress; writes it every few seconds. Raises LeaseLost."""
        self.run.done += count
        if time.monotonic() - self._renewed >= RENEW_EVERY:
            self.renew()

    def renew(self) -> None:
        """Write progress now. Raises LeaseLost."""
        self._renewed = time.monotonic()
        mine = IndexRun.objects.filter(pk=self.run.pk, status=IndexRun.Status.RUNNING)
        values = {name: getattr(self.run, name) for name in ("done", "expected", "generation", "message")}
        if not mine.update(renewed_at=timezone.now(), **values):
            raise LeaseLost("Tiến trình khác đã nhận việc này.")

    def finish(self, status: IndexRun.Status, message: str = "") -> None:
        """Close the run; one that was taken over stays as it is."""
        run = self.run
        mine = IndexRun.objects.filter(pk=run.pk, status=IndexRun.Status.RUNNING)
        mine.update(
            status=status,
            finished_at=timezone.now(),
            done=run.done,
            expected=run.expected,
            generation=run.generation,
            message=message or run.message,
            result=run.result,
        )
        run.refresh_from_db()


@contextlib.contextmanager
def leased(kind: IndexRun.Kind, *, wait: bool = False) -> Iterator[Lease]:
    """Hold the lease while the block runs; raises LeaseHeld when another process has it and `wait` is False."""
    lease = Lease(_acquire(kind, wait=wait))
    try:
        yield lease
    except BaseException as error:
        lease.finish(IndexRun.Status.FAILED, str(error) or type(error).__name__)
        raise
    lease.finish(IndexRun.Status.DONE)


def release_dead() -> None:
    """Close the runs of holders that have died or fallen silent."""
    for run in IndexRun.objects.filter(status=IndexRun.Status.RUNNING):
        if is_dead(run.holder) or run.renewed_at < timezone.now() - LEASE:
            IndexRun.objects.filter(
                pk=run.pk, status=IndexRun.Status.RUNNING, renewed_at=run.renewed_at
            ).update(
                status=IndexRun.Status.LOST,
                finished_at=timezone.now(),
                message="Tiến trình dừng giữa chừng; bản đang dùng không bị ảnh hưởng.",
            )


def _acquire(kind: IndexRun.Kind, *, wait: bool) -> IndexRun:
    while True:
        release_dead()
        try:
            with transaction.atomic():
                run = IndexRun.objects.create(kind=kind, lease=_CONFLICT[kind], holder=holder())
        except IntegrityError as error:
            running = IndexRun.objects.filter(lease=_CONFLICT[kind], status=IndexRun.Status.RUNNING).first()
            if running is None:
                continue
            if not wait:
                raise LeaseHeld(running) from error
            time.sleep(POLL)
        else:
            _forget_old()
            return run


def _forget_old() -> None:
    kept = list(IndexRun.objects.values_list("pk", flat=True)[:KEPT])
    IndexRun.objects.exclude(pk__in=kept).exclude(status=IndexRun.Status.RUNNING).delete()

"""One process at a time for a run: the run's own row is the lease.

A run whose process has died on this host is taken up at once; one that was silent for LEASE, always. Every batch asks
for the row again inside its transaction, so that a process that was taken for dead writes nothing any more.
"""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from home.processes import holder, is_dead
from showcase.models import ImportRun

__all__ = [
    "LEASE",
    "LeaseLostError",
    "RunHeldError",
    "StopAskedError",
    "give_back",
    "hand_on",
    "is_interrupted",
    "mine",
    "take",
]

LEASE = datetime.timedelta(minutes=5)
"""Longest silence of a holder that lives: reading a batch and waiting for the database take seconds."""


class RunHeldError(Exception):
    """Another living process has the run in hand, or there is nothing to do for it."""


class LeaseLostError(Exception):
    """Another process has taken over, because this one was silent for too long."""


class StopAskedError(Exception):
    """Somebody asked the run to stop; between two batches it does."""


def is_interrupted(run: ImportRun) -> bool:
    """Whether a run is at work by its state and nobody is at it: it can be taken up where it stopped."""
    if not run.is_working or not run.renewed_at:
        return False
    silent = timezone.now() - run.renewed_at
    if not run.holder:
        return silent > _TO_BE_STARTED
    return silent > LEASE or is_dead(run.holder.partition("#")[0])


_TO_BE_STARTED = datetime.timedelta(minutes=2)
"""How long a run may wait for the worker before it is shown as interrupted."""


def take(pk: int) -> ImportRun:
    """Hold a run that is to be worked on. Raises RunHeldError, ImportRun.DoesNotExist."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=pk)
        if not run.is_working:
            raise RunHeldError(f"Lần nhập này {run.get_state_display().lower()}, không có gì phải làm tiếp.")
        if run.holder and not is_interrupted(run):
            raise RunHeldError("Một tiến trình khác đang làm lần nhập này.")
        run.holder = f"{holder()}#{uuid.uuid4().hex[:8]}"
        run.renewed_at = timezone.now()
        run.save(update_fields=["holder", "renewed_at"])
    return run


def mine(run: ImportRun) -> ImportRun:
    """The row of a run that this process holds, locked and fresh; within a transaction.

    Raises LeaseLostError, and StopAskedError when somebody wants it to stop.
    """
    fresh = ImportRun.objects.select_for_update().filter(pk=run.pk, holder=run.holder).first()
    if fresh is None:
        raise LeaseLostError("Tiến trình khác đã nhận lần nhập này.")
    if fresh.stop_asked:
        raise StopAskedError
    return fresh


def hand_on(run: ImportRun) -> None:
    """Let go of a run that goes on with the next process that takes it: nothing is wrong with it."""
    ImportRun.objects.filter(pk=run.pk, holder=run.holder).update(holder="", renewed_at=timezone.now())


def give_back(run: ImportRun, message: str = "") -> None:
    """Let others take the run up where it stands; nothing happens where another process already has."""
    ImportRun.objects.filter(pk=run.pk, holder=run.holder).update(
        holder="", renewed_at=timezone.now() - _TO_BE_STARTED, message=message
    )

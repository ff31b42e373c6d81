"""The background forms of drain and verify.

With the database backend the worker runs them; with the immediate one they run where they are asked for, after the
commit, so a large change goes on in a thread of its own rather than hold up the request.
"""

import threading

from django.conf import settings
from django.db import connections
from django_tasks import task

from search.indexing.draining import drain
from search.indexing.drift import verify
from search.indexing.pending import due, on_mark

__all__ = ["TASK_LIMIT", "drain_pending", "verify_index"]

TASK_LIMIT = 2_000
"""Changes that one task brings to the index before it lets others have their turn."""

_going_on = threading.Lock()


@task()
def drain_pending() -> int:
    """Bring due changes to the index, a limited number; the rest follows in the background."""
    done = drain(limit=TASK_LIMIT)
    if done >= TASK_LIMIT and due().exists():
        if settings.TASKS_BACKEND == "database":
            drain_pending.enqueue()
        else:
            threading.Thread(target=_drain_the_rest, name="search-drain", daemon=True).start()
    return done


@task()
def verify_index(repair: bool = True) -> None:
    """Compare database and index, and mark what differs."""
    verify(repair=repair)


def _drain_the_rest() -> None:
    """Drain until nothing is due; one thread per process."""
    if not _going_on.acquire(blocking=False):
        return
    try:
        drain()
    finally:
        connections.close_all()
        _going_on.release()


@on_mark
def _enqueue_drain() -> None:
    drain_pending.enqueue()

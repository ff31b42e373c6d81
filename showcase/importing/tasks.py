"""The background form of `work`.

With the database backend the worker does it; with the immediate one a small file is imported where it was asked for
and a larger one in a thread of its own, so that the page answers and the run can be stopped.
"""

import logging
import math
import threading

from django.conf import settings
from django.db import connections, transaction
from django_tasks import task

from showcase.importing.lease import LeaseLostError, RunHeldError
from showcase.importing.work import work
from showcase.models import ImportRun

__all__ = ["start_soon", "work_in_background"]

_AT_ONCE = 1024 * 1024
"""Bytes of a file that is read within the request where there is no worker."""

_TURN = 60
"""Seconds of a worker that an import gets at a time."""

_logger = logging.getLogger(__name__)


@task()
def work_in_background(pk: int) -> None:
    """Work on a run; nothing happens where another process is at it or nothing is to be done.

    A worker has other tasks, such as bringing searches up to date: after a minute the rest of a long run goes to the
    end of the queue.
    """
    queued = settings.TASKS_BACKEND == "database"
    try:
        run = work(pk, seconds=_TURN if queued else math.inf)
        if queued and run.is_working:
            work_in_background.enqueue(pk)
    except (RunHeldError, LeaseLostError, ImportRun.DoesNotExist) as error:
        _logger.info("import run %s: %s", pk, error)


def start_soon(run: ImportRun) -> None:
    """Have the run worked on after the current transaction."""
    transaction.on_commit(lambda: _start(run))


def _start(run: ImportRun) -> None:
    if settings.TASKS_BACKEND == "database" or run.size <= _AT_ONCE:
        work_in_background.enqueue(run.pk)
    else:
        threading.Thread(target=_in_thread, args=(run.pk,), name=f"import-{run.pk}", daemon=True).start()


def _in_thread(pk: int) -> None:
    try:
        work_in_background.func(pk)
    finally:
        connections.close_all()

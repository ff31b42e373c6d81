"""Processes of the site: names by which others can tell when one has died, workers that end with their parent."""

import contextlib
import gc
import multiprocessing
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import django
from django.db import connection

__all__ = ["begin_worker", "holder", "is_dead", "leave_with_parent", "rare_collection"]

_OBJECTS = 100_000
"""New objects after which cycles are looked for."""


def holder(pid: int | None = None) -> str:
    """Names a process of this host for good: host / namespace of processes / number / when it started."""
    number = pid or os.getpid()
    return f"{_place()}/{number}/{_started(number)}"


def is_dead(name: str) -> bool:
    """Whether a holder was a process of this host that lives no more; False when that cannot be known."""
    place, pid, started = name.rsplit("/", 2)
    return bool(started) and place == _place() and _started(int(pid)) != started


def leave_with_parent() -> None:
    """End this worker process when the one that started it is killed: nobody would take its results."""
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def begin_worker(database: str) -> None:
    """Make a process that was spawned one of the site, on the database of this name, until its parent ends."""
    leave_with_parent()
    django.setup()
    connection.settings_dict["NAME"] = database


@contextlib.contextmanager
def rare_collection() -> Iterator[None]:
    """Let the collector of cycles look less often: rows make hundreds of thousands of objects and no cycle."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _place() -> str:
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = ""
    return f"{socket.gethostname()}/{namespace}"


def _started(pid: int) -> str:
    """When a living process started, in clock ticks; "" for one that is dead or cannot be seen."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state == "Z" else fields[18]

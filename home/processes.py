"""Names of processes that hold something in the database, so that others can tell when they have died."""

import os
import socket
from pathlib import Path

__all__ = ["holder", "is_dead"]


def holder(pid: int | None = None) -> str:
    """Names a process of this host for good: host / namespace of processes / number / when it started."""
    number = pid or os.getpid()
    return f"{_place()}/{number}/{_started(number)}"


def is_dead(name: str) -> bool:
    """Whether a holder was a process of this host that lives no more; False when that cannot be known."""
    place, pid, started = name.rsplit("/", 2)
    return bool(started) and place == _place() and _started(int(pid)) != started


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

"""What a process and those that it starts cost: memory and processor time."""

import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["EVERY", "Memory", "processor"]

EVERY = 0.25
"""Seconds between two looks at the memory."""


def processor() -> float:
    """Seconds of processor time of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


@dataclass(slots=True)
class Memory:
    """Most memory of this process and its children, in bytes: their fair share of it, and what is not of files.

    Pages of files (of the index, of the database) are the system's to take back, so the second figure is what must
    be free on a host.
    """

    peak: int = 0
    peak_own: int = 0
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Memory":
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(EVERY):
            sizes = [_proportional(pid) for pid in _tree(os.getpid())]
            self.peak = max(self.peak, sum(every for every, _own in sizes))
            self.peak_own = max(self.peak_own, sum(own for _every, own in sizes))


def _tree(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _tree(int(child))


def _proportional(pid: int) -> tuple[int, int]:
    """Bytes of a process, shared ones divided among their users: all, and those that no file backs."""
    found = {"Pss": 0, "Pss_Anon": 0}
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in found:
                found[name] = int(value.split()[0]) * 1_024
    return found["Pss"], found["Pss_Anon"]

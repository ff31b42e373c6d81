"""Readers at work on a cluster of three nodes while one of them is killed: how many pages failed."""

import os
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from bench.timing import share

__all__ = ["measure"]

_QUESTIONS = (
    "máy",
    "tiết kiệm điện",
    "an toàn",
    "thoi gian",
    "LĐLĐ",
    "học trò",
    "biến tần",
    "quy trình sản xuất",
)
_DEGRADED = "chế độ dự phòng"
"""Words of the notice on a page that the database answered."""


@dataclass(slots=True)
class _Tally:
    """What one phase of the run saw; times in milliseconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    degraded: int = 0
    times: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        times = sorted(self.times)
        return {
            "pages": len(times),
            "failed": sum(count for status, count in self.statuses.items() if status != 200),
            "degraded": self.degraded,
            **{name: share(times, part) for name, part in (("median", 0.5), ("p95", 0.95), ("most", 1.0))},
        }


def measure(pid: int, seconds: float, readers: int) -> dict[str, Any]:
    """Let `readers` read for three times `seconds`; after the first third the process `pid` is killed.

    Returns a summary for before the kill, the time right after it, and the last third.
    """
    phases = [_Tally(), _Tally(), _Tally()]
    began = time.monotonic()
    threads = [
        threading.Thread(target=_read, args=(number, began, seconds, phases)) for number in range(readers)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    return {name: tally.summary() for name, tally in zip(("before", "after", "later"), phases, strict=True)}


def _read(number: int, began: float, seconds: float, phases: list[_Tally]) -> None:
    """One reader: page after page, each with a question and page of its own so that nothing is remembered."""
    client = Client(raise_request_exception=False)
    chance = random.Random(number)
    try:
        while (phase := int((time.monotonic() - began) / seconds)) < len(phases):
            asked = {"q": chance.choice(_QUESTIONS), "page": str(chance.randint(1, 5))}
            start = time.perf_counter()
            answer = client.get(f"/sang-kien/?{urlencode(asked)}")
            tally = phases[phase]
            tally.times.append((time.perf_counter() - start) * 1_000)
            tally.statuses[answer.status_code] += 1
            tally.degraded += _DEGRADED in answer.content.decode()
    finally:
        connection.close()

"""Timing: repeat, then median and 95th percentile."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Timing", "alternate", "measure", "share"]

Action = Callable[[], object]


def _nothing() -> None:
    """Do nothing before a run."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Repeated runs in milliseconds: median and 95th percentile of the wall clock, median of processor time.

    Where other programs keep the machine busy, the processor time of this process is the steadier figure.
    """

    median: float
    p95: float
    processor: float

    @classmethod
    def of(cls, runs: list[tuple[float, float]]) -> "Timing":
        """Summarise (wall, processor) pairs; the 95th percentile of a few runs is the slowest of them."""
        wall = sorted(pair[0] for pair in runs)
        return cls(statistics.median(wall), share(wall, 0.95), statistics.median(pair[1] for pair in runs))


def share(ordered: Sequence[float], part: float) -> float:
    """The value below which this part (0–1) of ascending values lies; 1 gives the greatest."""
    return ordered[min(len(ordered) - 1, round(part * len(ordered)))]


def _once(action: Action) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    action()
    return (time.perf_counter() - wall) * 1_000, (time.process_time() - processor) * 1_000


def measure(action: Action, repeat: int, *, before: Action = _nothing) -> Timing:
    """Time `repeat` runs; `before` is called ahead of each and not timed."""
    runs = []
    for _run in range(repeat):
        before()
        runs.append(_once(action))
    return Timing.of(runs)


def alternate(actions: dict[str, Action], repeat: int, *, before: Action = _nothing) -> dict[str, Timing]:
    """Time several actions in turn, so that a busy moment of the machine meets all of them alike."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in actions}
    for _run in range(repeat):
        for name, action in actions.items():
            before()
            runs[name].append(_once(action))
    return {name: Timing.of(pairs) for name, pairs in runs.items()}

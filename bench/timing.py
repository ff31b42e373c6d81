"""Timing: repeat, then median and 95th percentile."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Timing", "alternate", "measure"]


@dataclass(frozen=True, slots=True)
class Timing:
    """Median and 95th percentile of repeated runs, in milliseconds."""

    median: float
    p95: float

    @classmethod
    def of(cls, milliseconds: list[float]) -> "Timing":
        """Summarise runs; the 95th percentile of a few runs is the slowest of them."""
        ordered = sorted(milliseconds)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))])


def once(action: Callable[[], object]) -> float:
    """Milliseconds that one run takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1_000


def measure(
    action: Callable[[], object], repeat: int, *, before: Callable[[], object] = lambda: None
) -> Timing:
    """Time `repeat` runs; `before` is called ahead of each and not timed."""
    taken = []
    for _run in range(repeat):
        before()
        taken.append(once(action))
    return Timing.of(taken)


def alternate(
    actions: dict[str, Callable[[], object]], repeat: int, *, before: Callable[[], object] = lambda: None
) -> dict[str, Timing]:
    """Time several actions in turn, so that a busy moment of the machine meets all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _run in range(repeat):
        for name, action in actions.items():
            before()
            taken[name].append(once(action))
    return {name: Timing.of(runs) for name, runs in taken.items()}

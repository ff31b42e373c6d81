"""Scores of ranked answers. Pure."""

import math
from collections.abc import Mapping, Sequence

__all__ = ["GOOD", "ndcg", "overlap", "recall"]

GOOD = 2
"""Least grade that recall counts."""


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Gain of the first `depth` (exponential in the grade, discounted by place), as a share of the best order's."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(name, 0) for name in found[:depth]]) / best


def recall(found: Sequence[str], grades: Mapping[str, int], depth: int = 20) -> float:
    """Share of the good records that stand among the first `depth`; of more than `depth`, of so many."""
    good = {name for name, grade in grades.items() if grade >= GOOD}
    return len(good.intersection(found[:depth])) / min(len(good), depth)


def overlap(one: Sequence[str], other: Sequence[str], depth: int = 10) -> float:
    """Share of the first `depth` that two answers have in common; 1 when both are empty."""
    first, second = set(one[:depth]), set(other[:depth])
    return len(first & second) / max(len(first), len(second)) if first or second else 1.0

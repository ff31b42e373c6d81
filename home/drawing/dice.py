"""Repeatable chance."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

__all__ = ["Dice"]

Item = TypeVar("Item")


class Dice:
    """Draws that depend on the seed alone.

    Built only on ``Random.random()`` seeded with text: the one sequence that Python promises to keep from
    version to version. Its ready-made ``choice`` and ``choices`` carry no such promise.
    """

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - ornament, not a secret

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 up to, not including, ``limit``."""
        return int(self._random.random() * limit)

    def chance(self, share: float) -> bool:
        """Answer yes in ``share`` of the cases, 0 to 1."""
        return self._random.random() < share

    def pick(self, items: Sequence[Item], weights: Sequence[int] | None = None) -> Item:
        """Draw one item; ``weights`` says how often each comes."""
        if weights is None:
            return items[self.below(len(items))]
        mark = self._random.random() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

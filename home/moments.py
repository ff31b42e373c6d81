"""What every page needs and hardly ever changes, worked out once in a moment instead of for each page.

    @of_the_moment
    def languages_of_the_site(site_id): ...

A process trusts such a result for TRUST seconds, or until anything is saved or deleted in this very process. Changes
by other processes are seen when the moment has passed. Results are shared between requests: never change them.
"""

import itertools
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

from django.db.models.signals import m2m_changed, post_delete, post_save

__all__ = ["TRUST", "follow_changes", "forget", "of_the_moment"]

TRUST = 1.0
"""Seconds for which a result is trusted."""

REMEMBERED = 64
"""Results that are remembered of each function."""

Ts = TypeVarTuple("Ts")
T = TypeVar("T")

_changes = itertools.count()
_change = next(_changes)


def forget(**_signal: Any) -> None:
    """End the moment: the next question is answered anew."""
    global _change  # noqa: PLW0603 -- one number per process is what this module is for
    _change = next(_changes)


def of_the_moment(work_out: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """Remember the results of a function, whose arguments must be hashable, for the moment."""

    @lru_cache(maxsize=REMEMBERED)
    def remembered(_moment: tuple[int, int], *args: *Ts) -> T:
        return work_out(*args)

    @wraps(work_out)
    def asked(*args: *Ts) -> T:
        return remembered((_change, int(time.monotonic() / TRUST)), *args)

    return asked


def follow_changes() -> None:
    """Let everything that this process writes end the moment; called once, when the site starts."""
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(forget, dispatch_uid="home.moments")

"""A circuit breaker: after failures in a row nobody waits for a part that does not answer. Pure, thread-safe.

    breaker = Breaker()
    with breaker.call(counts=(EngineUnavailable,)):     # raises CircuitOpen at once while it is open
        engine.search(request)

Closed, every call goes through. `failures` in a row, or calls slower than `slow` seconds, open it for `pause`
seconds. Then one call at a time goes through on trial while the others still fail at once; a good one closes it,
a bad one opens it for twice as long, at most `longest` seconds. A call that began before it opened changes
nothing any more.

Written here because the libraries at hand count no slow calls, pause for the same time always, and on trial
either let everybody through (circuitbreaker) or make everybody wait for the one on trial (pybreaker).
"""

from __future__ import annotations

import contextlib
import enum
import threading
import time
from collections.abc import Callable, Iterator

__all__ = ["Breaker", "CircuitOpen", "State"]


class CircuitOpen(Exception):
    """The call was not made: too many before it failed. `seconds` is when the next one may go on trial."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"not asked for another {seconds:.1f} seconds")
        self.seconds = seconds


class State(enum.StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    TRIAL = "trial"


class Breaker:
    """See the module. `on_change` is called, outside the lock, with every new state that calls bring about."""

    def __init__(
        self,
        *,
        failures: int = 3,
        slow: float = 2.0,
        pause: float = 2.0,
        longest: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        on_change: Callable[[State], None] = lambda state: None,
    ) -> None:
        self._most = failures
        self._slow = slow
        self._first_pause = pause
        self._longest = longest
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._failed = 0
        self._pause = 0.0
        self._until = 0.0
        self._round = 0
        self._trial_until = 0.0

    @property
    def state(self) -> State:
        """Where it stands now; an open one whose pause is over waits for a trial."""
        with self._lock:
            if not self._pause:
                return State.CLOSED
            return State.OPEN if self._clock() < self._until else State.TRIAL

    @contextlib.contextmanager
    def call(
        self, *, counts: tuple[type[Exception], ...], trial: bool = True, may_be_slow: bool = False
    ) -> Iterator[None]:
        """Make a call, or raise CircuitOpen; exceptions of `counts` are failures, others are answers.

        `trial=False` is for a call that must not be the one on trial; `may_be_slow` for one whose time says nothing.
        """
        began, entered = self._enter(trial)
        failed = True
        try:
            yield
            failed = not may_be_slow and self._clock() - began >= self._slow
        except Exception as error:
            failed = isinstance(error, counts)
            raise
        finally:
            self._leave(entered, failed=failed)

    def _enter(self, trial: bool) -> tuple[float, int]:
        """Time and round in which a call begins."""
        with self._lock:
            now = self._clock()
            if self._pause:
                if now < self._until:
                    raise CircuitOpen(self._until - now)
                if not trial or now < self._trial_until:
                    raise CircuitOpen(max(self._trial_until - now, 0.0))
                # A trial that never comes back makes room for another.
                self._trial_until = now + self._longest
                self._round += 1
            return now, self._round

    def _leave(self, entered: int, *, failed: bool) -> None:
        """Count how a call went."""
        changed = None
        with self._lock:
            if entered != self._round:
                return
            if not failed:
                changed = State.CLOSED if self._pause else None
                self._failed, self._pause = 0, 0.0
            else:
                self._failed += 1
                if self._pause or self._failed >= self._most:
                    changed = State.OPEN
                    self._pause = min(self._pause * 2, self._longest) if self._pause else self._first_pause
                    self._until = self._clock() + self._pause
                    self._trial_until = 0.0
                    self._round += 1
        if changed is not None:
            self._on_change(changed)

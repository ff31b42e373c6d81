"""The circuit breaker by a clock of the test's own."""

import threading

import pytest

from search.breaker import Breaker, CircuitOpen, State


class Clock:
    """Time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def changes() -> list[State]:
    return []


@pytest.fixture
def breaker(clock: Clock, changes: list[State]) -> Breaker:
    return Breaker(failures=3, slow=2, pause=4, longest=10, clock=clock, on_change=changes.append)


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(OSError), breaker.call(counts=(OSError,)):
            raise OSError


def succeed(breaker: Breaker) -> None:
    with breaker.call(counts=(OSError,)):
        pass


def refused(breaker: Breaker) -> float:
    """How many seconds a refused call is told to wait."""
    with pytest.raises(CircuitOpen) as error, breaker.call(counts=(OSError,)):
        raise AssertionError("the call was made")
    return error.value.seconds


def test_failures_in_a_row__open_it(breaker: Breaker, clock: Clock, changes: list[State]) -> None:
    fail(breaker, 2)
    assert breaker.state == State.CLOSED
    fail(breaker)
    assert breaker.state == State.OPEN
    clock.now += 1
    assert refused(breaker) == 3
    assert changes == [State.OPEN]


def test_a_success__starts_the_count_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    succeed(breaker)
    fail(breaker, 2)
    assert breaker.state == State.CLOSED


def test_other_exceptions__are_answers(breaker: Breaker) -> None:
    fail(breaker, 2)
    with pytest.raises(ValueError), breaker.call(counts=(OSError,)):
        raise ValueError
    fail(breaker, 2)
    assert breaker.state == State.CLOSED


def test_slow_calls__open_it(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        with breaker.call(counts=(OSError,)):
            clock.now += 2
    assert breaker.state == State.OPEN


def test_slow_calls__that_may_be_slow_do_not(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        with breaker.call(counts=(OSError,), may_be_slow=True):
            clock.now += 20
    assert breaker.state == State.CLOSED


def test_trial__good_one_closes_it(breaker: Breaker, clock: Clock, changes: list[State]) -> None:
    fail(breaker, 3)
    clock.now += 4
    assert breaker.state == State.TRIAL
    succeed(breaker)
    assert breaker.state == State.CLOSED
    assert changes == [State.OPEN, State.CLOSED]
    fail(breaker, 2)
    assert breaker.state == State.CLOSED


def test_trial__bad_ones_make_it_wait_longer_up_to_a_limit(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    for pause in (8, 10, 10):
        clock.now += 10
        fail(breaker)
        assert refused(breaker) == pause


def test_trial__slow_one_is_a_bad_one(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 4
    with breaker.call(counts=(OSError,)):
        clock.now += 3
    assert breaker.state == State.OPEN


def test_trial__only_one_at_a_time(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 4
    with breaker.call(counts=(OSError,)):
        assert refused(breaker) > 0
    succeed(breaker)


def test_trial__one_that_never_ends_makes_room_and_counts_no_more(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 4
    with pytest.raises(OSError), breaker.call(counts=(OSError,)):
        clock.now += 10
        succeed(breaker)
        raise OSError
    assert breaker.state == State.CLOSED


def test_trial__is_not_for_calls_that_must_not_be_it(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 4
    with pytest.raises(CircuitOpen), breaker.call(counts=(OSError,), trial=False):
        raise AssertionError("the call was made")
    succeed(breaker)


def test_late_answers__of_before_change_nothing(breaker: Breaker, clock: Clock) -> None:
    with breaker.call(counts=(OSError,)):
        fail(breaker, 3)
    assert breaker.state == State.OPEN
    clock.now += 4
    with pytest.raises(OSError), breaker.call(counts=(OSError,)):
        raise OSError
    assert refused(breaker) == 8


def test_threads__one_trial_among_many(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 4
    everybody, done = threading.Barrier(8), threading.Event()
    outcomes: list[str] = []

    def ask() -> None:
        everybody.wait()
        try:
            with breaker.call(counts=(OSError,)):
                outcomes.append("asked")
                done.wait(10)
        except CircuitOpen:
            outcomes.append("refused")
            if outcomes.count("refused") == 7:
                done.set()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["asked", *["refused"] * 7]
    assert breaker.state == State.CLOSED

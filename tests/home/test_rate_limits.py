"""Token buckets: how many questions pass, and when the next one does."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from home.rate_limits import Limit, caller_of, take


def test_take__whole_quota_at_once_then_one_each_interval() -> None:
    limit = Limit("t", 5, 10)
    verdicts = [take(limit, "a", now=1_000.0) for _number in range(6)]
    assert [one.remaining for one in verdicts] == [4, 3, 2, 1, 0, 0]
    assert [one.allowed for one in verdicts] == [True] * 5 + [False]
    assert verdicts[-1].retry_after == 2
    assert take(limit, "a", now=1_002.0).allowed
    assert not take(limit, "a", now=1_002.0).allowed
    assert take(limit, "b", now=1_002.0).remaining == 4


def test_take__a_full_bucket_again_after_a_while() -> None:
    limit = Limit("t", 5, 10)
    for _number in range(5):
        take(limit, "a", now=1_000.0)
    assert take(limit, "a", now=1_010.0).remaining == 4


@given(
    requests=st.integers(1, 50),
    seconds=st.integers(1, 100),
    gaps=st.lists(st.floats(0, 20), min_size=1, max_size=60),
)
def test_take__never_more_than_quota_and_refill(requests: int, seconds: int, gaps: list[float]) -> None:
    limit = Limit("t", requests, seconds)
    moment, allowed = 1_000.0, 0
    cache.clear()
    for gap in gaps:
        moment += gap
        allowed += take(limit, "a", now=moment).allowed
    assert allowed <= requests + (moment - 1_000.0) * requests / seconds + 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "unix:", False),
    ],
)
def test_caller__a_network_of_ipv6_is_one(one: str, other: str, same: bool) -> None:
    callers = [caller_of(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other)]
    assert (callers[0] == callers[1]) is same
    assert one not in callers or not one

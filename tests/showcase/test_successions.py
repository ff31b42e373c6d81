"""Bodies through time: whatever merges and splits, every record counts exactly once, and no circle is let in."""

import datetime
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase.units.succession import Link, SuccessionCircleError, Successions, regroup

DAY = datetime.date(2025, 7, 1)
PLACES = ("Hà Đông", "Mê Linh", "")
SECTORS = ("enterprise", "non_state", "")

keys = st.integers(0, 12)
links = st.lists(
    st.builds(
        lambda ends, place, sector: Link(min(ends), max(ends), DAY, place, sector),
        st.tuples(keys, keys).filter(lambda ends: ends[0] != ends[1]),
        st.sampled_from(PLACES),
        st.sampled_from(SECTORS),
    ),
    max_size=25,
)
"""Links from a smaller key to a larger one: no circle is possible."""
records = st.lists(
    st.tuples(
        st.tuples(
            keys, st.sampled_from(("Hà Đông, Hà Nội", "Mê Linh", "Sóc Sơn", "")), st.sampled_from(SECTORS)
        ),
        st.integers(0, 1_000_000),
    ),
    max_size=40,
)


@given(links, st.sets(keys), records)
def test_regroup__counts_every_initiative_exactly_once(
    given_links: list[Link], ended: set[int], counts: list[tuple[tuple[int, str, str], int]]
) -> None:
    graph = Successions(given_links, ended)
    found = regroup(counts, lambda key: graph.today(*key))
    assert found.total == sum(number for _key, number in counts)


@given(links, st.sets(keys), keys)
def test_today__is_a_body_that_goes_on_and_has_no_whole_successor(
    given_links: list[Link], ended: set[int], body: int
) -> None:
    graph = Successions(given_links, ended)
    today = graph.today(body)
    if today is not None:
        assert today not in ended
        assert not [link for link in graph.successors(today) if link.is_whole]
        assert today == body or today in graph.heirs(body)
        assert today == body or body in graph.forebears(today)


@given(links, st.permutations(range(3)))
def test_today__does_not_depend_on_the_order_of_links(given_links: list[Link], order: list[int]) -> None:
    shuffled = sorted(given_links, key=lambda link: (order[link.old % 3], link.new))
    first, second = Successions(given_links, range(6)), Successions(shuffled, range(6))
    assert [first.today(body, "Mê Linh", "enterprise") for body in range(13)] == [
        second.today(body, "Mê Linh", "enterprise") for body in range(13)
    ]


@given(links, st.integers(2, 6), st.integers(20, 30))
def test_circles__are_refused_however_long(given_links: list[Link], length: int, start: int) -> None:
    circle = [Link(start + place, start + (place + 1) % length, DAY) for place in range(length)]
    with pytest.raises(SuccessionCircleError) as refused:
        Successions([*given_links, *circle])
    assert set(refused.value.bodies) <= set(range(start, start + length))


def test_today__follows_a_chain_to_its_end() -> None:
    graph = Successions([Link(1, 2, DAY), Link(2, 3, DAY), Link(4, 3, DAY)], ended=[1, 2, 4])
    assert [graph.today(body) for body in (1, 2, 3, 4)] == [3, 3, 3, 3]
    assert graph.forebears(3) == {1, 2, 4}
    assert graph.heirs(1) == {2, 3}


@pytest.mark.parametrize(
    ("place", "sector", "expected"),
    [
        ("quận Hà Đông, Hà Nội", "", 2),
        ("HÀ ĐÔNG", "", 2),
        ("huyện Mê Linh", "public_service", 3),
        ("huyện Mê Linh", "enterprise", None),
        ("", "", None),
        ("Hà Đông Bắc", "", None),
    ],
)
def test_split__follows_what_the_succession_tells_and_invents_nothing(
    place: str, sector: str, expected: int | None
) -> None:
    graph = Successions(
        [
            Link(1, 2, DAY, place="quận Hà Đông"),
            Link(1, 2, DAY, place="Hà Đông"),
            Link(1, 3, DAY, sector="public_service"),
        ],
        ended=[1],
    )
    assert graph.today(1, place, sector) == expected


def test_split__told_part_comes_before_the_rest() -> None:
    graph = Successions([Link(1, 2, DAY, place="Mê Linh"), Link(1, 3, DAY)], ended=[1])
    assert (graph.today(1, "Mê Linh"), graph.today(1, "Sóc Sơn")) == (2, 3)


def test_split__of_two_whole_successors_is_undecided() -> None:
    graph = Successions([Link(1, 2, DAY), Link(1, 3, DAY)], ended=[1])
    assert graph.today(1, "Mê Linh", "enterprise") is None


def test_split__leaves_the_rest_with_a_body_that_lives_on() -> None:
    graph = Successions([Link(1, 2, DAY, place="Mê Linh")])
    assert (graph.today(1, "Mê Linh"), graph.today(1, "Sóc Sơn")) == (2, 1)


def test_ended__without_successor_is_undecided() -> None:
    assert Successions((), ended=[1]).today(1) is None
    assert Successions().today(1) == 1


def test_regroup__adds_up_and_keeps_the_undecided_apart() -> None:
    found = regroup([("a", 2), ("b", 3), ("a", 5), ("c", 7)], {"a": "x", "b": "x"}.get)
    assert found.groups == Counter(x=10)
    assert (found.undecided, found.total) == (7, 17)

"""Which body stands today for a body of then: pure functions over the graph of successions.

A merged body leads to its one successor. A body that was split leads to the successor to which its succession gives
the record's place or sector; where none, or more than one, is told, nobody may say which: the record stays undecided.
Chains are followed to their end. Circles are refused when the graph is made.
"""

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Generic, TypeVar

__all__ = ["Link", "Regrouped", "SuccessionCircleError", "Successions", "regroup"]


Key = TypeVar("Key", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Link:
    """`old` passed into `new` on a day, wholly or for a part: a place, a sector, or both; "" tells no part."""

    old: int
    new: int
    on: datetime.date
    place: str = ""
    sector: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether no part is told."""
        return not self.place and not self.sector

    def fits(self, place: str, sector: str) -> bool:
        """Whether a record of this place and sector belongs to the told part."""
        return (not self.place or _within(place, self.place)) and (not self.sector or sector == self.sector)


class SuccessionCircleError(ValueError):
    """Bodies that would succeed themselves; `bodies` are their keys along the circle."""

    def __init__(self, bodies: tuple[int, ...]) -> None:
        super().__init__(f"successions go round: {' → '.join(map(str, bodies))}")
        self.bodies = bodies


def _within(place: str, part: str) -> bool:
    """Whether “quận Long Biên, Hà Nội” lies in “quận Long Biên” or in “Hà Nội”; upper and lower case are one."""
    wanted = part.strip().casefold()
    whole = place.strip().casefold()
    return wanted == whole or wanted in (name.strip() for name in whole.split(","))


class Successions:
    """The graph of successions that have taken effect.

    `ended` are the bodies that no longer exist. Raises :class:`SuccessionCircleError`.
    """

    def __init__(self, links: Iterable[Link] = (), ended: Iterable[int] = ()) -> None:
        self._onward: dict[int, list[Link]] = {}
        self._back: dict[int, list[Link]] = {}
        for link in links:
            self._onward.setdefault(link.old, []).append(link)
            self._back.setdefault(link.new, []).append(link)
        self._ended = frozenset(ended)
        self._refuse_circles()

    def _refuse_circles(self) -> None:
        origins = {body: [link.old for link in links] for body, links in self._back.items()}
        try:
            TopologicalSorter(origins).prepare()
        except CycleError as error:
            raise SuccessionCircleError(tuple(error.args[1])) from error

    def today(self, body: int, place: str = "", sector: str = "") -> int | None:
        """The body of today for a record of `body`; None where the successions do not tell."""
        while True:
            links = self._onward.get(body, ())
            if not links:
                return None if body in self._ended else body
            chosen = self._chosen(links, place, sector)
            if chosen is not None:
                body = chosen.new
                continue
            parts_only = all(not link.is_whole for link in links)
            nobody_fits = not any(link.fits(place, sector) for link in links)
            # A body that gave away parts and lives on keeps the rest.
            return body if parts_only and nobody_fits and body not in self._ended else None

    @staticmethod
    def _chosen(links: Iterable[Link], place: str, sector: str) -> Link | None:
        """The one link that takes the record: a told part before the rest, place and sector before either."""
        fitting = [link for link in links if link.fits(place, sector)]
        if not fitting:
            return None
        told = max(bool(link.place) + bool(link.sector) for link in fitting)
        closest = [link for link in fitting if bool(link.place) + bool(link.sector) == told]
        return closest[0] if len({link.new for link in closest}) == 1 else None

    def successors(self, body: int) -> tuple[Link, ...]:
        """What a body passed into, earliest first."""
        return tuple(sorted(self._onward.get(body, ()), key=lambda link: (link.on, link.new)))

    def predecessors(self, body: int) -> tuple[Link, ...]:
        """What passed into a body, earliest first."""
        return tuple(sorted(self._back.get(body, ()), key=lambda link: (link.on, link.old)))

    def forebears(self, body: int) -> frozenset[int]:
        """Every body that passed into this one, over however many steps."""
        return self._reached(body, lambda at: (link.old for link in self._back.get(at, ())))

    def heirs(self, body: int) -> frozenset[int]:
        """Every body that this one passed into, over however many steps."""
        return self._reached(body, lambda at: (link.new for link in self._onward.get(at, ())))

    @staticmethod
    def _reached(start: int, step: Callable[[int], Iterable[int]]) -> frozenset[int]:
        found: set[int] = set()
        ahead = list(step(start))
        while ahead:
            body = ahead.pop()
            if body not in found:
                found.add(body)
                ahead.extend(step(body))
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Regrouped(Generic[Group]):
    """Counts by group, and what nobody may assign; together as much as was given."""

    groups: Mapping[Group, int] = field(default_factory=dict)
    undecided: int = 0

    @property
    def total(self) -> int:
        """Everything, each record once."""
        return sum(self.groups.values()) + self.undecided


def regroup(counts: Iterable[tuple[Key, int]], group_of: Callable[[Key], Group | None]) -> Regrouped[Group]:
    """Add counts up by group; what has no group is counted as undecided. No record is lost or counted twice."""
    groups: dict[Group, int] = {}
    undecided = 0
    for key, count in counts:
        group = group_of(key)
        if group is None:
            undecided += count
        else:
            groups[group] = groups.get(group, 0) + count
    return Regrouped(groups, undecided)

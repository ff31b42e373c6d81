"""The shapes of counted figures, and how they are kept as JSON."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from showcase.choices import Evidence, Level, Sector

__all__ = [
    "BENEFIT_BANDS",
    "BodyCount",
    "BodyTable",
    "EvidenceTier",
    "Statistics",
    "Tally",
    "Team",
    "from_json",
    "to_json",
]

#: Lower and upper bound in đồng of each band of a benefit, and its name.
BENEFIT_BANDS: Sequence[tuple[int, int | None, str]] = (
    (0, 80_000_000, "dưới 80 triệu"),
    (80_000_000, 150_000_000, "80 – 150 triệu"),
    (150_000_000, 500_000_000, "150 – 500 triệu"),
    (500_000_000, None, "từ 500 triệu"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """A labelled number; `key` is the value to filter the catalogue by."""

    key: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class EvidenceTier:
    """Benefits that stand on one kind of evidence; `total` in đồng."""

    evidence: Evidence
    count: int
    total: int
    bands: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """Initiatives whose highest level is `level`: those with authors, and those none of whose authors leads."""

    level: str
    known: int
    without_post: int


@dataclass(frozen=True, slots=True)
class BodyCount:
    """Initiatives and author entries of a body; `members` as of `members_on`, both as far as they are known."""

    slug: str
    name: str
    count: int
    participants: int
    members: int | None = None
    members_on: str = ""
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class BodyTable:
    """All bodies with initiatives, most first, and what no body of today may claim."""

    rows: tuple[BodyCount, ...] = ()
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of the published catalogue at `as_of`, of one year of application or of all."""

    as_of: datetime.datetime
    total: int
    by_year: tuple[Tally, ...]
    by_field: tuple[Tally, ...]
    by_level: tuple[Tally, ...]
    by_sector: tuple[Tally, ...]
    tiers: tuple[EvidenceTier, ...]
    without_money: int
    authors: int
    authors_without_post: int
    includes_demo: bool = False
    teams: tuple[Team, ...] = ()
    bodies: Mapping[str, BodyTable] = field(default_factory=dict)

    @property
    def share_without_post(self) -> float | None:
        """Share of authors without a leadership post, 0 to 1; None without authors."""
        return self.authors_without_post / self.authors if self.authors else None

    @property
    def reached(self) -> tuple[Tally, ...]:
        """How many reached each level or a higher one, lowest level first: the funnel."""
        values = [row.value for row in self.by_level]
        return tuple(
            Tally(row.key, row.label, sum(values[place:])) for place, row in enumerate(self.by_level)
        )

    @property
    def without_level(self) -> int:
        """Initiatives without any recognition on record."""
        return self.total - sum(row.value for row in self.by_level)


def to_json(statistics: Statistics) -> dict[str, Any]:
    """Figures as JSON, without the time: that stands beside them."""
    value = asdict(statistics)
    del value["as_of"]
    return value


def from_json(value: Mapping[str, Any], as_of: datetime.datetime) -> Statistics:
    """Figures from JSON; the names of levels and sectors are those of the reader's language."""
    return Statistics(
        as_of=as_of,
        total=value["total"],
        by_year=_tallies(value["by_year"]),
        by_field=_tallies(value["by_field"]),
        by_level=tuple(
            Tally(row["key"], str(Level(row["key"]).label), row["value"]) for row in value["by_level"]
        ),
        by_sector=tuple(
            Tally(row["key"], str(Sector(row["key"]).label), row["value"]) for row in value["by_sector"]
        ),
        tiers=tuple(
            EvidenceTier(Evidence(row["evidence"]), row["count"], row["total"], _tallies(row["bands"]))
            for row in value["tiers"]
        ),
        without_money=value["without_money"],
        authors=value["authors"],
        authors_without_post=value["authors_without_post"],
        includes_demo=value["includes_demo"],
        teams=tuple(Team(**row) for row in value["teams"]),
        bodies={
            name: BodyTable(tuple(BodyCount(**row) for row in table["rows"]), table["undecided"])
            for name, table in value["bodies"].items()
        },
    )


def _tallies(rows: Sequence[Mapping[str, Any]]) -> tuple[Tally, ...]:
    return tuple(Tally(**row) for row in rows)

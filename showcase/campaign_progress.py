"""How far each unit of a campaign is: what it reached against the target it was given and the one it set itself.

One kind of figure for the whole table, so that units compare: of those that units reported last, the one closest to
the result (valid, then submitted, entered, registered). Each unit's own last report counts, with its day and source.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from home import charts
from home.templatetags.typography import share, vi_date
from showcase.models import CampaignFigure, CampaignTarget, Unit

__all__ = [
    "RESULT_KINDS",
    "Goal",
    "Progress",
    "UnitProgress",
    "campaign_progress",
    "is_tabular",
    "place_name",
    "when",
]

RESULT_KINDS = (
    CampaignFigure.Kind.VALID,
    CampaignFigure.Kind.SUBMITTED,
    CampaignFigure.Kind.ENTERED,
    CampaignFigure.Kind.REGISTERED,
)
"""Kinds that say how many initiatives a unit has, the closest to the result first."""

_OPEN_ROWS = 20


@dataclass(frozen=True, slots=True)
class Goal:
    """A target and how much of it has been reached: “64,5%”, "" where nothing was reported."""

    value: int
    reached: str


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A row: None stands for what nobody has given. `bar` is the share reached, at most all, as a width."""

    name: str
    reached: int | None
    as_of: str
    assigned: Goal | None
    self_set: Goal | None
    bar: str
    sources: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The table with what it says of itself."""

    rows: tuple[UnitProgress, ...]
    kind: str
    as_of: str
    sources: tuple[str, ...]
    without_target: int

    @property
    def open_rows(self) -> tuple[UnitProgress, ...]:
        """Rows shown at once."""
        return self.rows[:_OPEN_ROWS]

    @property
    def folded_rows(self) -> tuple[UnitProgress, ...]:
        """Rows that open on demand."""
        return self.rows[_OPEN_ROWS:]


def when(moment: datetime.datetime) -> str:
    """A moment in words; midnight stands for a day of which no hour is known."""
    local = timezone.localtime(moment)
    hour = f"{local.hour} giờ ngày " if local.hour else ""
    return f"{hour}{vi_date(local)}"


def place_name(unit: Unit) -> str:
    """A provincial federation goes by its place, any other unit by its public name."""
    return unit.place if unit.kind == Unit.Kind.PROVINCE and unit.place else unit.public_name


def is_tabular(figure: CampaignFigure) -> bool:
    """Whether a figure is a unit's own count of a day, as sheets of figures give them, without words of its own."""
    return bool(figure.unit_id and figure.as_of and not figure.label)


def campaign_progress(
    targets: Iterable[CampaignTarget], figures: Iterable[CampaignFigure]
) -> Progress | None:
    """Progress of every unit that has a target or a result; None where no unit has. No queries."""
    goals: dict[int, dict[str, CampaignTarget]] = {}
    for target in targets:
        if target.unit_id and target.kind in (CampaignTarget.Kind.ASSIGNED, CampaignTarget.Kind.SELF_SET):
            goals.setdefault(target.unit_id, {})[target.kind] = target
    results = _results([figure for figure in figures if is_tabular(figure)])
    units = {target.unit_id: target.unit for mine in goals.values() for target in mine.values()}
    units |= {figure.unit_id: figure.unit for figure in results.values()}
    if not units or not results:
        return None
    sources = list(dict.fromkeys(_sources(goals, results)))
    rows = [
        _row(unit, goals.get(pk or 0, {}), results.get(pk or 0), sources)
        for pk, unit in units.items()
        if unit is not None
    ]
    rows.sort(key=lambda row: (row.reached is None, -(row.reached or 0), row.name))
    moments = [figure.as_of for figure in results.values() if figure.as_of]
    kind = next(iter(results.values())).get_kind_display()
    return Progress(
        rows=tuple(rows),
        kind=str(kind),
        as_of=when(max(moments)),
        sources=tuple(sources),
        without_target=sum(row.assigned is None and row.self_set is None for row in rows),
    )


def _results(figures: Sequence[CampaignFigure]) -> dict[int, CampaignFigure]:
    """The last figure of each unit, of the kind that was reported last."""
    order = {kind: place for place, kind in enumerate(RESULT_KINDS)}
    known = [figure for figure in figures if figure.kind in order and figure.as_of]
    if not known:
        return {}
    last = max(known, key=lambda figure: (figure.as_of, -order[CampaignFigure.Kind(figure.kind)]))
    mine = sorted(
        (figure for figure in known if figure.kind == last.kind), key=lambda figure: str(figure.as_of)
    )
    return {figure.unit_id or 0: figure for figure in mine}


def _sources(
    goals: dict[int, dict[str, CampaignTarget]], results: dict[int, CampaignFigure]
) -> Iterable[str]:
    yield from (figure.source for figure in results.values())
    yield from (target.source for mine in goals.values() for target in mine.values())


def _row(
    unit: Unit, goals: dict[str, CampaignTarget], result: CampaignFigure | None, sources: Sequence[str]
) -> UnitProgress:
    reached = result.value if result else None
    assigned, self_set = (
        _goal(goals.get(kind), reached)
        for kind in (CampaignTarget.Kind.ASSIGNED, CampaignTarget.Kind.SELF_SET)
    )
    base = assigned or self_set
    mine = [result.source] if result else []
    mine += [target.source for target in goals.values()]
    numbers = sorted({sources.index(source) + 1 for source in mine})
    return UnitProgress(
        name=place_name(unit),
        reached=reached,
        as_of=when(result.as_of) if result and result.as_of else "",
        assigned=assigned,
        self_set=self_set,
        bar=charts.per_cent(min(reached or 0, base.value), base.value) if base else "",
        sources=", ".join(map(str, numbers)) if len(sources) > 1 else "",
    )


def _goal(target: CampaignTarget | None, reached: int | None) -> Goal | None:
    if target is None:
        return None
    words = share(reached, target.value) if reached is not None else ""
    if reached is not None and not target.value:
        words = _("chỉ tiêu bằng 0")
    return Goal(target.value, words)

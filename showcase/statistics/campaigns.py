"""What is reported of the campaigns, shaped for the page of figures: tables, progress, rankings, the way up to a title.

Reported numbers are never added to counted ones. Under today's bodies the numbers of merged ones are added up, and
what is missing for a whole body is named.
"""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from django.utils import timezone

from home.models import CampaignPage
from home.slugs import vietnamese_slug
from home.templatetags.typography import number, vi_date
from showcase.campaign_progress import RESULT_KINDS, Progress, campaign_progress, is_tabular, place_name, when
from showcase.campaign_report import figure_table, period, result_report, with_figures
from showcase.models.campaign_figures import CampaignFigure, CampaignTarget
from showcase.models.units import Unit
from showcase.units.then_now import Structure

__all__ = ["CampaignFigures", "campaign_figures", "campaign_value", "rankings", "way_up"]

Kind = CampaignFigure.Kind
_FUNNEL = 4


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What is reported of one campaign: figures of the whole country, and of units, highest first."""

    campaign: CampaignPage
    nationwide: tuple[CampaignFigure, ...]
    by_unit: tuple[CampaignFigure, ...]

    @property
    def all(self) -> tuple[CampaignFigure, ...]:
        """The whole country first, then units."""
        return self.nationwide + self.by_unit


def campaign_figures() -> list[CampaignFigures]:
    """Reported figures of every published campaign, newest campaign first; a fixed number of queries."""
    campaigns = with_figures(CampaignPage.objects.published().in_default_language().newest())
    return [
        CampaignFigures(
            campaign=campaign,
            nationwide=tuple(figure for figure in campaign.figures.all() if figure.unit_id is None),
            by_unit=tuple(figure for figure in campaign.figures.all() if figure.unit_id is not None),
        )
        for campaign in campaigns
    ]


def campaign_value(found: CampaignFigures, structure: Structure) -> dict[str, Any] | None:
    """A campaign as the page shows it, as JSON; None where nothing is reported and no target is set. No queries."""
    campaign = found.campaign
    targets = list(campaign.targets.all())
    table = figure_table(found.all)
    if not table.rows and not targets:
        return None
    sources = list(dict.fromkeys([*table.sources, *(target.source for target in targets)]))

    def source_number(record: CampaignFigure | CampaignTarget) -> int:
        return sources.index(record.source) + 1 if len(sources) > 1 else 0

    rows = [
        {**asdict(row), "source": source_number(figure)}
        for row, figure in zip(table.rows, found.all, strict=True)
    ]
    progress = campaign_progress(targets, found.all)
    return {
        "title": campaign.title,
        "name": campaign.name,
        "slug": campaign.slug,
        "url": campaign.url,
        "period": period(campaign),
        "is_demo": campaign.is_demo,
        "rows": rows,
        "sources": sources,
        "targets": [{**_target(target), "source": source_number(target)} for target in targets],
        "goal": _goal(targets, found.all),
        "progress": _progress(progress)
        if progress and any(_has_target(row) for row in progress.rows)
        else None,
        "ranking": rankings(found.by_unit, structure),
        "way_up": way_up(found.by_unit),
    }


def _target(target: CampaignTarget) -> dict[str, Any]:
    place = place_name(target.unit) if target.unit else "Cả nước"
    return {
        "what": f"{place}: {str(target.get_kind_display()).lower()}",
        "value": number(target.value),
        "note": target.note,
        "when": vi_date(target.as_of) if target.as_of else "",
    }


def _goal(targets: Sequence[CampaignTarget], figures: Sequence[CampaignFigure]) -> dict[str, Any] | None:
    """The final result of the unit that has one beside its targets, for components/campaign_target.html."""
    report = result_report(targets, figures)
    if report.target is None:
        return None
    return {
        "target": asdict(report.target),
        "target_title": report.target_title,
        "target_summary": report.target_summary,
        "target_source": report.target_source,
        "target_head": list(report.target_head),
        "target_rows": report.target_rows,
    }


def _has_target(row: Any) -> bool:
    return row.assigned is not None or row.self_set is not None


def _progress(progress: Progress) -> dict[str, Any]:
    rows = [row for row in progress.rows if _has_target(row)]
    return {
        "rows": [asdict(row) for row in rows],
        "kind": progress.kind,
        "as_of": progress.as_of,
        "sources": list(progress.sources),
        "left_out": len(progress.rows) - len(rows),
    }


def rankings(figures: Sequence[CampaignFigure], structure: Structure) -> dict[str, Any] | None:
    """The last moment at which several units reported the same kind: as they were then, and by the bodies of today.

    Today's bodies bear no rank: where the number of one that was merged in is missing, the sum is a lower bound.
    """
    rows = _last_reported(figures)
    if not rows:
        return None
    units = {row.unit_id: row.unit for row in rows if row.unit}
    then = [
        {
            "rank": sum(other.value > row.value for other in rows) + 1,
            "name": place_name(row.unit),
            "value": row.value,
        }
        for row in rows
        if row.unit
    ]
    merged: dict[int | None, list[CampaignFigure]] = {}
    for row in rows:
        if row.unit:
            merged.setdefault(structure.successions.today(row.unit.pk, row.unit.place), []).append(row)
    now = [_merged(body, parts, structure) for body, parts in merged.items() if body is not None]
    now.sort(key=lambda row: (-row["value"], vietnamese_slug(row["name"])))
    first = rows[0]
    return {
        "kind": str(first.get_kind_display()),
        "when": when(first.as_of) if first.as_of else "",
        "are_provinces": all(unit.kind == Unit.Kind.PROVINCE for unit in units.values()),
        "then": then,
        "now": now,
        "undecided": sum(row.value for row in merged.get(None, ())),
        "source": "; ".join(dict.fromkeys(row.source for row in rows)),
    }


def _merged(body: int, parts: Sequence[CampaignFigure], structure: Structure) -> dict[str, Any]:
    """A body of today, the reported numbers that went into it, and the federations whose numbers are missing."""
    today = structure.bodies[body]
    reported = {part.unit_id for part in parts}
    missing = [
        structure.bodies[pk]
        for pk in structure.successions.forebears(body)
        if pk not in reported
        and pk in structure.bodies
        and structure.bodies[pk].kind == today.kind
        and not structure.successions.forebears(pk) & reported
        and not structure.successions.heirs(pk) & reported
    ]
    merged = reported != {body}
    return {
        "name": today.place if today.kind == Unit.Kind.PROVINCE and today.place else today.name,
        "slug": today.slug,
        "value": sum(part.value for part in parts),
        "parts": [f"{place_name(part.unit)} {number(part.value)}" for part in parts if part.unit]
        if merged
        else [],
        "missing": sorted((one.place or one.name for one in missing), key=vietnamese_slug),
    }


def _last_reported(figures: Sequence[CampaignFigure]) -> list[CampaignFigure]:
    groups: dict[tuple[datetime.datetime, int], list[CampaignFigure]] = {}
    for figure in figures:
        if figure.kind in RESULT_KINDS and is_tabular(figure) and figure.as_of:
            groups.setdefault((figure.as_of, -RESULT_KINDS.index(Kind(figure.kind))), []).append(figure)
    several = [key for key, rows in groups.items() if len(rows) > 1]
    return sorted(groups[max(several)], key=lambda row: -row.value) if several else []


def way_up(figures: Sequence[CampaignFigure]) -> dict[str, Any] | None:
    """The steps from recognition at the workplace to a title, of the unit that reported them; widest step first."""
    steps: list[CampaignFigure] = []
    units = {figure.unit_id for figure in figures if figure.kind == Kind.AWARDED}
    for unit in units:
        mine = [figure for figure in figures if figure.unit_id == unit]
        wanted = sorted((one for one in mine if one.kind == Kind.RECOGNISED), key=lambda one: -one.value)
        for kind in (Kind.PROPOSED, Kind.AWARDED):
            wanted += sorted((one for one in mine if one.kind == kind), key=lambda one: -one.value)[:1]
        narrowing = all(a.value > b.value for a, b in pairwise(wanted))
        if len(wanted) > max(len(steps), 2) and narrowing:
            steps = wanted
    if not steps or not steps[0].unit:
        return None
    return {
        "place": place_name(steps[0].unit),
        "steps": [
            {"label": step.label or str(step.get_kind_display()), "value": step.value}
            for step in steps[:_FUNNEL]
        ],
        "note": steps[0].note,
        "source": "; ".join(dict.fromkeys(step.source for step in steps)),
        "as_of": timezone.localdate(steps[0].as_of).isoformat() if steps[0].as_of else "",
    }

"""Where a campaign stands: its targets and reported figures, shaped for the page, each with source and day.

Nothing is added together here but the rows of one ranking, and shares are worked out from figures of the same
moment only.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext

from home import charts
from home.models import CampaignPage, CampaignState
from home.templatetags.typography import number, short_money, vi_date
from showcase.campaign_progress import (
    RESULT_KINDS,
    Progress,
    campaign_progress,
    is_tabular,
    place_name,
    when,
)
from showcase.models import CampaignFigure, CampaignTarget, Unit

__all__ = [
    "CampaignReport",
    "FigureRow",
    "FigureTable",
    "RankedUnit",
    "campaign_report",
    "figure_table",
    "period",
    "result_report",
    "state_label",
    "with_figures",
    "written",
]

_HEADLINES = 3
_REACHED = (CampaignFigure.Kind.SUBMITTED, CampaignFigure.Kind.VALID, CampaignFigure.Kind.ENTERED)
_MONEY = CampaignFigure.Kind.BENEFIT
_MILLION = 1_000_000
_RANKED = 10
_KIND_WORDS = {
    CampaignFigure.Kind.VALID: ("có nhiều sáng kiến hợp lệ nhất", "Số sáng kiến hợp lệ"),
    CampaignFigure.Kind.SUBMITTED: ("nộp nhiều nhất", "Số sáng kiến đã nộp"),
    CampaignFigure.Kind.ENTERED: ("nhập nhiều nhất", "Số sáng kiến đã nhập"),
    CampaignFigure.Kind.REGISTERED: ("đăng ký nhiều nhất", "Số sáng kiến đăng ký"),
}


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A row of the ranking; `now` says which body holds the place today, where that has changed."""

    unit: Unit
    value: int
    now: str

    @property
    def name(self) -> str:
        """What the unit is called in a ranking."""
        return place_name(self.unit)


@dataclass(slots=True)
class CampaignReport:
    """What the page of a campaign shows of its figures; empty parts are left out by the template."""

    headline: list[dict[str, str]] = field(default_factory=list)
    sources: str = ""
    axis: charts.Axis | None = None
    axis_summary: str = ""
    ranking: list[RankedUnit] = field(default_factory=list)
    ranking_data: list[charts.Datum] = field(default_factory=list)
    ranking_title: str = ""
    ranking_head: str = ""
    ranking_caption: str = ""
    ranking_when: str = ""
    ranking_summary: str = ""
    ranking_source: str = ""
    ranking_total: int | None = None
    ranking_sum: int = 0
    target: charts.Target | None = None
    target_heading: str = ""
    target_title: str = ""
    target_caption: str = ""
    target_summary: str = ""
    target_source: str = ""
    target_head: Sequence[str] = ("Mức", "Sáng kiến", "So với mức giao")
    target_rows: list[dict[str, Any]] = field(default_factory=list)
    progress: Progress | None = None

    @property
    def has_merged(self) -> bool:
        """Whether a place of the ranking belongs to another today."""
        return any(row.now for row in self.ranking)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A reported figure in words; `source` is its number in the list of sources, 0 where there is only one."""

    what: str
    value: str
    note: str
    when: str
    source: int


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Reported figures with their sources, each named once."""

    rows: list[FigureRow]
    sources: list[str]


def figure_table(figures: Sequence[CampaignFigure]) -> FigureTable:
    """Every figure in words; a source that several figures share is written once, below the table."""
    sources = list(dict.fromkeys(figure.source for figure in figures))
    rows = [
        FigureRow(
            what=_subject(figure, "Cả nước"),
            value=written(figure),
            note=figure.note,
            when=when(figure.as_of) if figure.as_of else "",
            source=sources.index(figure.source) + 1 if len(sources) > 1 else 0,
        )
        for figure in figures
    ]
    return FigureTable(rows, sources)


def period(campaign: CampaignPage) -> str:
    """The campaign's days in words; 1 January and 31 December stand for a year of which no day is known."""
    start, end = campaign.starts_on, campaign.ends_on
    first = str(start.year) if (start.month, start.day) == (1, 1) else vi_date(start)
    if end is None:
        return f"từ năm {first}" if first.isdigit() else f"từ {first}"
    last = str(end.year) if (end.month, end.day) == (12, 31) else vi_date(end)
    return first if first == last else f"{first} – {last}"


def state_label(campaign: CampaignPage, day: datetime.date) -> dict[str, str]:
    """State of a campaign on a day and how the page says it."""
    state = campaign.state_on(day)
    label = str(state.label)
    if state == CampaignState.ENDED and campaign.ends_on:
        label = f"{label} {vi_date(campaign.ends_on)}"
    elif state == CampaignState.RUNNING and campaign.ends_on:
        label = gettext("Đang diễn ra · còn %(days)s ngày") % {"days": (campaign.ends_on - day).days}
    elif state == CampaignState.ANNOUNCED:
        label = gettext("Bắt đầu %(day)s") % {"day": vi_date(campaign.starts_on)}
    return {"status": state.value, "label": label}


def with_figures(campaigns: Iterable[CampaignPage]) -> list[CampaignPage]:
    """The campaigns with what their reports are made of; four queries however many there are."""
    found = list(campaigns)
    prefetch_related_objects(
        found,
        Prefetch("figures", CampaignFigure.objects.select_related("unit")),
        "figures__unit__successions__new",
        Prefetch("targets", CampaignTarget.objects.select_related("unit")),
    )
    return found


def campaign_report(campaign: CampaignPage, day: datetime.date | None = None) -> CampaignReport:
    """The report of a campaign, empty before it is first saved; its line of time as of a day, by default today."""
    figures: list[CampaignFigure] = []
    targets: list[CampaignTarget] = []
    if campaign.pk:
        with_figures([campaign])
        figures += campaign.figures.all()
        targets += campaign.targets.all()
    report = CampaignReport()
    _headline(report, figures)
    _ranking(report, figures)
    _target(report, targets, figures)
    _axis(report, campaign, figures, day or timezone.localdate())
    report.progress = campaign_progress(targets, figures)
    sources = list(dict.fromkeys(figure.source for figure in figures))
    report.sources = f"Nguồn: {'; '.join(sources)}." if sources else ""
    return report


def result_report(targets: Sequence[CampaignTarget], figures: Sequence[CampaignFigure]) -> CampaignReport:
    """A report of nothing but the result beside its targets, where a unit has both. No queries."""
    report = CampaignReport()
    _target(report, targets, figures)
    return report


def written(figure: CampaignFigure) -> str:
    """The value as its source gives it: “hơn 1 triệu” stays a round number."""
    if figure.kind == _MONEY:
        text = short_money(figure.value)
    elif figure.approximate and figure.value % _MILLION == 0:
        text = f"{number(figure.value // _MILLION)} triệu"
    else:
        text = number(figure.value)
    return f"hơn {text}" if figure.approximate and "hơn" in figure.note else text


def _subject(figure: CampaignFigure, country: str = "") -> str:
    """What was counted and where; `country` names the place of a figure of the whole country."""
    place = place_name(figure.unit) if figure.unit else ("" if figure.label else country)
    label = figure.label or str(figure.get_kind_display())
    return f"{place}: {label[:1].lower()}{label[1:]}" if place else label


def _what(figure: CampaignFigure) -> str:
    words = _subject(figure)
    return f"{words}, {when(figure.as_of)}" if figure.as_of else words


def _headline(report: CampaignReport, figures: Sequence[CampaignFigure]) -> None:
    """The whole country first, then what a single place reached; what stands in a table stays there."""
    counted = Counter((figure.kind, figure.as_of) for figure in figures if is_tabular(figure))
    chosen = [
        figure for figure in figures if not (is_tabular(figure) and counted[figure.kind, figure.as_of] > 1)
    ]
    chosen.sort(key=lambda figure: (figure.unit_id is not None, figure.kind == _MONEY, -figure.value))
    report.headline = [
        {"label": _what(figure), "value": written(figure), "note": figure.note}
        for figure in chosen[:_HEADLINES]
    ]


def _ranked(figures: Sequence[CampaignFigure]) -> list[CampaignFigure]:
    """Results of units at the last moment at which several reported, of the kind closest to the end."""
    groups: dict[tuple[datetime.datetime, int], list[CampaignFigure]] = {}
    for figure in figures:
        if figure.kind in RESULT_KINDS and is_tabular(figure) and figure.as_of:
            order = RESULT_KINDS.index(CampaignFigure.Kind(figure.kind))
            groups.setdefault((figure.as_of, -order), []).append(figure)
    complete = [group for group, rows in groups.items() if len(rows) > 1]
    return sorted(groups[max(complete)], key=lambda figure: -figure.value) if complete else []


def _ranking(report: CampaignReport, figures: Sequence[CampaignFigure]) -> None:
    rows = _ranked(figures)[:_RANKED]
    if not rows:
        return
    moment = rows[0].as_of
    report.ranking = [RankedUnit(row.unit, row.value, _now(row.unit)) for row in rows if row.unit]
    report.ranking_sum = sum(row.value for row in rows)
    report.ranking_total = next(
        (
            figure.value
            for figure in figures
            if figure.kind == rows[0].kind and not figure.unit_id and figure.as_of == moment
        ),
        None,
    )
    words, caption = _KIND_WORDS[CampaignFigure.Kind(rows[0].kind)]
    are_provinces = all(row.unit.kind == Unit.Kind.PROVINCE for row in report.ranking)
    first, second = report.ranking[0], report.ranking[1]
    report.ranking_title = f"{len(rows)} {'tỉnh, thành' if are_provinces else 'đơn vị'} {words}"
    report.ranking_head = "Tỉnh, thành" if are_provinces else "Đơn vị"
    report.ranking_caption = f"{caption}, theo địa giới khi ấy" if report.has_merged else caption
    report.ranking_when = when(moment) if moment else ""
    report.ranking_summary = (
        f"{first.name} đứng đầu với {number(first.value)} sáng kiến, tiếp theo là {second.name}"
    )
    if report.ranking_total:
        share = number(round(report.ranking_sum / report.ranking_total * 100, 1))
        report.ranking_summary += f"; {len(rows)} nơi này chiếm {share}% cả nước"
    report.ranking_source = f"Nguồn: {'; '.join(dict.fromkeys(row.source for row in rows))}."
    report.ranking_data = [
        charts.Datum(f"{place}. {row.name}", row.value, number(row.value), strong=place == 1)
        for place, row in enumerate(report.ranking, start=1)
    ]


def _now(unit: Unit) -> str:
    """Where the place belongs today, when the body of that time has been merged."""
    successors = [succession.new.place for succession in unit.successions.all()]
    others = [place for place in successors if place != unit.place]
    if others:
        return f"nay thuộc {', '.join(others)}"
    return "nay gồm cả các tỉnh được sáp nhập" if successors else ""


def _target(
    report: CampaignReport, targets: Sequence[CampaignTarget], figures: Sequence[CampaignFigure]
) -> None:
    """Targets beside what was reached, for the unit that has both; the largest result where several have."""
    goals = {target.unit_id for target in targets if target.unit_id}
    results = [
        figure for figure in figures if figure.unit_id in goals and figure.kind in _REACHED and figure.label
    ]
    if not results:
        return
    result = max(results, key=lambda figure: figure.value)
    mine = sorted(
        (target for target in targets if target.unit_id == result.unit_id), key=lambda target: target.value
    )
    place = place_name(result.unit) if result.unit else ""
    base = mine[0].value
    report.target = charts.target(
        [
            charts.Datum(
                str(target.get_kind_display()).lower(),
                target.value,
                number(target.value),
                note=_times(target.value, base),
            )
            for target in mine
        ],
        charts.Datum(
            "đạt được", result.value, number(result.value), strong=True, note=_times(result.value, base)
        ),
    )
    report.target_heading = f"{place}: chỉ tiêu và kết quả"
    names = ", ".join(str(target.get_kind_display()).lower() for target in mine)
    report.target_caption = f"Số sáng kiến {names} và đạt được"
    report.target_title = f"{place}: số sáng kiến {names} và đạt được"
    steps = [(str(target.get_kind_display()), target.value) for target in mine] + [("Đạt được", result.value)]
    report.target_summary = "; ".join(f"{name} {number(value)}" for name, value in steps)
    report.target_rows = [
        {"title": name, "cells": [number(value), f"{number(value * 100 // base)}%" if base else "–"]}
        for name, value in steps
    ]
    sources = list(dict.fromkeys([*(target.source for target in mine), result.source]))
    round_note = " Số đạt được là số tròn, nguồn không nêu ngày chốt." if result.approximate else ""
    report.target_source = f"Nguồn: {'; '.join(sources)}.{round_note} Tỷ lệ do trang này tính."


def _times(value: int, base: int) -> str:
    """How often the smallest goal fits into a value: “gấp 2,2”; nothing for the goal itself."""
    return f"gấp {number(round(value / base, 1))}" if base and value != base else ""


def _country_counts(figures: Sequence[CampaignFigure]) -> list[CampaignFigure]:
    """Initiatives of the whole country by moment, one figure each: of the kind closest to the result."""
    found: dict[datetime.datetime, CampaignFigure] = {}
    for kind in reversed(RESULT_KINDS):
        found |= {
            figure.as_of: figure
            for figure in figures
            if figure.kind == kind and figure.as_of and not figure.unit_id
        }
    return [found[moment] for moment in sorted(found)]


def _axis(
    report: CampaignReport, campaign: CampaignPage, figures: Sequence[CampaignFigure], today: datetime.date
) -> None:
    """The campaign's days on one line, with the last day on which the whole country was counted."""
    if campaign.ends_on is None or campaign.ends_on <= campaign.starts_on:
        return
    marks = []
    for figure in _country_counts(figures):
        day = timezone.localtime(figure.as_of).date()
        if campaign.starts_on < day < campaign.ends_on:
            marks.append((day, f"{number(figure.value)} sáng kiến"))
    report.axis = charts.axis(
        campaign.starts_on,
        campaign.ends_on,
        marks,
        reached=min(max(today, campaign.starts_on), campaign.ends_on),
    )
    report.axis_summary = f"Từ {vi_date(campaign.starts_on)} đến {vi_date(campaign.ends_on)}" + "".join(
        f"; {vi_date(day)}: {text}" for day, text in marks
    )

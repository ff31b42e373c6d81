"""What the pages of units show: the list of bodies, one unit then and now."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from home.slugs import vietnamese_slug
from home.templatetags.typography import number, vi_date
from showcase.campaign_progress import place_name, when
from showcase.campaign_report import written
from showcase.choices import Level
from showcase.models import CampaignFigure, CampaignTarget, Initiative, StoryPage, Unit, UnitSuccession
from showcase.units.then_now import Reading, load_successions

__all__ = ["UnitView", "body_groups", "crumbs_of", "unit_view"]

NEWEST, STORIES = 5, 4
NAMED = 6
"""Bodies that passed into one and are named at once; more of them open on demand."""

_COUNT_SECONDS = 300
_ENDED_PLAINLY = "Đơn vị này đã kết thúc hoạt động; chưa nhập đơn vị kế thừa."


@dataclass(slots=True)
class Counted:
    """Published initiatives of a selection of units, by highest level, as of a moment."""

    total: int
    levels: dict[str, int]
    as_of: datetime.datetime


@dataclass(slots=True)
class UnitView:
    """One unit. `before` and `after` are successions with their other unit; `line` are the units above it."""

    unit: Unit
    line: list[Unit]
    before: list[UnitSuccession]
    after: list[UnitSuccession]
    own: Counted
    with_before: Counted | None
    newest: list[Initiative]
    stories: list[StoryPage]
    campaigns: list[dict[str, Any]]
    children: QuerySet[Unit]
    facts: list[dict[str, Any]] = field(default_factory=list)
    timeline: list[dict[str, Any]] = field(default_factory=list)
    lede: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether the unit no longer exists."""
        return self.unit.has_ended()

    @property
    def many_before(self) -> list[UnitSuccession]:
        """The bodies that passed into it where they are too many to be named in passing."""
        return self.before if len(self.before) > NAMED else []

    @property
    def heading(self) -> str:
        """How many initiatives bear its name."""
        return f"{number(self.own.total)} sáng kiến"

    @property
    def has_demo(self) -> bool:
        """Whether the initiatives shown are invented."""
        return any(initiative.is_demo for initiative in self.newest)

    @property
    def catalogue_url(self) -> str:
        """Its initiatives in the catalogue."""
        return f"{reverse('search:catalogue')}?{urlencode({'unit': self.unit.slug})}"

    @property
    def level_figures(self) -> list[dict[str, Any]]:
        """Initiatives by the highest level they reached, for components/figures.html."""
        return [
            {"label": str(level.label), "value": number(self.own.levels[level.value])}
            for level in Level
            if self.own.levels.get(level.value)
        ]

    @property
    def counted_at(self) -> str:
        """As of when its initiatives were counted."""
        moment = timezone.localtime(self.own.as_of)
        return f"{moment:%H:%M} ngày {vi_date(moment)}"


def unit_view(unit: Unit) -> UnitView:
    """Everything that the page of a unit shows; a fixed number of queries."""
    before = list(unit.origins.select_related("old").order_by("on", "old__name"))
    after = list(unit.successions.select_related("new").order_by("on", "new__name"))
    line = list(Unit.objects.filter(path__in=Unit.ancestor_paths(unit.path)[:-1]))
    forebears = _forebears(unit) if before else []
    below = _below([unit])
    own = _count(f"unit:{unit.pk}", below)
    # A body that has just begun shows what was done under the names that passed into it.
    shown = below if own.total else _below([unit, *forebears])
    view = UnitView(
        unit=unit,
        line=line,
        before=before,
        after=after,
        own=own,
        with_before=_count(f"unit-now:{unit.pk}", _below([unit, *forebears])) if forebears else None,
        newest=list(Initiative.objects.live().filter(shown).with_list_relations().newest()[:NEWEST]),
        stories=_stories(_below([unit, *forebears], "story_initiatives__initiative__unit__path")),
        campaigns=_campaigns([unit, *forebears]),
        children=_children([unit, *forebears]),
    )
    view.facts = _facts(view)
    view.timeline = _timeline(view)
    view.lede = _lede(view)
    return view


def _forebears(unit: Unit) -> list[Unit]:
    """Bodies that passed into this one whole, over however many steps; what was split is nobody's to claim."""
    successions = load_successions()
    whole = [pk for pk in successions.forebears(unit.pk) if successions.today(pk) == unit.pk]
    return list(Unit.objects.filter(pk__in=whole))


def _children(units: Sequence[Unit]) -> QuerySet[Unit]:
    """What stands right below these units, those that exist first; workplaces stay under the body of their day."""
    right_below = Q()
    for one in units:
        right_below |= Q(path__startswith=one.path, depth=one.depth + 1)
    found = Unit.objects.filter(right_below).exclude(pk__in=[one.pk for one in units])
    return found.order_by(F("valid_to").desc(nulls_first=True), "kind", "name")


def _below(units: Sequence[Unit], column: str = "unit__path") -> Q:
    """Records of these units and of everything below them."""
    condition = Q()
    for unit in units:
        if unit.is_leaf():
            # A workplace is looked up by its key, along the index.
            condition |= Q(**{column.removesuffix("__path"): unit.pk})
        else:
            condition |= Q(**{f"{column}__startswith": unit.path})
    return condition


def _count(key: str, condition: Q) -> Counted:
    """Counted at most five minutes ago: a province of a large catalogue is not counted at every visit."""
    found: Counted | None = cache.get(f"showcase:{key}")
    if found is None:
        rows = Initiative.objects.live().filter(condition).order_by().values_list("highest_level")
        levels = dict(rows.annotate(n=Count("pk")))
        found = Counted(sum(levels.values()), levels, timezone.now())
        cache.set(f"showcase:{key}", found, _COUNT_SECONDS)
    return found


def _stories(condition: Q) -> list[StoryPage]:
    chosen = StoryPage.objects.published().filter(condition).values("pk")
    return list(
        StoryPage.objects.published()
        .filter(pk__in=chosen)
        .with_list_relations()
        .order_by("-published_at")[:STORIES]
    )


def _campaigns(units: Sequence[Unit]) -> list[dict[str, Any]]:
    """Targets and last figures of each of these units in each published campaign, latest campaign first."""
    mine = {"unit__in": units, "campaign__live": True}
    targets = CampaignTarget.objects.filter(**mine).select_related("unit", "campaign")
    figures = CampaignFigure.objects.filter(**mine).select_related("unit", "campaign")
    rows: dict[tuple[int, int], dict[str, Any]] = {}

    def row(record: CampaignTarget | CampaignFigure) -> dict[str, Any]:
        key = (record.campaign_id, record.unit_id or 0)
        if key not in rows:
            rows[key] = {
                "campaign": record.campaign,
                "unit": place_name(record.unit) if record.unit else "",
                "is_own": record.unit_id == units[0].pk,
                "targets": [],
                "figures": [],
                "sources": {},
            }
        rows[key]["sources"][record.source] = None
        return rows[key]

    for target in targets:
        row(target)["targets"].append(
            {
                "label": str(target.get_kind_display()),
                "value": target.value,
                "when": vi_date(target.as_of) if target.as_of else "",
                "note": target.note,
            }
        )
    for figure in _last_of_kind(figures):
        row(figure)["figures"].append(
            {
                "label": figure.label or str(figure.get_kind_display()),
                "value": written(figure),
                "when": when(figure.as_of) if figure.as_of else "",
                "note": figure.note,
            }
        )
    ordered = sorted(rows.values(), key=lambda one: (one["is_own"], one["campaign"].starts_on), reverse=True)
    return [{**one, "sources": list(one["sources"])} for one in ordered]


def _last_of_kind(figures: QuerySet[CampaignFigure]) -> list[CampaignFigure]:
    """Of figures of one unit, kind and wording the last one."""
    found: dict[tuple[int, int | None, str, str], CampaignFigure] = {}
    for figure in figures.order_by("kind", "-value"):
        key = (figure.campaign_id, figure.unit_id, figure.kind, figure.label)
        known = found.get(key)
        if known is None or (figure.as_of and (not known.as_of or figure.as_of > known.as_of)):
            found[key] = figure
    return list(found.values())


def _facts(view: UnitView) -> list[dict[str, Any]]:
    unit = view.unit
    above = view.line[-1] if view.line else None
    facts: list[dict[str, Any]] = [
        {"label": "Trực thuộc", "values": [_link(above)] if above else []},
        {"label": "Nơi làm việc", "values": [{"text": unit.workplace}] if unit.workplace else []},
        {"label": "Khu vực", "values": [{"text": unit.get_sector_display()}] if unit.sector else []},
        {"label": "Địa bàn", "values": [{"text": unit.place}] if unit.place else []},
        {"label": "Đoàn viên", "values": [_members(unit)] if unit.members else []},
        {"label": "Có từ ngày", "values": [{"text": vi_date(unit.valid_from) or "chưa nhập"}]},
        {"label": "Đến hết ngày", "values": [{"text": vi_date(unit.valid_to)}] if unit.valid_to else []},
        {"label": "Hình thành từ", "values": _origins(view)},
        {"label": "Tiếp nối bởi", "values": [_succession(one, one.new) for one in view.after]},
    ]
    return [fact for fact in facts if fact["values"]]


def _origins(view: UnitView) -> list[dict[str, str]]:
    """The bodies that passed into it; of many, how many there were on each day and basis."""
    if not view.many_before:
        return [_succession(one, one.old) for one in view.before]
    together = Counter((one.on, one.legal_basis) for one in view.before)
    return [
        {
            "text": f"{number(many)} đơn vị",
            "note": f"từ {vi_date(day)}; {basis or 'chưa nhập căn cứ'}",
        }
        for (day, basis), many in together.items()
    ]


def _members(unit: Unit) -> dict[str, str]:
    day = f"tính đến {vi_date(unit.members_on)}" if unit.members_on else "không rõ ngày chốt"
    return {"text": f"{number(unit.members)} người", "note": day}


def _link(unit: Unit) -> dict[str, str]:
    return {"text": unit.public_name, "url": unit.get_absolute_url()}


def _succession(succession: UnitSuccession, other: Unit) -> dict[str, str]:
    parts = [f"từ {vi_date(succession.on)}"]
    if succession.part_place:
        parts.append(f"phần thuộc {succession.part_place}")
    if succession.part_sector:
        parts.append(f"phần {succession.get_part_sector_display().lower()}")
    parts.append(succession.legal_basis or "chưa nhập căn cứ")
    return {**_link(other), "note": "; ".join(parts)}


def _timeline(view: UnitView) -> list[dict[str, Any]]:
    unit = view.unit
    items: list[dict[str, Any]] = []
    days = {succession.on for succession in view.before}
    if unit.valid_from and unit.valid_from not in days:
        items.append({"date": unit.valid_from, "title": "Bắt đầu hoạt động"})
    elif not unit.valid_from:
        items.append({"date_text": "chưa nhập ngày thành lập", "title": "Bắt đầu hoạt động"})
    for day in sorted(days):
        same = [one for one in view.before if one.on == day]
        items.append(
            {
                "date": day,
                "title": f"Tiếp nhận {number(len(same))} đơn vị"
                if len(same) > NAMED
                else f"Tiếp nhận {', '.join(one.old.short_name for one in same)}",
                "note": "; ".join(dict.fromkeys(one.legal_basis for one in same if one.legal_basis)),
            }
        )
    for day in sorted({one.on for one in view.after}):
        same = [one for one in view.after if one.on == day]
        items.append(
            {
                "date": day,
                "title": f"Chuyển thành {', '.join(one.new.short_name for one in same)}"
                if len(same) == 1
                else f"Chia cho {', '.join(one.new.short_name for one in same)}",
                "note": "; ".join(dict.fromkeys(one.legal_basis for one in same if one.legal_basis)),
                "kind": "now",
            }
        )
    if unit.has_ended() and not view.after:
        items.append({"date": unit.valid_to, "title": "Kết thúc hoạt động", "kind": "now"})
    elif not unit.has_ended():
        items.append({"date_text": "hôm nay", "title": "Đang hoạt động", "kind": "now"})
    return items


def _lede(view: UnitView) -> str:
    if view.has_ended:
        return "Trang này giữ lại những gì đã làm dưới tên ấy. Sáng kiến vẫn mang tên đơn vị như ngày được công nhận."
    return f"Sáng kiến, số liệu chiến dịch và câu chuyện của {view.unit.public_name}."


def what_became(view: UnitView) -> str:
    """What became of a body that has ended, in a sentence; "" of one that exists."""
    if not view.has_ended:
        return ""
    if not view.after:
        return _ENDED_PLAINLY
    if len({one.new_id for one in view.after}) == 1:
        return f"Từ {vi_date(view.after[0].on)}, việc của đơn vị này do đơn vị sau tiếp nối:"
    return f"Từ {vi_date(view.after[0].on)}, đơn vị này được chia cho {len(view.after)} đơn vị:"


def crumbs_of(view: UnitView) -> list[dict[str, Any]]:
    """The way up: the list of units, then the bodies above."""
    above = [{"title": one.short_name, "url": one.get_absolute_url()} for one in view.line]
    return [
        {"title": "Trang chủ", "url": reverse("wagtail_serve", args=[""])},
        {"title": "Đơn vị", "url": reverse("showcase:units")},
        *above,
    ]


def body_groups(counts: dict[str, int], reading: Reading) -> list[dict[str, Any]]:
    """Bodies by kind and place, workplaces left out: those of today, or those of then that have ended.

    `counts` are initiatives of federations by slug. Two queries.
    """
    today = timezone.localdate()
    bodies = list(Unit.objects.exclude(kind=Unit.Kind.GRASSROOTS))
    by_path = {body.path: body for body in bodies}
    nows: dict[int, list[Unit]] = {}
    for succession in UnitSuccession.objects.filter(on__lte=today).select_related("new"):
        nows.setdefault(succession.old_id, []).append(succession.new)
    chosen = [body for body in bodies if body.has_ended(today) == (reading == Reading.THEN)]

    def entry(body: Unit) -> dict[str, Any]:
        above = by_path.get(body.path[: -Unit.steplen])
        return {
            "name": body.short_name,
            "place": body.place,
            "url": body.get_absolute_url(),
            "above": above.short_name if above and above.kind != Unit.Kind.CONFEDERATION else "",
            "count": counts.get(body.slug, 0),
            "ended": vi_date(body.valid_to) if body.valid_to else "",
            "now": [{"name": new.short_name, "url": new.get_absolute_url()} for new in nows.get(body.pk, [])],
        }

    return [
        {
            "kind": kind.value,
            "label": str(kind.label),
            "rows": sorted(
                (entry(body) for body in chosen if body.kind == kind.value),
                key=lambda row: (
                    vietnamese_slug(row["above"]),
                    vietnamese_slug(row["place"] or row["name"]),
                    row["name"],
                ),
            ),
        }
        for kind in Unit.Kind
        if any(body.kind == kind.value for body in chosen)
    ]

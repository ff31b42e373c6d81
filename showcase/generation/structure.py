"""What invented initiatives hang on: grassroots units, made once and kept, keywords, campaigns and awards."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from django.db import transaction
from django.db.models import F

from home.models import CampaignPage
from home.slugs import vietnamese_slug
from showcase.choices import Level, Sector
from showcase.generation.vocabulary import Craft, Vocabulary, pick
from showcase.models import AwardType, Field, Keyword, Unit

__all__ = [
    "Award",
    "Campaign",
    "GenerationError",
    "Place",
    "awards",
    "campaigns",
    "ensure_keywords",
    "ensure_units",
    "field_keys",
    "places",
]

_SLUG = re.compile(r"^cdcs-(?P<field>[a-z-]+)-\d{4,}$")
_CAPITAL = "ha-noi"
_CAPITAL_SHARE = 0.45
_UNIT_SEED = "units"
"""Units are the same whatever the seed of a run."""

# Sector unions take in the workplaces of their own trade only.
_TRADES: Mapping[str, frozenset[str]] = {
    "hn-det-may": frozenset({"det-may"}),
    "hn-cong-thuong": frozenset(
        {"co-khi", "che-bien-go", "dien-tu", "dien", "nhiet", "tu-dong-hoa", "san-xuat"}
    ),
    "hn-giao-thong": frozenset({"van-tai", "cau-duong", "kho-van"}),
    "hn-xay-dung": frozenset({"xay-dung", "cap-nuoc", "nuoc-thai", "chat-thai", "cay-xanh"}),
    "hn-giao-duc": frozenset({"mam-non", "pho-thong", "day-nghe", "dai-hoc"}),
    "hn-y-te": frozenset({"dieu-duong", "dieu-tri", "duoc", "dich-y-te", "tiem-chung"}),
    "hn-vien-chuc": frozenset({"hanh-chinh"}),
    "hn-khu-cong-nghiep": frozenset({"co-khi", "dien-tu", "an-toan-may", "tu-dong-hoa", "dich-noi-lam-viec"}),
}
_PUBLIC_SERVICE = _TRADES["hn-giao-duc"] | _TRADES["hn-y-te"]
_LEVEL_OF_KIND = {
    Unit.Kind.GRASSROOTS: Level.GRASSROOTS,
    Unit.Kind.UPPER: Level.UPPER,
    Unit.Kind.SECTOR: Level.UPPER,
    Unit.Kind.PROVINCE: Level.PROVINCE,
    Unit.Kind.CONFEDERATION: Level.NATIONAL,
}


class GenerationError(Exception):
    """Initiatives cannot be generated; the message says what is missing, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit where initiatives are made.

    `bodies` names the unit that recognises at each level, itself included; `names` those units' names.
    `valid_from` and `valid_to` bound the days on which all of them existed.
    """

    unit: int
    field: str
    workplace: str
    short_name: str
    sector: str
    bodies: Mapping[Level, int]
    names: frozenset[str]
    valid_from: datetime.date | None
    valid_to: datetime.date | None


@dataclass(frozen=True, slots=True)
class Campaign:
    """Days of a campaign, and the name of the union that runs it."""

    pk: int
    organiser: str
    starts_on: datetime.date
    ends_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Award:
    """An honour and who gives it; None where it is the body that recognised at that level."""

    pk: int
    level: Level
    body: int | None


# Units --------------------------------------------------------------------------------------------


def ensure_units(vocabulary: Vocabulary, count: int) -> int:
    """Add those of the first `count` invented units that are missing; returns how many were added.

    Raises GenerationError when there are no bodies to put them under.
    """
    known = set(Unit.objects.filter(slug__startswith="cdcs-", is_demo=True).values_list("slug", flat=True))
    if len(known) >= count:
        return 0
    bodies = list(
        Unit.objects.filter(kind__in=[Unit.Kind.PROVINCE, Unit.Kind.UPPER, Unit.Kind.SECTOR]).order_by("path")
    )
    if not bodies:
        raise GenerationError("Chưa có liên đoàn lao động nào. Hãy chạy `manage.py load_demo` trước.")
    by_body: dict[int, list[Unit]] = {}
    for body, unit in _invented(vocabulary, bodies, count):
        if unit.slug not in known:
            by_body.setdefault(body.pk, []).append(unit)
    with transaction.atomic():
        for body in bodies:
            _add_children(body, by_body.get(body.pk, []))
    return sum(map(len, by_body.values()))


def _add_children(body: Unit, units: list[Unit]) -> None:
    """Append `units` below `body` in one insert; treebeard's own `add_child` takes several queries each."""
    if not units:
        return
    last = body.get_last_child()
    first_step = last._get_lastpos_in_path() + 1 if last else 1
    for step, unit in enumerate(units, first_step):
        unit.depth = body.depth + 1
        unit.path = Unit._get_path(body.path, unit.depth, step)
    Unit.objects.bulk_create(units, batch_size=500)
    Unit.objects.filter(pk=body.pk).update(numchild=F("numchild") + len(units))


def _invented(vocabulary: Vocabulary, bodies: list[Unit], count: int) -> Iterator[tuple[Unit, Unit]]:
    """The first `count` units with the body above each; the same ones on every call."""
    rng = Random(_UNIT_SEED)  # noqa: S311 -- repeatable, nothing secret
    crafts = list(vocabulary.crafts.values())
    taken: set[str] = set()
    for number in range(count):
        craft = crafts[number % len(crafts)]
        workplace = _free_name(rng, vocabulary, craft, taken)
        body = _body(rng, bodies, craft)
        unit = Unit(
            slug=f"cdcs-{craft.field}-{number // len(crafts) + 1:04}",
            name=f"Công đoàn cơ sở {workplace}",
            short_name=f"CĐCS {workplace}",
            workplace=workplace,
            kind=Unit.Kind.GRASSROOTS,
            sector=_sector(rng, craft),
            place=body.place,
            members=int(30 + 2_000 * rng.random() ** 3),
            is_demo=True,
        )
        yield body, unit


def _free_name(rng: Random, vocabulary: Vocabulary, craft: Craft, taken: set[str]) -> str:
    """A workplace name that no other invented unit has, numbered once all are taken."""
    patterns = [name.removeprefix("Công đoàn ") for name in craft.unit_names]
    for _attempt in range(50):
        name = pick(rng, patterns).format(place=vocabulary.names.place(rng))
        if name not in taken:
            break
    else:
        name = f"{name} {len(taken)}"
    taken.add(name)
    return name


def _body(rng: Random, bodies: list[Unit], craft: Craft) -> Unit:
    inside = rng.random() < _CAPITAL_SHARE
    fitting = [
        body
        for body in bodies
        if _is_in_capital(body) == inside and (body.slug not in _TRADES or craft.field in _TRADES[body.slug])
    ]
    return pick(rng, fitting or bodies)


def _is_in_capital(body: Unit) -> bool:
    return body.kind in {Unit.Kind.UPPER, Unit.Kind.SECTOR} or body.slug == _CAPITAL


def _sector(rng: Random, craft: Craft) -> Sector:
    if craft.field == "hanh-chinh":
        return Sector.STATE_AGENCY
    if craft.field in _PUBLIC_SERVICE:
        return Sector.PUBLIC_SERVICE if rng.random() < 0.9 else Sector.NON_STATE
    return Sector.ENTERPRISE if rng.random() < 0.4 else Sector.NON_STATE


def places(vocabulary: Vocabulary) -> list[Place]:
    """The invented units, by slug, with the bodies above them."""
    rows = {unit.path: unit for unit in Unit.objects.all()}
    found = []
    for unit in sorted(rows.values(), key=lambda unit: unit.slug):
        match = _SLUG.match(unit.slug)
        if not match or not unit.is_demo or match["field"] not in vocabulary.crafts:
            continue
        chain = [rows[path] for path in Unit.ancestor_paths(unit.path)]
        bodies = {_LEVEL_OF_KIND[Unit.Kind(body.kind)]: body.pk for body in chain}
        found.append(
            Place(
                unit=unit.pk,
                field=match["field"],
                workplace=unit.workplace,
                short_name=unit.short_name,
                sector=unit.sector,
                bodies={level: bodies[level] for level in Level if level in bodies},
                names=frozenset(body.name for body in chain),
                valid_from=max((body.valid_from for body in chain if body.valid_from), default=None),
                valid_to=min((body.valid_to for body in chain if body.valid_to), default=None),
            )
        )
    return found


# The rest -----------------------------------------------------------------------------------------


def field_keys(vocabulary: Vocabulary) -> dict[str, int]:
    """Primary keys of the leaf fields by slug. Raises GenerationError naming those that are missing."""
    keys = dict(Field.objects.filter(slug__in=vocabulary.crafts).values_list("slug", "pk"))
    missing = sorted(set(vocabulary.crafts) - set(keys))
    if missing:
        raise GenerationError(f"Thiếu lĩnh vực: {', '.join(missing)}. Hãy chạy `manage.py load_demo` trước.")
    return keys


def awards() -> list[Award]:
    """Award types. Raises GenerationError when there is none."""
    rows = AwardType.objects.order_by("slug")
    found = [Award(award.pk, Level(award.level), award.body_id) for award in rows]
    if not found:
        raise GenerationError("Chưa có hình thức khen thưởng. Hãy chạy `manage.py load_demo` trước.")
    return found


def campaigns() -> list[Campaign]:
    """Published campaigns, earliest first; none is fine."""
    rows = CampaignPage.objects.live().order_by("starts_on", "pk")
    return [Campaign(row.pk, row.organiser, row.starts_on, row.ends_on) for row in rows]


def ensure_keywords(names: list[str]) -> dict[str, int]:
    """Primary keys of the keywords by name; those that are missing are added in one insert."""
    known = dict(Keyword.objects.filter(name__in=names).values_list("name", "pk"))
    slugs = set(Keyword.objects.values_list("slug", flat=True))
    added = []
    for name in names:
        if name in known:
            continue
        slug = base = vietnamese_slug(name)
        number = 1
        while slug in slugs:
            number += 1
            slug = f"{base}-{number}"
        slugs.add(slug)
        added.append(Keyword(name=name, slug=slug))
    Keyword.objects.bulk_create(added)
    return dict(Keyword.objects.filter(name__in=names).values_list("name", "pk"))

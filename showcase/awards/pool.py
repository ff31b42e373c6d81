"""Finding whom to consider: initiatives of the round's campaign and body, or their authors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from showcase.awards.names import person_key
from showcase.models import AwardCandidate, AwardRound, Initiative, InitiativeAuthor, Unit
from showcase.scope import unit_paths, within

__all__ = ["READ", "SHOWN", "Found", "Wish", "author_key", "find", "initiative_key", "pool", "works_behind"]

SHOWN = 100
"""Candidates that a search shows."""

READ = 3_000
"""Author rows that a search for people reads."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the editor is looking for; years are those of first application."""

    text: str = ""
    unit: Unit | None = None
    year_from: int | None = None
    year_to: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody or something that can be added; `key` as in `AwardCandidate.key`, `codes` the initiatives behind it."""

    key: str
    name: str
    unit: str
    codes: tuple[str, ...]
    is_known: bool


def initiative_key(pk: int) -> str:
    """Key of an initiative as candidate."""
    return f"i{pk}"


def author_key(name: str, unit: int) -> str:
    """Key of a person as candidate: a name in a unit."""
    return f"p{unit}:{person_key(name)}"


def pool(round_: AwardRound, user: Any, *, any_campaign: bool = False) -> "QuerySet[Initiative]":
    """Published initiatives that may be candidates: below the deciding body, of the campaign, in the user's reach."""
    found = Initiative.objects.live().filter(
        applied_on__lte=round_.day, unit__path__startswith=round_.body.path
    )
    if round_.campaign_id is not None and not any_campaign:
        found = found.filter(campaign=round_.campaign_id)
    paths = unit_paths(user)
    return found if paths is None else found.filter(within("unit", paths))


def find(round_: AwardRound, user: Any, wish: Wish) -> tuple[list[Found], bool]:
    """Candidates for a wish, and whether there are more than are shown."""
    works = _wished(pool(round_, user), wish)
    known = set(AwardCandidate.objects.filter(round=round_).values_list("key", flat=True))
    if round_.honours_people:
        return _people(works, wish, known)
    if wish.text:
        works = works.filter(_told(wish.text))
    rows = list(
        works.select_related("unit")
        .only("code", "title", "unit__workplace", "unit__short_name")
        .order_by("-year", "-pk")[: SHOWN + 1]
    )
    found = [
        Found(key := initiative_key(row.pk), row.title, row.unit.public_name, (row.code,), key in known)
        for row in rows[:SHOWN]
    ]
    return found, len(rows) > SHOWN


def _wished(works: "QuerySet[Initiative]", wish: Wish) -> "QuerySet[Initiative]":
    if wish.unit is not None:
        works = works.filter(unit__path__startswith=wish.unit.path)
    if wish.year_from is not None:
        works = works.filter(year__gte=wish.year_from)
    if wish.year_to is not None:
        works = works.filter(year__lte=wish.year_to)
    return works


def _told(text: str) -> Q:
    return Q(title__icontains=text) | Q(code__iexact=text.strip()) | Q(code__istartswith=text.strip())


def _people(works: "QuerySet[Initiative]", wish: Wish, known: Iterable[str]) -> tuple[list[Found], bool]:
    rows = InitiativeAuthor.objects.filter(initiative__in=works)
    if wish.text:
        rows = rows.filter(Q(name__icontains=wish.text) | Q(initiative__code__iexact=wish.text.strip()))
    columns = ("name", "initiative__unit_id", "initiative__unit__workplace", "initiative__unit__short_name")
    read = list(
        rows.order_by("-initiative__year", "-initiative_id", "sort_order").values_list(
            *columns, "initiative__code"
        )[: READ + 1]
    )
    people: dict[str, tuple[str, str, list[str]]] = {}
    for name, unit, workplace, short_name, code in read[:READ]:
        entry = people.setdefault(author_key(name, unit), (name, workplace or short_name, []))
        if code not in entry[2]:
            entry[2].append(code)
    order = sorted(people, key=lambda key: -len(people[key][2]))
    known = set(known)
    found = [
        Found(key, people[key][0], people[key][1], tuple(people[key][2]), key in known)
        for key in order[:SHOWN]
    ]
    return found, len(read) > READ or len(people) > SHOWN


def works_behind(
    round_: AwardRound, user: Any, keys: Sequence[str]
) -> dict[str, list[tuple[Initiative, str]]]:
    """Initiatives with the author's name as it stands there, by key, for those keys that are in the pool.

    A person brings all their initiatives of the unit, not only those of the search or of the campaign, since
    conditions count years.
    """
    works = pool(round_, user, any_campaign=round_.honours_people)
    if not round_.honours_people:
        ids = [int(key[1:]) for key in keys if key[:1] == "i" and key[1:].isdecimal()]
        rows = works.filter(pk__in=ids).select_related("unit")
        return {initiative_key(row.pk): [(row, "")] for row in rows}
    units = {int(part) for key in keys if (part := key[1:].partition(":")[0]).isdecimal()}
    authors = (
        InitiativeAuthor.objects.filter(initiative__in=works.filter(unit__in=units))
        .select_related("initiative__unit")
        .order_by("-initiative__applied_on", "sort_order")
    )
    found: dict[str, list[tuple[Initiative, str]]] = {}
    wanted = set(keys)
    for row in authors:
        key = author_key(row.name, row.initiative.unit_id)
        if key in wanted:
            taken = found.setdefault(key, [])
            if all(row.initiative_id != work.pk for work, _name in taken):
                taken.append((row.initiative, row.name))
    return found

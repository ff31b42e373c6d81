"""A mirror of the open data that follows the change feed, and random edits for it to follow.

mirror = Mirror(fetch)            # fetch(address) → the JSON of an answer
mirror.follow()                   # everything since the last time
mirror.records == full_read(fetch)
"""

import datetime
import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from home.models import CampaignPage, GuidancePage, Issuer
from showcase.choices import Disclosure
from showcase.models import (
    AwardType,
    CampaignFigure,
    Consent,
    Field,
    Initiative,
    InitiativeAuthor,
    Keyword,
    StoryPage,
    Unit,
)
from showcase.signals import initiatives_changed
from showcase.units.changes.plan import Change, ChangeKind, NewBody, would_go_round
from showcase.units.changes.saving import save_change

__all__ = ["EDITS", "Mirror", "full_read", "random_edit"]

ROOT = "/api/v1"
Fetch = Callable[[str], Any]
Records = dict[str, list[str]]
"""Records of each kind as sorted JSON texts."""

_LISTS = {
    "initiative": "initiatives?cursor=*&size=100",
    "field": "fields",
    "unit": "units?cursor=*&size=100",
    "campaign": "campaigns",
    "document": "documents?cursor=*&size=100",
    "story": "stories?cursor=*&size=100",
}


def _text(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


class Mirror:
    """A copy of every public record, by kind and number, kept by the feed alone."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._address = f"{ROOT}/changes?records=true"
        self._kept: dict[tuple[str, int], Any] = {}
        self.followed = 0

    def follow(self) -> int:
        """Read until nothing is left; returns how many changes there were."""
        before, more = self.followed, True
        while more:
            page = self._fetch(self._address)
            for change in page["items"]:
                place = (change["kind"], change["id"])
                if change["action"] == "deleted":
                    self._kept.pop(place, None)
                else:
                    self._kept[place] = change["record"]
                self.followed += 1
            self._address, more = page["next"], page["more"]
        return self.followed - before

    @property
    def records(self) -> Records:
        """The copy, to be compared with a full read."""
        return {
            kind: sorted(_text(record) for (of, _id), record in self._kept.items() if of == kind)
            for kind in _LISTS
        }


def _items(fetch: Fetch, path: str) -> Iterator[Any]:
    address: str | None = f"{ROOT}/{path}"
    while address:
        page = fetch(address)
        yield from page["items"]
        address = page.get("next")


def full_read(fetch: Fetch) -> Records:
    """Every public record, read from the lists; of initiatives everything, from their own addresses."""
    records: Records = {}
    for kind, path in _LISTS.items():
        found = list(_items(fetch, path))
        if kind == "initiative":
            found = [fetch(f"{ROOT}/initiatives/{one['code']}") for one in found]
        records[kind] = sorted(map(_text, found))
    return records


# Edits ---------------------------------------------------------------------------------------------------


def _any(rng: random.Random, rows: Any) -> Any:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return rows.get(pk=rng.choice(ids)) if ids else None


def _name(rng: random.Random) -> str:
    return f"Tên {rng.randrange(10**9)}"


def _rewrite(rng: random.Random) -> None:
    record = _any(rng, Initiative.objects.all())
    record.title, record.cost = _name(rng), rng.randrange(10**8)
    record.save()


def _publication(rng: random.Random) -> None:
    record = _any(rng, Initiative.objects.all())
    record.live = not record.live
    record.save()


def _disclosure(rng: random.Random) -> None:
    record = _any(rng, Initiative.objects.all())
    closed = record.disclosure == Disclosure.ABSTRACT
    record.disclosure = Disclosure.FULL if closed else Disclosure.ABSTRACT
    record.save()


def _add(rng: random.Random) -> None:
    model = _any(rng, Initiative.objects.all())
    columns = {one.attname: getattr(model, one.attname) for one in Initiative._meta.concrete_fields}
    for name in ("id", "code", "latest_revision_id"):
        columns.pop(name)
    added = Initiative(**columns | {"code": f"ZZ-2026-{rng.randrange(10**9):09}", "live": rng.random() < 0.7})
    added.authors = [
        InitiativeAuthor(name=_name(rng), job_title="Thợ", consent=_any(rng, Consent.objects.all()))
    ]
    added.save()


def _delete(rng: random.Random) -> None:
    if Initiative.objects.count() > 20:
        _any(rng, Initiative.objects.all()).delete()


def _in_bulk(rng: random.Random) -> None:
    ids = sorted(rng.sample(list(Initiative.objects.values_list("pk", flat=True)), 5))
    Initiative.objects.filter(pk__in=ids).update(results=_name(rng), live=rng.random() < 0.8)
    initiatives_changed.send(sender=Initiative, ids=ids)


def _unit(rng: random.Random) -> None:
    unit = _any(rng, Unit.objects.all())
    unit.name = unit.short_name = _name(rng)
    if rng.random() < 0.5:
        unit.slug = f"don-vi-{rng.randrange(10**9)}"
    unit.save()


def _unit_tree(rng: random.Random) -> None:
    """A unit comes under another parent, or passes into another body."""
    unit, other = _any(rng, Unit.objects.all()), _any(rng, Unit.objects.all())
    if unit == other:
        return
    if rng.random() < 0.5:
        if not other.is_descendant_of(unit):
            unit.move(other, "last-child")
    elif unit.valid_to is None and other.valid_to is None and not would_go_round([unit], other):
        day = timezone.localdate()
        save_change(Change(ChangeKind.MERGE, day, _name(rng), [unit], [NewBody(existing=other)]), None)


def _field(rng: random.Random) -> None:
    field = _any(rng, Field.objects.all())
    field.name = _name(rng)
    if rng.random() < 0.3:
        field.slug = f"linh-vuc-{rng.randrange(10**9)}"
    field.save()


def _award(rng: random.Random) -> None:
    award = _any(rng, AwardType.objects.all())
    award.name = _name(rng)
    award.save()


def _keyword(rng: random.Random) -> None:
    keyword = _any(rng, Keyword.objects.all())
    if keyword and rng.random() < 0.2:
        keyword.delete()
    elif keyword:
        keyword.name = _name(rng)
        keyword.save()


def _consent(rng: random.Random) -> None:
    consent = _any(rng, Consent.objects.all())
    if consent is None or rng.random() < 0.4:
        Consent.objects.create(
            person=_name(rng),
            covers_name=True,
            covers_story=True,
            purpose="Công bố",
            given_on=datetime.date(2022, 1, 1),
        )
    elif rng.random() < 0.2:
        consent.delete()
    else:
        consent.withdrawn_on = None if consent.withdrawn_on else timezone.localdate()
        consent.save()


def _campaign(rng: random.Random) -> None:
    campaign = _any(rng, CampaignPage.objects.all())
    if rng.random() < 0.5:
        campaign.short_title = _name(rng)
        campaign.save()
    elif rng.random() < 0.5:
        CampaignFigure.objects.create(
            campaign=campaign, kind="valid", value=rng.randrange(10**6), label=_name(rng), source="Báo cáo"
        )
    else:
        figure = _any(rng, CampaignFigure.objects.filter(campaign=campaign))
        if figure is not None:
            figure.delete()


def _document(rng: random.Random) -> None:
    page = _any(rng, GuidancePage.objects.all())
    if rng.random() < 0.2:
        issuer = _any(rng, Issuer.objects.all())
        issuer.name = _name(rng)
        issuer.save()
    elif rng.random() < 0.4:
        page.live = not page.live
        page.save()
    else:
        page.title = _name(rng)
        page.save()


def _story(rng: random.Random) -> None:
    page = _any(rng, StoryPage.objects.all())
    if page.live:
        page.unpublish()
    else:
        page.live = True
        page.save()


EDITS: tuple[tuple[int, Callable[[random.Random], None]], ...] = (
    (30, _rewrite),
    (12, _publication),
    (4, _disclosure),
    (10, _add),
    (10, _delete),
    (8, _in_bulk),
    (5, _unit),
    (3, _unit_tree),
    (2, _field),
    (1, _award),
    (2, _keyword),
    (6, _consent),
    (3, _campaign),
    (3, _document),
    (2, _story),
)
"""How often each kind of edit happens, of a hundred or so."""


def random_edit(rng: random.Random) -> None:
    """Change something in the database, as editors do; what their forms would refuse is not done."""
    weights = [weight for weight, _edit in EDITS]
    ((_weight, edit),) = rng.choices(EDITS, weights)
    with suppress(ValidationError), transaction.atomic():
        edit(rng)

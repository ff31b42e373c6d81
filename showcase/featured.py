"""What is featured on fields and campaigns, and the record of what was featured where and when.

The record is written when a page or field is published and when something featured is published or withdrawn: the
slots that stand then are compared with the runs that have not ended (`reconcile`).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from home.days import ShownDay
from home.models import CampaignPage, CampaignStory, FrontPage, FrontPageStory
from home.models.featured import featured_stories
from home.schedule import shown_on
from home.slots import standing
from showcase.choices import Disclosure
from showcase.models import (
    FeaturedRun,
    Field,
    FieldPromotion,
    FieldStory,
    Initiative,
    StoryInitiative,
    StoryPage,
)

__all__ = [
    "Changes",
    "Wanted",
    "campaign_stories",
    "close_runs",
    "field_initiatives",
    "field_stories",
    "reconcile",
    "record_field",
    "record_page",
    "record_places_of",
]

STORIES = 3
"""Stories shown on a field's page and on a campaign's at most."""
INITIATIVES = 6
"""Initiatives shown first on a field's page at most."""

# Shown ---------------------------------------------------------------------------------------------------


def field_initiatives(record: Field, shown: ShownDay) -> list[Initiative]:
    """Published initiatives whose slots stand on the day, in the editor's order; nothing takes their place."""
    ids = [slot.initiative_id for slot in standing(record.promotions.all(), shown.day)]
    if not ids:
        return []
    public = Initiative.objects.live().with_open_disclosure().with_list_relations().filter(pk__in=ids)
    found = shown_on(public, shown, belongs=lambda one: one.pk in ids and one.disclosure == Disclosure.FULL)
    by_pk = {initiative.pk: initiative for initiative in found}
    return [by_pk[pk] for pk in dict.fromkeys(ids) if pk in by_pk][:INITIATIVES]


def field_stories(record: Field, below: Iterable[Field], shown: ShownDay) -> list[StoryPage]:
    """Stories whose slots stand on the day; where none does, the newest of the field and of those below it."""
    chosen = featured_stories(record.featured_stories, shown, STORIES)
    if chosen:
        return chosen
    fields = {record.pk, *(one.pk for one in below)}
    public = StoryPage.objects.published().filter(field__in=fields).with_list_relations().newest()
    return shown_on(public, shown, limit=STORIES, belongs=lambda page: page.field_id in fields)


def campaign_stories(campaign: CampaignPage, shown: ShownDay) -> list[StoryPage]:
    """Stories whose slots stand on the day; where none does, the newest about initiatives of the campaign."""
    chosen = featured_stories(campaign.featured_stories, shown, STORIES)
    if chosen or not campaign.pk:
        return chosen
    links = StoryInitiative.objects.filter(initiative__campaign=campaign, initiative__live=True)
    public = (
        StoryPage.objects.published().filter(pk__in=links.values("page_id")).with_list_relations().newest()
    )

    def tells_of_it(page: StoryPage) -> bool:
        ids = [link.initiative_id for link in page.story_initiatives.all()]
        return Initiative.objects.live().filter(pk__in=ids, campaign=campaign).exists()

    return shown_on(public, shown, limit=STORIES, belongs=tells_of_it)


# Recorded ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """A slot as it stands from now on: what is in it, under which name, where, and until when."""

    subject: tuple[int | None, int | None]
    title: str
    position: int
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@dataclass(slots=True)
class Changes:
    """What a comparison asks for."""

    create: list[FeaturedRun] = field(default_factory=list)
    update: list[FeaturedRun] = field(default_factory=list)
    delete: list[FeaturedRun] = field(default_factory=list)


def reconcile(runs: Iterable[FeaturedRun], slots: Iterable[Wanted], today: datetime.date) -> Changes:
    """Compare the runs of one place that have not ended before `today` with its slots.

    A slot that stands keeps the run that has begun, one that will stand keeps the planned one. What has left ends
    today, or is taken back if it never began. Runs returned for creation have no place yet.
    """
    changes = Changes()
    begun: dict[Any, list[FeaturedRun]] = defaultdict(list)
    planned: dict[Any, list[FeaturedRun]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.from_on):
        (begun if run.from_on <= today else planned)[run.subject].append(run)
    lasting = [slot for slot in slots if slot.ends_on is None or slot.ends_on >= today]
    for slot in sorted(lasting, key=lambda slot: slot.starts_on or datetime.date.min):
        from_on = max(slot.starts_on or today, today)
        kept = begun[slot.subject] if from_on == today and begun[slot.subject] else planned[slot.subject]
        if not kept:
            story_id, initiative_id = slot.subject
            changes.create.append(
                FeaturedRun(
                    story_id=story_id,
                    initiative_id=initiative_id,
                    title=slot.title,
                    position=slot.position,
                    from_on=from_on,
                    to_on=slot.ends_on,
                )
            )
            continue
        run = kept.pop(0)
        values = {
            "title": slot.title,
            "position": slot.position,
            "from_on": run.from_on if run.from_on <= today else from_on,
            "to_on": slot.ends_on,
        }
        if _write(run, values):
            changes.update.append(run)
    for run in (one for rest in begun.values() for one in rest):
        if _write(run, {"to_on": today}):
            changes.update.append(run)
    changes.delete = [run for rest in planned.values() for run in rest]
    return changes


def _write(run: FeaturedRun, values: dict[str, Any]) -> bool:
    """Set the values; whether any of them is new."""
    changed = {name: value for name, value in values.items() if getattr(run, name) != value}
    for name, value in changed.items():
        setattr(run, name, value)
    return bool(changed)


def record_page(page: Page) -> None:
    """Compare the slots of a published front page or campaign with its record."""
    slots = _PAGE_SLOTS[type(page)].objects.filter(page_id=page.pk).order_by("sort_order", "pk")
    _record(slots, page.title, page_id=page.pk)


def record_field(record: Field) -> None:
    """Compare the slots of a field with its record."""
    for model in _FIELD_SLOTS:
        slots = model.objects.filter(field_id=record.pk).order_by("sort_order", "pk")
        _record(slots, record.name, field_id=record.pk)


def record_places_of(subject: StoryPage | Initiative) -> None:
    """Something that is featured, or would be, has been published: compare the places that feature it."""
    if isinstance(subject, StoryPage):
        for page_type, slots in _PAGE_SLOTS.items():
            ids = slots.objects.filter(story_id=subject.pk).values("page_id")
            for page in page_type.objects.live().filter(pk__in=ids):
                record_page(page)
        fields = FieldStory.objects.filter(story=subject)
    else:
        fields = FieldPromotion.objects.filter(initiative=subject)
    for record in Field.objects.filter(pk__in=fields.values("field_id")):
        record_field(record)


@transaction.atomic
def close_runs(**of: Any) -> None:
    """End the runs of a place, a story or an initiative that is withdrawn or deleted: `close_runs(story=page)`."""
    today = timezone.localdate()
    runs = FeaturedRun.objects.filter(**of).current(today)
    if runs.exists():  # one query for what was never featured, as when a million records go
        runs.filter(from_on__gt=today).delete()
        runs.update(to_on=today)


_PAGE_SLOTS: dict[type[Page], Any] = {FrontPage: FrontPageStory, CampaignPage: CampaignStory}
_FIELD_SLOTS: tuple[Any, ...] = (FieldPromotion, FieldStory)


@transaction.atomic
def _record(slots: Any, place: str, **key: int) -> None:
    """Write what has changed since the last comparison, one kind of subject at a time."""
    today = timezone.localdate()
    kind = slots.model.subject_field
    rows = list(slots)
    ids = {getattr(slot, f"{kind}_id") for slot in rows}
    public: Any = StoryPage.objects.published() if kind == "story" else Initiative.objects.live()
    titles = dict(public.filter(pk__in=ids).values_list("pk", "title"))
    wanted = []
    for position, slot in enumerate(rows, start=1):
        pk = getattr(slot, f"{kind}_id")
        if pk in titles:
            subject = (pk, None) if kind == "story" else (None, pk)
            wanted.append(Wanted(subject, titles[pk], position, slot.starts_on, slot.ends_on))
    runs = FeaturedRun.objects.filter(**key, **{f"{kind}__isnull": False}).current(today).select_for_update()
    changes = reconcile(runs, wanted, today)
    for run in changes.create:
        run.place = place
        for name, value in key.items():
            setattr(run, name, value)
    FeaturedRun.objects.bulk_create(changes.create)
    for run in changes.update:
        run.save(update_fields=["title", "position", "from_on", "to_on"])
    FeaturedRun.objects.filter(pk__in=[run.pk for run in changes.delete]).delete()

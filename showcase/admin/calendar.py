"""What initiatives add to the publishing calendar: those that go on the site, or leave it, on a day."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from wagtail import hooks
from wagtail.models import Revision
from wagtail.permissions import policy_registry

from home.models import Office
from home.publishing_calendar import Event, EventKind, Period
from showcase.models import FieldPromotion, Initiative, OfficeUnit
from showcase.scope import unit_paths, within

__all__ = ["catalogue_events"]


@hooks.register("publishing_calendar_events")
def catalogue_events(user: Any, period: Period, office: Office | None) -> list[Event]:
    """Initiatives of the person's units, and of the office's where one is chosen; a fixed number of queries."""
    policy = policy_registry.get_by_type(Initiative)
    if not policy.user_has_any_permission(user, {"add", "change", "view"}):
        return []
    initiatives = policy.visible(user, Initiative.objects.all())
    if office is not None:
        paths = OfficeUnit.objects.filter(office=office).values_list("unit__path", flat=True)
        initiatives = initiatives.filter(within("unit", paths))
    found = [*_scheduled(initiatives, period), *_expiring(initiatives, period)]
    if office is None and unit_paths(user) is None:
        found += _featured(period)
    return found


def _event(initiative: Initiative, kind: EventKind, moment: Any) -> Event:
    return Event(
        day=timezone.localdate(moment),
        kind=kind,
        title=f"{initiative.code} – {initiative.title}",
        url=reverse("wagtailsnippets_showcase_initiative:edit", args=[initiative.pk]),
        moment=moment,
        key=f"sk{initiative.pk}",
    )


def _scheduled(initiatives: Any, period: Period) -> Iterator[Event]:
    kind = ContentType.objects.get_for_model(Initiative)
    revisions = Revision.objects.filter(period.at("approved_go_live_at"), base_content_type=kind)
    moments = {int(key): at for key, at in revisions.values_list("object_id", "approved_go_live_at")}
    for initiative in initiatives.filter(pk__in=moments).only("code", "title"):
        yield _event(initiative, EventKind.PUBLISHED, moments[initiative.pk])


def _expiring(initiatives: Any, period: Period) -> Iterator[Event]:
    for initiative in initiatives.filter(period.at("expire_at"), live=True).only(
        "code", "title", "expire_at"
    ):
        yield _event(initiative, EventKind.EXPIRES, initiative.expire_at)


def _featured(period: Period) -> Iterator[Event]:
    """Initiatives featured by fields, where the slots have days."""
    try:
        FieldPromotion._meta.get_field("starts_on")
    except FieldDoesNotExist:
        return
    slots: Any = FieldPromotion.objects.filter(period.on("starts_on") | period.on("ends_on"))
    for slot in slots.select_related("field", "initiative"):
        for day, note in ((slot.starts_on, _now("Bắt đầu")), (slot.ends_on, _now("Ngày cuối"))):
            if period.holds(day):
                yield Event(
                    day=day,
                    kind=EventKind.FEATURED,
                    title=f"{slot.field}: {slot.initiative}",
                    note=note,
                    url=reverse("wagtailsnippets_showcase_field:edit", args=[slot.field_id]),
                    key=f"lv{slot.pk}-{note}",
                )

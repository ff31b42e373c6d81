"""Writing a merger or a split: one transaction, one entry in the log of every body that takes part."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from home.slugs import vietnamese_slug
from showcase.models import OfficeUnit, Unit, UnitSuccession
from showcase.units.changes.plan import Change, NewBody, would_go_round

__all__ = ["LOG_ACTION", "ChangedMeanwhileError", "save_change"]

LOG_ACTION = "showcase.unit_change"
_SLUG_LENGTH = 100


class ChangedMeanwhileError(Exception):
    """A body of the change is no longer what the form showed; the message says which, in Vietnamese."""


@transaction.atomic
def save_change(change: Change, user: object) -> list[Unit]:
    """End the old bodies, begin the new ones and write who succeeds whom; the bodies that take over.

    Offices that look after an old body look after the new one too. Raises ChangedMeanwhileError, and writes nothing,
    when somebody else has ended a body in the meantime.
    """
    pks = [unit.pk for unit in change.old]
    pks += [body.existing.pk for body in change.new if body.existing]
    now = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in=pks)}
    for pk in pks:
        if pk not in now or now[pk].valid_to is not None:
            name = str(now[pk]) if pk in now else str(pk)
            raise ChangedMeanwhileError(_("%(name)s vừa được người khác sửa. Hãy xem lại.") % {"name": name})
    takers = [_taker(body, change, now) for body in change.new]
    for old in change.old:
        for body, taker in zip(change.new, takers, strict=True):
            if would_go_round([old], taker):
                raise ChangedMeanwhileError(_("%(name)s sẽ thành vòng lặp. Hãy xem lại.") % {"name": taker})
            UnitSuccession.objects.create(
                old=old,
                new=taker,
                on=change.day,
                legal_basis=change.legal_basis,
                part_place=body.part_place,
                part_sector=body.part_sector,
            )
        ended = now[old.pk]
        ended.valid_to = change.last_day
        ended.save(update_fields=["valid_to"])
        for office in OfficeUnit.objects.filter(unit=old):
            for taker in takers:
                OfficeUnit.objects.get_or_create(office=office.office, unit=taker)
    data = {
        "kind": change.kind.value,
        "day": change.day.isoformat(),
        "legal_basis": change.legal_basis,
        "old": [unit.short_name for unit in change.old],
        "new": [unit.short_name for unit in takers],
    }
    for unit in (*change.old, *takers):
        # A key of its own for each entry: a history shows one entry for each key and action.
        log(unit, LOG_ACTION, user=user, uuid=uuid4(), data=data)
    return takers


def _taker(body: NewBody, change: Change, now: dict[int, Unit]) -> Unit:
    if body.existing:
        return now[body.existing.pk]
    first = Unit.objects.get(pk=change.old[0].pk)
    unit = Unit(
        name=body.name,
        short_name=body.short_name,
        slug=_free_slug(body.short_name, change.day.year),
        kind=first.kind,
        place=body.place,
        valid_from=change.day,
        is_demo=all(old.is_demo for old in change.old),
    )
    above = first.get_parent()
    if above:
        added: Unit = Unit.objects.get(pk=above.pk).add_child(instance=unit)
    else:
        added = Unit.add_root(instance=unit)
    return added


def _free_slug(name: str, year: int) -> str:
    """A slug that no unit has or had: the name, then with the year, then numbered."""
    base = vietnamese_slug(name, _SLUG_LENGTH - 8)
    candidates = [base, f"{base}-{year}", *(f"{base}-{year}-{number}" for number in range(2, 100))]
    taken = set(Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(
        Unit.objects.filter(former_slugs__slug__startswith=base).values_list("former_slugs__slug", flat=True)
    )
    return next(slug for slug in candidates if slug not in taken)

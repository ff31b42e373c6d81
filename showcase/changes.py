"""Announcing initiatives that show something of a record which itself has changed."""

from showcase.models import AwardType, Field, Initiative, Unit
from showcase.querysets import InitiativeQuerySet
from showcase.signals import initiatives_changed

__all__ = ["announce_award", "announce_field", "announce_unit"]

_BATCH = 5_000


def announce_field(field: Field) -> None:
    """Initiatives of a field and of those under it carry its name and are found by it."""
    _announce(Initiative.objects.filter(field=field) | Initiative.objects.filter(field__parent=field))


def announce_unit(unit: Unit) -> None:
    """Initiatives of a unit and of those under it are found by its name, as the tree is now."""
    _announce(Initiative.objects.filter(unit__path__startswith=unit.path))


def announce_award(award: AwardType) -> None:
    """Initiatives that were given an award carry its name."""
    _announce(Initiative.objects.filter(awards__award_type=award))


def _announce(initiatives: InitiativeQuerySet) -> None:
    """Send the published ones, in batches: a body at the top has all of them below it."""
    ids = list(initiatives.live().values_list("pk", flat=True).distinct())
    for start in range(0, len(ids), _BATCH):
        initiatives_changed.send(sender=Initiative, ids=ids[start : start + _BATCH])

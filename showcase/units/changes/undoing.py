"""Taking back a merger or a split that was written by mistake, as if it had never been.

A change is every succession of one day and one legal basis that hangs together through its bodies. Undoing deletes
these successions, lets the old bodies go on and removes the bodies that began with the change. Whatever has meanwhile
been recorded under such a body would be lost with it: then nothing is undone, and the page says what to move first.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from home.templatetags.typography import number
from showcase.models import FormerSlug, OfficeUnit, Unit, UnitSuccession

__all__ = ["UNDO_ACTION", "CannotUndoError", "Undoing", "changes", "undo", "undoing"]

UNDO_ACTION = "showcase.unit_change_undone"

_GOES_WITH_THE_BODY = (UnitSuccession, OfficeUnit, FormerSlug)
"""What a change writes beside a body, or what only names it: it hinders no undoing."""


class CannotUndoError(Exception):
    """Something hangs on a body of the change by now; the messages say what, in Vietnamese."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a change does: `revived` go on, `removed` disappear, `kept` were there before.

    `hindrances` are sentences; with any of them nothing can be undone.
    """

    day: datetime.date
    legal_basis: str
    links: Sequence[UnitSuccession]
    revived: Sequence[Unit]
    still_ended: Sequence[Unit]
    removed: Sequence[Unit]
    kept: Sequence[Unit]
    hindrances: Sequence[str]

    @property
    def key(self) -> int:
        """The key of one of its successions, which stands for the change in addresses."""
        return min(link.pk for link in self.links)

    @property
    def old(self) -> list[Unit]:
        """The bodies that ended, each once."""
        return list(dict.fromkeys(link.old for link in self.links))

    @property
    def new(self) -> list[Unit]:
        """The bodies that took over, each once."""
        return list(dict.fromkeys(link.new for link in self.links))


def changes() -> list[list[UnitSuccession]]:
    """All changes as their successions, latest first; one query."""
    rows = UnitSuccession.objects.select_related("old", "new").order_by("-on", "new__name", "old__name")
    found: list[list[UnitSuccession]] = []
    by_day: dict[datetime.date, list[UnitSuccession]] = {}
    for row in rows:
        by_day.setdefault(row.on, []).append(row)
    for same_day in by_day.values():
        found += _together(same_day)
    return found


def _together(links: Iterable[UnitSuccession]) -> list[list[UnitSuccession]]:
    """Successions in groups that share bodies."""
    groups: list[list[UnitSuccession]] = []
    for link in links:
        touching = [group for group in groups if any(_meet(link, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([*(other for group in touching for other in group), link])
    return groups


def _meet(one: UnitSuccession, other: UnitSuccession) -> bool:
    """Whether two successions of a day belong together: one basis, and a body in common."""
    return one.legal_basis == other.legal_basis and (one.old_id == other.old_id or one.new_id == other.new_id)


def undoing(succession: UnitSuccession) -> Undoing:
    """What undoing the change that a succession belongs to would do; a few queries for each of its bodies."""
    same_day = UnitSuccession.objects.filter(on=succession.on).select_related("old", "new").order_by("pk")
    links = next(group for group in _together(same_day) if succession in group)
    mine = [link.pk for link in links]
    old = list(dict.fromkeys(link.old for link in links))
    new = list(dict.fromkeys(link.new for link in links))
    last_day = succession.on - datetime.timedelta(days=1)
    # A body that another change ended too stays ended; so does one whose last day somebody has set otherwise.
    elsewhere = set(
        UnitSuccession.objects.filter(old__in=old).exclude(pk__in=mine).values_list("old_id", flat=True)
    )
    revived = [unit for unit in old if unit.valid_to == last_day and unit.pk not in elsewhere]
    begun = [unit for unit in new if unit.valid_from == succession.on]
    return Undoing(
        day=succession.on,
        legal_basis="; ".join(dict.fromkeys(link.legal_basis for link in links if link.legal_basis)),
        links=links,
        revived=revived,
        still_ended=[unit for unit in old if unit not in revived],
        removed=begun,
        kept=[unit for unit in new if unit not in begun],
        hindrances=[sentence for unit in begun for sentence in _hindrances(unit, mine)],
    )


def _hindrances(unit: Unit, mine: Sequence[int]) -> list[str]:
    """What would be lost with a body that began with the change, as sentences."""
    found = []
    if children := unit.get_children_count():
        found.append(_("%(number)s đơn vị trực thuộc") % {"number": number(children)})
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model in _GOES_WITH_THE_BODY:
            continue
        model = relation.related_model
        count = model._default_manager.filter(**{relation.field.name: unit}).count()
        if count:
            found.append(f"{number(count)} {model._meta.verbose_name}")
    sentences = []
    if found:
        sentences.append(
            _("%(unit)s đã có %(what)s. Hãy chuyển về đơn vị khác trước.")
            % {"unit": unit, "what": ", ".join(found)}
        )
    others = UnitSuccession.objects.exclude(pk__in=mine)
    if others.filter(old=unit).exists() or others.filter(new=unit).exists():
        sentences.append(_("%(unit)s còn có trong một việc khác; hãy huỷ việc ấy trước.") % {"unit": unit})
    return sentences


@transaction.atomic
def undo(succession: UnitSuccession, user: object) -> Undoing:
    """Undo a change and say in the log of every body that goes on who did it; what was done.

    Raises CannotUndoError, and changes nothing, where something would be lost.
    """
    pks = UnitSuccession.objects.filter(on=succession.on).values_list("old_id", "new_id")
    # Whoever changes one of these bodies at this moment is waited for.
    list(
        Unit.objects.select_for_update().filter(pk__in={pk for pair in pks for pk in pair}).values_list("pk")
    )
    done = undoing(succession)
    if done.hindrances:
        raise CannotUndoError(done.hindrances)
    data = {
        "day": done.day.isoformat(),
        "legal_basis": done.legal_basis,
        "old": [unit.short_name for unit in done.old],
        "new": [unit.short_name for unit in done.new],
    }
    UnitSuccession.objects.filter(pk__in=[link.pk for link in done.links]).delete()
    for unit in done.revived:
        unit.valid_to = None
        unit.save(update_fields=["valid_to"])
    for unit in (*done.old, *done.kept):
        # A key of its own for each entry: a history shows one entry for each key and action.
        log(unit, UNDO_ACTION, user=user, uuid=uuid4(), data=data)
    for unit in done.removed:
        Unit.objects.get(pk=unit.pk).delete()
    return done

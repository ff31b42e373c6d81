"""Which records of the catalogue somebody may see and edit: those of the units that their offices look after.

People without such an office, the central desk, see everything that their role allows.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.dispatch import receiver

from home.models import Office
from home.offices import office_limits
from showcase.models import Initiative, OfficeUnit, StoryPage, Unit

__all__ = ["covers_unit", "unit_paths", "units_of", "within"]

_KEPT = "_showcase_unit_paths"


def unit_paths(user: Any) -> tuple[str, ...] | None:
    """Paths of the units whose subtrees are a person's, or None where only the role counts."""
    if user is None or user.is_superuser or not user.is_authenticated:
        return None
    if not hasattr(user, _KEPT):
        links = OfficeUnit.objects.filter(office__members=user)
        setattr(user, _KEPT, tuple(sorted(set(links.values_list("unit__path", flat=True)))) or None)
    paths: tuple[str, ...] | None = getattr(user, _KEPT)
    return paths


def within(column: str, paths: Collection[str]) -> Q:
    """Rows whose unit, at the end of `column`, is one of the subtrees; rows without a unit are not."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{column}__path__startswith": path})
    return condition


def covers_unit(user: Any, unit: Unit | None) -> bool:
    """Whether a person may write about a unit; None stands for the whole country."""
    paths = unit_paths(user)
    return paths is None or (unit is not None and unit.path.startswith(paths))


def units_of(user: Any) -> Any:
    """Units that a person may write about: for lists to choose from and tables to fill in."""
    paths = unit_paths(user)
    if paths is None:
        return Unit.objects.all()
    own = Q(pk__in=[])
    for path in paths:
        own |= Q(path__startswith=path)
    return Unit.objects.filter(own)


@receiver(office_limits, sender=Office, dispatch_uid="showcase.office_limits")
def limits_of_units(ids: Collection[int], **kwargs: Any) -> list[int] | None:
    """Offices with units limit their members; stories that nobody signed go with the initiatives behind them."""
    paths = OfficeUnit.objects.filter(office__in=ids).values_list("unit__path", flat=True)
    if not paths:
        return None
    initiatives = Initiative.objects.filter(within("unit", paths))
    stories = StoryPage.objects.filter(office__isnull=True, story_initiatives__initiative__in=initiatives)
    return list(stories.values_list("pk", flat=True).distinct())

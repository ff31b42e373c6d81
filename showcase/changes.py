"""Announcing records that show something of another record which itself has changed."""

from typing import Any

from django.db.models import Q

from home.models import AnnouncementPage, CampaignPage, GuidancePage
from showcase.models import AwardType, Field, Initiative, Keyword, StoryPage, Unit
from showcase.signals import relabelled

__all__ = ["announce_award", "announce_campaign", "announce_field", "announce_keyword", "announce_unit"]


def announce_field(field: Field) -> None:
    """Initiatives and stories of a field and of those under it carry its name and are found by it."""
    below = Q(field=field) | Q(field__parent=field)
    _announce(Initiative.objects.filter(below), StoryPage.objects.filter(below))


def announce_unit(unit: Unit) -> None:
    """Initiatives of a unit and of those under it are found by its name, as the tree is now."""
    _announce(Initiative.objects.filter(unit__path__startswith=unit.path))


def announce_award(award: AwardType) -> None:
    """Initiatives that were given an award carry its name."""
    _announce(Initiative.objects.filter(awards__award_type=award))


def announce_keyword(keyword: Keyword) -> None:
    """Initiatives with a tag are found by it."""
    _announce(Initiative.objects.filter(tagged_items__tag=keyword))


def announce_campaign(campaign: CampaignPage) -> None:
    """Initiatives, announcements and documents of a campaign are found by its slug."""
    _announce(
        Initiative.objects.filter(campaign=campaign),
        AnnouncementPage.objects.filter(campaign=campaign),
        GuidancePage.objects.filter(campaign=campaign),
    )


def _announce(*records: Any) -> None:
    """Send the published ones of these querysets: a body at the top has all initiatives below it."""
    for selection in records:
        relabelled.send(sender=selection.model, records=selection.filter(live=True))

"""Kinds of public records: which of them are public now, and how the public names each."""

import enum
from collections.abc import Callable
from typing import Any

from home.models import CampaignPage, GuidancePage
from showcase.models import Field, Initiative, StoryPage, Unit

__all__ = ["KEYS", "PUBLIC", "RecordKind"]


class RecordKind(enum.StrEnum):
    """What a record of the feed is; the values appear in addresses and never change."""

    INITIATIVE = "initiative"
    FIELD = "field"
    UNIT = "unit"
    CAMPAIGN = "campaign"
    DOCUMENT = "document"
    STORY = "story"


PUBLIC: dict[RecordKind, Callable[[], Any]] = {
    RecordKind.INITIATIVE: Initiative.objects.live,
    RecordKind.FIELD: Field.objects.all,
    RecordKind.UNIT: Unit.objects.all,
    RecordKind.CAMPAIGN: lambda: CampaignPage.objects.published().in_default_language(),
    RecordKind.DOCUMENT: lambda: GuidancePage.objects.published().in_default_language(),
    RecordKind.STORY: lambda: StoryPage.objects.published().in_default_language(),
}
"""The records of a kind that everybody may read now, as a queryset."""

KEYS: dict[RecordKind, str] = {
    RecordKind.INITIATIVE: "code",
    RecordKind.FIELD: "slug",
    RecordKind.UNIT: "slug",
    RecordKind.CAMPAIGN: "slug",
    RecordKind.DOCUMENT: "symbol",
    RecordKind.STORY: "slug",
}
"""The column by which the public names a record; it may change, the number of the record does not."""

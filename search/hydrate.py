"""Hits → records, in the order of the hits: one query per kind and its prefetches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from home.models import AnnouncementPage, CampaignPage, GuidancePage, StandardPage
from search.contract import Fragment, Hit, Kind
from showcase.models import Initiative, StoryPage

__all__ = ["Found", "hydrate"]


@dataclass(frozen=True, slots=True)
class Found:
    """A record with what matched in it; `marked` maps a field to its fragment."""

    kind: Kind
    record: Any
    marked: dict[str, Fragment]
    missing: tuple[str, ...]

    @property
    def honours(self) -> list[str]:
        """Names of the awards of an initiative."""
        return [award.award_type.name for award in self.record.awards.all()]

    @property
    def title(self) -> Fragment | str:
        """The title with what matched in it."""
        return self.marked.get("title", self.record.title)

    @property
    def snippet(self) -> Fragment | None:
        """The passage that best shows why the record was found, outside its title."""
        marked = [self.marked[name] for name in ("body", "summary", "attachments") if name in self.marked]
        return next((fragment for fragment in marked if fragment.spans), None)


_QUERYSETS: dict[Kind, Callable[[], Any]] = {
    Kind.INITIATIVE: lambda: Initiative.objects.live().with_list_relations(),
    Kind.ANNOUNCEMENT: lambda: AnnouncementPage.objects.live().public(),
    Kind.GUIDANCE: lambda: GuidancePage.objects.live().public().with_status_relations(),
    Kind.CAMPAIGN: lambda: CampaignPage.objects.live().public(),
    Kind.STORY: lambda: StoryPage.objects.live().public().with_list_relations(),
    Kind.PAGE: lambda: StandardPage.objects.live().public(),
}


def hydrate(hits: Sequence[Hit]) -> list[Found]:
    """Records of the hits. A hit that is no longer public is left out: the database has the last word."""
    records: dict[tuple[Kind, int], Any] = {}
    for kind in {hit.kind for hit in hits}:
        ids = [hit.pk for hit in hits if hit.kind == kind]
        for record in _QUERYSETS[kind]().filter(pk__in=ids):
            records[kind, record.pk] = record
    return [
        Found(hit.kind, records[hit.kind, hit.pk], dict(hit.fragments), hit.missing)
        for hit in hits
        if (hit.kind, hit.pk) in records
    ]

"""The versions of a page that were published, from Wagtail's log: what the public once could read, and nothing else.

A revision counts when the log says that it was published. Its words are shown only where they are still those that
were published: a revision that autosave wrote over afterwards holds a draft, and one that was purged holds nothing.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page, PageLogEntry, Revision

__all__ = ["Version", "contents", "published_versions"]

_PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


@dataclass(frozen=True, slots=True)
class Version:
    """A published version; `number` counts from 1, oldest first, and never changes."""

    number: int
    published_at: datetime.datetime
    revision: int
    is_kept: bool
    is_current: bool


def published_versions(page: Page) -> list[Version]:
    """Versions of a page, newest first; two queries. A version published once more is one version."""
    entries = list(
        PageLogEntry.objects.filter(page=page.pk, action__in=_PUBLISHED, revision__isnull=False)
        .order_by("timestamp", "pk")
        .values_list("timestamp", "revision_id")
    )
    if not entries:
        return []
    written = dict(
        Revision.objects.filter(
            pk__in={revision for _moment, revision in entries}, object_id=str(page.pk)
        ).values_list("pk", "created_at")
    )
    versions: list[Version] = []
    seen: set[tuple[int, bool]] = set()
    for moment, revision in entries:
        is_kept = revision in written and written[revision] <= moment
        if (revision, is_kept) in seen:
            continue
        seen.add((revision, is_kept))
        versions.append(Version(len(versions) + 1, moment, revision, is_kept, is_current=False))
    last = versions[-1]
    if last.is_kept and last.revision == page.live_revision_id:
        versions[-1] = Version(last.number, last.published_at, last.revision, True, is_current=True)
    return versions[::-1]


def contents(versions: Iterable[Version]) -> dict[int, dict[str, Any]]:
    """What the kept ones of these versions say, by number; one query."""
    numbers = {version.revision: version.number for version in versions if version.is_kept}
    found = Revision.objects.filter(pk__in=numbers).values_list("pk", "content")
    return {numbers[pk]: content for pk, content in found}

"""Hits → records, in the order of the hits: one query per kind and its prefetches, two more for files found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from home.models import AnnouncementPage, CampaignPage, GuidancePage, StandardPage
from search.attachments.files import AttachedFile, attached_files, page_counts
from search.contract import Fragment, Hit, Kind
from search.vietnamese import fold_tokens, tokens
from showcase.models import Initiative, StoryPage

__all__ = ["Found", "FoundFile", "hydrate"]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A passage inside an attached file: `url` opens the file at its `page` of `pages` (0 where not known)."""

    name: str
    kind: str
    url: str
    page: int
    pages: int
    passage: Fragment


@dataclass(frozen=True, slots=True)
class Found:
    """A record with what matched in it; `marked` maps a field to its fragment.

    `file` is there when the record was found by words that only an attached file of it shows.
    """

    kind: Kind
    record: Any
    marked: dict[str, Fragment]
    missing: tuple[str, ...]
    file: FoundFile | None = None

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
        marked = [self.marked[name] for name in ("problem", "body", "summary") if name in self.marked]
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
    shown = [hit for hit in hits if (hit.kind, hit.pk) in records]
    files = _files(shown)
    return [
        Found(
            hit.kind,
            records[hit.kind, hit.pk],
            dict(hit.fragments),
            hit.missing,
            files.get((hit.kind, hit.pk)),
        )
        for hit in shown
    ]


def _files(hits: Sequence[Hit]) -> dict[tuple[Kind, int], FoundFile]:
    """Files that explain hits; one that the record no longer shows to the public explains nothing."""
    passages = {(hit.kind, hit.pk): passage for hit in hits if (passage := _telling_passage(hit)) is not None}
    found: dict[tuple[Kind, int], tuple[AttachedFile, Fragment]] = {}
    for kind in {kind for kind, _pk in passages}:
        attached = attached_files(kind, {"in": [pk for of, pk in passages if of == kind]})
        for pk, files in attached.items():
            passage = passages[kind, pk]
            file = next((one for one in files if one.name == passage.file), None)
            if file is not None:
                found[kind, pk] = (file, passage)
    pages = page_counts(file for file, _passage in found.values())
    return {
        key: FoundFile(
            name=file.name,
            kind=file.kind,
            url=file.url_of(passage.page),
            page=passage.page,
            pages=pages.get(file.document.sha256, 0),
            passage=passage,
        )
        for key, (file, passage) in found.items()
    }


def _telling_passage(hit: Hit) -> Fragment | None:
    """The passage of a file, when it holds words of the question that the record's own texts do not show."""
    passage = hit.fragment("attachments")
    if passage is None:
        return None
    own = {word for name, one in hit.fragments if name != "attachments" for word in _marked_words(one)}
    return passage if _marked_words(passage) - own else None


def _marked_words(fragment: Fragment) -> set[str]:
    """Folded words that are marked in a fragment."""
    return {word for text, is_match in fragment.parts() if is_match for word in fold_tokens(tokens(text))}

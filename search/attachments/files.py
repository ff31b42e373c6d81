"""Which attached files the public may read, and the pages of theirs that go into the index.

A file counts when its record shows it (an initiative that discloses its abstract alone shows none) and no
collection above it is restricted. Whether the record itself is public is for the caller to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Collection, CollectionViewRestriction, Locale

from home.many_values import among
from home.models import GuidanceFile, GuidancePage, SiteDocument
from search.contract import AttachedPage, Kind
from search.models.attachments import AttachedText
from search.vietnamese import clean
from showcase.choices import Disclosure
from showcase.models import Initiative, InitiativeAttachment

__all__ = [
    "KINDS",
    "MAX_CHARACTERS",
    "AttachedFile",
    "attached_files",
    "attached_pages",
    "owners",
    "page_counts",
    "unread_documents",
    "within",
]

KINDS = (Kind.GUIDANCE, Kind.INITIATIVE)
"""Kinds of records whose files are read."""

MAX_CHARACTERS = 200_000
"""Characters of all files of one record that are indexed, in the order in which the record shows them."""

_LINKS: dict[Kind, tuple[Any, str]] = {
    Kind.GUIDANCE: (GuidanceFile, "page_id"),
    Kind.INITIATIVE: (InitiativeAttachment, "initiative_id"),
}


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a record; `name` is what the record calls it, told apart from the record's other files."""

    name: str
    document: SiteDocument

    @property
    def kind(self) -> str:
        """PDF, DOCX …"""
        return str(self.document.file_extension.upper())

    def url_of(self, page: int) -> str:
        """Address of the file, opened at a page (from 1; 0 for its beginning)."""
        return f"{self.document.url}#page={page}" if page else str(self.document.url)


def attached_files(kind: Kind, keys: Mapping[str, Any]) -> dict[int, list[AttachedFile]]:
    """Files by key of the record that shows them, in its order, for the records whose key meets the lookups."""
    if kind not in _LINKS:
        return {}
    found: dict[int, list[AttachedFile]] = defaultdict(list)
    owner = _LINKS[kind][1]
    conditions = {f"{owner}__{lookup}": value for lookup, value in keys.items()}
    for link in _shown(kind).filter(**conditions).select_related("document").order_by("sort_order", "pk"):
        files = found[getattr(link, owner)]
        files.append(AttachedFile(_unlike(clean(link.name), files), link.document))
    return dict(found)


def attached_pages(kind: Kind, keys: Mapping[str, Any]) -> dict[int, tuple[AttachedPage, ...]]:
    """Pages to index by key of the record: one query where nothing is attached, else two."""
    files = attached_files(kind, keys)
    if not files:
        return {}
    wanted = {file.document.sha256 for one in files.values() for file in one}
    texts = dict(AttachedText.objects.filter(sha256__in=wanted).values_list("sha256", "pages"))
    return {pk: tuple(_pages(one, texts)) for pk, one in files.items()}


def page_counts(files: Iterable[AttachedFile]) -> dict[str, int]:
    """Pages by SHA-256 of those files whose format has pages; no query for no files."""
    wanted = {file.document.sha256 for file in files}
    if not wanted:
        return {}
    read = AttachedText.objects.filter(sha256__in=wanted, page_count__gt=0)
    return dict(read.values_list("sha256", "page_count"))


def _pages(files: Iterable[AttachedFile], texts: Mapping[str, list[Any]]) -> Iterable[AttachedPage]:
    left = MAX_CHARACTERS
    for file in files:
        for page, text in texts.get(file.document.sha256, ()):
            if left <= 0:
                return
            yield AttachedPage(file.name, page, text[:left])
            left -= len(text)


def _shown(kind: Kind) -> Any:
    """Links to files that the record shows and no collection hides."""
    path = ExpressionWrapper(OuterRef("document__collection__path"), output_field=CharField())
    above = CollectionViewRestriction.objects.alias(path=path)
    links = _LINKS[kind][0].objects.exclude(Exists(above.filter(path__startswith=F("collection__path"))))
    return links.filter(initiative__disclosure=Disclosure.FULL) if kind == Kind.INITIATIVE else links


def _unlike(name: str, files: Iterable[AttachedFile]) -> str:
    """The name, numbered where an earlier file of the record has it."""
    taken = {file.name for file in files}
    number, unlike = 1, name
    while unlike in taken:
        number += 1
        unlike = f"{name} ({number})"
    return unlike


def unread_documents(kind: Kind, ids: Iterable[int] | None = None) -> list[int]:
    """Keys of documents that public records (those of `ids`, or all) show and whose text is not kept yet."""
    owner = _LINKS[kind][1]
    links = _shown(kind)
    if ids is not None:
        links = links.filter(**{f"{owner}__in": among(ids)})
    if kind == Kind.GUIDANCE:
        public = GuidancePage.objects.live().public().filter(locale=Locale.get_default())
    else:
        public = Initiative.objects.live()
    # Asked for each link: a list of all public records would be made anew for every record that is saved.
    unread = links.filter(Exists(public.filter(pk=OuterRef(owner)))).exclude(
        document__sha256__in=AttachedText.objects.values("sha256")
    )
    return list(unread.order_by("document_id").values_list("document_id", flat=True).distinct())


def owners(documents: Iterable[int]) -> dict[Kind, list[int]]:
    """Keys of the records, by kind, that point to any of these documents."""
    keys = list(documents)
    return {
        kind: list(model.objects.filter(document_id__in=keys).values_list(owner, flat=True).distinct())
        for kind, (model, owner) in _LINKS.items()
    }


def within(collection_id: int) -> list[int]:
    """Keys of the documents in a collection, where it stands now, and those below it; [] when it is gone."""
    collection = Collection.objects.filter(pk=collection_id).first()
    if collection is None:
        return []
    below = SiteDocument.objects.filter(collection__path__startswith=collection.path)
    return list(below.values_list("pk", flat=True))

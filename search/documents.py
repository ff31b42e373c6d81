"""Database rows → index documents: one function per kind, each for a batch of keys in a few queries.

Only what the public may see comes out: drafts, withdrawn and restricted records give no document, and an
abstract-only initiative gives its title, effect and awards alone. The version of a document is the moment of
the record's last change, in microseconds, so an engine can tell a late write from a new one.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from wagtail.models import Locale, Page

from home.models import AnnouncementPage, BasePage, CampaignPage, GuidancePage, StandardPage
from search.attachments.files import attached_pages
from search.contract import AttachedPage, IndexDocument, Kind, Label
from showcase.choices import Disclosure, Level
from showcase.models import (
    AwardType,
    Field,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    Keyword,
    StoryPage,
    Unit,
    standing,
)

__all__ = ["PAGE_MODELS", "documents", "kind_of_page", "primary_keys"]

T = TypeVar("T")

PAGE_MODELS: dict[Kind, type[BasePage]] = {
    Kind.ANNOUNCEMENT: AnnouncementPage,
    Kind.GUIDANCE: GuidancePage,
    Kind.CAMPAIGN: CampaignPage,
    Kind.STORY: StoryPage,
    Kind.PAGE: StandardPage,
}

_COLUMNS = (
    "pk",
    "updated_at",
    "code",
    "title",
    "title_en",
    "problem_line",
    "idea_line",
    "result_line",
    "summary",
    "problem",
    "solution",
    "steps",
    "results",
    "suits",
    "field_id",
    "unit_id",
    "sector",
    "campaign__slug",
    "year",
    "applied_on",
    "benefit_value",
    "benefit_evidence",
    "highest_level",
    "disclosure",
)
_NARRATIVE_PARTS = (
    "problem_line",
    "idea_line",
    "result_line",
    "problem",
    "solution",
    "steps",
    "results",
    "suits",
)
_LEVEL_WEIGHT = (
    0.6  # share of the static rank that the level of recognition gives; completeness gives the rest
)
_LEVEL_RANKS = {level.value: level.rank / len(Level) for level in Level}
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_DAY_SECONDS = 86_400


def kind_of_page(page: Page) -> Kind | None:
    """Kind under which a page is indexed, None when it is not."""
    return next((kind for kind, model in PAGE_MODELS.items() if isinstance(page, model)), None)


def primary_keys(kind: Kind, after: int, limit: int) -> list[int]:
    """The next `limit` keys of published records of a kind after `after`, ascending: no OFFSET."""
    model: Any = Initiative if kind == Kind.INITIATIVE else PAGE_MODELS[kind]
    return list(
        model.objects.filter(live=True, pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit]
    )


def documents(kind: Kind, ids: Sequence[int]) -> list[IndexDocument]:
    """Documents of those of `ids` that the public may see, in no particular order."""
    return _BUILDERS[kind](ids)


def microseconds(moment: datetime.datetime) -> int:
    """Microseconds since 1970, exact."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


# Initiatives ---------------------------------------------------------------------------------------------


class Structure:
    """Fields and units with their ancestors, tags, award types: few rows that every initiative refers to."""

    def __init__(self) -> None:
        """Read the tables."""
        self.fields: dict[int, tuple[Label, ...]] = {}
        self.units: dict[int, tuple[tuple[Label, ...], str]] = {}
        self.tags: dict[int, Label] = {}
        self.awards: dict[int, str] = {}
        self.read()

    def read(self) -> None:
        """Read the tables again; a long rebuild meets rows that are newer than its start."""
        rows = {field.pk: field for field in Field.objects.all()}
        for field in rows.values():
            parts = [rows[field.parent_id], field] if field.parent_id else [field]
            self.fields[field.pk] = tuple(Label(part.slug, part.name) for part in parts)
        columns = Unit.objects.values_list("pk", "path", "slug", "short_name", "workplace", "place")
        by_path = {path: Label(slug, short) for _pk, path, slug, short, _workplace, _place in columns}
        for pk, path, _slug, short, workplace, place in columns:
            line = tuple(by_path[part] for part in Unit.ancestor_paths(path))
            text = " · ".join(dict.fromkeys((workplace or short, place, *(label.text for label in line))))
            self.units[pk] = (line, text)
        self.tags = {
            pk: Label(slug, name) for pk, slug, name in Keyword.objects.values_list("pk", "slug", "name")
        }
        self.awards = dict(AwardType.objects.values_list("pk", "name"))

    def covers(self, rows: Iterable[Any], tags: Iterable[int], awards: Iterable[int]) -> bool:
        """Whether everything that these rows of initiatives and keys refer to has been read."""
        return (
            all(row.unit_id in self.units and row.field_id in self.fields for row in rows)
            and self.tags.keys() >= set(tags)
            and self.awards.keys() >= set(awards)
        )


def initiative_documents(ids: Sequence[int], structure: Structure | None = None) -> list[IndexDocument]:
    """Documents of published initiatives: five queries a batch (six with files), four more without `structure`."""
    return _initiatives({"in": ids}, structure or Structure())


def initiative_range(after: int, until: int, structure: Structure) -> list[IndexDocument]:
    """Documents of the published initiatives with after < key ≤ until: five or six queries, whatever the size."""
    return _initiatives({"gt": after, "lte": until}, structure)


def _initiatives(keys: Mapping[str, Any], structure: Structure) -> list[IndexDocument]:
    """Documents of the initiatives whose key meets all the lookups."""

    def of(name: str) -> dict[str, Any]:
        return {f"{name}__{lookup}": value for lookup, value in keys.items()}

    authors = _grouped(
        InitiativeAuthor.objects.filter(
            standing("consent__"), **of("initiative_id"), consent__covers_name=True
        ).values_list("initiative_id", "name")
    )
    tags = _grouped(
        InitiativeKeyword.objects.filter(**of("content_object_id")).values_list("content_object_id", "tag_id")
    )
    awards = _grouped(
        InitiativeAward.objects.filter(**of("initiative_id")).values_list("initiative_id", "award_type_id")
    )
    files = attached_pages(Kind.INITIATIVE, keys)
    rows = list(Initiative.objects.live().filter(**of("pk")).values_list(*_COLUMNS, named=True))
    if not structure.covers(rows, chain.from_iterable(tags.values()), chain.from_iterable(awards.values())):
        structure.read()
    return [
        _initiative(
            row,
            structure,
            authors=tuple(authors.get(row.pk, ())),
            tags=tuple(structure.tags[key] for key in tags.get(row.pk, ())),
            awards=[structure.awards[key] for key in awards.get(row.pk, ())],
            attachments=files.get(row.pk, ()),
        )
        for row in rows
    ]


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    return found


def _initiative(
    row: Any,
    structure: Structure,
    *,
    authors: tuple[str, ...],
    tags: tuple[Label, ...],
    awards: list[str],
    attachments: tuple[AttachedPage, ...],
) -> IndexDocument:
    units, unit_text = structure.units[row.unit_id]
    level = row.highest_level
    common: dict[str, Any] = {
        "kind": Kind.INITIATIVE,
        "pk": row.pk,
        "version": microseconds(row.updated_at),
        "title": row.title,
        "title_en": row.title_en,
        "result_line": row.result_line,
        "benefit_value": row.benefit_value,
        "evidence": row.benefit_evidence,
    }
    if row.disclosure == Disclosure.ABSTRACT:
        return IndexDocument(**common, body=". ".join(awards))
    complete = sum(1 for name in _NARRATIVE_PARTS if getattr(row, name)) / len(_NARRATIVE_PARTS)
    rank = _LEVEL_RANKS[level] if level else 0.0
    return IndexDocument(
        **common,
        code=row.code,
        level=level,
        year=row.year,
        date=(row.applied_on.toordinal() - _EPOCH) * _DAY_SECONDS,
        problem_line=row.problem_line,
        idea_line=row.idea_line,
        summary=row.summary,
        problem=row.problem,
        body="\n".join((row.solution, row.steps, row.results, row.suits, ". ".join(awards))),
        attachments=attachments,
        authors=authors,
        unit_text=unit_text,
        fields=structure.fields[row.field_id],
        units=units,
        tags=tags,
        campaign=row.campaign__slug or "",
        sector=row.sector,
        static_rank=_LEVEL_WEIGHT * rank + (1 - _LEVEL_WEIGHT) * complete,
    )


# Pages ---------------------------------------------------------------------------------------------------


def _pages(model: type[BasePage], ids: Sequence[int]) -> Any:
    """Published, unrestricted pages of the site's own language."""
    return model.objects.filter(pk__in=ids, locale=Locale.get_default()).live().public()


def _page(page: Any, kind: Kind, moment: datetime.datetime, **values: Any) -> IndexDocument:
    changed = page.last_published_at or page.latest_revision_created_at or moment
    return IndexDocument(
        kind=kind,
        pk=page.pk,
        version=microseconds(changed),
        title=page.title,
        summary=page.lede,
        body=_stream_text(page.body),
        date=int(moment.timestamp()),
        **values,
    )


def _stream_text(stream: Any) -> str:
    return "\n".join(str(text) for text in stream.stream_block.get_searchable_content(stream))


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, tzinfo=datetime.UTC)


def announcement_documents(ids: Sequence[int]) -> list[IndexDocument]:
    """Documents of published announcements."""
    pages = _pages(AnnouncementPage, ids).select_related("campaign")
    return [
        _page(
            page,
            Kind.ANNOUNCEMENT,
            page.published_at,
            year=page.published_at.year,
            campaign=page.campaign.slug if page.campaign else "",
        )
        for page in pages
    ]


def guidance_documents(ids: Sequence[int]) -> list[IndexDocument]:
    """Documents of published guidance documents with their files; the symbol typed in full comes first."""
    files = attached_pages(Kind.GUIDANCE, {"in": ids})
    pages = _pages(GuidancePage, ids).select_related("campaign", "issuer", "kind")
    return [
        _page(
            page,
            Kind.GUIDANCE,
            _midnight(page.issued_on),
            code=page.symbol,
            problem_line=f"{page.kind} {page.symbol}",
            idea_line=page.abstract,
            attachments=files.get(page.pk, ()),
            unit_text=page.issuer.name,
            year=page.issued_on.year,
            campaign=page.campaign.slug if page.campaign else "",
        )
        for page in pages
    ]


def campaign_documents(ids: Sequence[int]) -> list[IndexDocument]:
    """Documents of published campaigns."""
    return [
        _page(
            page,
            Kind.CAMPAIGN,
            _midnight(page.starts_on),
            unit_text=page.organiser,
            year=page.starts_on.year,
            campaign=page.slug,
        )
        for page in _pages(CampaignPage, ids)
    ]


def story_documents(ids: Sequence[int]) -> list[IndexDocument]:
    """Documents of published stories; the name of the person only with a standing consent."""
    pages = _pages(StoryPage, ids).select_related("field__parent", "consent")
    return [
        _page(
            page,
            Kind.STORY,
            page.published_at,
            year=page.published_at.year,
            authors=(page.public_name,) if page.public_name else (),
            unit_text=page.person,
            fields=tuple(
                Label(field.slug, field.name) for field in dict.fromkeys((page.field.top, page.field))
            ),
        )
        for page in pages
    ]


def standard_documents(ids: Sequence[int]) -> list[IndexDocument]:
    """Documents of published pages of text."""
    return [
        _page(page, Kind.PAGE, page.first_published_at or _midnight(datetime.date(1970, 1, 1)))
        for page in _pages(StandardPage, ids)
    ]


_BUILDERS: dict[Kind, Callable[[Sequence[int]], list[IndexDocument]]] = {
    Kind.INITIATIVE: initiative_documents,
    Kind.ANNOUNCEMENT: announcement_documents,
    Kind.GUIDANCE: guidance_documents,
    Kind.CAMPAIGN: campaign_documents,
    Kind.STORY: story_documents,
    Kind.PAGE: standard_documents,
}

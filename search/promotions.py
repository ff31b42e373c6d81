"""Results that editors pin above those of certain questions.

A question matches by its folded words, as a whole: `Tiết kiệm ĐIỆN` = `tiet kiem dien`. What is pinned comes
out of memory (`search.snapshots`), so a question to which nothing is pinned costs no query; the records
themselves are read from the database, which decides whether the public may see them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from search.contract import Hit, Kind, SearchRequest, Sort
from search.documents import PAGE_MODELS
from search.hydrate import Found, hydrate
from search.models import PromotedRecord, PromotedResult
from search.snapshots import Snapshot
from search.vietnamese import fold

__all__ = ["PinnedList", "pinned_lists", "promoted_for", "without_promoted"]

MAX_SHOWN = 5
"""Most records pinned to one question."""


@dataclass(frozen=True, slots=True)
class _Promotion:
    """What is pinned, and from when until when."""

    promotion: PromotedResult
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class PinnedList:
    """Neighbouring pinned records of one kind, as lists of results show them."""

    kind: str
    items: list[Found]


def promoted_for(search: SearchRequest, day: date | None = None) -> list[Found]:
    """Public records pinned to a question on `day` (default: today), in the editors' order, each once.

    Only for its first page, unfiltered and in order of relevance: a list that a visitor has narrowed or sorted
    is shown as asked for. Costs the queries of `hydrate` for what is pinned, none otherwise.
    """
    if search.page > 1 or search.is_filtered or search.sort != Sort.RELEVANCE:
        return []
    found = _promotions.get().get(fold(search.text), ())
    today = day or timezone.localdate()
    hits = [
        hit for one in found if one.promotion.is_due(today) for hit in one.hits if hit.kind in search.kinds
    ]
    return hydrate(list(dict.fromkeys(hits)))[:MAX_SHOWN]


def without_promoted(found: Sequence[Found], promoted: Collection[Found]) -> list[Found]:
    """Results without those that stand above them already."""
    above = {(one.kind, one.record.pk) for one in promoted}
    return [one for one in found if (one.kind, one.record.pk) not in above]


def pinned_lists(promoted: Sequence[Found]) -> list[PinnedList]:
    """Pinned records of different kinds, cut where the kind changes."""
    return [
        PinnedList(kind.value, list(items)) for kind, items in groupby(promoted, key=lambda one: one.kind)
    ]


def _make() -> dict[str, tuple[_Promotion, ...]]:
    """What is switched on, by folded question; dates are looked at when a question comes."""
    kinds = {ContentType.objects.get_for_model(model).pk: kind for kind, model in PAGE_MODELS.items()}
    records: dict[int, list[Hit]] = {}
    rows = PromotedRecord.objects.order_by("promotion_id", "sort_order", "pk").values_list(
        "promotion_id", "initiative_id", "page_id", "page__content_type_id"
    )
    for promotion_id, initiative_id, page_id, content_type in rows:
        hits = records.setdefault(promotion_id, [])
        if initiative_id is not None:
            hits.append(Hit(Kind.INITIATIVE, initiative_id))
        elif content_type in kinds:
            hits.append(Hit(kinds[content_type], page_id))
    table: dict[str, tuple[_Promotion, ...]] = {}
    for promotion in PromotedResult.objects.active().order_by("pk"):
        one = _Promotion(promotion, tuple(records.get(promotion.pk, ())))
        for phrase in dict.fromkeys(map(fold, promotion.phrase_list)):
            if phrase:
                table[phrase] = (*table.get(phrase, ()), one)
    return table


def _nothing() -> dict[str, Any]:
    return {}


_promotions: Snapshot[dict[str, tuple[_Promotion, ...]]] = Snapshot(_make, _nothing)

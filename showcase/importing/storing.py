"""What the database has of the initiatives that a batch names; at most seven queries, whatever the batch."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from home.many_values import among
from showcase.importing.planning import COLUMNS, Stored
from showcase.models import Initiative, InitiativeAuthor, InitiativeAward, InitiativeKeyword, Recognition

__all__ = ["read_stored"]

_HELD_COLUMNS = ("locked", "has_unpublished_changes")


def read_stored(codes: Collection[str], *, lock: bool) -> dict[str, Stored]:
    """The initiatives of these codes, by code; locked in the order of their codes until the transaction ends."""
    rows = Initiative.objects.filter(code__in=among(codes)).order_by("code")
    if lock:
        rows = rows.select_for_update()
    attributes = list(COLUMNS.values())
    found = list(rows.values_list("pk", "code", *_HELD_COLUMNS, *attributes))
    if not found:
        return {}
    keys = [row[0] for row in found]
    authors = _grouped(
        InitiativeAuthor,
        "initiative_id",
        keys,
        "name",
        "job_title",
        "workplace",
        "education",
        "holds_leadership_post",
        "share",
        "consent_id",
    )
    recognitions = _grouped(
        Recognition,
        "initiative_id",
        keys,
        "level",
        "body_id",
        "decision_number",
        "date",
        "certificate_number",
    )
    awards = _grouped(
        InitiativeAward, "initiative_id", keys, "award_type_id", "body_id", "decision_number", "date"
    )
    tags: dict[int, list[str]] = defaultdict(list)
    tagged = InitiativeKeyword.objects.filter(content_object_id__in=among(keys)).order_by("pk")
    for key, name in tagged.values_list("content_object_id", "tag__name"):
        tags[key].append(name)
    return {
        code: Stored(
            pk=pk,
            values=dict(zip(attributes, values, strict=True)),
            authors=tuple(authors[pk]),
            recognitions=tuple(recognitions[pk]),
            awards=tuple(awards[pk]),
            tags=tuple(tags[pk]),
            held=_held(locked=locked, has_draft=has_draft),
        )
        for pk, code, locked, has_draft, *values in found
    }


def _grouped(model: Any, owner: str, keys: list[int], *columns: str) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    rows = model.objects.filter(**{f"{owner}__in": among(keys)}).order_by("sort_order", "pk")
    for key, *values in rows.values_list(owner, *columns):
        grouped[key].append(tuple(values))
    return grouped


def _held(*, locked: bool, has_draft: bool) -> str:
    """Why somebody's work on the initiative would be lost: an import writes what is published."""
    if locked:
        return "Sáng kiến đang bị khoá; hãy mở khoá rồi nhập lại dòng này."
    if has_draft:
        return "Sáng kiến đang có bản nháp chưa công bố; hãy công bố hoặc bỏ bản nháp rồi nhập lại dòng này."
    return ""

"""The rows behind the records, with everything that `records` needs of them."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from pydantic import BaseModel

from home.models import CampaignPage, GuidancePage
from sangkien.api import records, schemas
from showcase.models import Field, Initiative, StoryPage, Unit
from showcase.public_changes import RecordKind

__all__ = ["campaigns", "documents", "records_by_id", "stories", "unit_records", "units"]


def units() -> Any:
    """All units, in no order."""
    return Unit.objects.prefetch_related("successions__new")


def unit_records(found: Sequence[Unit]) -> list[schemas.Unit]:
    """Units below the units above them: one more query."""
    above = [unit.path[: -Unit.steplen] for unit in found]
    parents = dict(Unit.objects.filter(path__in=above).values_list("path", "slug"))
    return [records.unit(unit, parents.get(path)) for unit, path in zip(found, above, strict=True)]


def campaigns() -> Any:
    """Published campaigns."""
    rows = CampaignPage.objects.published().in_default_language()
    return rows.prefetch_related("phases", "targets__unit", "figures__unit")


def documents() -> Any:
    """Published guidance documents."""
    return GuidancePage.objects.published().in_default_language().with_status_relations()


def stories() -> Any:
    """Published stories."""
    rows = StoryPage.objects.published().in_default_language()
    return rows.with_list_relations().prefetch_related("story_initiatives__initiative")


def _initiatives(request: HttpRequest, ids: Collection[int]) -> dict[int, BaseModel]:
    rows = Initiative.objects.live().with_page_relations().filter(pk__in=ids)
    return {row.pk: records.initiative_detail(request, row) for row in rows}


def _fields(request: HttpRequest, ids: Collection[int]) -> dict[int, BaseModel]:
    return {row.pk: records.field(request, row) for row in Field.objects.with_parent().filter(pk__in=ids)}


def _units(request: HttpRequest, ids: Collection[int]) -> dict[int, BaseModel]:
    rows = list(units().filter(pk__in=ids))
    return {row.pk: record for row, record in zip(rows, unit_records(rows), strict=True)}


def _campaigns(request: HttpRequest, ids: Collection[int]) -> dict[int, BaseModel]:
    day = timezone.localdate()
    return {row.pk: records.campaign(request, row, day) for row in campaigns().filter(pk__in=ids)}


def _documents(request: HttpRequest, ids: Collection[int]) -> dict[int, BaseModel]:
    return {row.pk: records.document(request, row) for row in documents().filter(pk__in=ids)}


def _stories(request: HttpRequest, ids: Collection[int]) -> dict[int, BaseModel]:
    return {row.pk: records.story(request, row) for row in stories().filter(pk__in=ids)}


_BY_ID: dict[RecordKind, Callable[[HttpRequest, Collection[int]], dict[int, BaseModel]]] = {
    RecordKind.INITIATIVE: _initiatives,
    RecordKind.FIELD: _fields,
    RecordKind.UNIT: _units,
    RecordKind.CAMPAIGN: _campaigns,
    RecordKind.DOCUMENT: _documents,
    RecordKind.STORY: _stories,
}


def records_by_id(request: HttpRequest, kind: RecordKind, ids: Collection[int]) -> dict[int, BaseModel]:
    """Records of a kind as its own address gives them, by number; those that are not public are left out."""
    return _BY_ID[kind](request, ids)

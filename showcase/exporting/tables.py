"""The small tables of the open data: what initiatives point to, and the figures of campaigns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from home.models import CampaignPage
from showcase.exporting.columns import Column, Type
from showcase.models import CampaignFigure, CampaignTarget, Field, Unit

__all__ = ["TABLES", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its declared columns and its rows, in their order; each fits into memory."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[Any, ...]]]


def _fields() -> Iterator[tuple[Any, ...]]:
    rows = Field.objects.select_related("parent").order_by("parent__sort_order", "sort_order", "name")
    for field in rows:
        yield field.slug, field.name, field.parent.slug if field.parent else None, field.summary or None


def _units() -> Iterator[tuple[Any, ...]]:
    slugs = dict(Unit.objects.values_list("path", "slug"))
    for unit in Unit.objects.order_by("path").prefetch_related("successions__new"):
        yield (
            unit.slug,
            unit.name,
            unit.short_name,
            unit.workplace or None,
            unit.kind,
            unit.place or None,
            slugs.get(unit.path[: -Unit.steplen]),
            unit.valid_from,
            unit.valid_to,
            [succession.new.slug for succession in unit.successions.all()],
            unit.is_demo,
        )


def _figures() -> Iterator[tuple[Any, ...]]:
    campaigns = CampaignPage.objects.published().in_default_language()
    targets = CampaignTarget.objects.filter(campaign__in=campaigns).select_related("campaign", "unit")
    for target in targets.order_by("campaign", "pk"):
        yield (
            target.campaign.slug,
            target.campaign.name,
            "target",
            target.kind,
            target.get_kind_display(),
            target.unit.slug if target.unit else None,
            target.unit.name if target.unit else None,
            None,
            target.value,
            False,
            target.as_of.isoformat() if target.as_of else None,
            target.source,
            target.note or None,
            target.campaign.is_demo,
        )
    figures = CampaignFigure.objects.filter(campaign__in=campaigns).select_related("campaign", "unit")
    for figure in figures.order_by("campaign", "pk"):
        yield (
            figure.campaign.slug,
            figure.campaign.name,
            "figure",
            figure.kind,
            figure.get_kind_display(),
            figure.unit.slug if figure.unit else None,
            figure.unit.name if figure.unit else None,
            figure.label or None,
            figure.value,
            figure.approximate,
            figure.as_of.isoformat() if figure.as_of else None,
            figure.source,
            figure.note or None,
            figure.campaign.is_demo,
        )


_DEMO = Column(
    "is_demo",
    "Nội dung minh hoạ",
    "Demonstration content",
    "true: dựng lên để trình diễn, không có thật",
    Type.BOOLEAN,
)

TABLES: tuple[Table, ...] = (
    Table(
        "linh-vuc",
        (
            Column("slug", "Mã", "Key", "Mã lĩnh vực"),
            Column("name", "Tên", "Name", "Tên lĩnh vực"),
            Column("parent", "Lĩnh vực cấp trên", "Parent", "Mã lĩnh vực cấp trên, nếu có"),
            Column("summary", "Giới thiệu", "Summary", "Một câu giới thiệu"),
        ),
        _fields,
    ),
    Table(
        "don-vi",
        (
            Column("slug", "Mã", "Key", "Mã đơn vị"),
            Column("name", "Tên", "Name", "Tên đầy đủ"),
            Column("short_name", "Tên gọn", "Short name", "Tên gọn"),
            Column("workplace", "Nơi làm việc", "Workplace", "Nơi làm việc mà công đoàn cơ sở bao trùm"),
            Column("kind", "Cấp", "Kind", "Cấp của đơn vị", choices=Unit.Kind),
            Column("place", "Địa bàn", "Place", "Địa bàn"),
            Column("parent", "Đơn vị cấp trên", "Parent", "Mã đơn vị cấp trên"),
            Column("valid_from", "Có từ ngày", "Valid from", "Ngày đầu", Type.DATE),
            Column("valid_to", "Đến hết ngày", "Valid to", "Ngày cuối; trống: đang hoạt động", Type.DATE),
            Column("successors", "Đơn vị kế thừa", "Successors", "Mã các đơn vị kế thừa", Type.LIST),
            _DEMO,
        ),
        _units,
    ),
    Table(
        "so-lieu-chien-dich",
        (
            Column("campaign", "Mã chương trình", "Campaign key", "Mã chương trình"),
            Column("campaign_name", "Chương trình", "Campaign", "Tên gọn của chương trình"),
            Column("group", "Nhóm", "Group", "target: chỉ tiêu; figure: số liệu báo cáo"),
            Column("kind", "Mã loại", "Kind key", "Ai đặt chỉ tiêu, hoặc số liệu đếm gì"),
            Column("kind_name", "Loại", "Kind", "Tên của loại"),
            Column("unit", "Mã đơn vị", "Unit key", "Trống: cả nước, hoặc nhóm nêu ở diễn giải"),
            Column("unit_name", "Đơn vị", "Unit", "Tên đơn vị"),
            Column("label", "Diễn giải", "Label", "Khi một loại có nhiều số"),
            Column(
                "value", "Số", "Value", "Số; với benefit là đồng. Không cộng các số khác nguồn", Type.INTEGER
            ),
            Column("approximate", "Số tròn", "Approximate", "Nguồn ghi “hơn”, “khoảng”", Type.BOOLEAN),
            Column("as_of", "Tính đến", "As of", "Ngày hoặc thời điểm; trống khi nguồn không nêu"),
            Column("source", "Nguồn", "Source", "Nguồn của con số"),
            Column("note", "Ghi chú", "Note", "Ghi chú"),
            _DEMO,
        ),
        _figures,
    ),
)
"""Every table, in the order of the page."""

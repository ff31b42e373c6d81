"""A table in an article: columns with headings, a caption, cells of text or of numbers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError

__all__ = ["TableBlock"]


class TableBlock(TypedTableBlock):
    """Rows and columns to compare. A reader who hears the page gets the caption and the headings first."""

    text = blocks.TextBlock(
        label=_("Chữ"), required=False, rows=1, help_text=_("Chữ trong ô; xuống dòng được. Ví dụ: Bắc Ninh")
    )
    number = blocks.DecimalBlock(
        label=_("Số"), required=False, help_text=_("Chỉ ghi số, trang tự chấm hàng nghìn. Ví dụ: 1234.5")
    )

    def clean(self, value: Any) -> Any:
        """A caption, a column and a row, and a heading over every column but the first; drafts may lack them."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        problems = []
        if not (cleaned.caption or "").strip():
            problems.append(_("Bảng cần chú thích, ví dụ: Số sáng kiến theo tỉnh, năm 2022."))
        if not cleaned.columns or not cleaned.row_data:
            problems.append(_("Bảng cần ít nhất một cột và một dòng."))
        if any(not (column["heading"] or "").strip() for column in cleaned.columns[1:]):
            problems.append(_("Cột nào cũng cần tên, trừ cột đầu."))
        if problems:
            raise TypedTableBlockValidationError(non_block_errors=problems)
        return cleaned

    class Meta:
        icon = "table"
        label = _("Bảng")
        description = _("Bảng có chú thích và tên cột; trên điện thoại thì cuộn ngang.")
        template = "blocks/table.html"
        preview_value = {
            "caption": "Sáng kiến đã nộp, tính đến 20/4/2022",
            "columns": [
                {"type": "text", "heading": "Đơn vị"},
                {"type": "number", "heading": "Chỉ tiêu"},
                {"type": "number", "heading": "Đã nộp"},
            ],
            "rows": [
                {"values": ["LĐLĐ tỉnh Bắc Ninh", 12000, 13450]},
                {"values": ["LĐLĐ tỉnh Thái Nguyên", 9500, 8720]},
            ],
        }

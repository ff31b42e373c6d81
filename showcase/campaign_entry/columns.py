"""Columns of a sheet of targets and figures: what each may hold, and what its heading says that it holds. Pure."""

import re
from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from home.slugs import vietnamese_slug
from showcase.importing.sheets import Row, Sheet, cell_text
from showcase.models import CampaignFigure, CampaignTarget

__all__ = ["FIGURES", "NUMBERS", "TARGETS", "Column", "find_header", "guess_column", "guess_columns"]

_HEADER_ROWS = 15
_HEADING_LENGTH = 200


class Column(TextChoices):
    """What a column of the sheet holds."""

    IGNORED = "", _("Bỏ qua cột này")
    UNIT = "unit", _("Đơn vị")
    PLACE = "place", _("Tỉnh, thành")
    ASSIGNED = "assigned", _("Chỉ tiêu được giao")
    SELF_SET = "self_set", _("Chỉ tiêu tự đặt")
    REGISTERED = "registered", _("Đăng ký")
    ENTERED = "entered", _("Đã nhập")
    SUBMITTED = "submitted", _("Đã nộp")
    VALID = "valid", _("Hợp lệ")
    PARTICIPANTS = "participants", _("Người tham gia")


TARGETS = {
    Column.ASSIGNED: CampaignTarget.Kind.ASSIGNED,
    Column.SELF_SET: CampaignTarget.Kind.SELF_SET,
}
FIGURES = {
    Column.REGISTERED: CampaignFigure.Kind.REGISTERED,
    Column.ENTERED: CampaignFigure.Kind.ENTERED,
    Column.SUBMITTED: CampaignFigure.Kind.SUBMITTED,
    Column.VALID: CampaignFigure.Kind.VALID,
    Column.PARTICIPANTS: CampaignFigure.Kind.PARTICIPANTS,
}
NUMBERS: tuple[Column, ...] = (*TARGETS, *FIGURES)
"""The columns that hold counts, in the order of the grid."""

# The first pattern found in the slug of a heading decides: shares are no counts, and “tự đăng ký” is a target that
# holds the words of another column.
_PATTERNS: tuple[tuple[str, Column], ...] = (
    (r"^(stt|tt|so-tt|so-thu-tu|ghi-chu|nguon)$", Column.IGNORED),
    (r"(^|-)(ty-le|ti-le|phan-tram|so-voi|dat-ty)(-|$)", Column.IGNORED),
    (r"(^|-)tu-(dang-ky|dat|de-ra|xac-dinh)(-|$)|(^|-)chi-tieu-tu(-|$)", Column.SELF_SET),
    (r"(^|-)giao(-|$)", Column.ASSIGNED),
    (r"(^|-)chi-tieu-dang-ky(-|$)|(^|-)dang-ky-chi-tieu(-|$)", Column.SELF_SET),
    (r"^(so-)?chi-tieu$", Column.ASSIGNED),
    (r"(^|-)(so-nguoi|nguoi-tham-gia|luot-nguoi|nguoi)(-|$)", Column.PARTICIPANTS),
    (r"(^|-)hop-le(-|$)", Column.VALID),
    (r"(^|-)nop(-|$)|(^|-)da-gui(-|$)", Column.SUBMITTED),
    (r"(^|-)(da-nhap|nhap-phan-mem|nhap)(-|$)", Column.ENTERED),
    (r"(^|-)dang-ky(-|$)", Column.REGISTERED),
    (r"^(ten-)?(tinh|tinh-thanh|tinh-thanh-pho|thanh-pho|dia-ban|dia-phuong|tinh-tp)$", Column.PLACE),
    (r"(^|-)(don-vi|cong-doan|ldld|lien-doan-lao-dong|cdcs)(-|$)", Column.UNIT),
)


def guess_column(heading: str) -> Column:
    """What a column with this heading holds; IGNORED where the heading does not tell."""
    slug = vietnamese_slug(heading, _HEADING_LENGTH)
    if "%" in heading:
        return Column.IGNORED
    return next((column for pattern, column in _PATTERNS if re.search(pattern, slug)), Column.IGNORED)


def guess_columns(header: Row) -> list[Column]:
    """What each column of a sheet holds by its heading; of two that say the same, the first one."""
    found: list[Column] = []
    for cell in header.cells:
        column = guess_column(cell_text(cell))
        found.append(Column.IGNORED if column in found else column)
    return found


def find_header(sheet: Sheet) -> Row:
    """The row of headings: of the first rows, the one whose headings say most; the first row where none says anything.

    Sheets often open with the name of the body and a title.
    """
    return max(sheet.rows[:_HEADER_ROWS], key=lambda row: (_said(guess_columns(row)), -row.number))


def _said(columns: Sequence[Column]) -> int:
    return sum(column != Column.IGNORED for column in columns)

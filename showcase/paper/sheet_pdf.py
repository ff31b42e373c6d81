"""The A4 sheet as PDF: one page, whatever the length of the record, real text in the site's typeface, embedded."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import segno
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from home.documents.pdf import BOLD, REGULAR, printable, register_fonts, text_style
from home.templatetags.typography import step_parts
from showcase.paper.sheet import LEVELS, Part, Sheet, shortened

__all__ = ["write_pdf"]

_MARGIN = 14 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_LABELS = 27 * mm
_GAP = 5 * mm
_QR = 30 * mm
_FOOT = 16 * mm
_MUTED = colors.HexColor("#5a554f")
_SIZES = (10.0, 9.25, 8.5)
"""Of the text in points: smaller before anything is left out."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Something drawn across the page: a label at the left, what it is about at the right."""

    label: Paragraph | None
    content: tuple[Paragraph, ...]
    heavy: bool = False


def write_pdf(sheet: Sheet, maker: str) -> bytes:
    """Return the sheet as PDF; `maker` is the name of the site. Shortened, and saying so, where it is too long."""
    register_fonts()
    size, chosen = _fitting(sheet)
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="vi")
    canvas.setTitle(f"{chosen.code} – {chosen.title}")
    canvas.setAuthor(maker)
    canvas.setSubject("Tờ A4 của sáng kiến")
    top = _draw_head(canvas, chosen, size, maker)
    _draw_rows(canvas, _rows(chosen, size), top)
    _draw_foot(canvas, chosen)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _fitting(sheet: Sheet) -> tuple[float, Sheet]:
    """The largest size, then the fullest text, that fits the page."""
    for size in _SIZES:
        if _fits(sheet, size):
            return size, sheet
    for limit in LEVELS:
        short = shortened(sheet, limit)
        if _fits(short, _SIZES[-1]):
            return _SIZES[-1], short
    return _SIZES[-1], shortened(sheet, LEVELS[-1])


def _fits(sheet: Sheet, size: float) -> bool:
    head = _head(sheet, size)
    used = _head_height(head) + sum(_row_height(row) for row in _rows(sheet, size))
    return used <= A4[1] - 2 * _MARGIN - _FOOT


def _text(value: str, size: float, *, bold: bool = False, markup: bool = False, **options: Any) -> Paragraph:
    look = text_style(f"sheet-{size}-{bold}-{sorted(options)}", size, bold=bold, **options)
    shown = printable(value)
    return Paragraph(shown if markup else escape(shown), look)


def _height(paragraph: Paragraph, width: float) -> float:
    return float(paragraph.wrap(width, A4[1])[1])


# Head -----------------------------------------------------------------------------------------------------


def _head(sheet: Sheet, size: float) -> list[Paragraph]:
    mark = f"Mã {sheet.code}" + (" · Nội dung minh hoạ" if sheet.is_demo else "")
    head = [_text(mark, 8.5, textColor=_MUTED), _text(sheet.title, size + 5, bold=True)]
    return [*head, _text(sheet.lead, size + 0.5)] if sheet.lead else head


_HEAD_WIDTH = _WIDTH - _QR - _GAP
_BAND = 9 * mm


def _head_height(head: list[Paragraph]) -> float:
    return _BAND + max(sum(_height(one, _HEAD_WIDTH) for one in head), _QR + 5 * mm) + 3 * mm


def _draw_head(canvas: Canvas, sheet: Sheet, size: float, maker: str) -> float:
    """Draw name of the site, code, title, summary and QR code; returns where the rest begins."""
    top = A4[1] - _MARGIN
    canvas.setFont(BOLD, 9)
    canvas.drawString(_MARGIN, top - 9, printable(maker))
    canvas.setLineWidth(1.5)
    canvas.line(_MARGIN, top - 14, _MARGIN + _WIDTH, top - 14)
    top -= _BAND
    head = _head(sheet, size)
    y = top
    for paragraph in head:
        y -= _height(paragraph, _HEAD_WIDTH)
        paragraph.drawOn(canvas, _MARGIN, y)
    left = _MARGIN + _WIDTH - _QR
    _draw_code(canvas, sheet.address, left, top - _QR)
    canvas.setFont(REGULAR, 7)
    canvas.drawCentredString(left + _QR / 2, top - _QR - 3 * mm, "Bản mới nhất: quét mã")
    return A4[1] - _MARGIN - _head_height(head)


def _draw_code(canvas: Canvas, address: str, left: float, bottom: float) -> None:
    """Draw the QR code of an address in a square of `_QR`, a run of dark modules at a time."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=2)]
    side = _QR / len(rows)
    canvas.setFillColor(colors.black)
    for line, row in enumerate(rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                # A hair of overlap keeps rows from showing white lines between them.
                canvas.rect(
                    left + start * side,
                    bottom + _QR - (line + 1) * side,
                    (end - start) * side,
                    side * 1.02,
                    stroke=0,
                    fill=1,
                )
            start = end + 1


# Rows -----------------------------------------------------------------------------------------------------


def _rows(sheet: Sheet, size: float) -> list[_Row]:
    rows = [_part_row(part, size) for part in sheet.parts]
    rows += [
        _Row(_text(label, size - 1, textColor=_MUTED), (_text(text, size - 0.5),), heavy=index == 0)
        for index, (label, text) in enumerate(sheet.facts)
    ]
    return rows


def _part_row(part: Part, size: float) -> _Row:
    content = [_text(paragraph, size) for paragraph in part.paragraphs]
    for place, item in enumerate(part.items, start=1):
        sign = f"{place}." if part.numbered else "–"
        pieces = step_parts(item) if part.numbered else {"lead": "", "rest": item}
        lead = f'<font name="{BOLD}">{escape(pieces["lead"])}:</font> ' if pieces["lead"] else ""
        content.append(
            _text(
                f"<bullet>{sign}</bullet>{lead}{escape(pieces['rest'])}",
                size,
                markup=True,
                leftIndent=5 * mm,
                bulletIndent=0,
                bulletFontName=BOLD if part.numbered else REGULAR,
                bulletFontSize=size,
            )
        )
    if part.note:
        content.append(_text(part.note, size - 1, textColor=_MUTED))
    return _Row(_text(part.heading, size, bold=True), tuple(content), heavy=True)


def _row_height(row: _Row) -> float:
    label = _height(row.label, _LABELS) if row.label is not None else 0
    content = sum(_height(one, _WIDTH - _LABELS - _GAP) for one in row.content)
    return max(label, content) + (2.5 * mm if row.heavy else 0.5 * mm)


def _draw_rows(canvas: Canvas, rows: list[_Row], top: float) -> None:
    y = top
    for row in rows:
        if row.heavy:
            canvas.setLineWidth(0.5)
            canvas.line(_MARGIN, y, _MARGIN + _WIDTH, y)
            y -= 1.25 * mm
        if row.label is not None:
            row.label.drawOn(canvas, _MARGIN, y - _height(row.label, _LABELS))
        inner = y
        for paragraph in row.content:
            inner -= _height(paragraph, _WIDTH - _LABELS - _GAP)
            paragraph.drawOn(canvas, _MARGIN + _LABELS + _GAP, inner)
        y -= _row_height(row) - (1.25 * mm if row.heavy else 0)


def _draw_foot(canvas: Canvas, sheet: Sheet) -> None:
    """Where the whole is to be read, and room for the workshop's own notes."""
    y = _MARGIN + _FOOT - 4 * mm
    canvas.setLineWidth(0.5)
    canvas.line(_MARGIN, y, _MARGIN + _WIDTH, y)
    canvas.setFont(REGULAR, 8.5)
    whole = "Tờ này đã rút gọn cho vừa một trang; xem đủ ở" if sheet.is_short else "Bản đầy đủ và mới nhất:"
    canvas.drawString(_MARGIN, y - 4.5 * mm, f"{whole} {sheet.spoken}")
    canvas.drawString(
        _MARGIN, y - 10 * mm, "Ngày in: ……………………   Tổ, xưởng: ………………………………………   Người thử: …………………………"
    )

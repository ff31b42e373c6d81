"""A paper of the award desk as PDF: real text in the site's typeface, embedded, so that it can be searched."""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import (
    HRFlowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from home.documents.pdf import BOLD, REGULAR, STATE, printable, register_fonts, text_style
from showcase.awards.papers.model import Annex, Paper

__all__ = ["write_pdf"]

_LEFT, _RIGHT = 30 * mm, 15 * mm


def write_pdf(paper: Paper) -> bytes:
    """Return the paper as PDF, A4, pages numbered from the second on, the list of a decision on a page of its own."""
    register_fonts()
    size = landscape(A4) if paper.is_wide else A4
    width = size[0] - _LEFT - _RIGHT
    story: list[Any] = []
    if paper.mark:
        story += [_text(paper.mark, 8.5, textColor=colors.HexColor("#5a554f")), Spacer(1, 4)]
    story += [
        _head(paper, width),
        _text(paper.kind.upper(), 13, bold=True, alignment=TA_CENTER, spaceBefore=12),
        _text(paper.abstract, 11, bold=True, alignment=TA_CENTER, spaceAfter=8),
    ]
    if paper.articles:
        story += [*_articles(paper), KeepTogether(_foot(paper, width)), PageBreak()]
    story += _annex(paper.annex, width)
    if not paper.articles:
        story.append(KeepTogether(_foot(paper, width)))

    def page_number(canvas: Any, template: Any) -> None:
        canvas.setFont(REGULAR, 9)
        canvas.drawCentredString(size[0] / 2, size[1] - 12 * mm, str(template.page))

    out = BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=_LEFT,
        rightMargin=_RIGHT,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=paper.title,
        author=paper.head.body,
        lang="vi",
        invariant=True,
    ).build(story, onLaterPages=page_number)
    return out.getvalue()


def _text(value: str, size: float, *, bold: bool = False, **options: Any) -> Paragraph:
    look = text_style(f"award-{size}-{bold}-{sorted(options)}", size, bold=bold, **options)
    return Paragraph("<br/>".join(escape(line) for line in printable(value).split("\n")), look)


def _centred(value: str, size: float, *, bold: bool = False) -> Paragraph:
    return _text(value, size, bold=bold, alignment=TA_CENTER)


def _rule(length: float) -> HRFlowable:
    """The short line below the name of the body and below the motto."""
    return HRFlowable(width=length * mm, thickness=0.6, color=colors.black, spaceBefore=1, spaceAfter=3)


def _head(paper: Paper, width: float) -> Table:
    head = paper.head
    left = [_centred(head.parent_body.upper(), 9), _centred(head.body.upper(), 9, bold=True), _rule(20)]
    right = [_centred(STATE[0], 9, bold=True), _centred(STATE[1], 10, bold=True), _rule(42)]
    number = [_centred(f"Số: {head.symbol}", 10)] if head.symbol else []
    table = Table(
        [[left, right], [number, [_centred(head.place_and_date, 10)]]],
        colWidths=[width * 0.49, width * 0.51],
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _articles(paper: Paper) -> list[Any]:
    body = {"alignment": TA_JUSTIFY, "firstLineIndent": 10 * mm, "spaceAfter": 4}
    story: list[Any] = [_text(paper.authority.upper(), 10.5, bold=True, alignment=TA_CENTER, spaceAfter=5)]
    story += [_text(basis, 10.5, **body) for basis in paper.bases]
    story.append(_text("QUYẾT ĐỊNH:", 11, bold=True, alignment=TA_CENTER, spaceBefore=6, spaceAfter=5))
    style = text_style("award-article", 10.5, **body)
    story += [
        Paragraph(f'<font name="{BOLD}">{escape(name)}</font> {escape(printable(text))}', style)
        for name, text in paper.articles
    ]
    return story


def _foot(paper: Paper, width: float) -> list[Any]:
    signature = paper.signature
    last = len(signature.recipients) - 1
    left = [_text("Nơi nhận:", 9.5, bold=True)] if signature.recipients else []
    left += [
        _text(f"- {one.rstrip(';.')}{'.' if index == last else ';'}", 9)
        for index, one in enumerate(signature.recipients)
    ]
    right = [_centred(signature.role.upper(), 10.5, bold=True), Spacer(1, 26 * mm)]
    if signature.name:
        right.append(_centred(signature.name, 10.5, bold=True))
    table = Table([[left, right]], colWidths=[width / 2, width / 2])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return [Spacer(1, 12), table]


def _annex(annex: Annex, width: float) -> list[Any]:
    story: list[Any] = []
    if annex.title:
        story.append(_text(annex.title.upper(), 11.5, bold=True, alignment=TA_CENTER))
    story.append(_text(annex.note, 9.5, alignment=TA_CENTER, spaceAfter=8))
    whole = sum(column.width for column in annex.columns)
    cells: list[list[Any]] = [[_centred(column.title, 9, bold=True) for column in annex.columns]]
    for row in annex.rows:
        cells.append(
            [
                _centred(value, 9) if column.is_number else _text(value, 9)
                for column, value in zip(annex.columns, row, strict=True)
            ]
        )
    table = Table(
        cells,
        colWidths=[width * column.width / whole for column in annex.columns],
        repeatRows=1,
        splitInRow=1,
    )
    table.setStyle(
        TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    )
    story.append(table)
    if annex.total:
        story.append(_text(annex.total, 9.5, spaceBefore=6))
    return story

"""PDF form of an official document: real text in Be Vietnam Pro, so that it can be searched."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from home.documents.model import OfficialDocument

__all__ = ["write_pdf"]

_FONTS = Path(__file__).parent / "fonts"
_REGULAR, _BOLD = "BeVietnamPro", "BeVietnamPro-SemiBold"
_STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")


@cache
def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont(_REGULAR, _FONTS / "BeVietnamPro-Regular.ttf"))
    pdfmetrics.registerFont(TTFont(_BOLD, _FONTS / "BeVietnamPro-SemiBold.ttf"))


def _style(name: str, size: float, *, bold: bool = False, **options: Any) -> ParagraphStyle:
    # Stacked marks (Ễ, Ậ) need the leading.
    return ParagraphStyle(
        name, fontName=_BOLD if bold else _REGULAR, fontSize=size, leading=size * 1.5, **options
    )


def write_pdf(document: OfficialDocument) -> bytes:
    """Return the document as PDF, A4, with numbered pages and its title in the metadata."""
    _register_fonts()
    centre = _style("centre", 10, alignment=TA_CENTER)
    centre_bold = _style("centre-bold", 10, bold=True, alignment=TA_CENTER)
    title = _style("title", 13, bold=True, alignment=TA_CENTER, spaceBefore=14)
    heading = _style("heading", 11, bold=True, spaceBefore=10, keepWithNext=True)
    text = _style("text", 10.5, alignment=TA_JUSTIFY, spaceBefore=5, firstLineIndent=8 * mm)
    small = _style("small", 8.5)

    def paragraph(value: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(value), style)

    head = Table(
        [
            [paragraph(document.parent_body.upper(), centre), paragraph(_STATE[0], centre_bold)],
            [paragraph(document.body.upper(), centre_bold), paragraph(_STATE[1], centre_bold)],
            [paragraph(f"Số: {document.symbol}", centre), paragraph(document.place_and_date, centre)],
        ],
        colWidths=[78 * mm, 92 * mm],
    )
    story: list[Any] = []
    if document.mark:
        story += [
            paragraph(document.mark, _style("mark", 8.5, textColor=colors.HexColor("#5a554f"))),
            Spacer(1, 4),
        ]
    story += [
        head,
        paragraph(document.kind.upper(), title),
        paragraph(document.abstract, centre_bold),
        Spacer(1, 8),
    ]
    for section in document.sections:
        if section.heading:
            story.append(paragraph(section.heading, heading))
        story += [paragraph(value, text) for value in section.paragraphs]
    if document.columns:
        cells = [[paragraph(column, centre_bold) for column in document.columns]]
        cells += [[""] * len(document.columns) for _ in range(document.blank_rows)]
        table = Table(
            cells, colWidths=[170 * mm / len(document.columns)] * len(document.columns), repeatRows=1
        )
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
        story += [Spacer(1, 8), table]
    recipients = "<br/>".join(f"– {escape(recipient)};" for recipient in document.recipients)
    foot = Table(
        [
            [
                Paragraph(f"Nơi nhận:<br/>{recipients}", small),
                paragraph(document.signer_role.upper(), centre_bold),
            ]
        ],
        colWidths=[78 * mm, 92 * mm],
    )
    foot.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    story += [Spacer(1, 16), foot]

    def number(canvas: Any, template: Any) -> None:
        canvas.setFont(_REGULAR, 9)
        canvas.drawCentredString(A4[0] / 2, 12 * mm, str(template.page))

    out = BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=20 * mm,
        title=f"{document.symbol} – {document.abstract}",
        author=document.body,
        lang="vi",
        invariant=True,
    ).build(story, onFirstPage=number, onLaterPages=number)
    return out.getvalue()

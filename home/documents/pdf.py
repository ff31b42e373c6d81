"""PDF form of an official document: real text in Be Vietnam Pro, so that it can be searched."""

import unicodedata
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

__all__ = ["BOLD", "REGULAR", "STATE", "printable", "register_fonts", "text_style", "write_pdf"]

_FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "BeVietnamPro", "BeVietnamPro-SemiBold"
_LIKENESSES = {
    "→": "->",
    "←": "<-",
    "↔": "<->",
    "↑": "tăng ",
    "↓": "giảm ",
    "⇒": "=>",
    "✓": "có",
    "✔": "có",
    "✗": "không",
    "Ω": "ôm",
    "μ": "µ",
    "⌀": "Ø",
    "∅": "Ø",
    "√": "căn ",
    "α": "alpha",
    "β": "beta",
    "π": "pi",
    "Δ": "delta ",
    "●": "•",
    "▪": "•",
    "■": "•",
    "\u2011": "-",
}
#: National title and motto, as every official document bears them.
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")


@cache
def register_fonts() -> None:
    """Make both weights of the site's typeface known to the writer; what is used is embedded in the file."""
    pdfmetrics.registerFont(TTFont(REGULAR, _FONTS / "BeVietnamPro-Regular.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, _FONTS / "BeVietnamPro-SemiBold.ttf"))


def printable(text: str) -> str:
    """The text in signs that the typeface has: composed letters, words or likenesses for the rest, else “?”.

    A sign that the typeface lacks would leave a gap that nobody notices: `5 → 3` must not become `5 3`.
    """
    register_fonts()
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        sign if ord(sign) in known or sign in "\n\t" else _LIKENESSES.get(sign, _likeness(sign))
        for sign in composed
    )


def _likeness(sign: str) -> str:
    """Nothing for signs without width, a space for spaces, “?” for what cannot be written."""
    if unicodedata.category(sign) in {"Cf", "Cc", "Mn"}:
        return ""
    return " " if sign.isspace() else "?"


def text_style(name: str, size: float, *, bold: bool = False, **options: Any) -> ParagraphStyle:
    """A style of text of a size in points, with the leading that stacked marks (Ễ, Ậ) need."""
    return ParagraphStyle(
        name, fontName=BOLD if bold else REGULAR, fontSize=size, leading=size * 1.5, **options
    )


def write_pdf(document: OfficialDocument) -> bytes:
    """Return the document as PDF, A4, with numbered pages and its title in the metadata."""
    register_fonts()
    centre = text_style("centre", 10, alignment=TA_CENTER)
    centre_bold = text_style("centre-bold", 10, bold=True, alignment=TA_CENTER)
    title = text_style("title", 13, bold=True, alignment=TA_CENTER, spaceBefore=14)
    heading = text_style("heading", 11, bold=True, spaceBefore=10, keepWithNext=True)
    text = text_style("text", 10.5, alignment=TA_JUSTIFY, spaceBefore=5, firstLineIndent=8 * mm)
    small = text_style("small", 8.5)

    def paragraph(value: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(value), style)

    head = Table(
        [
            [paragraph(document.parent_body.upper(), centre), paragraph(STATE[0], centre_bold)],
            [paragraph(document.body.upper(), centre_bold), paragraph(STATE[1], centre_bold)],
            [paragraph(f"Số: {document.symbol}", centre), paragraph(document.place_and_date, centre)],
        ],
        colWidths=[78 * mm, 92 * mm],
    )
    story: list[Any] = []
    if document.mark:
        story += [
            paragraph(document.mark, text_style("mark", 8.5, textColor=colors.HexColor("#5a554f"))),
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
        canvas.setFont(REGULAR, 9)
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

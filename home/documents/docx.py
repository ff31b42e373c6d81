"""DOCX form of an official document, with real headings so that a screen reader finds its way."""

import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import _Cell

from home.documents.model import OfficialDocument

__all__ = ["write_docx"]

_FONT = "Times New Roman"
_EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def _put(cell: _Cell, text: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def _centred(file: DocxDocument, text: str, *, bold: bool = True) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(text).bold = bold


def write_docx(document: OfficialDocument) -> bytes:
    """Return the document as DOCX, in the font that administrative documents use."""
    file = Document()
    file.styles["Normal"].font.name = _FONT
    file.styles["Normal"].font.size = Pt(13)
    properties = file.core_properties
    properties.title = f"{document.symbol} – {document.abstract}"
    properties.author = document.body
    properties.language = "vi-VN"
    properties.created = properties.modified = _EPOCH
    if document.mark:
        file.add_paragraph().add_run(document.mark).font.size = Pt(10)
    head = file.add_table(rows=3, cols=2)
    _put(head.cell(0, 0), document.parent_body.upper())
    _put(head.cell(0, 1), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    _put(head.cell(1, 0), document.body.upper(), bold=True)
    _put(head.cell(1, 1), "Độc lập – Tự do – Hạnh phúc", bold=True)
    _put(head.cell(2, 0), f"Số: {document.symbol}")
    _put(head.cell(2, 1), document.place_and_date)
    _centred(file, document.kind.upper())
    _centred(file, document.abstract)
    for section in document.sections:
        if section.heading:
            file.add_heading(section.heading, level=2)
        for text in section.paragraphs:
            file.add_paragraph(text)
    if document.columns:
        table = file.add_table(rows=1 + document.blank_rows, cols=len(document.columns))
        table.style = "Table Grid"
        for cell, column in zip(table.rows[0].cells, document.columns, strict=True):
            _put(cell, column, bold=True)
    foot = file.add_table(rows=1, cols=2)
    foot.cell(0, 0).paragraphs[0].add_run(
        "Nơi nhận:\n" + "\n".join(f"– {recipient};" for recipient in document.recipients)
    ).font.size = Pt(11)
    _put(foot.cell(0, 1), document.signer_role.upper(), bold=True)
    out = BytesIO()
    file.save(out)
    return out.getvalue()

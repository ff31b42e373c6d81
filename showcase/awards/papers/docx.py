"""A paper of the award desk as DOCX, in the font that administrative documents use."""

import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from home.documents.pdf import STATE
from showcase.awards.papers.model import Annex, Paper

__all__ = ["write_docx"]

_FONT = "Times New Roman"
_LEFT, _RIGHT = 30, 15
"""Margins in millimetres."""

_EPOCH = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def write_docx(paper: Paper) -> bytes:
    """Return the paper as DOCX, A4, its list on a page of its own after the articles."""
    file = Document()
    normal = file.styles["Normal"]
    normal.font.name = _FONT
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.font.size = Pt(13)
    normal.paragraph_format.space_after = Pt(0)
    section = file.sections[0]
    page = (297, 210) if paper.is_wide else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page[0]), Mm(page[1])
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    width = page[0] - _LEFT - _RIGHT
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    properties = file.core_properties
    properties.title = paper.title[:255]
    properties.author = paper.head.body[:255]
    properties.language = "vi-VN"
    properties.created = properties.modified = _EPOCH
    if paper.mark:
        _line(file, paper.mark, size=10, italic=True)
    _head(file, paper, width)
    _line(file, paper.kind.upper(), bold=True, centred=True, size=14, before=14)
    _line(file, paper.abstract, bold=True, centred=True, after=8)
    if paper.articles:
        _articles(file, paper)
        _foot(file, paper, width)
        file.add_section(WD_SECTION.NEW_PAGE)
    _annex(file, paper.annex, width)
    if not paper.articles:
        _foot(file, paper, width)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _line(
    place: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
    size: float | None = None,
    before: float = 0,
    after: float = 0,
) -> Any:
    """Add a paragraph to a document or a cell; sizes and spaces in points."""
    paragraph = place.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = Pt(size)
    return paragraph


def _into(cell: Any, text: str, **look: Any) -> None:
    """Put the lines of a text into a cell, in place of the empty paragraph that every cell has."""
    cell._element.remove(cell.paragraphs[0]._element)
    for line in text.split("\n"):
        _line(cell, line, **look)


def _head(file: Any, paper: Paper, width: int) -> None:
    head = paper.head
    table = file.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widths(table, (44, 56), width)
    left, right = table.rows[0].cells
    _into(left, head.parent_body.upper(), centred=True, size=12)
    _line(left, head.body.upper(), bold=True, centred=True, size=12)
    _rule(left, 6)
    _into(right, STATE[0], bold=True, centred=True, size=12)
    _line(right, STATE[1], bold=True, centred=True, size=13)
    _rule(right, 12)
    left, right = table.rows[1].cells
    _into(left, f"Số: {head.symbol}" if head.symbol else "", centred=True, size=13)
    _into(right, head.place_and_date, italic=True, centred=True, size=13)


def _rule(cell: Any, length: int) -> None:
    """The short line below the name of the body and below the motto."""
    _line(cell, "_" * length, bold=True, centred=True, size=7, after=4)


def _widths(table: Any, shares: tuple[int, ...], width: int) -> None:
    """Fix the columns of a table of so many millimetres by their shares in per cent."""
    table.autofit = False
    whole = sum(shares)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Mm(width * share / whole)


def _articles(file: Any, paper: Paper) -> None:
    _line(file, paper.authority.upper(), bold=True, centred=True, before=6, after=6)
    for text in paper.bases:
        basis = _line(file, text, italic=True, after=4)
        basis.paragraph_format.first_line_indent = Mm(10)
        basis.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _line(file, "QUYẾT ĐỊNH:", bold=True, centred=True, before=8, after=6)
    for name, text in paper.articles:
        article = file.add_paragraph()
        article.paragraph_format.first_line_indent = Mm(10)
        article.paragraph_format.space_after = Pt(6)
        article.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        article.add_run(f"{name} ").bold = True
        article.add_run(text)


def _foot(file: Any, paper: Paper, width: int) -> None:
    signature = paper.signature
    _line(file, "", size=6)
    table = file.add_table(rows=1, cols=2)
    _widths(table, (50, 50), width)
    left, right = table.rows[0].cells
    if signature.recipients:
        _into(left, "Nơi nhận:", bold=True, italic=True, size=12)
    for index, recipient in enumerate(signature.recipients):
        end = "." if index == len(signature.recipients) - 1 else ";"
        _line(left, f"- {recipient.rstrip(';.')}{end}", size=11)
    _into(right, signature.role.upper(), bold=True, centred=True, size=13)
    _line(right, "", after=60)
    _line(right, signature.name, bold=True, centred=True, size=13)


def _annex(file: Any, annex: Annex, width: int) -> None:
    if annex.title:
        _line(file, annex.title.upper(), bold=True, centred=True, size=13)
    _line(file, annex.note, italic=True, centred=True, size=12, after=8)
    table = file.add_table(rows=1 + len(annex.rows), cols=len(annex.columns))
    table.style = "Table Grid"
    _widths(table, tuple(column.width for column in annex.columns), width)
    _repeat(table.rows[0])
    for cell, column in zip(table.rows[0].cells, annex.columns, strict=True):
        _into(cell, column.title, bold=True, centred=True, size=11)
    for row, values in zip(list(table.rows)[1:], annex.rows, strict=True):
        for cell, column, value in zip(row.cells, annex.columns, values, strict=True):
            _into(cell, value, centred=column.is_number, size=11)
    if annex.total:
        _line(file, annex.total, italic=True, size=12, before=6)


def _repeat(row: Any) -> None:
    """Show the head of a table on every page that it runs over."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)

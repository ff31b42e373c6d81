"""The pages of a PDF, by PDFium. Part of the reading process: no Django."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2 import PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from search.attachments.faults import Status, UnreadableError
from search.attachments.text import page_text

__all__ = ["TOOL", "open_pdf", "pdf_pages"]

TOOL = f"pypdfium2 {pypdfium2.version.PYPDFIUM_INFO}"
"""What reads PDF files, with its version."""


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    """The opened file; raises UnreadableError for one that is locked or damaged."""
    try:
        return pypdfium2.PdfDocument(path)
    except PdfiumError as error:
        if error.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
            raise UnreadableError(Status.FAILED, "Tệp PDF có mật khẩu.") from error
        raise UnreadableError(Status.FAILED, "Tệp PDF hỏng hoặc bị cắt cụt.") from error


def pdf_pages(pdf: pypdfium2.PdfDocument, count: int, longest: int) -> Iterator[tuple[int, str]]:
    """(number from 1, text) of the first `count` pages, at most `longest` characters of each.

    A page that cannot be read gives no text; the others still do.
    """
    for index in range(count):
        try:
            page = pdf[index]
            text = page.get_textpage()
            raw = text.get_text_range(0, min(text.count_chars(), longest))
            page.close()
        except PdfiumError:
            raw = ""
        yield index + 1, page_text(raw)

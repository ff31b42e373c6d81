"""The files of demonstration documents, written from their text."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.utils.html import strip_tags
from pypdfium2 import PdfDocument

from home.documents import OfficialDocument, Section, write_docx, write_pdf
from home.models import GuidanceFile, GuidancePage, SiteDocument

__all__ = ["attach_files"]

_MARK = "Tệp trình diễn do Cổng Sáng kiến tạo từ nội dung trang; không phải bản gốc đã ký."
_FORM_COLUMNS = ("STT", "Tên sáng kiến", "Tác giả", "Đơn vị", "Giá trị làm lợi (đồng)")
_FORM_ROWS = 12
_WRITERS = {"pdf": write_pdf, "docx": write_docx}


def attach_files(page: GuidancePage, row: Mapping[str, Any]) -> None:
    """Write the files that a row of `documents.yaml` lists, and attach them to its page before it is published."""
    files = []
    for order, entry in enumerate(row["files"]):
        is_form = entry["content"] == "form"
        paper = _paper(page, entry["title"], is_form=is_form)
        content = _WRITERS[entry["kind"]](paper)
        document = SiteDocument(
            title=f"{page.symbol} – {entry['title']}", page_count=_pages(entry["kind"], content)
        )
        name = f"{page.slug}{'-bieu-mau' if is_form else ''}.{entry['kind']}"
        document.file.save(name, ContentFile(content), save=False)
        document._set_document_file_metadata()
        document.file.close()
        document.save()
        # None of these is the signed original, and none may pass for it.
        role = GuidanceFile.Role.FORM if is_form else GuidanceFile.Role.TEXT
        files.append(GuidanceFile(sort_order=order, document=document, role=role, title=entry["title"]))
    page.files = files


def _pages(kind: str, content: bytes) -> int | None:
    """Pages of a PDF; a DOCX has as many as its reader makes of it."""
    if kind != "pdf":
        return None
    with PdfDocument(content) as pdf:
        return len(pdf)


def _paper(page: GuidancePage, title: str, *, is_form: bool) -> OfficialDocument:
    day = page.issued_on
    when = f"tháng {day.month} năm {day.year}"
    if page.issued_precision == GuidancePage.Precision.DAY:
        when = f"ngày {day.day} {when}"
    is_confederation = page.issuer.name.startswith("Tổng Liên đoàn")
    return OfficialDocument(
        parent_body="" if is_confederation else "Tổng Liên đoàn Lao động Việt Nam",
        body=page.issuer.name,
        symbol=page.symbol,
        place_and_date=f"{page.place or 'Hà Nội'}, {when}",
        kind=title if is_form else page.kind.name,
        abstract=f"Kèm theo {page.symbol}" if is_form else page.abstract,
        sections=() if is_form else _sections(page),
        signer_role=page.signer_role or "Ban Thường vụ",
        recipients=("Như trên", "Lưu: Văn thư"),
        mark=_MARK,
        columns=_FORM_COLUMNS if is_form else (),
        blank_rows=_FORM_ROWS if is_form else 0,
    )


def _sections(page: GuidancePage) -> Sequence[Section]:
    """Headings and paragraphs of the page's full text."""
    sections = [Section("", [])]
    for block in page.body:
        if block.block_type == "heading":
            sections.append(Section(str(block.value), []))
        elif block.block_type == "paragraph":
            html = block.value.source
            for item in html.replace("<li>", "<p>– ").replace("</li>", "</p>").split("</p>"):
                text = strip_tags(item).strip()
                if text:
                    sections[-1].paragraphs.append(text)  # type: ignore[attr-defined]  # built here as a list
    return [section for section in sections if section.heading or section.paragraphs]

"""Files as people and attackers upload them, made in memory."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from home.documents import OfficialDocument, write_docx

__all__ = ["docx", "ooxml", "pdf", "picture", "upload", "zipped"]


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A picture with some drawing in it."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def pdf(password: str = "", pages: int = 1) -> bytes:
    """A PDF with words."""
    content = io.BytesIO()
    locked = pdfencrypt.StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(content, encrypt=locked)
    for number in range(pages):
        canvas.drawString(72, 720, f"Trang {number}")
        canvas.showPage()
    canvas.save()
    return content.getvalue()


def docx() -> bytes:
    """A DOCX as the site writes it."""
    content: bytes = write_docx(
        OfficialDocument(
            parent_body="Tổng Liên đoàn",
            body="Công đoàn",
            symbol="01/HD",
            place_and_date="Hà Nội, ngày 1 tháng 3 năm 2026",
            kind="Hướng dẫn",
            abstract="Về một việc",
            sections=(),
            signer_role="Chủ tịch",
        )
    )
    return content


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def ooxml(main: str, **more: bytes) -> bytes:
    """The least that passes for an office document, with other parts beside: `vbaProject__bin=b"…"`."""
    parts = {"[Content_Types].xml": b"<Types/>", main: b"<x/>"}
    folder = main.split("/", maxsplit=1)[0]
    parts |= {f"{folder}/{name.replace('__', '.')}": part for name, part in more.items()}
    return zipped(parts)

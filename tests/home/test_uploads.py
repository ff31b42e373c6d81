"""Uploads: what a file says it is, it is; everything else comes back with a reason at the field."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from home.models import SiteDocument, SiteImage
from home.uploads.checks import check_document
from home.uploads.images import check_image, clean_image
from home.uploads.names import check_name
from tests.factories import UserFactory
from tests.files import docx, ooxml, pdf, picture, upload, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
ODT = "application/vnd.oasis.opendocument.text"


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def refusal(name: str, content: bytes) -> str:
    """The reason why a document is refused."""
    with pytest.raises(ValidationError) as caught:
        check_document(upload(name, content))
    return " ".join(caught.value.messages)


GOOD = {
    "văn bản.pdf": pdf,
    "văn bản 04.2022.docx": docx,
    "bảng.xlsx": lambda: ooxml("xl/workbook.xml"),
    "trình chiếu.pptx": lambda: ooxml("ppt/presentation.xml"),
    "bảng.csv": "STT,Tên\n1,Đỗ Văn Khải\n".encode,
    "bảng cũ.csv": lambda: "Tên;Đơn vị\nNguyễn;Xưởng\n".encode("cp1258", "replace"),
    "bảng utf16.csv": lambda: "Tên\tĐơn vị\n".encode("utf-16"),
    "cũ.doc": lambda: OLE + utf16("WordDocument"),
    "cũ.xls": lambda: OLE + utf16("Workbook"),
    "hồ sơ.zip": lambda: zipped({"a.pdf": b"x"}),
    "thư.odt": lambda: zipped(
        {"mimetype": ODT.encode(), "content.xml": b"<x/>", "META-INF/manifest.xml": b"<x/>"}
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_document__that_is_what_it_says_is_taken(name: str) -> None:
    file = upload(name, GOOD[name]())
    check_document(file)
    assert file.tell() == 0


BAD = {
    "empty": ("a.pdf", b"", "rỗng"),
    "program": ("a.pdf.exe", b"MZ", "đuôi"),
    "double name": ("a.php.pdf", pdf(), "đuôi"),
    "page": ("a.html", b"<html>", "đuôi"),
    "unknown kind": ("a.rar", b"Rar!", "không nhận"),
    "long name": ("á" * 200 + ".pdf", pdf(), "dài"),
    "page as pdf": ("a.pdf", b"<html><script>", "không phải"),
    "program as pdf": ("a.pdf", b"MZ" + b"\x00" * 90, "không phải"),
    "words before pdf": ("a.pdf", b"<script></script>" + pdf(), "không phải"),
    "cut pdf": ("a.pdf", pdf()[:120], "hỏng"),
    "locked pdf": ("a.pdf", pdf("bí mật"), "mật khẩu"),
    "pdf with archive": ("a.pdf", pdf() + zipped({"x.txt": b"x"}), "kho nén"),
    "picture as docx": ("a.docx", picture(), "không đúng"),
    "zip as docx": ("a.docx", zipped({"a.txt": b"x"}), "không phải"),
    "xlsx as docx": ("a.docx", ooxml("xl/workbook.xml"), "không phải"),
    "macro": ("a.docx", ooxml("word/document.xml", vbaProject__bin=b"x"), "macro"),
    "macro by name": ("a.docm", ooxml("word/document.xml"), "đuôi"),
    "locked docx": ("a.docx", OLE + utf16("EncryptedPackage"), "mật khẩu"),
    "cut docx": ("a.docx", docx()[:-60], "hỏng"),
    "old macro": ("a.xls", OLE + utf16("Workbook") + utf16("_VBA_PROJECT"), "macro"),
    "doc as xls": ("a.xls", OLE + utf16("WordDocument"), "không phải"),
    "program as doc": ("a.doc", b"MZ" * 40, "không phải"),
    "bytes as csv": ("a.csv", b"\x00\x01\x02", "bảng chữ"),
    "page as csv": ("a.csv", b"<html><script>alert(1)</script>", "bảng chữ"),
    "bomb": ("a.zip", zipped({"a.txt": b"0" * (20 << 20)}), "chặt"),
    "bomb in docx": (
        "a.docx",
        zipped({"[Content_Types].xml": b"x", "word/document.xml": b"0" * (20 << 20)}),
        "chặt",
    ),
    "crowd": ("a.zip", zipped({f"{number}": b"" for number in range(5_001)}), "phần"),
    "path outside": ("a.zip", zipped({"../../a.txt": b"x"}), "ra ngoài"),
    "program in zip": ("a.zip", zipped({"a.pdf.exe": b"MZ"}), "chương trình"),
    "wrong odt": (
        "a.odt",
        zipped({"mimetype": b"text/plain", "content.xml": b"", "META-INF/manifest.xml": b""}),
        "không phải",
    ),
    "locked odt": (
        "a.odt",
        zipped(
            {
                "mimetype": ODT.encode(),
                "content.xml": b"",
                "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            }
        ),
        "mật khẩu",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_document__that_is_not_what_it_says_comes_back_with_the_reason(case: str) -> None:
    name, content, reason = BAD[case]
    assert reason in refusal(name, content)


def test_document__with_too_many_pages(settings: LazySettings) -> None:
    settings.UPLOADS = {**settings.UPLOADS, "max_pages": 2}
    assert "3 trang" in refusal("a.pdf", pdf(pages=3))


def test_document__that_unpacks_to_too_much(settings: LazySettings) -> None:
    settings.UPLOADS = {**settings.UPLOADS, "max_unpacked": 1_000}
    assert "mở ra thành" in refusal("a.zip", zipped({"a.txt": bytes(range(256)) * 8}))


def test_name__with_a_hidden_character() -> None:
    with pytest.raises(ValidationError):
        check_name("a\x00.pdf")


@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.zip", "a.csv", "a.doc", "a.odt"]))
def test_document__of_any_bytes_is_taken_or_refused_never_more(content: bytes, name: str) -> None:
    try:
        check_document(upload(name, content))
    except ValidationError as refused:
        assert refused.messages[0]


@given(st.binary(max_size=300))
def test_image__of_any_bytes_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        check_image(upload("a.png", content))


def photograph(orientation: int = 6) -> bytes:
    """A picture as a phone takes it: lying, with place and owner."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Nguyen Van A"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif.tobytes(), comment=b"rieng tu")


@pytest.mark.parametrize("orientation", [1, 6])
def test_image__loses_place_and_owner_and_stands_upright(orientation: int) -> None:
    file = upload("a.jpg", photograph(orientation))
    check_image(file)
    clean_image(file)
    content = file.read()
    assert file.size == len(content)
    with Image.open(io.BytesIO(content)) as image:
        assert not image.getexif()
        assert image.size == ((40, 60) if orientation == 6 else (60, 40))
    assert b"Nguyen Van A" not in content
    assert b"rieng tu" not in content


def test_image__in_a_temporary_file_is_cleaned_in_place(tmp_path: Path) -> None:
    content = photograph()
    file = TemporaryUploadedFile("a.jpg", "image/jpeg", len(content), None)
    file.write(content)
    clean_image(file)
    assert b"Nguyen Van A" not in Path(file.temporary_file_path()).read_bytes()
    assert Path(file.temporary_file_path()).stat().st_size == file.size


def test_image__without_hidden_data_stays_byte_for_byte() -> None:
    content = picture()
    file = upload("a.jpg", content)
    clean_image(file)
    assert file.read() == content


@pytest.mark.parametrize("kind", ["png", "webp", "avif", "gif"])
def test_image__of_every_kind_can_be_cleaned(kind: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Nguyen Van A"
    options: dict[str, Any] = {"comment": b"Nguyen Van A"} if kind == "gif" else {"exif": exif.tobytes()}
    file = upload(f"a.{kind}", picture(kind.upper(), **options))
    check_image(file)
    clean_image(file)
    content = file.read()
    assert b"Nguyen Van A" not in content
    with Image.open(io.BytesIO(content)) as image:
        image.load()


BAD_PICTURES = {
    "cut": ("a.jpg", picture(size=(400, 400))[:-900]),
    "drawing": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "page": ("a.png", b"<html>"),
    "other kind": ("a.png", picture("JPEG")),
    "with archive": ("a.jpg", picture() + zipped({"x.txt": b"x"})),
    "double name": ("a.php.jpg", picture()),
    "empty": ("a.jpg", b""),
}


@pytest.mark.parametrize("case", BAD_PICTURES)
def test_image__that_is_not_whole_or_not_a_picture_is_refused(case: str) -> None:
    with pytest.raises(ValidationError):
        check_image(upload(*BAD_PICTURES[case]))


# Ways in ----------------------------------------------------------------------------------------------


@pytest.fixture
def admin(client: Client, media_root: Path) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "content", "model"),
    [
        ("wagtaildocs:add", ("a.pdf", b"<html>"), SiteDocument),
        ("wagtaildocs_chooser:create", ("a.pdf", b"<html>"), SiteDocument),
        ("wagtailimages:add", ("a.jpg", BAD_PICTURES["cut"][1]), SiteImage),
        ("wagtailimages_chooser:create", ("a.jpg", BAD_PICTURES["cut"][1]), SiteImage),
    ],
)
def test_upload__refused_in_the_form_and_in_the_dialog(
    admin: Client, address: str, content: tuple[str, bytes], model: type
) -> None:
    prefix = "image-chooser-upload-" if "images_" in address else "document-chooser-upload-"
    prefix = prefix if "chooser" in address else ""
    data = {f"{prefix}title": "Tên", f"{prefix}file": upload(*content), f"{prefix}collection": "1"}
    answer = admin.post(reverse(address), data)
    assert answer.status_code == 200
    assert not model._default_manager.exists()  # type: ignore[attr-defined] # one of two models
    if prefix:
        assert any(
            word in answer.content.decode() for word in ("không phải", "hỏng", "h\\u1ecfng", "kh\\u00f4ng")
        )
    else:
        assert "file" in errors_of(answer)


def errors_of(answer: object) -> dict[str, list[str]]:
    """Errors of a form without inline rows."""
    shown = answer.context["form"]  # type: ignore[attr-defined] # the test client's response
    return {name: [str(one) for one in listed] for name, listed in shown.errors.items()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "content"),
    [
        ("wagtaildocs:add_multiple", ("a.docx", zipped({"a.txt": b"x"}))),
        ("wagtailimages:add_multiple", ("a.jpg", BAD_PICTURES["cut"][1])),
    ],
)
def test_upload__of_many_is_refused_one_by_one(
    admin: Client, address: str, content: tuple[str, bytes]
) -> None:
    answer = admin.post(
        reverse(address), {"files[]": upload(*content)}, headers={"X-Requested-With": "XMLHttpRequest"}
    )
    told = json.loads(answer.content)
    assert told["success"] is False
    assert told["error_message"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["wagtailimages:add", "wagtailimages:add_multiple"])
def test_upload__of_a_photograph_is_stored_without_place(admin: Client, address: str) -> None:
    if address.endswith("multiple"):
        admin.post(
            reverse(address),
            {"files[]": upload("anh.jpg", photograph())},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
    else:
        admin.post(
            reverse(address), {"title": "Ảnh", "file": upload("anh.jpg", photograph()), "collection": "1"}
        )
    image = SiteImage.objects.get()
    with image.open_file() as file:
        assert b"Nguyen Van A" not in file.read()
    assert (image.width, image.height) == (40, 60)


@pytest.mark.django_db
def test_upload__of_a_good_file_is_taken(admin: Client) -> None:
    answer = admin.post(
        reverse("wagtaildocs:add"), {"title": "Tệp", "file": upload("a.docx", docx()), "collection": "1"}
    )
    assert answer.status_code == 302
    assert SiteDocument.objects.get().sha256

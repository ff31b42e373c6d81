"""Files of initiatives to import, and importing them from the beginning to the end."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.base import ContentFile

from showcase.importing.runs import ask_check, ask_import, take_in
from showcase.importing.work import work
from showcase.models import AwardType, Field, ImportRun, Unit
from tests.factories import AwardTypeFactory, FieldFactory, UnitFactory

__all__ = ["HEADINGS", "catalogue", "checked", "content", "imported", "row", "upload"]

HEADINGS = (
    "Mã sáng kiến",
    "Tên sáng kiến",
    "Lĩnh vực",
    "Đơn vị",
    "Loại giải pháp",
    "Áp dụng từ",
    "Giải pháp",
    "Giá trị làm lợi",
    "Mức bằng chứng",
    "Tác giả 1",
    "Tỷ lệ 1",
    "Tác giả 2",
    "Tỷ lệ 2",
    "Từ khoá",
    "Cấp công nhận",
    "Ngày công nhận",
    "Số quyết định",
)


def catalogue() -> tuple[Field, Unit, AwardType]:
    """What the rows refer to."""
    field = FieldFactory(name="Cơ khí", slug="co-khi")
    unit = UnitFactory(short_name="CĐCS Xưởng số 1", workplace="Xưởng số 1", sector="enterprise")
    return field, unit, AwardTypeFactory(name="Bằng Lao động sáng tạo")


def row(code: str, title: str = "", **more: str) -> list[str]:
    """A row that can be imported; `more` replaces cells by their heading."""
    cells = [
        code,
        title or f"Cữ định vị {code}",
        "Cơ khí",
        "CĐCS Xưởng số 1",
        "Kỹ thuật – sản phẩm",
        "5/3/2022",
        "Kẹp phôi bằng cữ thép. Cữ bắt vào bàn máy.",
        "80 triệu",
        "Hội đồng công nhận",
        "Nguyễn Văn An",
        "60",
        "Trần Thị Bình",
        "40",
        "máy khoan; đồ gá",
        "Cấp cơ sở",
        "20/4/2022",
        "12/QĐ-CĐCS",
    ]
    for heading, cell in more.items():
        cells[HEADINGS.index(heading.replace("_", " "))] = cell
    return cells


def content(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def upload(data: bytes, name: str = "sang-kien.csv", **options: Any) -> ImportRun:
    """A file that was taken in."""
    return take_in(ContentFile(data, name=name), name, **options)


def checked(data: bytes, **options: Any) -> ImportRun:
    """A file that was taken in and checked."""
    run = upload(data, **options)
    assert ask_check(run)
    return work(run.pk)


def imported(data: bytes, **options: Any) -> ImportRun:
    """A file that was imported."""
    run = checked(data, **options)
    assert ask_import(run), run.message
    return work(run.pk)

"""Files that the catalogue exported come back unchanged, whatever signs their texts begin with."""

from io import BytesIO
from typing import Any

import pytest

from showcase.exporting.columns import COLUMNS
from showcase.exporting.rows import Reader
from showcase.exporting.writers import (
    BYTE_ORDER_MARK,
    csv_heading,
    csv_lines,
    json_lines,
    labels,
    names,
    write_xlsx,
)
from showcase.importing.runs import ask_check, ask_import
from showcase.importing.work import work
from showcase.models import ImportRun, Initiative
from tests.factories import FieldFactory, InitiativeFactory, UnitFactory
from tests.imports import upload

pytestmark = pytest.mark.django_db

NOTE = "Lọc: mọi sáng kiến"


def _catalogue() -> list[Any]:
    """Initiatives with everything that a spreadsheet may misread, as rows of an export."""
    # The name of one province is the slug of another, as after a merger.
    UnitFactory(short_name="Đồng Tâm", slug="dong-tam-cu")
    unit = UnitFactory(short_name="CĐCS Đồng Tâm", slug="dong-tam")
    field = FieldFactory(name="Cơ khí", slug="co-khi")
    texts = ("=SUM(A1:A9)", "+84 là số máy", "-31% điện", "@tổ trưởng", "'quoted", "'=đã có dấu", "−5 phút")
    for number, text in enumerate(texts, start=1):
        one = InitiativeFactory(
            code=f"KT-2022-{number:04}",
            title=f"{text} {number}",
            unit=unit,
            field=field,
            problem=f"{text}\nDòng hai, có “ngoặc”; và phẩy",
            steps="- Tháo vỏ: bằng tay\nLắp cữ\n=Thử máy",
            suits=text,
            cost=1_250_000,
        )
        one.tags.add(f"đồ gá {number}", "máy khoan")
    return Reader("https://vidu.vn", named=False).by_ids(
        list(Initiative.objects.order_by("code").values_list("pk", flat=True))
    )


def _csv(rows: list[Any]) -> bytes:
    """As the pages of results offer it: labels, words for choices, a note at the end of each row."""
    text = csv_heading([*labels(), "Ghi chú"]) + csv_lines(rows, worded=True, further=[NOTE])
    return f"{BYTE_ORDER_MARK}{text}".encode()


def _dump(rows: list[Any]) -> bytes:
    return (csv_heading(names()) + csv_lines(rows)).encode()


def _xlsx(rows: list[Any]) -> bytes:
    file = BytesIO()
    write_xlsx(file, [rows], [("Nguồn", NOTE)])
    return file.getvalue()


def _jsonl(rows: list[Any]) -> bytes:
    return json_lines(rows, {"note": NOTE})


def _stored() -> list[dict[str, Any]]:
    return list(Initiative.objects.order_by("code").values())


@pytest.mark.parametrize(
    ("write", "name"),
    [(_csv, "ket-qua.csv"), (_dump, "sang-kien.csv"), (_xlsx, "ket-qua.xlsx"), (_jsonl, "ket-qua.jsonl")],
)
def test_own_file__changes_nothing(write: Any, name: str) -> None:
    rows = _catalogue()
    before = _stored()
    run = upload(write(rows), name)
    targets = {target for _column, target in run.mapping["columns"]}
    assert {"code", "unit", "steps", "benefit_value"} <= targets
    assert "authors" not in targets
    assert ask_check(run)
    run = work(run.pk)
    assert [(fault.column, fault.value, fault.reason) for fault in run.faults.all()] == []
    assert ask_import(run)
    run = work(run.pk)
    assert run.counts == {"added": 0, "updated": 0, "unchanged": len(rows), "failed": 0}
    assert _stored() == before


def test_own_file__corrected_changes_what_was_corrected() -> None:
    rows = _catalogue()
    place = [column.name for column in COLUMNS].index("title")
    corrected = [(*row[:place], f"Tên mới {number}", *row[place + 1 :]) for number, row in enumerate(rows)]
    run = upload(_csv(corrected), "ket-qua.csv", mode=ImportRun.Mode.UPDATE)
    assert ask_check(run)
    run = work(run.pk)
    assert (run.updated, run.failed) == (len(rows), 0)
    assert [part["name"] for one in run.check_result["changes"] for part in one["parts"]] == ["title"] * len(
        rows
    )

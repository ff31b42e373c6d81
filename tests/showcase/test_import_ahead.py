"""Reading ahead in a process of its own: the same rows as in this one, from any place; no database."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from showcase.importing import ahead
from showcase.importing.ahead import Source, read_ahead, read_here
from showcase.importing.catalogue_names import CatalogueNames
from showcase.importing.mapping import Mapping
from showcase.importing.names import NameIndex
from showcase.importing.planning import Rules
from showcase.importing.rows import ParsedRow, TableError

HEADINGS = ("Mã", "Tên", "Đơn vị", "Loại")
MAPPING = Mapping(HEADINGS, ((0, "code"), (1, "title"), (2, "unit"), (3, "solution_type")))
UNITS = NameIndex([(7, ("CĐCS Xưởng số 1", "xuong-so-1"))], units=True)


def source(path: Path, **more: Any) -> Source:
    names = CatalogueNames({"unit": UNITS}, {("unit", "Xưởng  Hai"): 9})
    return Source(str(path), path.name, more.pop("mapping", MAPPING), names, Rules())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Ten rows; one has a unit that was decided on, one a unit that nobody knows."""
    path = tmp_path / "a.csv"
    units = {3: "xưởng hai", 4: "Không rõ"}
    lines = [
        f"KT-2022-{n:04},Cữ số {n},{units.get(n, 'CĐCS Xưởng số 1')},Kỹ thuật – sản phẩm"
        for n in range(1, 11)
    ]
    path.write_text("\n".join([",".join(HEADINGS), *lines]) + "\n", "utf-8")
    return path


def test_read_ahead__gives_the_same_rows_as_reading_here(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = list(read_here(source(file), start=0, number=0, size=4))
    assert [len(chunk.rows) for chunk in here] == [4, 4, 2]
    monkeypatch.setattr(ahead, "_SMALL", 0)
    ahead_of_us = list(read_ahead(source(file), start=0, number=0, size=4))
    assert [(chunk.rows, chunk.wholes) for chunk in ahead_of_us] == [
        (chunk.rows, chunk.wholes) for chunk in here
    ]
    rows = [found for chunk in here for _raw, found in chunk.wholes]
    assert all(isinstance(one, ParsedRow) for one in rows)
    assert [one.values["unit"] for one in rows[:4]] == [7, 7, 9, None]  # type: ignore[union-attr]  # as checked
    assert rows[0].values["solution_type"] == "product"  # type: ignore[union-attr]  # as checked


def test_read_here__goes_on_behind_any_row(file: Path) -> None:
    whole = [row for chunk in read_here(source(file), start=0, number=0, size=100) for row in chunk.rows]
    for place, row in enumerate(whole[:-1], start=1):
        rest = read_here(source(file), start=row.offset, number=row.number, size=100)
        assert [row for chunk in rest for row in chunk.rows] == whole[place:]


def test_read_ahead__tells_why_a_file_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_SMALL", 0)
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.4 " * 10)
    with pytest.raises(TableError, match="PDF"):
        list(read_ahead(source(path), start=0, number=0, size=4))


def test_read_ahead__ends_its_process_when_nobody_listens(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_SMALL", 0)
    started: list[Any] = []
    popen = subprocess.Popen

    def start(*given: Any, **more: Any) -> Any:
        started.append(popen(*given, **more))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    chunks = read_ahead(source(file), start=0, number=0, size=1)
    next(chunks)
    chunks.close()  # type: ignore[attr-defined]  # a generator
    assert started[0].poll() is not None


def test_read_here__refuses_a_mapping_that_cannot_be_read(file: Path) -> None:
    with pytest.raises(TableError):
        next(read_here(source(file, mapping=Mapping(HEADINGS, ((1, "title"),))), start=0, number=0, size=1))

"""What a workbook keeps beside its sheets: their names, texts that cells share, and what number formats mean."""

from __future__ import annotations

import datetime
import mmap
import posixpath
import re
import zipfile
from array import array
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Literal, TypeAlias

from showcase.importing.rows import BadCell, TableError
from showcase.importing.xlsx_archive import local_name, parse_part

__all__ = ["Format", "SharedTexts", "Sheet", "Workbook", "day_of_serial", "read_formats", "read_workbook"]

Format: TypeAlias = Literal["", "date", "percent"]

_REMEMBERED = 50_000
_REMEMBERED_LENGTH = 80
_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)})
_BUILT_IN_PERCENT = frozenset({9, 10})
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, the part of the archive that it is, and whether editors see it."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in their order; `since_1904` tells how days are counted."""

    sheets: tuple[Sheet, ...]
    since_1904: bool


def _elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Names and attributes of the elements of a small part."""
    found: list[tuple[str, dict[str, str]]] = []
    with archive.open(name) as part:
        for _block in parse_part(
            part, (lambda tag, given: found.append((local_name(tag), given)), None, None)
        ):
            if len(found) > 1_000_000:
                raise TableError("Sổ làm việc có quá nhiều thành phần; hãy chép bảng sang tệp mới.")
    return found


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """Sheets with cells, in their order."""
    targets = {
        given["Id"]: posixpath.normpath(posixpath.join("/xl", given["Target"])).lstrip("/")
        for tag, given in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship" and "/worksheet" in given.get("Type", "")
    }
    sheets: list[Sheet] = []
    since_1904 = False
    for tag, given in _elements(archive, "xl/workbook.xml"):
        if tag == "workbookPr":
            since_1904 = given.get("date1904") in ("1", "true")
        if tag == "sheet":
            link = next((value for name, value in given.items() if local_name(name) == "id"), "")
            if link in targets:
                visible = given.get("state", "visible") == "visible"
                sheets.append(Sheet(given["name"], targets[link], visible))
    return Workbook(tuple(sheets), since_1904)


def read_formats(archive: zipfile.ZipFile) -> list[Format]:
    """What the style of a cell, by its number, makes of a number."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    codes: dict[int, str] = {}
    formats: list[Format] = []
    inside = False
    for tag, given in _elements(archive, "xl/styles.xml"):
        if tag == "numFmt":
            codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag in ("cellStyles", "dxfs", "tableStyles"):
            inside = False
        elif tag == "xf" and inside:
            number = int(given.get("numFmtId", "0"))
            formats.append(_meaning(number, codes.get(number, "")))
    return formats


def _meaning(number: int, code: str) -> Format:
    if not code:
        if number in _BUILT_IN_DATES:
            return "date"
        return "percent" if number in _BUILT_IN_PERCENT else ""
    plain = _LITERAL.sub("", code.split(";", maxsplit=1)[0]).lower()
    if "%" in plain:
        return "percent"
    return "date" if "y" in plain or "d" in plain else ""


def day_of_serial(serial: Decimal | float, *, since_1904: bool = False) -> datetime.date | BadCell:
    """The day that a workbook counts as this number; the hour is dropped. Days before 1900 there are none."""
    try:
        days = int(serial)
        if since_1904:
            return datetime.date(1904, 1, 1) + datetime.timedelta(days=days)
        if days < 1:
            return BadCell("Ô chỉ có giờ, không có ngày.", str(serial))
        if days == 60:
            return BadCell("Ngày 29/2/1900 không có thật.", "29/2/1900")
        first = datetime.date(1899, 12, 30) if days > 60 else datetime.date(1899, 12, 31)
        return first + datetime.timedelta(days=days)
    except (OverflowError, ValueError, ArithmeticError):
        return BadCell("Số ngày nằm ngoài lịch.", str(serial))


class SharedTexts:
    """The texts that cells refer to by number, kept in a temporary file: their size costs no memory."""

    def __init__(self, archive: zipfile.ZipFile, most: int) -> None:
        """Read them all; `most` is the length of the longest text that is allowed. Raises TableError."""
        self._ends = array("Q")
        self._remembered: dict[int, str] = {}
        self._map: mmap.mmap | None = None
        if "xl/sharedStrings.xml" not in archive.namelist():
            return
        texts: list[bytes] = []
        gathered: list[str] = []
        taking = phonetic = False
        size = 0

        def start(tag: str, _given: dict[str, str]) -> None:
            nonlocal taking, phonetic
            name = local_name(tag)
            if name == "rPh":
                phonetic = True
            elif name == "t":
                taking = not phonetic

        def end(tag: str) -> None:
            nonlocal taking, phonetic
            name = local_name(tag)
            if name == "t":
                taking = False
            elif name == "rPh":
                phonetic = False
            elif name == "si":
                texts.append("".join(gathered).encode("utf-8", "surrogatepass"))
                gathered.clear()

        def characters(text: str) -> None:
            nonlocal size
            if taking:
                size += len(text)
                gathered.append(text)

        place = 0
        with TemporaryFile(prefix="texts-") as file, archive.open("xl/sharedStrings.xml") as part:
            for _block in parse_part(part, (start, end, characters)):
                if sum(map(len, gathered)) > most or any(len(text) > most * 4 for text in texts):
                    raise TableError(f"Có ô dài quá {most} ký tự.")
                for text in texts:
                    file.write(text)
                    place += len(text)
                    self._ends.append(place)
                texts.clear()
            file.flush()
            if place:
                self._map = mmap.mmap(file.fileno(), place, access=mmap.ACCESS_READ)

    def __getitem__(self, number: int) -> str:
        if (known := self._remembered.get(number)) is not None:
            return known
        if not 0 <= number < len(self._ends):
            raise IndexError(number)
        start = self._ends[number - 1] if number else 0
        end = self._ends[number]
        text = (
            self._map[start:end].decode("utf-8", "surrogatepass")
            if self._map is not None and end > start
            else ""
        )
        if len(text) <= _REMEMBERED_LENGTH and len(self._remembered) < _REMEMBERED:
            self._remembered[number] = text
        return text

"""JSON Lines as a stream: an object per line, named as the targets or with Vietnamese headings.

Nested values (authors, decisions, honours, tags) stay together in their cell as JSON text, which understanding reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from showcase.exporting.cells import neutralise
from showcase.importing.legacy import is_plainly_unicode
from showcase.importing.limits import Limits
from showcase.importing.lines import Lines, inspect
from showcase.importing.rows import BadCell, Cell, RawRow, TableError
from showcase.importing.tables import SAMPLED, Table, check_headings, suspect
from showcase.importing.targets import TARGETS

__all__ = ["JsonLinesTable"]

_SHOWN = 60
_LONGEST_NUMBER = 20
_NAME_KEYS = ("code", "slug", "name", "title")
"""What stands for a record that is given as an object, first match first."""


class JsonLinesTable(Table):
    """A text file with an object per line; offsets are bytes.

    Its headings are the keys of the first lines, in their order, then the names of all targets that those lines lack:
    keys that few objects have may come late.
    """

    format = "jsonl"

    def __init__(self, path: Path, limits: Limits) -> None:
        """Find encoding and keys. Raises TableError."""
        super().__init__(path, limits)
        with path.open("rb") as file:
            self._how = inspect(file, path.stat().st_size, limits.max_cell)
        self.encoding = self._how.encoding.name
        self.confidence = self._how.encoding.confidence
        keys: dict[str, None] = {}
        found = False
        for _number, record, _end in islice(self._records(self._how.encoding.mark, 0), SAMPLED):
            if isinstance(record, dict):
                found = True
                keys.update(dict.fromkeys(record))
        if not found:
            raise TableError(
                "Không dòng nào trong các dòng đầu là một đối tượng JSON; mỗi dòng phải là một { … }.", 1
            )
        keys.update(dict.fromkeys(name for name in TARGETS if "." not in name))
        check_headings(list(keys), limits, 1)
        self._columns = {key: column for column, key in enumerate(keys)}
        self._set_head(list(keys), 0, self._how.encoding.mark)
        self._set_samples()

    def rows(self, start: int = 0, number: int | None = None) -> Iterator[RawRow]:
        """See Table."""
        begin, before = self._place(start, number)
        empty: list[Cell] = [None] * len(self.headings)
        for count, (place, record, end) in enumerate(self._records(begin, before), start=1):
            if count > self.limits.max_rows:
                raise TableError(f"Tệp có hơn {self.limits.max_rows} dòng; hãy chia nhỏ.", place)
            if isinstance(record, str):
                yield RawRow(place, tuple(empty), end, record)
                continue
            cells, fault = list(empty), ""
            for key, value in record.items():
                column = self._columns.get(key)
                if column is not None:
                    cells[column] = self._cell(value, place, column)
                elif value not in (None, "", [], {}):
                    fault = (
                        f"Khoá “{_short(key)}” không có ở các dòng đầu nên chưa được ghép; hãy thêm khoá này với giá "
                        "null vào dòng đầu tiên."
                    )
            yield RawRow(place, tuple(cells), end, fault)

    def _cell(self, value: Any, number: int, column: int) -> Cell:
        if isinstance(value, str):
            return self._text(value, number, column)
        if isinstance(value, bool):
            return "có" if value else "không"
        if value is None or isinstance(value, (int, Decimal)):
            return value
        if isinstance(value, dict) and (
            names := [value[key] for key in _NAME_KEYS if isinstance(value.get(key), str)]
        ):
            return self._text(names[0], number, column)
        return json.dumps(value, ensure_ascii=False, default=str) if value else None

    def _text(self, value: str, number: int, column: int) -> Cell:
        if len(value) > self.limits.max_cell:
            raise TableError(
                f"Dòng {number}, khoá “{_short(self.headings[column])}”: dài quá {self.limits.max_cell} ký tự.",
                number,
                column + 1,
            )
        if not value.isascii() and not is_plainly_unicode(value) and (reason := suspect(value)):
            return BadCell(reason, value)
        # An apostrophe protects nothing here; with one more, `texts` gives the text back as it stands.
        return (neutralise(value) if value[:1] == "'" else value) or None

    def _records(self, begin: int, before: int) -> Iterator[tuple[int, dict[str, Any] | str, int]]:
        """Number, object (or why there is none) and end of each line with anything in it."""
        with self.path.open("rb") as file:
            lines = Lines(file, self._how, begin)
            lines.record = before
            for number, line in enumerate(lines, start=before + 1):
                lines.record = number
                text = line.strip()
                if text:
                    yield number, _parsed(text), lines.end


def _parsed(text: str) -> dict[str, Any] | str:
    """The object that a line holds, or in words why it holds none."""
    try:
        record = json.loads(
            text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once, parse_int=_whole
        )
    except _RepeatedKeyError as error:
        return f"Khoá “{_short(str(error))}” có hai lần trong một dòng."
    except json.JSONDecodeError as error:
        return f"Không phải JSON: sai ở ký tự thứ {error.pos + 1} của dòng."
    except (ValueError, RecursionError):
        return "Không phải JSON: số không hợp lệ hoặc lồng nhau quá sâu."
    if not isinstance(record, dict):
        return "Mỗi dòng phải là một đối tượng JSON { … }."
    return record


class _RepeatedKeyError(ValueError):
    """A key that an object has twice; which of both is meant nobody knows."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise _RepeatedKeyError(key)
            seen.add(key)
    return record


def _refused(constant: str) -> float:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(constant)


def _whole(digits: str) -> int:
    """A whole number of a length that a record can hold."""
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(digits[:_SHOWN])
    return int(digits)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

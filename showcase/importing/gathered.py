"""Authors, decisions and honours that stand together in one cell: as text with bars, or as JSON. Pure.

    Cấp cơ sở | CĐCS Công ty A | 125/QĐ-CĐCS | 20/4/2022; Cấp tỉnh | LĐLĐ tỉnh Bắc Ninh | 9/QĐ-LĐLĐ | 1/5/2022
    [{"name": "Nguyễn Văn A", "share": 60}]

Both become cells by the names of the parts, as if each had a column of its own.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from showcase.exporting.columns import LIST_SEPARATOR
from showcase.importing.rows import Cell
from showcase.importing.targets import MOST_PARTS, TARGETS
from showcase.importing.values.faults import ValueFault

__all__ = ["parts_of", "split_lines", "split_tags"]

_ORDER = {
    "recognitions": ("level", "body", "decision_number", "date", "certificate_number"),
    "awards": ("award_type", "decision_number", "date", "body"),
}
_OTHER_NAMES = {
    "share_percent": "share",
    "job": "job_title",
    "award": "award_type",
    "number": "decision_number",
}
_NAME_KEYS = ("code", "slug", "name", "title")
_LONGEST_TAG, _MOST_TAGS = 100, 40


def parts_of(collection: str, text: str) -> list[dict[str, Cell]]:
    """The items of a cell, each as its parts. Raises ValueFault."""
    if text.lstrip().startswith(("[", "{")):
        items = _from_json(collection, text)
    else:
        items = [_from_bars(collection, piece) for piece in re.split(r"[;\n]", text) if piece.strip()]
    if len(items) > MOST_PARTS:
        raise ValueFault(f"Quá {MOST_PARTS} mục trong một ô.")
    return items


def _from_bars(collection: str, piece: str) -> dict[str, Cell]:
    order = _ORDER[collection]
    cells = [cell.strip() for cell in piece.split("|")]
    if len(cells) > len(order):
        raise ValueFault(f"Mỗi mục có nhiều nhất {len(order)} phần, cách nhau bằng dấu “|”.")
    return {part: cell or None for part, cell in zip(order, cells, strict=False)}


def _from_json(collection: str, text: str) -> list[dict[str, Cell]]:
    try:
        data = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ValueFault("Không phải JSON hợp lệ.") from error
    items: list[dict[str, Cell]] = []
    for one in data if isinstance(data, list) else [data]:
        record = (
            {"name" if collection == "authors" else _ORDER[collection][0]: one}
            if isinstance(one, str)
            else one
        )
        if not isinstance(record, dict):
            raise ValueFault("Mỗi mục phải là một đối tượng JSON { … }.")
        items.append({part: _scalar(value) for part, value in _named(collection, record).items()})
    return items


def _named(collection: str, record: dict[str, Any]) -> dict[str, Any]:
    """A record with its keys named as the parts. Raises ValueFault for a key that is none."""
    named: dict[str, Any] = {}
    for key, value in record.items():
        part = key if f"{collection}.{key}" in TARGETS else _OTHER_NAMES.get(key, key)
        if part == "name" and collection == "awards":
            part = "award_type"
        if f"{collection}.{part}" not in TARGETS:
            raise ValueFault(
                f"Không có mục “{key[:60]}” trong {TARGETS[collection].label.split(' (')[0].lower()}."
            )
        named[part] = value
    return named


def _scalar(value: Any) -> Cell:
    if isinstance(value, bool):
        return "có" if value else "không"
    if value is None or isinstance(value, (int, Decimal)):
        return value
    if isinstance(value, str):
        return value or None
    if isinstance(value, dict):
        for key in _NAME_KEYS:
            if isinstance(value.get(key), str):
                return str(value[key]) or None
    raise ValueFault("Có giá trị JSON lồng nhau không đọc được.")


def split_lines(text: str) -> str:
    """A list, a line each, that stands in one cell: as lines, between bars as our own files have it, or as JSON."""
    if text.startswith("["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return text
        if isinstance(data, list) and all(isinstance(one, str) for one in data):
            return "\n".join(data)
    return text if "\n" in text else text.replace(LIST_SEPARATOR, "\n")


def split_tags(text: str) -> tuple[str, ...]:
    """Keywords between semicolons, commas, bars or lines, or as a JSON list; each once. Raises ValueFault."""
    if text.lstrip().startswith("["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueFault("Không phải JSON hợp lệ.") from error
        pieces = [_scalar(one) for one in data]
        if not all(isinstance(one, str) for one in pieces):
            raise ValueFault("Từ khoá phải là chữ.")
        tags = [str(one) for one in pieces]
    else:
        tags = re.split(r"[;,\n|]", text)
    kept: dict[str, str] = {}
    for tag in (" ".join(tag.split()) for tag in tags):
        if tag:
            kept.setdefault(tag.casefold(), tag)
    if any(len(tag) > _LONGEST_TAG for tag in kept.values()):
        raise ValueFault(f"Mỗi từ khoá dài nhất {_LONGEST_TAG} ký tự.")
    if len(kept) > _MOST_TAGS:
        raise ValueFault(f"Quá {_MOST_TAGS} từ khoá.")
    return tuple(kept.values())

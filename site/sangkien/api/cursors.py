"""Cursors: where a reader stopped, as an opaque text that nobody can make up or carry to another list."""

import base64
import binascii
from typing import Any

from django.core.signing import BadSignature, Signer

from search.contract import InvalidSearch

__all__ = ["START", "page_after", "read_cursor", "write_cursor"]

START = "*"
"""The cursor of whoever begins."""

_LONGEST = 200


def write_cursor(place: int, scope: str) -> str:
    """The cursor of a place in the list that `scope` names, with its filters."""
    signed = _signer(scope).sign(str(place))
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def read_cursor(raw: str, scope: str, parameter: str = "cursor") -> int:
    """The place that a cursor stands for; raises InvalidSearch for one that this list did not give."""
    wrong = InvalidSearch(
        parameter,
        "Con trỏ này không phải của danh sách này với các bộ lọc này; hãy đọc lại từ đầu.",
        raw[:100],
    )
    if len(raw) > _LONGEST:
        raise wrong
    try:
        padded = raw.encode("ascii") + b"=" * (-len(raw) % 4)
        return int(_signer(scope).unsign(base64.urlsafe_b64decode(padded).decode("ascii")))
    except (BadSignature, binascii.Error, ValueError) as error:
        raise wrong from error


def _signer(scope: str) -> Signer:
    return Signer(salt=f"api.cursor.{scope}")


def page_after(rows: Any, cursor: str, size: int, scope: str) -> tuple[list[Any], str | None]:
    """One page of a queryset in the order of record numbers, and the cursor of the next; None after the last.

    Records that are added meanwhile come at the end: nothing is skipped and nothing given twice.
    """
    if cursor != START:
        rows = rows.filter(pk__gt=read_cursor(cursor, scope))
    found = list(rows.order_by("pk")[: size + 1])
    if len(found) <= size:
        return found, None
    return found[:size], write_cursor(found[size - 1].pk, scope)

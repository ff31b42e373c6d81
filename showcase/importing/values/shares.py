"""Parts that authors have in an initiative, in per cent with at most two decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from showcase.importing.rows import BadCell, Cell
from showcase.importing.values.faults import ValueFault

__all__ = ["FULL", "parse_share", "shares_fault"]

FULL = Decimal(100)
_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%?")


def parse_share(cell: Cell) -> Decimal:
    """The share that a cell holds: `60`, `60%`, `33,33`. Raises ValueFault."""
    if isinstance(cell, str):
        found = _SHARE.fullmatch(cell.strip())
        if found is None:
            raise ValueFault("Không phải phần trăm; hãy viết như 60 hoặc 33,33.")
        return _within(Decimal(f"{found[1]}.{found[2] or 0}"))
    if isinstance(cell, BadCell):
        raise ValueFault(cell.reason)
    if isinstance(cell, (int, Decimal)):
        return _within(Decimal(cell))
    if isinstance(cell, float):
        return _within(Decimal(repr(cell)))
    raise ValueFault("Không phải phần trăm; hãy viết như 60 hoặc 33,33.")


def _within(share: Decimal) -> Decimal:
    if not share.is_finite() or not 0 < share <= FULL:
        raise ValueFault("Phần đóng góp phải lớn hơn 0 và không quá 100.")
    rounded = round(share, 2)
    if rounded != share:
        raise ValueFault("Phần đóng góp có nhiều nhất hai số lẻ.")
    return rounded


def shares_fault(shares: list[Decimal | None]) -> str:
    """Why the shares of one initiative cannot stand, "" if they can: all of them are given, or none is."""
    given = [share for share in shares if share is not None]
    if not given:
        return ""
    total = sum(given, Decimal(0))
    if len(given) < len(shares):
        return f"{len(shares) - len(given)} tác giả chưa có phần đóng góp; ghi cho mọi tác giả hoặc để trống tất cả."
    if total == FULL:
        return ""
    words = f"{total.normalize():f}".replace(".", ",")
    if total == 1:
        return "Phần đóng góp cộng lại 1, phải đúng 100: ghi 60 chứ không ghi 0,6."
    return f"Phần đóng góp cộng lại {words}, phải đúng 100."

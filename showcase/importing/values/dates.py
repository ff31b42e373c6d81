"""Days in the ways that people write them; what could be read in two ways is refused.

parse_date("5/3/2022") == parse_date("05-03-2022") == parse_date("2022-03-05") == parse_date("5.3.22")
    == parse_date("ngày 5 tháng 3 năm 2022") == parse_date(44625) == date(2022, 3, 5)
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from showcase.codes import FIRST_YEAR, LAST_YEAR
from showcase.importing.names import name_key
from showcase.importing.rows import BadCell, Cell
from showcase.importing.values.faults import ValueFault
from showcase.importing.xlsx_parts import day_of_serial

__all__ = ["parse_date"]

_TIME = re.compile(
    r"[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AP]M| ?SA| ?CH)?(?:Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_PARTS = re.compile(r"(\d{1,4})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_WORDS = re.compile(r"(?:ngay-)?(\d{1,2})-thang-(\d{1,2})(?:-nam)?-(\d{4})")
_MONTH = re.compile(r"(?:thang-)?(\d{1,2})(?:-nam)?-(\d{4})")
_YEAR = re.compile(r"(?:nam-)?(\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]0+)?")
_EXAMPLE = "hãy viết như 5/3/2022"
_PIVOT = 70
_LONGEST = 60


def parse_date(cell: Cell) -> datetime.date:
    """The day that a cell holds. Raises ValueFault. Two digits are a year from 1970 to 2069."""
    if isinstance(cell, str):
        return _within(_of_text(cell))
    if isinstance(cell, BadCell):
        raise ValueFault(cell.reason)
    if isinstance(cell, datetime.datetime):
        return _within(cell.date())
    if isinstance(cell, datetime.date):
        return _within(cell)
    if isinstance(cell, (int, float, Decimal)):
        return _of_number(cell)
    raise ValueFault(f"Không phải ngày; {_EXAMPLE}.")


def _of_text(text: str) -> datetime.date:
    text = text.strip()
    if len(text) > _LONGEST:
        raise ValueFault(f"Không phải ngày; {_EXAMPLE}.")
    found = _PARTS.fullmatch(text)
    if found is None and ":" in text:
        text = _TIME.sub("", text)
        found = _PARTS.fullmatch(text)
    if found is not None:
        first, _mark, middle, last = found.groups()
        if len(first) == 4 and len(last) <= 2:
            return _day(int(first), int(middle), int(last))
        if len(first) <= 2 and len(last) == 4:
            return _day(int(last), int(middle), int(first))
        if len(first) <= 2 and len(last) == 2:
            year = int(last)
            return _day(year + (2000 if year < _PIVOT else 1900), int(middle), int(first))
        raise ValueFault(f"Năm phải có bốn chữ số; {_EXAMPLE}.")
    key = name_key(text)
    if found := _WORDS.fullmatch(key):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if _SERIAL.fullmatch(text):
        return _of_number(int(text[:5]))
    if _MONTH.fullmatch(key):
        raise ValueFault(f"Chỉ có tháng, thiếu ngày; {_EXAMPLE}.")
    if _YEAR.fullmatch(key):
        raise ValueFault(f"Chỉ có năm, thiếu ngày và tháng; {_EXAMPLE}.")
    raise ValueFault(f"Không phải ngày; {_EXAMPLE}.")


def _day(year: int, month: int, day: int) -> datetime.date:
    if month > 12 >= day:
        raise ValueFault(f"Không có tháng {month}: ngày viết trước tháng, như {month}/{day}/{year}.")
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise ValueFault(f"Ngày {day}/{month}/{year} không có thật.") from error


def _of_number(number: float | Decimal) -> datetime.date:
    """The day that Excel counts as this number, 1 January 1900 being the first."""
    try:
        plausible = 16_000 <= number < 110_000
    except ArithmeticError:
        plausible = False
    if not plausible:
        if isinstance(number, int) and FIRST_YEAR <= number <= LAST_YEAR:
            raise ValueFault(f"Chỉ có năm, thiếu ngày và tháng; {_EXAMPLE}.")
        raise ValueFault(f"Không phải ngày; {_EXAMPLE}.")
    day = day_of_serial(number)
    if isinstance(day, BadCell):
        raise ValueFault(day.reason)
    return _within(day)


def _within(day: datetime.date) -> datetime.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueFault(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return day

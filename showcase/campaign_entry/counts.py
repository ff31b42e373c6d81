"""A cell → a count: whole, not negative, and written so that it can be read in one way only. Pure.

parse_count("1.234")       # 1234: dots part thousands, as the State's own publications write
parse_count("1,2 triệu")   # 1200000
parse_count("1,234")       # CountError: a decimal in Vietnamese, a thousand in English
parse_count("")            # None: nothing is said
"""

import datetime
import re
import unicodedata
from decimal import Decimal

from django.utils.translation import gettext as _

from showcase.importing.sheets import Cell

__all__ = ["LARGEST", "CountError", "parse_count"]

LARGEST = 10**12
"""Beyond this a count of initiatives or people is a slip."""

_LONGEST = 40

_SPACES = re.compile(r"[\s\u2009]+")
_UNIT = re.compile(r"^(?P<number>.*?)\s?(?P<unit>nghìn|ngàn|triệu|tỷ|tỉ)$")
_UNITS = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_DASHES = frozenset("-–—−_")
_BARE = re.compile(r"\d+")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}")
_VIETNAMESE_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+),(\d+)")
_ENGLISH_DECIMAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+")


class CountError(ValueError):
    """A cell that is no count; its text tells the editor why, in Vietnamese."""


def parse_count(cell: Cell) -> int | None:
    """The count that a cell holds, None for an empty one. Raises CountError."""
    if isinstance(cell, bool):
        raise CountError(_("Ô là giá trị đúng/sai, không phải số."))
    if isinstance(cell, (datetime.date, datetime.time)):
        raise CountError(_("Ô là ngày giờ, không phải số; trong Excel hãy đổi định dạng ô thành Số."))
    if isinstance(cell, int):
        return _within(cell)
    if isinstance(cell, float):
        return _whole(Decimal(repr(cell)))
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", cell)).strip().lower()
    return _parse_text(text) if text else None


def _parse_text(text: str) -> int:
    if len(text) > _LONGEST:
        raise CountError(_("Không phải số."))
    if set(text) <= _DASHES:
        raise CountError(_("Dấu gạch không phải số: để trống nếu chưa có số, nhập 0 nếu là không."))
    if text[0] in _DASHES and text[1:].strip()[:1].isdigit():
        raise CountError(_("Số âm."))
    factor = 1
    if found := _UNIT.match(text):
        text, factor = found["number"], _UNITS[found["unit"]]
        if _DOTTED.fullmatch(text) or _TWO_WAYS.fullmatch(text):
            raise CountError(
                _("Có thể hiểu hai cách: hàng nghìn hay số lẻ của %(unit)s; hãy viết hết các chữ số.")
                % {"unit": found["unit"]}
            )
    return _whole(_number(text) * factor)


def _number(text: str) -> Decimal:
    """The number that a text of digits, dots, commas and spaces stands for. Raises CountError."""
    if any(pattern.fullmatch(text) for pattern in (_BARE, _DOTTED, _SPACED, _ENGLISH)):
        return Decimal(re.sub(r"[., ]", "", text))
    if _TWO_WAYS.fullmatch(text):
        raise CountError(
            _("Có thể hiểu hai cách: %(dotted)s hay số lẻ; hãy viết %(plain)s.")
            % {"dotted": text.replace(",", "."), "plain": text.replace(",", "")}
        )
    if found := _VIETNAMESE_DECIMAL.fullmatch(text):
        return Decimal(f"{re.sub('[. ]', '', found[1])}.{found[2]}")
    if _ENGLISH_DECIMAL.fullmatch(text):
        whole, _point, rest = text.replace(",", "").partition(".")
        if rest.strip("0"):
            raise CountError(_("Số lẻ, hoặc dấu chấm đặt sai chỗ; hàng nghìn viết 1.234."))
        return Decimal(whole)
    raise CountError(_("Không phải số."))


def _whole(value: Decimal) -> int:
    if not value.is_finite():
        raise CountError(_("Không phải số."))
    if value != value.to_integral_value():
        raise CountError(_("Số lẻ; ở đây phải là số nguyên."))
    return _within(int(value))


def _within(value: int) -> int:
    if value < 0:
        raise CountError(_("Số âm."))
    if value > LARGEST:
        raise CountError(_("Số quá lớn; hãy xem lại có thừa chữ số không."))
    return value

"""Money in whole đồng, written so that it can be read in one way only.

parse_money("80.000.000 đ") == parse_money("80 triệu") == parse_money("80tr") == 80_000_000
parse_money("1,2 tỷ") == 1_200_000_000
parse_money("1,234")      # ValueFault: a decimal in Vietnamese, a thousand in English
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from showcase.importing.rows import BadCell, Cell
from showcase.importing.values.faults import ValueFault

__all__ = ["LARGEST", "heading_factor", "parse_money"]

LARGEST = 10**15
"""Đồng beyond which a benefit or a cost is a slip."""

_LARGEST_SCALED = 10**12
_LONGEST = 60
_FACTORS = {
    "nghìn": 10**3,
    "ngàn": 10**3,
    "ng": 10**3,
    "k": 10**3,
    "triệu": 10**6,
    "trieu": 10**6,
    "tr": 10**6,
    "trđ": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "ty": 10**9,
}
_CURRENCY = re.compile(r"\s*(?:đồng|dong|vnđ|vnd|đ|₫|d)\.?$")
_TERM = re.compile(
    r"([\d., ]*\d)\s*(nghìn|ngàn|ng|k|triệu|trieu|trđ|tr|tỷ|tỉ|ty)?(?:\s+|(?<=[^\d\s])(?=\d)|$)"
)
_PLAIN = re.compile(r"\d{1,3}(?:\.\d{3})+\s?đ?")
_SPACES = re.compile(r"[\s\u2009]+")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[,.]\d{3}")
_VIETNAMESE_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d+),(\d+)")
_ENGLISH_DECIMAL = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\.(\d+)")
_IN_HEADING = re.compile(r"\b(?:(nghìn|ngàn|1[.,]?000|triệu|tr\.?|tỷ|tỉ)\s*(?:đồng|đ|vnđ|vnd|\)|$)|(trđ)\b)")


def heading_factor(heading: str) -> int:
    """What the numbers of a column are to be multiplied by: “Làm lợi (triệu đồng)” → 1,000,000."""
    found = _IN_HEADING.search(unicodedata.normalize("NFC", heading).lower())
    if not found:
        return 1
    word = found[1] or found[2]
    return 10**3 if word[0] == "1" else _FACTORS[word.rstrip(".")]


def parse_money(cell: Cell, factor: int = 1) -> int:
    """Đồng that a cell holds; `factor` counts for numbers that name no unit of their own. Raises ValueFault."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.isascii() and text.isdigit():
            return _scaled(Decimal(text), factor)
        digits = text.removesuffix("đ").rstrip().replace(".", "")
        if factor == 1 and digits.isdigit() and digits.isascii() and _PLAIN.fullmatch(text):
            return _whole(Decimal(digits))
        return _of_text(text, factor)
    if isinstance(cell, BadCell):
        raise ValueFault(cell.reason)
    if isinstance(cell, (int, Decimal)):
        return _scaled(Decimal(cell), factor)
    if isinstance(cell, float):
        return _scaled(Decimal(repr(cell)), factor)
    raise ValueFault("Ô là ngày, không phải số tiền; trong Excel hãy đổi định dạng ô thành Số.")


def _of_text(text: str, factor: int) -> int:
    text = _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()
    if len(text) > _LONGEST:
        raise ValueFault("Không phải số tiền.")
    if text[:1] in "-–—−" and text[1:].strip()[:1].isdigit():
        raise ValueFault("Số tiền không thể âm.")
    plain = _CURRENCY.sub("", text)
    if plain and not plain.strip("-–—−_"):
        raise ValueFault("Dấu gạch không phải số: để trống nếu chưa có số, nhập 0 nếu là không.")
    terms = _terms(plain)
    total = Decimal(0)
    smallest: int | None = None
    for number, unit in terms:
        size = _FACTORS[unit] if unit else (factor if len(terms) == 1 and plain == text else 1)
        if smallest is not None and size >= smallest:
            raise ValueFault("Không phải số tiền; hãy viết hết các chữ số, như 1.250.000.000.")
        smallest = size
        total += _number(number, unit) * size
    return _scaled(total / factor, factor) if smallest == factor != 1 and not terms[-1][1] else _whole(total)


def _terms(text: str) -> list[tuple[str, str]]:
    """Numbers with their units, “1 tỷ 200 triệu” having two. Raises ValueFault."""
    terms: list[tuple[str, str]] = []
    place = 0
    while place < len(text):
        found = _TERM.match(text, place)
        if found is None or found.end() == place:
            raise ValueFault("Không phải số tiền; hãy viết như 80.000.000 hoặc 80 triệu.")
        terms.append((found[1].strip(), found[2] or ""))
        place = found.end()
    if not terms or (len(terms) > 1 and not all(unit for _number_, unit in terms[:-1])):
        raise ValueFault("Không phải số tiền; hãy viết như 80.000.000 hoặc 80 triệu.")
    if len(terms) > 1 and not terms[-1][1] and len(terms[-1][0]) < 4:
        raise ValueFault("Có thể hiểu nhiều cách; hãy viết hết các chữ số.")
    return terms


def _number(text: str, unit: str) -> Decimal:
    """The number that digits, dots, commas and spaces stand for. Raises ValueFault."""
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if unit and _TWO_WAYS.fullmatch(text):
        raise ValueFault(f"Có thể hiểu hai cách: hàng nghìn hay số lẻ của {unit}; hãy viết hết các chữ số.")
    if _DOTTED.fullmatch(text) or _SPACED.fullmatch(text) or _ENGLISH.fullmatch(text):
        return Decimal(re.sub("[., ]", "", text))
    if _TWO_WAYS.fullmatch(text):
        raise ValueFault(
            f"Có thể hiểu hai cách: {text.replace(',', '.')} hay số lẻ; hãy viết {text.replace(',', '')}."
        )
    if found := _VIETNAMESE_DECIMAL.fullmatch(text):
        return Decimal(f"{re.sub('[. ]', '', found[1])}.{found[2]}")
    if found := _ENGLISH_DECIMAL.fullmatch(text):
        return Decimal(f"{found[1].replace(',', '')}.{found[2]}")
    raise ValueFault("Không phải số tiền; hãy viết như 80.000.000 hoặc 80 triệu.")


def _scaled(number: Decimal, factor: int) -> int:
    """A number in the unit that the heading names; one of a size that only đồng have is refused."""
    if factor > 1 and number.is_finite() and number * factor >= _LARGEST_SCALED:
        unit = f"{factor:,}".replace(",", ".")
        raise ValueFault(
            f"Cột này tính theo {unit} đồng, số này thành quá lớn; nếu đã ghi đủ đồng, hãy thêm chữ “đ”."
        )
    return _whole(number * factor)


def _whole(value: Decimal) -> int:
    if not value.is_finite():
        raise ValueFault("Không phải số tiền.")
    if value < 0:
        raise ValueFault("Số tiền không thể âm.")
    if value > LARGEST:
        raise ValueFault("Số tiền quá lớn; hãy xem lại có thừa chữ số hay nhầm đơn vị không.")
    whole = int(value)
    if value != whole:
        raise ValueFault("Số tiền phải là số đồng nguyên, không lẻ.")
    return whole

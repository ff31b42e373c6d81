"""Vietnamese typography for templates: money, numbers, dates, changes, plain text and highlighted text.

Grouping, decimal comma and the place of the unit follow the style of the State's own publications:
``1.234.567 đ``, ``20/4/2022``, ``1,2 tỷ đồng``. Number and unit are joined by a no-break space so that no
line ends between them.
"""

import datetime
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Protocol

from django import template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

MILLION = Decimal(10**6)
BILLION = Decimal(10**9)
LEAD_LIMIT = 90
"""Longest opening, in characters, that still reads as the name of a step."""

DATE_FORMATS = {
    "day": "{0.day}/{0.month}/{0.year}",
    "month": "{0.month}/{0.year}",
    "year": "{0.year}",
}


class Highlighted(Protocol):
    """A piece of text and the half-open character ranges in it that matched a query."""

    text: str
    spans: Iterable[tuple[int, int]]


def _decimal(value: object) -> Decimal | None:
    """Read a number in any of the types templates meet; None when it is not one."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        parsed = Decimal(str(value))
    except InvalidOperation:
        return None
    return parsed if parsed.is_finite() else None


def _round(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _grouped(value: Decimal) -> str:
    """Write with dots between thousands, a decimal comma and a true minus sign."""
    text = f"{abs(value):,f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if value < 0 else text


def _plain(value: Decimal) -> Decimal:
    """Drop the zeros a calculation leaves behind the comma."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


@register.filter
def number(value: object, decimals: int | None = None) -> str:
    """Write a number: 1234567 → "1.234.567", 2.5 → "2,5", None → "".

    ``decimals`` fixes the digits after the comma, rounding half up: ``{{ 4|number:1 }}`` → "4,0".
    Text that is no number comes back unchanged.
    """
    parsed = _decimal(value)
    if parsed is None:
        return "" if value is None else str(value)
    return _grouped(_plain(parsed) if decimals is None else _round(parsed, decimals))


@register.filter
def dong(value: object) -> str:
    """Write an amount of đồng in full: 1234567 → "1.234.567 đ"; None → "". Fractions are rounded away."""
    parsed = _decimal(value)
    return "" if parsed is None else f"{_grouped(_round(parsed, 0))}{NO_BREAK_SPACE}đ"


@register.filter
def short_money(value: object) -> str:
    """Write an amount of đồng as one says it: 253340000 → "253 triệu đồng", 1200000000 → "1,2 tỷ đồng".

    Below 100 of the unit one digit stays behind the comma, above it none. Amounts under one million are
    written out.
    """
    parsed = _decimal(value)
    if parsed is None:
        return ""
    for unit, name, next_unit in ((MILLION, "triệu", BILLION), (BILLION, "tỷ", None)):
        shown = parsed / unit
        shown = _round(shown, 1 if abs(shown) < 100 else 0)
        if abs(shown) < 1:
            return f"{_grouped(_round(parsed, 0))}{NO_BREAK_SPACE}đồng"
        if next_unit is None or abs(shown) * unit < next_unit:
            return f"{_grouped(_plain(shown))}{NO_BREAK_SPACE}{name} đồng"
    raise AssertionError("the last unit has no upper bound")


@register.filter
def vi_date(value: datetime.date | None, precision: str = "day") -> str:
    """Write a date in Vietnamese order: "20/4/2022"; with precision "month" "4/2022", with "year" "2022".

    An aware moment is first brought to the site's time zone. None → "".
    """
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return DATE_FORMATS[precision].format(value)


@register.filter
def change(before: object, after: object) -> str:
    """Write the change between two measurements in per cent: 41200 → 28400 is "−31%".

    Empty when either is missing or the first is zero. A change below one per cent keeps one digit behind the
    comma.
    """
    first, second = _decimal(before), _decimal(after)
    if first is None or second is None or first == 0:
        return ""
    share = (second - first) / abs(first) * 100
    rounded = _plain(_round(share, 0 if abs(share) >= 1 else 1))
    if rounded == 0:
        return "0%"
    return f"{'+' if rounded > 0 else ''}{_grouped(rounded)}%"


@register.filter
def file_size(value: object) -> str:
    """Write a size given in bytes: 1258291 → "1,2 MB", 38912 → "38 KB"; None → ""."""
    size = _decimal(value)
    if size is None:
        return ""
    if size < 1024:
        return f"{_grouped(_round(size, 0))}{NO_BREAK_SPACE}B"
    if _round(size / 1024, 0) < 1024:
        return f"{_grouped(_round(size / 1024, 0))}{NO_BREAK_SPACE}KB"
    megabytes = size / 1024**2
    return f"{_grouped(_plain(_round(megabytes, 1 if megabytes < 10 else 0)))}{NO_BREAK_SPACE}MB"


@register.filter
def paragraphs(value: str | None) -> SafeString:
    """Turn plain text into escaped ``<p>`` elements: a blank line parts them, a break is ``<br>``."""
    text = "\n".join((value or "").splitlines())
    parts = (escape(part.strip()).replace("\n", "<br>") for part in re.split(r"\n[^\S\n]*\n", text))
    return mark_safe("".join(f"<p>{part}</p>" for part in parts if part))  # noqa: S308 - escaped above


@register.filter
def step_parts(value: str | None) -> dict[str, str]:
    """Part "Ghi mức nước: bằng thước vạch" into lead and rest, so that a template can stress the lead.

    The lead comes without its colon; it is empty when the text has none or begins with a whole sentence.
    """
    text = (value or "").strip()
    lead, colon, rest = text.partition(": ")
    if not colon or not rest.strip() or len(lead) > LEAD_LIMIT or re.search(r"[.!?]\s", lead):
        return {"lead": "", "rest": text}
    return {"lead": lead, "rest": rest.strip()}


@register.filter
def highlighted(fragment: Highlighted | str | None) -> SafeString:
    """Escape a fragment's text and wrap its matched spans in ``<mark>``.

    Spans may overlap, touch, come unsorted or run past the text; each character is marked at most once. A
    fragment cut out of a longer text (``cut_before``, ``cut_after``) shows it by an ellipsis.
    """
    if fragment is None or isinstance(fragment, str):
        return mark_safe(escape(fragment or ""))  # noqa: S308 - escaped here
    text = fragment.text
    marked: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in fragment.spans):
        if start >= end:
            continue
        if marked and start <= marked[-1][1]:
            marked[-1] = (marked[-1][0], max(end, marked[-1][1]))
        else:
            marked.append((start, end))
    out, position = [], 0
    for start, end in marked:
        out += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
        position = end
    out.append(escape(text[position:]))
    if getattr(fragment, "cut_before", False):
        out.insert(0, "… ")
    if getattr(fragment, "cut_after", False):
        out.append(" …")
    return mark_safe("".join(out))  # noqa: S308 - every piece escaped above


@register.filter
def symbol_number(value: str | None) -> str:
    """Take the number a document's symbol opens with: "04/HD-LĐLĐ" → "04"; empty when it opens otherwise."""
    opening = re.match(r"\d+", value or "")
    return opening.group() if opening else ""


@register.filter
def share(part: Any, whole: Any) -> str:
    """Write a part of a whole in per cent, with one digit: 35728 of 163532 is "21,8%"; "" without a whole."""
    first, second = _decimal(part), _decimal(whole)
    if first is None or not second:
        return ""
    return f"{_grouped(_round(first / second * 100, 1))}%"

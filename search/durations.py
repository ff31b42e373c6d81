"""Spans of time as one says them in Vietnamese, for editors and operators."""

import datetime

__all__ = ["duration_words"]

_UNITS = ((86_400, "ngày"), (3_600, "giờ"), (60, "phút"), (1, "giây"))


def duration_words(span: datetime.timedelta) -> str:
    """The two largest units of a span: "2 giờ 5 phút", "3 phút", "0 giây"."""
    left = max(0, int(span.total_seconds()))
    parts: list[tuple[int, str]] = []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count or parts or size == 1:
            parts.append((count, unit))
    return " ".join(f"{count} {unit}" for place, (count, unit) in enumerate(parts[:2]) if count or not place)

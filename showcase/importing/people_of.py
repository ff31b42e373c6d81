"""Parts of authors, decisions and honours → records, with what is wrong among them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from showcase.importing.rows import ParsedAuthor, ParsedAward, ParsedRecognition
from showcase.importing.values.shares import shares_fault

__all__ = ["authors_of", "awards_of", "recognitions_of"]

Items: TypeAlias = list[tuple[int, dict[str, Any]]]
"""Items by their number; a part that names a record has its text beside it under `<part>_text`."""

Fault: TypeAlias = Callable[[int, str, str], None]
"""Takes the number of an item, the part and the reason."""


def authors_of(items: Items, fault: Fault) -> tuple[ParsedAuthor, ...]:
    """The authors; each has a name, and their shares add up."""
    authors: list[ParsedAuthor] = []
    for number, parts in items:
        if not parts.get("name"):
            fault(number, "name", f"Tác giả {number} chưa có họ và tên.")
            continue
        authors.append(
            ParsedAuthor(
                parts["name"],
                parts.get("job_title") or "",
                parts.get("workplace") or "",
                parts.get("education") or "",
                bool(parts.get("holds_leadership_post")),
                parts.get("share"),
            )
        )
    if len(authors) == len(items) and (reason := shares_fault([author.share for author in authors])):
        fault(items[0][0], "share", reason)
    return tuple(authors)


def recognitions_of(items: Items, fault: Fault, unit: int | None) -> tuple[ParsedRecognition, ...]:
    """The decisions; at grassroots level the initiative's own unit recognises where no other is named."""
    found: list[ParsedRecognition] = []
    seen: set[tuple[str, object]] = set()
    for number, parts in items:
        level, day = parts.get("level"), parts.get("date")
        if not level:
            fault(number, "level", f"Công nhận {number} chưa có cấp.")
        if day is None:
            fault(number, "date", f"Công nhận {number} chưa có ngày quyết định.")
        body, body_name = parts.get("body"), parts.get("body_text", "")
        if body is None and not body_name:
            if level and level != "grassroots":
                fault(number, "body", f"Công nhận {number} chưa có nơi công nhận.")
            body = unit
        if not level or day is None:
            continue
        key = (level, body if body is not None else body_name)
        if key in seen:
            fault(number, "body", "Hai lần công nhận cùng cấp, cùng nơi.")
        seen.add(key)
        found.append(
            ParsedRecognition(
                level,
                body,
                day,
                parts.get("decision_number") or "",
                parts.get("certificate_number") or "",
                body_name,
            )
        )
    return tuple(found)


def awards_of(items: Items, fault: Fault) -> tuple[ParsedAward, ...]:
    """The honours; one of a kind, each with its day."""
    found: list[ParsedAward] = []
    seen: set[object] = set()
    for number, parts in items:
        name, day = parts.get("award_type_text", ""), parts.get("date")
        if not name:
            fault(number, "award_type", f"Khen thưởng {number} chưa có hình thức.")
        if day is None:
            fault(number, "date", f"Khen thưởng {number} chưa có ngày quyết định.")
        if not name or day is None:
            continue
        kind = parts.get("award_type")
        key = kind if kind is not None else name
        if key in seen:
            fault(number, "award_type", "Hai lần khen thưởng cùng hình thức.")
        seen.add(key)
        found.append(
            ParsedAward(
                kind,
                day,
                parts.get("body"),
                parts.get("decision_number") or "",
                name,
                parts.get("body_text", ""),
            )
        )
    return tuple(found)

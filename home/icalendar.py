"""Calendars in the format of RFC 5545, as calendar programs take them in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["CalendarEntry", "render"]

_LINE_BYTES = 75


@dataclass(frozen=True)
class CalendarEntry:
    """One entry: on a whole day, or at a moment; `uid` stays the same when the entry is exported again."""

    uid: str
    day: datetime.date
    title: str
    moment: datetime.datetime | None = None
    category: str = ""
    url: str = ""


def render(name: str, entries: Iterable[CalendarEntry], stamp: datetime.datetime) -> str:
    """The text of a calendar file: lines end in CRLF and are folded at 75 bytes, as the format asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cong Sang kien//Lich cong bo//VI",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for entry in entries:
        lines += ["BEGIN:VEVENT", f"UID:{_escaped(entry.uid)}", f"DTSTAMP:{_utc(stamp)}"]
        if entry.moment is not None:
            lines.append(f"DTSTART:{_utc(entry.moment)}")
        else:
            # The end of a whole day is the day after, which does not belong to it.
            lines.append(f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}")
            lines.append(f"DTEND;VALUE=DATE:{entry.day + datetime.timedelta(days=1):%Y%m%d}")
        lines.append(f"SUMMARY:{_escaped(entry.title)}")
        if entry.category:
            lines.append(f"CATEGORIES:{_escaped(entry.category)}")
        if entry.url:
            lines.append(f"URL:{entry.url}")
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Text with what separates values in the format written out; line breaks of any kind become one."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """A line cut where it is too long, never within a letter; what follows begins with a space."""
    parts, part, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LINE_BYTES:
            parts.append(part)
            part, size = "", 1
        part += letter
        size += width
    return "\r\n ".join([*parts, part])

"""The calendar file: readable by calendar programs, whatever the titles hold."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from home.icalendar import CalendarEntry, render

STAMP = datetime.datetime(2026, 11, 21, 3, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 30)


def unfolded(text: str) -> list[str]:
    """Lines as a program reads them."""
    return text.replace("\r\n ", "").split("\r\n")


def test_entry__of_a_whole_day_ends_the_day_after() -> None:
    text = render("Lịch", [CalendarEntry("a@b", DAY, "Hết ghim")], STAMP)
    assert text == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Cong Sang kien//Lich cong bo//VI\r\nCALSCALE:GREGORIAN\r\n"
        "X-WR-CALNAME:Lịch\r\nBEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20261121T030000Z\r\n"
        "DTSTART;VALUE=DATE:20261130\r\nDTEND;VALUE=DATE:20261201\r\nSUMMARY:Hết ghim\r\n"
        "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_entry__at_a_moment_is_in_utc() -> None:
    hanoi = datetime.timezone(datetime.timedelta(hours=7))
    moment = datetime.datetime(2026, 11, 30, 8, 30, tzinfo=hanoi)
    entry = CalendarEntry("a@b", DAY, "Lên trang", moment=moment, category="Lên trang", url="https://x.vn/a")
    lines = unfolded(render("Lịch", [entry], STAMP))
    assert "DTSTART:20261130T013000Z" in lines
    assert "CATEGORIES:Lên trang" in lines
    assert "URL:https://x.vn/a" in lines
    assert not any(line.startswith("DTEND") for line in lines)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
def test_entry__keeps_any_title_on_its_line(title: str) -> None:
    text = render("Lịch", [CalendarEntry("a@b", DAY, title)], STAMP)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = unfolded(text)
    assert sum(line.startswith("SUMMARY:") for line in lines) == 1
    shown = next(line for line in lines if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    read = shown.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
    assert read.replace("\0", "\\") == "\n".join(title.splitlines())
    assert lines.count("BEGIN:VEVENT") == 1

"""Phases of a campaign as days on a calendar: what must not be, and where a campaign stands on a day. Pure.

A phase with both days is a stretch: it lies within the campaign, and stretches do not share a day. A phase with one
day is a milestone (“ban hành kế hoạch”), which may fall inside a stretch and before or after the campaign. A phase
without days is words alone.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from home.templatetags.typography import vi_date

__all__ = [
    "PhaseDays",
    "PhaseProblem",
    "Standing",
    "Timing",
    "days_left",
    "phase_problems",
    "standing",
    "timing",
]


class Timing(StrEnum):
    """Where something stands to a day."""

    AHEAD = "ahead"
    NOW = "now"
    PAST = "past"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class PhaseDays:
    """A phase: its name, and its first and last day, both of which belong to it; either may be missing."""

    name: str
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None

    @property
    def is_stretch(self) -> bool:
        """Whether it runs from one day to another, in this order."""
        return self.starts_on is not None and self.ends_on is not None and self.starts_on <= self.ends_on


@dataclass(frozen=True, slots=True)
class PhaseProblem:
    """What is wrong at a row: its place in the rows given, the field (`starts_on`, `ends_on`) and the words."""

    row: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands on a day, as words; `phase` is the place of the stretch that runs, else None."""

    words: str
    phase: int | None = None


def phase_problems(
    starts_on: datetime.date | None, ends_on: datetime.date | None, phases: Sequence[PhaseDays]
) -> list[PhaseProblem]:
    """Stretches outside the campaign's days, and stretches that share days, in the order of the rows.

    Days of the campaign that are not known yet (a draft, no end) limit nothing. A stretch whose own days are in the
    wrong order is left out: its row says so itself.
    """
    stretches = [(row, phase) for row, phase in enumerate(phases) if phase.is_stretch]
    problems = [problem for row, phase in stretches for problem in _outside(row, phase, starts_on, ends_on)]
    problems += _shared(stretches)
    return sorted(problems, key=lambda problem: (problem.row, problem.field))


def _outside(
    row: int, phase: PhaseDays, first: datetime.date | None, last: datetime.date | None
) -> Iterable[PhaseProblem]:
    for field, day in (("starts_on", phase.starts_on), ("ends_on", phase.ends_on)):
        if day and first and day < first:
            yield PhaseProblem(
                row,
                field,
                _("Ngày %(day)s trước ngày bắt đầu chiến dịch, %(limit)s.")
                % {"day": vi_date(day), "limit": vi_date(first)},
            )
        elif day and last and day > last:
            yield PhaseProblem(
                row,
                field,
                _("Ngày %(day)s sau ngày kết thúc chiến dịch, %(limit)s.")
                % {"day": vi_date(day), "limit": vi_date(last)},
            )


def _shared(stretches: Sequence[tuple[int, PhaseDays]]) -> Iterable[PhaseProblem]:
    """At the later of two stretches that share days: which one it runs into."""
    ordered = sorted(stretches, key=lambda one: (one[1].starts_on, one[1].ends_on, one[0]))
    longest: PhaseDays | None = None
    for row, phase in ordered:
        if longest and longest.ends_on and phase.starts_on and phase.starts_on <= longest.ends_on:
            yield PhaseProblem(
                row,
                "starts_on",
                _("Trùng ngày với giai đoạn “%(name)s” (%(first)s – %(last)s).")
                % {
                    "name": longest.name,
                    "first": vi_date(longest.starts_on),
                    "last": vi_date(longest.ends_on),
                },
            )
        if longest is None or (phase.ends_on and longest.ends_on and phase.ends_on > longest.ends_on):
            longest = phase


def timing(starts_on: datetime.date | None, ends_on: datetime.date | None, day: datetime.date) -> Timing:
    """Whether these days lie ahead of a day, around it or behind it; a milestone is now on its own day only."""
    first, last = starts_on or ends_on, ends_on or starts_on
    if first is None or last is None:
        return Timing.UNDATED
    if day < first:
        return Timing.AHEAD
    return Timing.PAST if day > last else Timing.NOW


def days_left(until: datetime.date, day: datetime.date) -> str:
    """“còn 8 ngày”, on the last day “hôm nay là ngày cuối”, afterwards “đã qua”."""
    left = (until - day).days
    if left < 0:
        return _("đã qua")
    if left == 0:
        return _("hôm nay là ngày cuối")
    return _("còn %(days)s ngày") % {"days": left}


def standing(
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    phases: Sequence[PhaseDays],
    day: datetime.date,
) -> Standing:
    """Where a campaign stands on a day, in one sentence that counts the days."""
    if day < starts_on:
        return Standing(_("Còn %(days)s ngày tới khi bắt đầu") % {"days": (starts_on - day).days})
    if ends_on and day > ends_on:
        return Standing(_("Đã kết thúc ngày %(day)s") % {"day": vi_date(ends_on)})
    for row, phase in enumerate(phases):
        if phase.is_stretch and phase.ends_on and timing(phase.starts_on, phase.ends_on, day) == Timing.NOW:
            return Standing(
                _("Đang ở giai đoạn “%(name)s”, %(left)s")
                % {"name": phase.name, "left": days_left(phase.ends_on, day)},
                row,
            )
    return Standing(_between(ends_on, phases, day))


def _between(ends_on: datetime.date | None, phases: Sequence[PhaseDays], day: datetime.date) -> str:
    """Words of a running campaign in none of its stretches: the next one, else the end."""
    ahead = [phase for phase in phases if phase.is_stretch and phase.starts_on and phase.starts_on > day]
    coming = min(ahead, key=lambda phase: phase.starts_on or day, default=None)
    if coming and coming.starts_on:
        return _("Đang diễn ra, còn %(days)s ngày tới giai đoạn “%(name)s”") % {
            "days": (coming.starts_on - day).days,
            "name": coming.name,
        }
    if ends_on is None:
        return _("Đang diễn ra, chưa định ngày kết thúc")
    return _("Đang diễn ra, %(left)s") % {"left": days_left(ends_on, day)}

"""Rules of featured slots: which stand on a day, and that nothing stands in two slots on the same day.

Pure functions, and the panel with which a page or a record offers its slots.
"""

import datetime
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _now
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

from home.templatetags.typography import vi_date

__all__ = ["Dated", "SlotFormSet", "SlotsPanel", "Window", "in_words", "overlaps", "standing", "stands_on"]

Day = datetime.date


class Dated(Protocol):
    """Anything with a first and a last day, both included; None leaves that side open."""

    @property
    def starts_on(self) -> Day | None:
        """The first day."""

    @property
    def ends_on(self) -> Day | None:
        """The last day."""


D = TypeVar("D", bound=Dated)


@dataclass(frozen=True, slots=True)
class Window:
    """What stands in a slot, and when."""

    what: Hashable
    starts_on: Day | None = None
    ends_on: Day | None = None


def stands_on(slot: Dated, day: Day) -> bool:
    """Whether the day lies within the dates of a slot, the first and the last day included."""
    return (slot.starts_on is None or slot.starts_on <= day) and (slot.ends_on is None or day <= slot.ends_on)


def standing(slots: Iterable[D], day: Day) -> list[D]:
    """Slots whose dates include the day, in their order."""
    return [slot for slot in slots if stands_on(slot, day)]


def overlaps(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """Pairs (earlier row, later row) that hold the same thing on a common day; each later row once."""
    found = []
    for later, window in enumerate(windows):
        for earlier, other in enumerate(windows[:later]):
            if window.what == other.what and _meet(window, other):
                found.append((earlier, later))
                break
    return found


def _meet(one: Window, other: Window) -> bool:
    starts = max(one.starts_on or Day.min, other.starts_on or Day.min)
    ends = min(one.ends_on or Day.max, other.ends_on or Day.max)
    return starts <= ends


def in_words(window: Window) -> str:
    """The days of a slot as an editor reads them."""
    if window.starts_on and window.ends_on:
        return _now("từ %(start)s đến hết %(end)s") % {
            "start": vi_date(window.starts_on),
            "end": vi_date(window.ends_on),
        }
    if window.starts_on:
        return _now("từ %(start)s") % {"start": vi_date(window.starts_on)}
    if window.ends_on:
        return _now("đến hết %(end)s") % {"end": vi_date(window.ends_on)}
    return _now("không hạn ngày")


class SlotFormSet(BaseChildFormSet):
    """Rows of slots; a row that repeats another one on the same days is refused, with the error at that row."""

    def clean(self, *args: Any, **kwargs: Any) -> None:
        """Compare the rows that stay; a row with errors of its own is left to them."""
        super().clean(*args, **kwargs)
        name = self.model.subject_field
        rows = [
            row
            for row in self.forms
            if not row.errors and row.cleaned_data.get(name) and not self._should_delete_form(row)
        ]
        windows = [
            Window(
                row.cleaned_data[name].pk, row.cleaned_data.get("starts_on"), row.cleaned_data.get("ends_on")
            )
            for row in rows
        ]
        for earlier, later in overlaps(windows):
            rows[later].add_error(
                name,
                _now("Đã có ở ô thứ %(place)s trong cùng những ngày ấy (%(days)s). Sửa ngày hoặc bỏ một ô.")
                % {"place": self.forms.index(rows[earlier]) + 1, "days": in_words(windows[earlier])},
            )


class SlotsPanel(InlinePanel):
    """An inline panel of slots, ordered by dragging, which refuses repeated rows."""

    def get_form_options(self) -> dict[str, Any]:
        """Give the rows the rule of slots."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = SlotFormSet
        return options

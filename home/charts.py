"""Geometry of the charts drawn on the server: pure functions from numbers to positions.

Charts are SVG without a view box: widths are per cent, heights and text are pixels, so nothing shrinks on a
phone. Every length that ends up in an attribute is a ready string with a decimal point (``"51.9%"``), out of
reach of the page's own number format. Values are never negative; a negative one raises :class:`ValueError`.
"""

import datetime
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "Axis",
    "AxisMark",
    "AxisTick",
    "Bar",
    "BarChart",
    "Column",
    "ColumnChart",
    "Datum",
    "Pair",
    "PairChart",
    "Squares",
    "SquaresItem",
    "Target",
    "TargetMark",
    "axis",
    "bars",
    "columns",
    "pairs",
    "per_cent",
    "squares",
    "target",
]


@dataclass(frozen=True)
class Datum:
    """One thing to draw.

    ``text`` is the value as written on the chart (``"35.728"``); ``field`` the slug of a field of work, for
    its hue and icon; ``strong`` picks out the one the title speaks of.
    """

    label: str
    value: float
    text: str
    field: str = ""
    strong: bool = False
    note: str = ""
    url: str = ""


def per_cent(part: float, whole: float) -> str:
    """Give a length in per cent with at most one digit behind the point; "0%" of nothing."""
    if part < 0 or whole < 0:
        raise ValueError(f"a length cannot be negative: {part} of {whole}")
    share = 100 * part / whole if whole else 0.0
    return f"{share:.1f}".removesuffix(".0") + "%"


def _pixels(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


# Bars ---------------------------------------------------------------------------------------------

BAR_STEP = 46
COMPACT_STEP = 44


@dataclass(frozen=True)
class Bar:
    """A bar with its label above: baselines and edges in pixels, width in per cent."""

    datum: Datum
    text_y: int
    icon_y: int
    label_x: int
    bar_y: int
    width: str


@dataclass(frozen=True)
class BarChart:
    """Bars below each other, measured against the largest."""

    bars: Sequence[Bar]
    height: int
    compact: bool


def bars(data: Iterable[Datum], whole: float | None = None, compact: bool = False) -> BarChart:
    """Lay out bars below each other.

    Full width is ``whole`` where it is given (100 for shares), else the largest value. ``compact`` sets small
    labels, for columns of a tally.
    """
    items = list(data)
    full = whole if whole is not None else max((item.value for item in items), default=0)
    step, bar_top, text_top = (COMPACT_STEP, 22, 14) if compact else (BAR_STEP, 25, 16)
    laid = [
        Bar(
            datum=item,
            text_y=text_top + place * step,
            icon_y=1 + place * step,
            label_x=28 if item.field else 0,
            bar_y=bar_top + place * step,
            width=per_cent(min(item.value, full), full),
        )
        for place, item in enumerate(items)
    ]
    return BarChart(laid, max(0, (len(items) - 1) * step + bar_top + 9), compact)


# Columns ------------------------------------------------------------------------------------------

PLOT_TOP, PLOT_HEIGHT = 24, 280
CROWDED = 8
"""More columns than this leave no room on a phone for a figure over each."""


@dataclass(frozen=True)
class Column:
    """A column: left edge, width and middle in per cent, top and height in pixels."""

    datum: Datum
    left: str
    width: str
    middle: str
    top: int
    height: int
    text_y: int
    shows_text: bool


@dataclass(frozen=True)
class ColumnChart:
    """Columns side by side on one base line."""

    columns: Sequence[Column]
    height: int = PLOT_TOP + PLOT_HEIGHT + 30
    base_y: str = f"{PLOT_TOP + PLOT_HEIGHT}.5"
    label_y: int = PLOT_TOP + PLOT_HEIGHT + 22


def columns(data: Iterable[Datum]) -> ColumnChart:
    """Lay out columns; where they crowd, only the first, last, highest and strong keep their figure."""
    items = list(data)
    highest = max((item.value for item in items), default=0)
    step = 100 / len(items) if items else 0
    laid = []
    for place, item in enumerate(items):
        per_cent(item.value, highest)
        height = round(PLOT_HEIGHT * item.value / highest) if highest else 0
        top = PLOT_TOP + PLOT_HEIGHT - height
        kept = place in (0, len(items) - 1) or item.strong or item.value == highest
        laid.append(
            Column(
                datum=item,
                left=per_cent(step * (place + 0.1), 100),
                width=per_cent(step * 0.8, 100),
                middle=per_cent(step * (place + 0.5), 100),
                top=top,
                height=height,
                text_y=top - 8,
                shows_text=len(items) <= CROWDED or kept,
            )
        )
    return ColumnChart(laid)


# Target -------------------------------------------------------------------------------------------

TIGHT = 24.0
"""Two labels closer than this share of the width, in per cent, would run into each other on a phone."""
LANE_HEIGHT = 40


@dataclass(frozen=True)
class TargetMark:
    """A goal or the result on the bar. ``anchor`` is the class that aligns its text; baselines are in pixels.

    ``note_y`` is None where the space for the note is taken by other labels.
    """

    datum: Datum
    x: str
    anchor: str
    is_result: bool
    text_y: int
    label_y: int
    note_y: int | None


@dataclass(frozen=True)
class Target:
    """A result measured against its goals on one bar; full width is the largest of them."""

    marks: Sequence[TargetMark]
    result_width: str
    has_notes: bool
    height: int


def _lane(share: float, lanes: list[list[float]]) -> int:
    """Take the first lane in which a label at ``share`` keeps its distance; lane 0 is above the bar."""
    for number, lane in enumerate(lanes):
        if all(abs(share - other) >= TIGHT for other in lane):
            lane.append(share)
            return number
    lanes.append([share])
    return len(lanes) - 1


def target(goals: Iterable[Datum], result: Datum) -> Target:
    """Lay out a result against its goals.

    Labels that would collide move below the bar, as many rows as it takes. Notes stand below the bar and only
    where no label had to go there.
    """
    goal_list = sorted(goals, key=lambda goal: goal.value, reverse=True)
    full = max(item.value for item in (*goal_list, result))
    lanes: list[list[float]] = [[]]
    placed = []
    for item in (result, *goal_list):
        width = per_cent(item.value, full)
        share = 100 * item.value / full if full else 0.0
        placed.append((item, width, share, _lane(share, lanes)))
    has_notes = len(lanes) == 1 and any(item.note for item, *_ in placed)
    marks = [
        TargetMark(
            datum=item,
            x=width,
            anchor="end" if share >= TIGHT else "",
            is_result=item is result,
            text_y=18 if lane == 0 else 68 + LANE_HEIGHT * lane,
            label_y=36 if lane == 0 else 86 + LANE_HEIGHT * lane,
            note_y=116 if has_notes and item.note else None,
        )
        for item, width, share, lane in sorted(placed, key=lambda place: place[2])
    ]
    return Target(marks, per_cent(result.value, full), has_notes, 128 + LANE_HEIGHT * max(0, len(lanes) - 2))


# Axis of time -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AxisTick:
    """The first day of a month on the axis; of a January, ``year`` says which."""

    x: str
    year: int | None


@dataclass(frozen=True)
class AxisMark:
    """A day worth a name. ``anchor`` keeps its text on the page."""

    date: datetime.date
    label: str
    x: str
    anchor: str
    is_now: bool
    is_start: bool
    is_end: bool


@dataclass(frozen=True)
class Axis:
    """A span of time from edge to edge."""

    marks: Sequence[AxisMark]
    ticks: Sequence[AxisTick]
    elapsed: str
    height: int = 112


def axis(
    start: datetime.date,
    end: datetime.date,
    marks: Iterable[tuple[datetime.date, str]] = (),
    *,
    reached: datetime.date | None = None,
    start_label: str = "bắt đầu",
    end_label: str = "kết thúc",
) -> Axis:
    """Lay out a span of time with its months.

    ``reached`` is how far time, or knowledge, has come; the bar fills to there. Marks outside the span are
    left out. Raises :class:`ValueError` when the end does not come after the start.
    """
    if end <= start:
        raise ValueError(f"the span {start} – {end} is empty")
    days = (end - start).days

    def x(day: datetime.date) -> str:
        return per_cent((day - start).days, days)

    ticks = []
    year, month = start.year, start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = datetime.date(year, month, 1)
        if first >= end:
            break
        ticks.append(AxisTick(x(first), year if month == 1 else None))
    edges = [
        AxisMark(start, start_label, "0", "", reached == start, is_start=True, is_end=False),
        AxisMark(end, end_label, "100%", "end", reached == end, is_start=False, is_end=True),
    ]
    late = start + datetime.timedelta(days=days * 0.6)
    inner = [
        AxisMark(day, label, x(day), "end" if day > late else "", day == reached, False, False)
        for day, label in marks
        if start < day < end
    ]
    elapsed = per_cent(min(max((reached - start).days, 0), days), days) if reached else "0%"
    return Axis([edges[0], *inner, edges[1]], ticks, elapsed)


# Before and after ---------------------------------------------------------------------------------

PAIR_STEP = 94


@dataclass(frozen=True)
class Pair:
    """Two bars of one measure on a scale of their own; widths leave half the room for the figures."""

    what: str
    before: Datum
    after: Datum
    title_y: int
    before_y: int
    after_y: int
    before_width: str
    after_width: str


@dataclass(frozen=True)
class PairChart:
    """Measures before and after, each pair with its own scale."""

    pairs: Sequence[Pair]
    height: int


def pairs(rows: Iterable[tuple[str, Datum, Datum]]) -> PairChart:
    """Lay out measures before and after: rows of (what, before, after)."""
    laid = []
    for place, (what, before, after) in enumerate(rows):
        full = 2 * max(before.value, after.value)
        top = place * PAIR_STEP
        widths = per_cent(before.value, full), per_cent(after.value, full)
        laid.append(Pair(what, before, after, top + 16, top + 26, top + 54, *widths))
    return PairChart(laid, max(0, len(laid) * PAIR_STEP - 6))


# Squares by area ----------------------------------------------------------------------------------

SQUARE = 280


@dataclass(frozen=True)
class SquaresItem:
    """A square in the lower left corner; ``leader`` is the path to its label, empty for the outermost."""

    datum: Datum
    side: str
    top: str
    role: str
    leader: str
    label_y: int


@dataclass(frozen=True)
class Squares:
    """Squares within each other, their areas in proportion: a steep funnel shows nothing on a linear bar."""

    items: Sequence[SquaresItem]
    size: int = SQUARE


def squares(data: Sequence[Datum]) -> Squares:
    """Lay out values, largest first, as squares whose areas are in proportion; at most four."""
    largest = data[0].value if data else 0
    items = []
    for place, item in enumerate(data[:4]):
        per_cent(item.value, largest)
        side = SQUARE * math.sqrt(item.value / largest) if largest else 0.0
        label_y = 48 if place == 0 else 148 + 38 * place
        start_y = _pixels(SQUARE - side + min(2, side / 2))
        leader = f"M{_pixels(side)} {start_y}L72 {label_y - 5}H82" if place else ""
        role = ("track", "bar bar--quiet", "bar bar--ink", "bar")[place]
        items.append(SquaresItem(item, _pixels(side), _pixels(SQUARE - side), role, leader, label_y))
    return Squares(items)

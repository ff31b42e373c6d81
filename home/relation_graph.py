"""Geometry of the picture of related documents: a pure function from documents and relations to positions.

Documents stand below each other. Under its symbol each says in words what it does to others; a line leads from those
words to the left, along the lane of the other document, and ends there in an arrow. So the picture needs no crossing
labels, and every line can be read at the width of a phone. The width is 320 units, shown as pixels at most; numbers are
ready strings, out of reach of the page's own number format.
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["DrawnEdge", "DrawnNode", "Edge", "Graph", "Line", "Node", "draw"]

WIDTH = 320
GAP = 16
PADDING = 12
SYMBOL_BASELINE = 28
LINE_HEIGHT = 20
FOOT = 12
MOST_GUTTER = 120
LANE = 14
ARROW = 10
SYMBOL_LETTER = 10.2
"""Width of a letter of a symbol, in units: 17 px at the widest weight."""
LETTER = 7.1
"""Width of a letter of the other lines, 13 px."""
MARK_ROOM = 18
"""What the mark of the state takes from its line."""


@dataclass(frozen=True, slots=True)
class Node:
    """A document: `when` and `status_label` are ready words, `status` names the mark that is drawn."""

    key: int
    symbol: str
    when: str
    status: str
    status_label: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """What the document `source` does to the document `target`; a change is drawn with a heavier line."""

    source: int
    target: int
    label: str
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its baseline."""

    text: str
    y: str


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A box with its lines; `mark_x` and `mark_y` are the middle of the mark of its state."""

    node: Node
    x: str
    y: str
    width: str
    height: str
    text_x: str
    symbol: Line
    mark_x: str
    mark_y: str
    status_x: str
    status: Sequence[Line]
    statements: Sequence[Line]


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """A path from the words of one document to another, and the arrow at its end."""

    path: str
    tip: str
    is_change: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The picture; `width` is that of its view box."""

    nodes: Sequence[DrawnNode]
    edges: Sequence[DrawnEdge]
    height: str
    width: str = str(WIDTH)


@dataclass(slots=True)
class _Box:
    node: Node
    top: int
    height: int
    status: list[str]
    statements: list[tuple[Edge, list[str]]]


def draw(nodes: Iterable[Node], edges: Iterable[Edge]) -> Graph:
    """Lay out documents in the order given. Relations to what is not among them are left out."""
    given = list(nodes)
    rows = {node.key: row for row, node in enumerate(given)}
    kept = [edge for edge in edges if edge.source in rows and edge.target in rows]
    lanes = _lanes(kept, rows)
    count = 1 + max(lanes.values(), default=-1)
    step = min(LANE, (MOST_GUTTER - ARROW) // count) if count else 0
    left = 1 + (count * step + ARROW if count else 0)
    boxes = _boxes(given, kept, WIDTH - 1 - left - 2 * PADDING)
    here = {node.key for node in given if node.is_here}
    targets = {box.node.key: box.top + SYMBOL_BASELINE - 6 for box in boxes}
    drawn_edges = []
    for box in boxes:
        y = box.top + SYMBOL_BASELINE + LINE_HEIGHT * len(box.status)
        for edge, lines in box.statements:
            lane = left - ARROW - lanes[edge.target] * step
            end = targets[edge.target]
            drawn_edges.append(
                DrawnEdge(
                    path=f"M{left} {y + LINE_HEIGHT - 5}H{lane}V{end}H{left - 7}",
                    tip=f"M{left - 8} {end - 5}l8 5l-8 5z",
                    is_change=edge.is_change,
                    is_here=edge.source in here or edge.target in here,
                )
            )
            y += LINE_HEIGHT * len(lines)
    foot = boxes[-1].top + boxes[-1].height + 1 if boxes else 0
    return Graph([_drawn(box, left) for box in boxes], drawn_edges, str(foot))


def _lanes(edges: Sequence[Edge], rows: dict[int, int]) -> dict[int, int]:
    """Lane of every document that others point to, counted from the boxes outward; short ways stay close."""
    spans: dict[int, list[int]] = defaultdict(list)
    for edge in edges:
        spans[edge.target] += [rows[edge.source], rows[edge.target]]
    taken: list[list[tuple[int, int]]] = []
    lanes: dict[int, int] = {}
    for target, ends in sorted(spans.items(), key=lambda item: (max(item[1]) - min(item[1]), item[0])):
        first, last = min(ends), max(ends)
        free = (
            number
            for number, lane in enumerate(taken)
            if all(last < start or stop < first for start, stop in lane)
        )
        number = next(free, len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append((first, last))
        lanes[target] = number
    return lanes


def _boxes(nodes: Sequence[Node], edges: Sequence[Edge], room: int) -> list[_Box]:
    symbols = {node.key: node.symbol for node in nodes}
    stated: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        stated[edge.source].append(edge)
    boxes: list[_Box] = []
    top = 1
    for node in nodes:
        status = _wrapped(f"{node.status_label} · {node.when}", room - MARK_ROOM)
        statements = [
            (edge, _wrapped(f"{edge.label} {symbols[edge.target]}", room)) for edge in stated[node.key]
        ]
        lines = len(status) + sum(len(words) for _edge, words in statements)
        height = SYMBOL_BASELINE + LINE_HEIGHT * lines + FOOT
        boxes.append(_Box(node, top, height, status, statements))
        top += height + GAP
    return boxes


def _wrapped(text: str, room: float) -> list[str]:
    return textwrap.wrap(text, max(8, int(room / LETTER))) or [""]


def _drawn(box: _Box, left: int) -> DrawnNode:
    text_x = left + PADDING
    room = int((WIDTH - 1 - left - 2 * PADDING) / SYMBOL_LETTER)
    symbol = box.node.symbol if len(box.node.symbol) <= room else box.node.symbol[: room - 1] + "…"
    baseline = box.top + SYMBOL_BASELINE
    lines = [*box.status, *(line for _edge, words in box.statements for line in words)]
    placed = [Line(text, str(baseline + LINE_HEIGHT * number)) for number, text in enumerate(lines, start=1)]
    return DrawnNode(
        node=box.node,
        x=str(left),
        y=str(box.top),
        width=str(WIDTH - 1 - left),
        height=str(box.height),
        text_x=str(text_x),
        symbol=Line(symbol, str(baseline)),
        mark_x=str(text_x + 6),
        mark_y=str(baseline + LINE_HEIGHT - 5),
        status_x=str(text_x + MARK_ROOM),
        status=placed[: len(box.status)],
        statements=placed[len(box.status) :],
    )

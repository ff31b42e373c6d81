"""Outlines as polygons, for painters that know no curves: the path data that `home.drawing` writes, no more."""

import math
import re
from collections.abc import Iterator

from home.drawing.canvas import Point

__all__ = ["outlines"]

_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_LENGTHS = {"M": 2, "L": 2, "h": 1, "v": 1, "a": 7, "A": 7, "c": 6, "s": 4, "l": 2}
_STEPS = 24
"""Straight lines that stand for one curve."""


def outlines(path: str) -> list[list[Point]]:
    """The closed outlines of SVG path data, each as a polygon. Raises ValueError for commands it does not know."""
    found: list[list[Point]] = []
    points: list[Point] = []
    control: Point | None = None
    for command, numbers in _commands(path):
        if command in "zZ":
            if points:
                found.append(points)
            points = []
            continue
        x, y = points[-1] if points else (0.0, 0.0)
        if command in "cs":
            pairs = [(x + across, y + down) for across, down in zip(numbers[::2], numbers[1::2], strict=True)]
            if command == "s":  # goes on in the direction of the curve before
                pairs.insert(0, (2 * x - control[0], 2 * y - control[1]) if control else (x, y))
            points += _curve((x, y), *pairs)
            control = pairs[1]
        else:
            points += _points(command, numbers, x, y)
            control = None
    return found


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(path)
    at, command = 0, ""
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
            if command in "zZ":
                yield command, []
                continue
        length = _LENGTHS.get(command)
        numbers = tokens[at : at + (length or 0)]
        if length is None or len(numbers) < length or any(token.isalpha() for token in numbers):
            raise ValueError(f"unknown path command {command!r} in {path!r}")
        yield command, [float(token) for token in numbers]
        at += length


def _points(command: str, numbers: list[float], x: float, y: float) -> list[Point]:
    match command:
        case "M" | "L":
            return [(numbers[0], numbers[1])]
        case "l":
            return [(x + numbers[0], y + numbers[1])]
        case "h":
            return [(x + numbers[0], y)]
        case "v":
            return [(x, y + numbers[0])]
        case _:
            radius, _same, _turn, large, sweep, to_x, to_y = numbers
            end = (to_x, to_y) if command == "A" else (x + to_x, y + to_y)
            return _arc((x, y), end, radius, large=bool(large), sweep=bool(sweep))


def _curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    """Points of a cubic Bézier curve behind its start."""
    found = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        found.append(
            (
                sum(
                    weight * point[0]
                    for weight, point in zip(weights, (start, first, second, end), strict=True)
                ),
                sum(
                    weight * point[1]
                    for weight, point in zip(weights, (start, first, second, end), strict=True)
                ),
            )
        )
    return found


def _arc(start: Point, end: Point, radius: float, *, large: bool, sweep: bool) -> list[Point]:
    """Points of an arc of a circle behind its start (SVG 2, implementation note B.2.4, for equal radii)."""
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    half = math.hypot(half_x, half_y)
    if half == 0:
        return [end]
    radius = max(radius, half)
    away = math.sqrt(max(radius * radius - half * half, 0)) / half
    side = -1 if large == sweep else 1
    centre = (
        (start[0] + end[0]) / 2 + side * away * half_y,
        (start[1] + end[1]) / 2 - side * away * half_x,
    )
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = math.atan2(end[1] - centre[1], end[0] - centre[0]) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    elif not sweep and turn > 0:
        turn -= 2 * math.pi
    return [
        (
            centre[0] + radius * math.cos(first + turn * step / _STEPS),
            centre[1] + radius * math.sin(first + turn * step / _STEPS),
        )
        for step in range(1, _STEPS + 1)
    ]

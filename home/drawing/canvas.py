"""Geometry and roles of colour: what a shape is made of, before anything is written as SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Drawing",
    "Mark",
    "Point",
    "Role",
    "Square",
    "circle",
    "figure",
    "path_number",
    "polygon",
    "rectangle",
]

Point = tuple[float, float]


class Role(StrEnum):
    """What a colour does in a picture; the value is the class the stylesheet fills."""

    GROUND = "bg"
    HUE = "h"
    MIDDLE = "m"
    PAPER = "p"
    INK = "k"


@dataclass(frozen=True)
class Mark:
    """One closed outline in one role of colour; ``outline`` is SVG path data."""

    role: Role
    outline: str


@dataclass(frozen=True)
class Square:
    """The place a shape fills, in units of the picture, from its upper left corner."""

    x: float
    y: float
    side: float

    def at(self, across: float, down: float) -> Point:
        """Give the point at these shares of the side."""
        return self.x + across * self.side, self.y + down * self.side

    def inset(self, share: float) -> "Square":
        """Give the square that leaves this share of the side free on every edge."""
        margin = self.side * share
        return Square(self.x + margin, self.y + margin, self.side - 2 * margin)


@dataclass(frozen=True)
class Drawing:
    """A finished picture: marks stand in the order they are painted."""

    width: int
    height: int
    field: str
    marks: Sequence[Mark]


def path_number(value: float) -> str:
    """Write a coordinate with at most one digit behind the point."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def figure(role: Role, *parts: float | str) -> Mark:
    """Close an outline given as path commands and coordinates in turn."""
    out = ""
    for part in parts:
        token = part if isinstance(part, str) else path_number(part)
        separate = out and out[-1].isdigit() and (token[0].isdigit() or token[0] == ".")
        out += f" {token}" if separate else token
    return Mark(role, f"{out}z")


def polygon(role: Role, points: Iterable[Point]) -> Mark:
    """Join points by straight lines."""
    (first_x, first_y), *rest = points
    lines: list[float | str] = []
    for x, y in rest:
        lines += ["L", x, y]
    return figure(role, "M", first_x, first_y, *lines)


def rectangle(role: Role, x: float, y: float, width: float, height: float) -> Mark:
    """Draw a rectangle from its upper left corner, clockwise."""
    return figure(role, "M", x, y, "h", width, "v", height, "h", -width)


def circle(role: Role, x: float, y: float, radius: float) -> Mark:
    """Draw a circle round its centre, clockwise, so that it joins with rectangles it overlaps."""
    half: tuple[float | str, ...] = ("a", radius, radius, "0 1 1")
    return figure(role, "M", x - radius, y, *half, 2 * radius, 0, *half, -2 * radius, 0)

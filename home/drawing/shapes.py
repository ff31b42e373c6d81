"""The shapes pictures are made of. Each draws itself into a square, in a main role and a second one.

A shape leaves the margin it needs (``inset``, a share of the side) and says whether its two tones must both
differ from the ground (``two_tone``); otherwise the second tone is the ground itself and reads as a hole.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from home.drawing.canvas import Mark, Role, Square, circle, figure, polygon, rectangle
from home.drawing.dice import Dice

__all__ = ["SHAPES", "Shape", "cross_mark"]

Draw = Callable[[Dice, Square, Role, Role], list[Mark]]

MARGIN = 0.14


@dataclass(frozen=True)
class Shape:
    """A shape and how it wants to be placed."""

    name: str
    draw: Draw
    inset: float = MARGIN
    two_tone: bool = False


SHAPES: dict[str, Shape] = {}


def _shape(inset: float = MARGIN, two_tone: bool = False) -> Callable[[Draw], Draw]:
    """Enter a drawing function in the list of shapes under its own name."""

    def enter(draw: Draw) -> Draw:
        SHAPES[draw.__name__] = Shape(draw.__name__, draw, inset, two_tone)
        return draw

    return enter


def _quarter(role: Role, square: Square, corner: int, share: float) -> Mark:
    """Draw a quarter of a disc of radius ``share`` round a corner: 0 upper left, then clockwise."""
    turns = ((1, 0), (0, 1), (-1, 0), (0, -1))
    x, y = square.at((0, 1, 1, 0)[corner], (0, 0, 1, 1)[corner])
    (from_x, from_y), (to_x, to_y) = turns[corner], turns[(corner + 1) % 4]
    radius = square.side * share
    return figure(
        role,
        *("M", x, y, "L", x + from_x * radius, y + from_y * radius),
        *("A", radius, radius, "0 0 1", x + to_x * radius, y + to_y * radius),
    )


def _bands(square: Square, corner: int, main: Role, second: Role, shares: tuple[float, ...]) -> list[Mark]:
    return [_quarter((main, second)[turn % 2], square, corner, share) for turn, share in enumerate(shares)]


def _rings(square: Square, main: Role, second: Role, shares: tuple[float, ...]) -> list[Mark]:
    x, y = square.at(0.5, 0.5)
    return [circle((main, second)[turn % 2], x, y, square.side * share) for turn, share in enumerate(shares)]


@_shape(inset=0)
def quarter(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A quarter of a disc."""
    return [_quarter(main, square, dice.below(4), 1)]


@_shape(inset=0)
def half(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Half a disc standing on the lower edge or hanging from the upper one."""
    radius, hanging = square.side / 2, dice.below(2)
    x, y = square.at(0, 0 if hanging else 1)
    return [figure(main, "M", x, y, "a", radius, radius, f"0 0 {1 - hanging}", square.side, 0)]


@_shape()
def disc(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A disc."""
    return _rings(square, main, second, (0.5,))


@_shape()
def ring(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A wheel, a washer."""
    return _rings(square, main, second, (0.5, 0.25))


@_shape()
def target(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Rings round a point."""
    return _rings(square, main, second, (0.5, 0.34, 0.17))


@_shape()
def dots(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A field of points, some larger."""
    count = 3 if square.side < 50 else 4
    step = square.side / count
    places = [square.at((x + 0.5) / count, (y + 0.5) / count) for x in range(count) for y in range(count)]
    return [circle(main, x, y, step * dice.pick((0.16, 0.16, 0.36))) for x, y in places]


@_shape()
def lines(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Lines of writing."""
    side = square.side
    return [
        rectangle(main, *square.at(0, 0.08 + row * 0.25), side * dice.pick((1, 1, 0.8, 0.6)), side * 0.12)
        for row in range(4)
    ]


@_shape()
def triangle(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A triangle, upright or in a corner."""
    corners = (((0, 1), (0.5, 0), (1, 1)), ((0, 0), (1, 0), (0, 1)), ((0, 0), (1, 0), (1, 1)))[dice.below(3)]
    return [polygon(main, [square.at(*corner) for corner in corners])]


@_shape()
def gear(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A gear of eight teeth."""
    radius = square.side / 2
    x, y = square.at(0.5, 0.5)
    rim = [
        (x + radius * reach * math.cos(angle), y + radius * reach * math.sin(angle))
        for tooth in range(8)
        for turn, reach in ((-0.26, 0.78), (-0.18, 1), (0.18, 1), (0.26, 0.78))
        for angle in (tooth * math.pi / 4 + turn,)
    ]
    return [polygon(main, rim), circle(second, x, y, radius * 0.34)]


@_shape(two_tone=True)
def book(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """An open book."""
    left = ((0, 0.1), (0.5, 0.3), (0.5, 1), (0, 0.8))
    right = ((1, 0.1), (0.5, 0.3), (0.5, 1), (1, 0.8))
    return [
        polygon(main, [square.at(*corner) for corner in left]),
        polygon(second, [square.at(*corner) for corner in right]),
    ]


def cross_mark(square: Square, role: Role) -> Mark:
    """Draw the cross of the sick bay so that it fills the square."""
    arm = square.side / 3
    x, y = square.at(1 / 3, 0)
    return figure(
        role,
        *("M", x, y, "h", arm, "v", arm, "h", arm, "v", arm, "h", -arm, "v", arm),
        *("h", -arm, "v", -arm, "h", -arm, "v", -arm, "h", arm),
    )


@_shape()
def cross(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """The cross of the sick bay."""
    return [cross_mark(square, main)]


@_shape()
def drop(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A drop with its tip in a corner."""
    radius = square.side / 2
    if dice.chance(0.5):
        x, y = square.at(0, 0)
        return [figure(main, "M", x, y, "h", radius, "a", radius, radius, "0 1 1", -radius, radius)]
    x, y = square.at(1, 1)
    return [figure(main, "M", x, y, "h", -radius, "a", radius, radius, "0 1 1", radius, -radius)]


@_shape(two_tone=True)
def tiles(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Four tiles of a plan, parted by a narrow gap."""
    across, down = (dice.pick((1 / 3, 1 / 2, 2 / 3)) for _ in range(2))
    side, gap = square.side, 0.05
    rows = ((0.0, down - gap), (down, 1 - down))
    columns = ((0.0, across - gap), (across, 1 - across))
    return [
        rectangle(role, *square.at(left, top), side * width, side * height)
        for role, same in ((main, True), (second, False))
        for row, (top, height) in enumerate(rows)
        for column, (left, width) in enumerate(columns)
        if (row == column) is same
    ]


@_shape()
def stairs(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Four steps up."""
    corners = [square.at(0, 1)]
    for step in range(4):
        corners += [square.at(step / 4, 1 - (step + 1) / 4), square.at((step + 1) / 4, 1 - (step + 1) / 4)]
    return [polygon(main, [*corners, square.at(1, 1)])]


@_shape()
def chip(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Squares within squares: a chip."""
    return [
        rectangle(role, *square.at(margin, margin), *(square.side * (1 - 2 * margin),) * 2)
        for role, margin in ((main, 0.0), (second, 0.2), (main, 0.38))
    ]


@_shape()
def trace(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Three traces of a circuit, each ending in a contact."""
    from_left = dice.chance(0.5)
    marks = []
    for row in range(3):
        top, length = 0.12 + row * 0.32, dice.pick((0.55, 0.75, 0.9))
        left = 0 if from_left else 1 - length
        marks.append(rectangle(main, *square.at(left, top), square.side * length, square.side * 0.1))
        marks.append(circle(main, *square.at(length if from_left else left, top + 0.05), square.side * 0.1))
    return marks


@_shape(inset=0)
def hazard(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Warning stripes from edge to edge."""
    stripe = 1 / 4

    def lower(shift: float) -> tuple[float, float]:
        return (shift, 1) if shift >= 0 else (0, 1 + shift)

    def upper(shift: float) -> tuple[float, float]:
        return (1, shift) if shift >= 0 else (1 + shift, 0)

    marks = []
    for turn in range(0, 8, 2):
        near = turn * stripe - 1
        corners = [lower(near), upper(near), upper(near + stripe), lower(near + stripe)]
        marks.append(polygon(main, [square.at(*corner) for corner in corners]))
    return marks


@_shape()
def chevron(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Two chevrons upward."""
    outline = ((0, 0.5), (0.5, 0), (1, 0.5), (1, 0.72), (0.5, 0.22), (0, 0.72))
    return [
        polygon(main, [square.at(across, down + shift) for across, down in outline]) for shift in (0, 0.28)
    ]


@_shape(inset=0)
def leaf(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A leaf along one diagonal."""
    (x, y), (tip_x, tip_y) = (
        (square.at(0, 1), square.at(1, 0)) if dice.chance(0.5) else (square.at(0, 0), square.at(1, 1))
    )
    arc: tuple[float | str, ...] = ("A", square.side, square.side, "0 0 1")
    return [figure(main, "M", x, y, *arc, tip_x, tip_y, *arc, x, y)]


@_shape(inset=0)
def arcs(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """Waves spreading from a corner."""
    corner = dice.below(4)
    return _bands(square, corner, main, second, (1, 0.72, 0.44, 0.2))


@_shape()
def bolt(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A flash."""
    corners = ((0.58, 0), (0.1, 0.58), (0.44, 0.58), (0.36, 1), (0.9, 0.4), (0.54, 0.4))
    return [polygon(main, [square.at(*corner) for corner in corners])]


@_shape()
def burst(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A germ: a core with points round it, fewer when small."""
    radius, count = square.side / 2, 12 if square.side > 20 else 8
    x, y = square.at(0.5, 0.5)
    points = [
        circle(main, x + radius * 0.86 * math.cos(angle), y + radius * 0.86 * math.sin(angle), radius * 0.12)
        for angle in (turn * math.tau / count for turn in range(count))
    ]
    return [*points, circle(main, x, y, radius * 0.62), circle(second, x, y, radius * 0.26)]


@_shape()
def shield(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A shield."""
    side, radius = square.side, square.side / 2
    return [
        figure(main, "M", square.x, square.y, "h", side, "v", radius, "a", radius, radius, "0 0 1", -side, 0),
        circle(second, *square.at(0.5, 0.45), side * 0.18),
    ]


@_shape(inset=0)
def lane(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A bend of the road with its middle line."""
    corner = dice.below(4)
    return _bands(square, corner, main, second, (0.8, 0.55, 0.46, 0.2))


@_shape()
def road(dice: Dice, square: Square, main: Role, second: Role) -> list[Mark]:
    """A straight road with its middle line."""
    side = square.side
    tops = (0.06, 0.4, 0.74)
    dashes = [rectangle(second, *square.at(0.45, top), side * 0.1, side * 0.2) for top in tops]
    return [rectangle(main, *square.at(0.2, 0), side * 0.6, side), *dashes]

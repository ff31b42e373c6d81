"""Drawings on a raster, where no SVG is read: their outlines are SVG paths, which Pillow does not know."""

import math
import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

from home.drawing.canvas import Drawing, Point
from home.drawing.palettes import palette

__all__ = ["polygons", "raster"]

_TOKEN = re.compile(r"([MLHVCSAZ])|(-?\d*\.?\d+)", re.IGNORECASE)
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}
_STEPS = 16
"""Straight pieces that a curve becomes: finer than a pixel at the sizes drawn here."""
_FINER = 3
"""Pictures are drawn this many times larger and then reduced, which smooths their edges."""


def raster(drawing: Drawing, width: int, height: int) -> Image.Image:
    """The drawing in the light palette, `width` × `height` pixels; it is stretched to fill them."""
    colours = palette(drawing.field)
    canvas = Image.new("RGB", (width * _FINER, height * _FINER), "#ffffff")
    pen = ImageDraw.Draw(canvas)
    across, down = width * _FINER / drawing.width, height * _FINER / drawing.height
    for mark in drawing.marks:
        for outline in polygons(mark.outline):
            pen.polygon([(x * across, y * down) for x, y in outline], fill=colours[mark.role])
    return canvas.resize((width, height), Image.Resampling.LANCZOS)


def polygons(path: str) -> list[list[Point]]:
    """The closed outlines of SVG path data, curves flattened. Raises ValueError on what it cannot read."""
    found: list[list[Point]] = []
    current: list[Point] = []
    x = y = 0.0
    control: Point | None = None
    for command, numbers in _commands(path):
        name, relative = command.upper(), command.islower()
        from_x, from_y = (x, y) if relative else (0.0, 0.0)
        bend: Point | None = None
        if name == "M":
            current = [(from_x + numbers[0], from_y + numbers[1])]
            found.append(current)
        elif name == "L":
            current.append((from_x + numbers[0], from_y + numbers[1]))
        elif name == "H":
            current.append((from_x + numbers[0], y))
        elif name == "V":
            current.append((x, from_y + numbers[0]))
        elif name in "CS":
            points = [(from_x + numbers[i], from_y + numbers[i + 1]) for i in range(0, len(numbers), 2)]
            if name == "S":
                points.insert(0, (2 * x - control[0], 2 * y - control[1]) if control else (x, y))
            bend = points[1]
            current += _bezier((x, y), points[0], points[1], points[2])
        elif name == "A":
            end = (from_x + numbers[5], from_y + numbers[6])
            current += _arc(
                (x, y), end, (numbers[0], numbers[1]), large=bool(numbers[3]), clockwise=bool(numbers[4])
            )
        if current:
            x, y = current[0] if name == "Z" else current[-1]
        control = bend
    return [outline for outline in found if len(outline) > 2]


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Commands with their numbers; a command that is followed by more numbers than it takes is repeated."""
    if _TOKEN.sub("", path).strip(" ,\n\t"):
        raise ValueError(f"cannot read the path {path!r}")
    command, is_hungry = "", False
    numbers: list[float] = []
    for letter, number in [*_TOKEN.findall(path), ("Z", "")]:
        if letter:
            if numbers or is_hungry:
                raise ValueError(f"too few numbers after {command} in {path!r}")
            command, is_hungry = letter, _ARGUMENTS[letter.upper()] > 0
            if not is_hungry:
                yield command, []
            continue
        numbers.append(float(number))
        if len(numbers) == _ARGUMENTS.get(command.upper(), 0):
            yield command, numbers
            numbers, is_hungry = [], False
            command = {"M": "L", "m": "l"}.get(command, command)


def _bezier(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    points = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        corners = (start, first, second, end)
        points.append(
            (
                sum(weight * corner[0] for weight, corner in zip(weights, corners, strict=True)),
                sum(weight * corner[1] for weight, corner in zip(weights, corners, strict=True)),
            )
        )
    return points


def _arc(start: Point, end: Point, radii: Point, *, large: bool, clockwise: bool) -> list[Point]:
    """An arc of an upright ellipse by its end points, after SVG 1.1, F.6.5 and F.6.6."""
    width, height = radii
    if start == end or not width or not height:
        return [end]
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    short = math.hypot(half_x / width, half_y / height)
    if short > 1:  # radii too small to reach: they grow until they do
        width, height, short = width * short, height * short, 1.0
    reach = math.sqrt(max(0.0, 1 / short**2 - 1)) * (1 if large != clockwise else -1)
    centre_x = (start[0] + end[0]) / 2 + reach * half_y * width / height
    centre_y = (start[1] + end[1]) / 2 - reach * half_x * height / width
    begin = math.atan2((start[1] - centre_y) / height, (start[0] - centre_x) / width)
    finish = math.atan2((end[1] - centre_y) / height, (end[0] - centre_x) / width)
    turn = finish - begin
    if clockwise and turn < 0:
        turn += 2 * math.pi
    elif not clockwise and turn > 0:
        turn -= 2 * math.pi
    steps = max(2, round(_STEPS * abs(turn)))
    return [
        *(
            (
                centre_x + width * math.cos(begin + turn * step / steps),
                centre_y + height * math.sin(begin + turn * step / steps),
            )
            for step in range(1, steps)
        ),
        end,
    ]

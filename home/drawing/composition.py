"""Composition: which shape stands where, in which colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from home.drawing.canvas import Drawing, Mark, Role, Square, circle, figure, polygon, rectangle
from home.drawing.dice import Dice
from home.drawing.shapes import Shape, cross_mark
from home.drawing.vocabularies import VOCABULARIES, vocabulary

__all__ = ["FIGURES", "compose_lost", "compose_pattern", "compose_portrait"]

CELL = 20
"""Side of a small square in a pattern, in units of the picture."""
PORTRAIT_CELL = 40

FIGURES = ("helmet", "hair", "cap", "short")
"""Heads a portrait can have: safety helmet, long hair, cap (a nurse's in y tế, else of cloth), short hair."""
NURSES = "y-te"

ON_GROUND: dict[Role, tuple[Role, ...]] = {
    Role.GROUND: (Role.HUE, Role.MIDDLE, Role.HUE),
    Role.MIDDLE: (Role.HUE, Role.PAPER, Role.GROUND),
    Role.HUE: (Role.MIDDLE, Role.GROUND, Role.PAPER),
    Role.PAPER: (Role.HUE, Role.MIDDLE, Role.HUE),
}
"""Roles that stand out from each ground."""


@dataclass(frozen=True)
class Block:
    """A square of the grid, measured in cells."""

    column: int
    row: int
    span: int

    def square(self, cell: int) -> Square:
        """Place it in the picture."""
        return Square(self.column * cell, self.row * cell, self.span * cell)


def _blocks(dice: Dice, columns: int, rows: int, large: Sequence[tuple[int, int]]) -> list[Block]:
    """Cover the grid: first the large blocks, given as (span, count), where they fall; then single cells."""
    free = {(column, row) for column in range(columns) for row in range(rows)}
    blocks = []
    for span, count in large:
        wanted = count
        for _ in range(count * 8):
            if not wanted:
                break
            left, top = dice.below(columns - span + 1), dice.below(rows - span + 1)
            cells = {(left + across, top + down) for across in range(span) for down in range(span)}
            if cells <= free:
                free -= cells
                blocks.append(Block(left, top, span))
                wanted -= 1
    return blocks + [Block(column, row, 1) for column, row in sorted(free)]


def _shape_marks(dice: Dice, shape: Shape, square: Square, ground: Role) -> list[Mark]:
    main = dice.pick(ON_GROUND[ground])
    second = dice.pick([role for role in ON_GROUND[ground] if role != main]) if shape.two_tone else ground
    return shape.draw(dice, square.inset(shape.inset), main, second)


def _fill(dice: Dice, field: str, blocks: Sequence[Block], cell: int, empty: float) -> list[Mark]:
    """Fill the blocks; ``empty`` is the share of smaller blocks that keep only their ground.

    Marks that never overlap are joined: blocks lie apart, so whatever is painted at the same depth in one
    role becomes a single outline. A picture shrinks to a third that way.
    """
    words = vocabulary(field)
    largest = max(block.span for block in blocks)
    layers: dict[tuple[int, Role], list[str]] = {}
    for block in blocks:
        square = block.square(cell)
        hero = block.span == largest and largest > 1
        if hero:
            ground = dice.pick((Role.HUE, Role.MIDDLE, Role.GROUND))
        else:
            ground = dice.pick((Role.GROUND, Role.MIDDLE, Role.HUE, Role.PAPER), (5, 2, 2, 1))
        marks = []
        if ground != Role.GROUND:
            marks.append(rectangle(ground, square.x, square.y, square.side, square.side))
        if hero or not dice.chance(empty):
            marks += _shape_marks(dice, words.hero if hero else dice.pick(words.small), square, ground)
        depth, role = 0, None
        for mark in marks:
            depth += mark.role != role
            role = mark.role
            layers.setdefault((depth, mark.role), []).append(mark.outline)
    order = list(Role)
    depths = sorted(layers, key=lambda layer: (layer[0], order.index(layer[1])))
    return [Mark(layer[1], "".join(layers[layer])) for layer in depths]


def _known(field: str) -> str:
    return field if field in VOCABULARIES else ""


def compose_pattern(field: str, seed: str, columns: int = 4, rows: int = 4) -> Drawing:
    """Compose a pattern of ``columns`` × ``rows`` small squares, 2 × 2 or more; from 6 × 6 heroes grow."""
    dice = Dice(f"{field}/{seed}")
    cells = columns * rows
    large: tuple[tuple[int, int], ...] = ((2, max(1, cells // 8)),)
    if min(columns, rows) >= 6:
        large = ((3, max(1, cells // 36)), (2, cells // 12))
    width, height = columns * CELL, rows * CELL
    ground = rectangle(Role.GROUND, 0, 0, width, height)
    marks = _fill(dice, field, _blocks(dice, columns, rows, large), CELL, empty=0.22)
    return Drawing(width, height, _known(field), [ground, *marks])


def compose_lost(field: str, seed: str) -> Drawing:
    """Compose the picture of a page that is not there: a pattern from which one large tile is missing."""
    pattern = compose_pattern(field, seed, 6, 6)
    gap = rectangle(Role.PAPER, 4 * CELL, CELL, 2 * CELL, 2 * CELL)
    return Drawing(pattern.width, pattern.height, pattern.field, [*pattern.marks, gap])


def _bust(centre: float, height: int) -> list[Mark]:
    """Shoulders, neck and collar; measures are drawn for a height of 400."""

    def at(across: float, down: float) -> tuple[float, float]:
        return centre + across * height / 400, down * height / 400

    scale = height / 400
    left, bottom = at(-150, 400)
    shoulders = figure(
        Role.HUE,
        *("M", left, bottom, "c", 0, -92 * scale, 62 * scale, -122 * scale, 150 * scale, -122 * scale),
        *("s", 150 * scale, 30 * scale, 150 * scale, 122 * scale),
    )
    collar = [
        polygon(Role.PAPER, [at(side * 46, 286), at(side * 24, 268), at(0, 310), at(side * 26, 334)])
        for side in (-1, 1)
    ]
    return [shoulders, rectangle(Role.MIDDLE, *at(-24, 218), 48 * scale, 66 * scale), *collar]


@dataclass(frozen=True)
class Head:
    """Place and scale of a head; measures are drawn for a portrait 400 high, from the middle of the face."""

    centre: float
    height: int

    def size(self, length: float) -> float:
        """Scale a length."""
        return length * self.height / 400

    def at(self, across: float, down: float) -> tuple[float, float]:
        """Place a point."""
        return self.centre + self.size(across), self.size(188 + down)

    def shape(self, role: Role, start: tuple[float, float], *parts: float | str) -> Mark:
        """Draw an outline from a point, in path commands and relative lengths."""
        scaled = [part if isinstance(part, str) else self.size(part) for part in parts]
        return figure(role, "M", *self.at(*start), *scaled)

    def box(self, role: Role, across: float, down: float, width: float, height: float) -> Mark:
        """Draw a rectangle from its upper left corner."""
        return rectangle(role, *self.at(across, down), self.size(width), self.size(height))

    def face(self) -> list[Mark]:
        """A face, half in shadow."""
        return [
            circle(Role.PAPER, *self.at(0, 0), self.size(62)),
            self.shape(Role.MIDDLE, (0, -62), "a", 62, 62, "0 0 1", 0, 124),
        ]

    def helmet(self) -> list[Mark]:
        """A safety helmet with its ridge."""
        return [
            *self.face(),
            self.shape(Role.INK, (-72, -8), "a", 72, 74, "0 0 1", 144, 0),
            self.box(Role.INK, -88, -12, 176, 13),
            self.box(Role.HUE, -14, -90, 28, 78),
        ]

    def long_hair(self) -> list[Mark]:
        """Hair to the shoulders."""
        return [
            self.shape(Role.INK, (-78, 74), "v", -80, "a", 78, 78, "0 0 1", 156, 0, "v", 80),
            self.box(Role.MIDDLE, -24, 30, 48, 60),
            *self.face(),
            self.shape(
                Role.INK,
                (-62, -2),
                *("a", 62, 62, "0 0 1", 124, 0, "c", -40, -4, -62, -18, -74, -36),
                *("c", -8, 20, -24, 32, -50, 36),
            ),
        ]

    def short_hair(self) -> list[Mark]:
        """Short hair."""
        return [
            *self.face(),
            self.shape(
                Role.INK,
                (-66, -4),
                *("a", 66, 68, "0 0 1", 132, 0, "c", -16, -30, -50, -34, -78, -28),
                *("c", -24, 4, -44, 12, -54, 28),
            ),
        ]

    def nurses_cap(self) -> list[Mark]:
        """A nurse's cap over a fringe."""
        cap = polygon(Role.PAPER, [self.at(-58, -38), self.at(-46, -92), self.at(46, -92), self.at(58, -38)])
        badge = cross_mark(Square(*self.at(-16, -82), self.size(32)), Role.HUE)
        hair = ("a", 62, 62, "0 0 1", 124, 0, "c", -30, -22, -94, -22, -124, 0)
        fringe = self.shape(Role.INK, (-62, 4), *hair)
        return [*self.face(), fringe, cap, badge]

    def cloth_cap(self) -> list[Mark]:
        """A cloth cap with its peak to one side."""
        return [
            *self.face(),
            self.shape(Role.INK, (-68, -14), "c", 0, -44, 26, -72, 68, -72, "s", 68, 28, 68, 72),
            self.shape(Role.HUE, (-68, -18), "h", 140, "c", 18, 0, 30, 8, 34, 20, "h", -174),
        ]


def _head(kind: str, field: str, centre: float, height: int) -> list[Mark]:
    head = Head(centre, height)
    if kind == "helmet":
        return head.helmet()
    if kind == "hair":
        return head.long_hair()
    if kind == "cap":
        return head.nurses_cap() if field == NURSES else head.cloth_cap()
    return head.short_hair()


def compose_portrait(field: str, seed: str, figure_kind: str, *, wide: bool = False) -> Drawing:
    """Compose a portrait before a pattern of its field: upright 320 × 400, or 480 × 320 when ``wide``.

    ``figure_kind`` is one of :data:`FIGURES`; anything else becomes short hair. A portrait is nobody's
    likeness.
    """
    width, height = (480, 320) if wide else (320, 400)
    dice = Dice(f"{field}/{seed}")
    blocks = _blocks(dice, width // PORTRAIT_CELL, height // PORTRAIT_CELL, ((3, 1), (2, 7)))
    background = _fill(dice, field, blocks, PORTRAIT_CELL, empty=0.35)
    centre, scale = width / 2, height / 400
    quiet = circle(Role.GROUND, centre, 206 * scale, 150 * scale)
    marks = [
        rectangle(Role.GROUND, 0, 0, width, height),
        *background,
        quiet,
        *_bust(centre, height),
        *_head(figure_kind, field, centre, height),
    ]
    return Drawing(width, height, _known(field), marks)

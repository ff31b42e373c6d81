"""Outlines as polygons: what painters without curves get of the project's drawings."""

import math

import pytest

from home.drawing.canvas import Role, circle, rectangle
from home.drawing.composition import FIGURES, compose_pattern, compose_portrait
from home.drawing.outlines import outlines
from home.drawing.palettes import HUES


def area(points: list[tuple[float, float]]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(x * below - across * y for (x, y), (across, below) in pairs)) / 2


def test_outlines__of_a_rectangle_are_its_corners() -> None:
    assert outlines(rectangle(Role.HUE, 1, 2, 3, 4).outline) == [[(1, 2), (4, 2), (4, 6), (1, 6)]]


def test_outlines__of_a_circle_have_its_area() -> None:
    ((*points,),) = outlines(circle(Role.HUE, 10, 20, 5).outline)
    assert area(points) == pytest.approx(math.pi * 25, rel=0.01)
    assert all(math.hypot(x - 10, y - 20) == pytest.approx(5, abs=0.01) for x, y in points)


def test_outlines__of_a_quarter_bulge_to_the_right_side() -> None:
    ((*points,),) = outlines("M0 0L10 0A10 10 0 0 1 0 10z")
    assert area(points) == pytest.approx(math.pi * 25, rel=0.01)


def test_outlines__of_a_curve_end_where_it_ends() -> None:
    ((*points,),) = outlines("M0 0c0 10 10 10 10 0z")
    assert points[-1] == pytest.approx((10, 0))
    assert max(y for _x, y in points) == pytest.approx(7.5)


@pytest.mark.parametrize("path", ["M0 0q1 1 2 2z", "M0 0L1z"])
def test_outlines__unknown_or_broken_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        outlines(path)


@pytest.mark.parametrize("field", [*HUES, ""])
def test_outlines__read_every_drawing(field: str) -> None:
    drawings = [compose_pattern(field, str(seed), 6, 6) for seed in range(5)]
    drawings += [compose_portrait(field, "a", figure) for figure in FIGURES]
    for drawing in drawings:
        for mark in drawing.marks:
            assert all(len(points) >= 2 for points in outlines(mark.outline))

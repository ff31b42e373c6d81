"""Outlines of SVG paths as polygons, and drawings on a raster."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor

from home.drawing import FIGURES, VOCABULARIES, compose_pattern, compose_portrait
from home.drawing.canvas import Drawing, Role, circle, rectangle
from home.drawing.palettes import palette
from home.drawing.raster import polygons, raster


def area(outline: list[tuple[float, float]]) -> float:
    pairs = zip(outline, [*outline[1:], outline[0]], strict=True)
    return abs(sum(x * b - a * y for (x, y), (a, b) in pairs)) / 2


def test_polygon__of_straight_lines_is_exact() -> None:
    assert polygons("M1 2h3v4h-3z") == [[(1, 2), (4, 2), (4, 6), (1, 6)]]
    assert polygons("M0 0L5 0 5 5z") == [[(0, 0), (5, 0), (5, 5)]]


def test_polygon__several_outlines_start_anew() -> None:
    assert len(polygons("M0 0h1v1z M5 5h1v1z")) == 2


@given(st.integers(2, 100), st.integers(-50, 50), st.integers(-50, 50))
def test_polygon__circle_has_its_area(radius: int, x: int, y: int) -> None:
    (outline,) = polygons(circle(Role.HUE, x, y, radius).outline)
    assert area(outline) == pytest.approx(math.pi * radius**2, rel=0.01)


def test_polygon__curve_ends_where_it_should() -> None:
    (outline,) = polygons("M0 0c0-10 10-10 10 0s10 10 10 0z")
    assert outline[16] == pytest.approx((10, 0))
    assert outline[-1] == pytest.approx((20, 0))
    # The second curve goes on in the direction of the first: below the line.
    assert max(y for _x, y in outline) > 5


@pytest.mark.parametrize("path", ["M0", "M0 0Q1 1 2 2z", "M0 0h", "hello"])
def test_polygon__what_cannot_be_read_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"path|after"):
        polygons(path)


@pytest.mark.parametrize("field", ["", *VOCABULARIES])
def test_raster__draws_every_vocabulary(field: str) -> None:
    drawn = raster(compose_pattern(field, "mau", 4, 7), 40, 70)
    assert drawn.size == (40, 70)
    assert len(drawn.getcolors(40 * 70) or ()) > 10


@pytest.mark.parametrize("figure", FIGURES)
def test_raster__draws_every_portrait(figure: str) -> None:
    assert raster(compose_portrait("y-te", "mau", figure), 40, 40).size == (40, 40)


def test_raster__colours_are_those_of_the_field() -> None:
    drawing = Drawing(10, 10, "y-te", [rectangle(Role.HUE, 0, 0, 10, 10)])
    colours = raster(drawing, 8, 8).getcolors() or []
    assert len(colours) == 1
    assert colours[0][1] == ImageColor.getrgb(palette("y-te")[Role.HUE])

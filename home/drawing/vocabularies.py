"""One small vocabulary of shapes per field of work."""

from dataclasses import dataclass

from home.drawing.shapes import SHAPES, Shape

__all__ = ["NEUTRAL", "VOCABULARIES", "Vocabulary", "vocabulary"]


@dataclass(frozen=True)
class Vocabulary:
    """The shape for large squares and the shapes for small ones; a repeated shape comes more often."""

    hero: Shape
    small: tuple[Shape, ...]


def _words(hero: str, *small: str) -> Vocabulary:
    return Vocabulary(SHAPES[hero], tuple(SHAPES[name] for name in small))


VOCABULARIES: dict[str, Vocabulary] = {
    "ky-thuat": _words("gear", "ring", "gear", "quarter", "lines", "disc"),
    "giao-duc": _words("book", "lines", "lines", "book", "quarter", "disc"),
    "y-te": _words("cross", "cross", "drop", "disc", "target", "quarter"),
    "quan-ly": _words("tiles", "tiles", "stairs", "tiles", "disc", "stairs"),
    "cong-nghe": _words("chip", "dots", "trace", "dots", "chip", "quarter"),
    "an-toan": _words("hazard", "hazard", "triangle", "chevron", "triangle", "quarter"),
    "moi-truong": _words("leaf", "leaf", "leaf", "quarter", "disc", "leaf"),
    "nang-luong": _words("arcs", "arcs", "quarter", "bolt", "bolt", "disc"),
    "phong-dich": _words("burst", "shield", "burst", "dots", "target", "cross"),
    "giao-thong": _words("lane", "lane", "road", "quarter", "lane", "ring"),
}
"""Vocabularies by the slug of the field, as in the catalogue's first level."""

NEUTRAL = _words("quarter", "quarter", "half", "disc", "ring", "half")
"""For a field that has no vocabulary, and where the field must not be told."""


def vocabulary(field: str) -> Vocabulary:
    """Find the vocabulary of a field; the neutral one when the field is unknown."""
    return VOCABULARIES.get(field, NEUTRAL)

"""Pictures ready to be sent: composed, written and remembered."""

from functools import lru_cache

from home.drawing.composition import CELL, compose_lost, compose_pattern, compose_portrait
from home.drawing.svg import inline, standalone

__all__ = ["lost_pattern", "pattern", "pattern_file", "portrait", "portrait_file"]


@lru_cache(maxsize=1024)
def pattern(field: str, seed: str, columns: int = 4, rows: int = 4, label: str = "") -> str:
    """Give the pattern of a field and seed as SVG for use inside a page."""
    return inline(compose_pattern(field, seed, columns, rows), label)


def pattern_file(field: str, seed: str, columns: int = 4, rows: int = 4, label: str = "") -> str:
    """Give the same pattern as an SVG file, in the light palette."""
    return standalone(compose_pattern(field, seed, columns, rows), label)


@lru_cache(maxsize=256)
def portrait(field: str, seed: str, figure: str, label: str = "", wide: bool = False) -> str:
    """Give a portrait (see :func:`~home.drawing.composition.compose_portrait`) for use inside a page."""
    drawing = compose_portrait(field, seed, figure, wide=wide)
    return inline(drawing, label, classes="art art--portrait", light=True)


def portrait_file(field: str, seed: str, figure: str, label: str = "", wide: bool = False) -> str:
    """Give the same portrait as an SVG file."""
    return standalone(compose_portrait(field, seed, figure, wide=wide), label)


@lru_cache(maxsize=64)
def lost_pattern(field: str, seed: str) -> str:
    """Give the picture of a page that is not there: a dashed outline marks the missing tile."""
    inner = 2 * CELL - 4
    gap = f'<path class="gap" d="M{4 * CELL + 2} {CELL + 2}h{inner}v{inner}h-{inner}z"/>'
    return inline(compose_lost(field, seed), extra=gap)

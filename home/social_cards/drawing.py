"""Drawing a card: 1200 × 630 pixels, one layout for each kind of words it holds."""

from functools import lru_cache
from io import BytesIO
from threading import BoundedSemaphore

from django.conf import settings
from PIL import Image, ImageDraw

from home.drawing import compose_pattern
from home.drawing.canvas import Role
from home.drawing.palettes import INK, PAPER, palette
from home.drawing.raster import raster
from home.legal_status import LegalStatus
from home.social_cards.model import Card
from home.social_cards.text import fit, put

__all__ = ["HEIGHT", "REMEMBERED", "WIDTH", "png"]

WIDTH, HEIGHT = 1200, 630
"""What the large networks ask for, in pixels."""

REMEMBERED = 64
"""Cards that a process keeps: about 3 MB."""

_MARGIN = 64
_ART = 360
"""Width of the picture, or of the number of a document, at the right edge."""
_COLUMN = WIDTH - _ART - 2 * _MARGIN
_RED, _MUTED, _RULE = "#a8101c", "#5a554f", "#1b1917"
_TITLE_SIZES = (68, 62, 56, 50, 46, 42, 38, 34, 30)
_STATUS = {
    LegalStatus.PENDING.value: "#1c5a96",
    LegalStatus.IN_FORCE.value: "#1d6b3a",
    LegalStatus.PARTLY.value: "#8f4700",
    LegalStatus.ENDED.value: "#a8101c",
}

_at_once = BoundedSemaphore(2)
"""Cards drawn at the same time by one process: a crawl does not take the memory of the site."""


@lru_cache(maxsize=REMEMBERED)
def png(card: Card) -> bytes:
    """The card as PNG."""
    with _at_once:
        out = BytesIO()
        _draw(card).quantize(128).save(out, "PNG", optimize=True)
        return out.getvalue()


def _draw(card: Card) -> Image.Image:
    canvas = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(canvas)
    hue = palette(card.hue)[Role.HUE] if card.hue else _RED
    if card.symbol:
        _number_block(canvas, pen, card)
    else:
        art = raster(compose_pattern(card.hue, card.seed, 4, 7), _ART, HEIGHT)
        canvas.paste(art, (WIDTH - _ART, 0))
    pen.rectangle((0, 0, 15, HEIGHT), fill=hue)

    y = put(pen, fit(card.label, _COLUMN, 44, (30, 26, 22)), (_MARGIN, 48), hue)
    if card.demo_words:
        y = put(pen, fit(card.demo_words, _COLUMN, 32, (22,), bold=False), (_MARGIN, y), _MUTED)
    bottom = _foot(pen, card)
    if card.figure:
        bottom = _figure(pen, card, bottom, hue)
    top = y + 14
    title = fit(card.title, _COLUMN, bottom - top - 10, _TITLE_SIZES)
    put(pen, title, (_MARGIN, top), INK)
    return canvas


def _foot(pen: ImageDraw.ImageDraw, card: Card) -> int:
    """Who speaks, and the name of the site under a heavy rule; returns the y above them."""
    y = HEIGHT - 44 - 40
    put(pen, fit(settings.WAGTAIL_SITE_NAME, _COLUMN, 40, (26,)), (_MARGIN, y), _RED)
    y -= 14
    pen.rectangle((_MARGIN, y, _MARGIN + _COLUMN, y + 3), fill=_RULE)
    if card.foot:
        words = fit(card.foot, _COLUMN, 72, (26, 24, 22), bold=False)
        y -= words.height + 8
        put(pen, words, (_MARGIN, y), _MUTED)
    return y


def _figure(pen: ImageDraw.ImageDraw, card: Card, bottom: int, hue: str) -> int:
    """What was counted or gained, large, above the foot; returns the y above it."""
    words = fit(card.figure_words, _COLUMN, 34, (24, 22, 20), bold=False) if card.figure_words else None
    number = fit(card.figure, _COLUMN, 92, (68, 60, 52, 44, 36, 30))
    y = bottom - 12
    if words:
        y -= words.height
        put(pen, words, (_MARGIN, y), _MUTED)
    y -= number.height
    put(pen, number, (_MARGIN, y), hue)
    return y


def _number_block(canvas: Image.Image, pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Number and standing of a document: the words and a mark of its own for each standing, not colour alone."""
    left, width = WIDTH - _ART, _ART - 2 * 36
    pen.rectangle((left, 0, WIDTH, HEIGHT), fill="#f5f4f1")
    number, _slash, rest = card.symbol.partition("/")
    y = put(pen, fit(number, width, 160, (120, 96, 72, 56)), (left + 36, 96), INK)
    pen.rectangle((left + 36, y + 6, left + 36 + width, y + 9), fill=_RULE)
    y = put(pen, fit(rest, width, 150, (46, 40, 34, 30, 26, 22)), (left + 36, y + 22), INK)
    colour = _STATUS.get(card.status, INK)
    words = fit(card.status_words, width - 52, 90, (28, 26, 24))
    y = HEIGHT - 60 - words.height
    put(pen, words, (left + 36 + 52, y), colour)
    _status_mark(pen, card.status, (left + 36, y + 2), colour)


def _status_mark(pen: ImageDraw.ImageDraw, status: str, at: tuple[int, int], colour: str) -> None:
    """A tick, a clock, a warning or a bar, 34 pixels wide."""
    x, y = at
    box = (x, y, x + 34, y + 34)
    if status == LegalStatus.PARTLY.value:
        pen.polygon([(x + 17, y), (x + 34, y + 34), (x, y + 34)], fill=colour)
        pen.rectangle((x + 15, y + 12, x + 19, y + 23), fill=PAPER)
        pen.rectangle((x + 15, y + 26, x + 19, y + 30), fill=PAPER)
        return
    pen.ellipse(box, fill=colour)
    if status == LegalStatus.IN_FORCE.value:
        pen.line([(x + 9, y + 18), (x + 15, y + 24), (x + 26, y + 11)], fill=PAPER, width=4)
    elif status == LegalStatus.PENDING.value:
        pen.line([(x + 17, y + 8), (x + 17, y + 18), (x + 25, y + 22)], fill=PAPER, width=4)
    else:
        pen.rectangle((x + 8, y + 15, x + 26, y + 19), fill=PAPER)

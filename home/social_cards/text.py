"""Setting words into a box: wrapped between words, as large as they fit, stacked marks whole."""

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

__all__ = ["FALL", "LEADING", "RISE", "Setting", "face", "fit", "put", "wrap"]

_FONTS = Path(__file__).parents[1] / "documents" / "fonts"
LEADING = 1.3
"""From baseline to baseline, in the size of the letters."""
RISE, FALL = 1.18, 0.25
"""How far ink goes above and below the baseline in Be Vietnam Pro: Ễ and Ằ rise beyond the ascent of the font."""
_ELLIPSIS = "…"


@lru_cache(maxsize=64)
def face(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Be Vietnam Pro at a size in pixels."""
    name = "BeVietnamPro-SemiBold.ttf" if bold else "BeVietnamPro-Regular.ttf"
    # Letters are composed (NFC) before they are set, so that the simple layout of Pillow is enough everywhere.
    return ImageFont.truetype(str(_FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines of a text at a size; `is_cut` when not all of it fits."""

    lines: tuple[str, ...]
    size: int
    bold: bool
    is_cut: bool = False

    @property
    def leading(self) -> int:
        """Pixels from line to line."""
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        """Pixels from the top of the highest mark of the first line to the lowest ink of the last."""
        if not self.lines:
            return 0
        return math.ceil(self.size * (RISE + FALL)) + self.leading * (len(self.lines) - 1)


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines no wider than `width` pixels; a word that is wider itself is broken between letters."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if font.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while font.getlength(line) > width and len(line) > 1:
            cut = _fitting(line, font, width)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


def _fitting(word: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    """Letters of a word that fit on a line, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(word[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def fit(text: str, width: int, height: int, sizes: tuple[int, ...], *, bold: bool = True) -> Setting:
    """The text in the first of the sizes, largest first, at which it fits; cut short at the last one."""
    words = unicodedata.normalize("NFC", text)
    setting = Setting((), sizes[0], bold)
    for size in sizes:
        lines = wrap(words, face(size, bold), width)
        setting = Setting(tuple(lines), size, bold)
        if setting.height <= height:
            return setting
    spare = height - math.ceil(setting.size * (RISE + FALL))
    room = max(1, 1 + spare // setting.leading)
    if room >= len(setting.lines):
        return setting
    kept = list(setting.lines[:room])
    font = face(setting.size, bold)
    last = kept[-1]
    while last and font.getlength(last + _ELLIPSIS) > width:
        last = last[:-1]
    kept[-1] = last.rstrip(" ,.;:–") + _ELLIPSIS
    return Setting(tuple(kept), setting.size, bold, is_cut=True)


def put(pen: ImageDraw.ImageDraw, setting: Setting, at: tuple[int, int], fill: str) -> int:
    """Draw the lines from the upper left corner `at`; return the y below them."""
    x, y = at
    font = face(setting.size, setting.bold)
    baseline = y + math.ceil(setting.size * RISE)
    for place, line in enumerate(setting.lines):
        pen.text((x, baseline + place * setting.leading), line, font=font, fill=fill, anchor="ls")
    return y + setting.height

"""Light colours of pictures that stand in a file of their own, where no stylesheet reaches.

The same values as the light theme in ``static/css/tokens.css``; a test holds the two together.
"""

from home.drawing.canvas import Role

__all__ = ["palette"]

PAPER = "#ffffff"
INK = "#1b1917"
PLAIN = (INK, "#77716a", "#f5f4f1")

HUES: dict[str, tuple[str, str, str]] = {
    "giao-duc": ("#0256a9", "#75aef5", "#e7f1ff"),
    "y-te": ("#05675a", "#5ebfad", "#dff6f1"),
    "cong-nghe": ("#584995", "#aaa1e4", "#efeefe"),
    "ky-thuat": ("#415c6f", "#97aec0", "#e8f2f8"),
    "moi-truong": ("#226929", "#84bb85", "#e6f5e6"),
    "quan-ly": ("#7f3a72", "#d194c3", "#fceaf7"),
    "an-toan": ("#8b3f03", "#e49569", "#ffece2"),
    "nang-luong": ("#5c5c01", "#d4db4e", "#f1f2df"),
    "phong-dich": ("#056374", "#59bad1", "#def5fb"),
    "giao-thong": ("#764c39", "#c8a190", "#fcece6"),
}
"""Hue, middle tone and soft ground of each field."""


def palette(field: str) -> dict[Role, str]:
    """Give the colour of every role for a field; plain greys for an unknown one."""
    hue, middle, ground = HUES.get(field, PLAIN)
    return {Role.GROUND: ground, Role.HUE: hue, Role.MIDDLE: middle, Role.PAPER: PAPER, Role.INK: INK}

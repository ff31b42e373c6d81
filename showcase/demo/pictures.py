"""Pictures of the demonstration stories: the project's own drawings, painted as PNG files."""

from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from home.drawing.canvas import Drawing, Mark, Role
from home.drawing.composition import compose_pattern, compose_portrait
from home.drawing.outlines import outlines
from home.drawing.palettes import palette
from home.models import SiteImage
from showcase.demo.reader import read

__all__ = ["paint", "picture"]

_CREDIT = "Cổng Sáng kiến vẽ minh hoạ"
_FINER = 2
"""Pixels painted for each pixel kept, along one side: smooths the edges."""


def picture(key: str) -> SiteImage:
    """The picture of `pictures.yaml` under a key, painted and stored when it is not there yet."""
    row = read("pictures")[key]
    found = SiteImage.objects.filter(title=row["title"], credit=_CREDIT).first()
    if found is None:
        file = ImageFile(BytesIO(paint(_drawing(row), row.get("width", 1200))), name=f"{key}.png")
        found = SiteImage.objects.create(
            title=row["title"], credit=_CREDIT, description=row["title"], file=file
        )
        found.file.close()
    return found


def paint(drawing: Drawing, width: int) -> bytes:
    """Paint a drawing as a PNG file `width` pixels wide, in the light colours of its field."""
    scale = width * _FINER / drawing.width
    size = (width * _FINER, round(drawing.height * scale))
    colours = palette(drawing.field)
    canvas = Image.new("RGB", size, colours[Role.GROUND])
    brush = ImageDraw.Draw(canvas)
    for mark in drawing.marks:
        for points in outlines(mark.outline):
            brush.polygon([(x * scale, y * scale) for x, y in points], fill=colours[mark.role])
    out = BytesIO()
    canvas.resize((width, size[1] // _FINER), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _drawing(row: dict[str, Any]) -> Drawing:
    if "pattern" in row:
        return compose_pattern(**row["pattern"])
    if "portrait" in row:
        return compose_portrait(**row["portrait"])
    drawn = row["drawing"]
    marks = [Mark(Role(role), outline) for role, outline in drawn["marks"]]
    return Drawing(drawn["width"], drawn["height"], drawn["field"], marks)

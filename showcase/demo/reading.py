"""Lead pictures of demonstration announcements, and what editors picked to be read after them."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from wagtail.models import Page

from home.drawing import compose_pattern
from home.drawing.raster import raster
from home.models import AnnouncementPage, AnnouncementRelated, GuidancePage, SiteImage
from showcase.demo.reader import read

__all__ = ["load_reading"]

_COLUMNS, _ROWS, _CELL = 12, 9, 150
"""A picture of 1800 × 1350 pixels: large enough for every crop."""
_QUALITY = 88


def load_reading(new: set[int], language_id: int) -> None:
    """Give the announcements that this load has made their pictures and picks; others stay as editors made them."""
    for row in read("reading")["announcements"]:
        page = AnnouncementPage.objects.filter(pk__in=new, slug=row["slug"], locale_id=language_id).first()
        if page is None:
            continue
        page.lead_image = _picture(row["slug"], row["picture"])
        page.related_pages = [
            AnnouncementRelated(sort_order=order, target=target)
            for order, target in enumerate(_targets(row.get("read_on") or {}, language_id))
        ]
        page.save_revision().publish()


def _targets(row: Mapping[str, Any], language_id: int) -> list[Page]:
    """The pages of a row in its order: documents by symbol, all others by slug."""
    found: list[Page] = []
    for section, names in row.items():
        for name in names:
            if section == "documents":
                page = GuidancePage.objects.get(symbol=name, locale_id=language_id)
            else:
                page = Page.objects.get(slug=name, locale_id=language_id)
            found.append(Page.objects.get(pk=page.pk))
    return found


def _picture(name: str, row: Mapping[str, Any]) -> SiteImage:
    """A picture drawn by the site, with what matters in it marked."""
    drawn = raster(
        compose_pattern(row["field"], row["seed"], _COLUMNS, _ROWS), _COLUMNS * _CELL, _ROWS * _CELL
    )
    out = BytesIO()
    drawn.save(out, "JPEG", quality=_QUALITY)
    focus = row["focal_point"]
    image = SiteImage(
        title=row["title"],
        description=row["description"],
        focal_point_x=focus["x"],
        focal_point_y=focus["y"],
        focal_point_width=focus["width"],
        focal_point_height=focus["height"],
        credit="Cổng Sáng kiến, hình vẽ",
    )
    image.file.save(f"{name}.jpg", ImageFile(out), save=False)
    image.width, image.height = drawn.size
    image._set_image_file_metadata()
    image.file.close()
    image.save()
    return image

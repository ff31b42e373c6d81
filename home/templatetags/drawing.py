"""Pictures in templates."""

from collections.abc import Iterable

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe

from home import drawing

register = template.Library()


@register.simple_tag
def pattern(field: str | None, seed: object, columns: int = 4, rows: int = 4, label: str = "") -> SafeString:
    """Draw the pattern of a field (first-level slug) and a seed: ``{% pattern "y-te" initiative.code %}``.

    Without ``label`` the picture is ornament and hidden from screen readers. An empty field gives a neutral
    picture.
    """
    return mark_safe(drawing.pattern(field or "", str(seed), columns, rows, label))  # noqa: S308 - label escaped


@register.simple_tag
def portrait(
    field: str | None, seed: object, figure: str = "short", label: str = "", wide: bool = False
) -> SafeString:
    """Draw a portrait: ``{% portrait "y-te" page.slug "cap" label="Hình minh hoạ: …" wide=True %}``.

    ``figure`` is helmet, hair, cap or short.
    """
    return mark_safe(drawing.portrait(field or "", str(seed), figure, label, wide))  # noqa: S308 - label escaped


@register.simple_tag
def mosaic(fields: Iterable[str], seed: object) -> SafeString:
    """Draw one pattern per field, at most five, the first one large: ``{% mosaic slugs page.slug %}``."""
    pictures = [drawing.pattern(field, f"{seed}/{place}") for place, field in enumerate(list(fields)[:5])]
    return mark_safe(f'<div class="mosaic">{"".join(pictures)}</div>')  # noqa: S308 - generated


@register.simple_tag
def lost_pattern(field: str | None, seed: object) -> SafeString:
    """Draw the picture of the page that cannot be found."""
    return mark_safe(drawing.lost_pattern(field or "", str(seed)))  # noqa: S308 - generated


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """Draw the QR code of an address, for printed sheets: ink in class "qr__ink", no size of its own."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(svgclass="qr", lineclass="qr__ink", border=2, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - generated

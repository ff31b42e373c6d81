"""Consent in templates."""

from django import template

from home.models import SiteImage
from showcase.consent.shown import may_be_shown

__all__ = ["consented"]

register = template.Library()


@register.filter
def consented(image: SiteImage | None) -> SiteImage | None:
    """The picture if it may be shown now, else nothing: ``{% with image=image|consented %}``."""
    return image if may_be_shown(image) else None

"""Components whose output depends on their arguments alone: rendered once for each, then remembered.

Marks, levels and icons stand on a list of results two hundred times, in a few dozen forms.
"""

from functools import lru_cache
from typing import Any, cast

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

REMEMBERED = 4_096
"""Forms remembered per process; the least recently used go first."""


@register.simple_tag
def remembered(component: str, **arguments: Any) -> SafeString:
    """Include a component that uses nothing but its arguments and the language of the page.

    ``{% remembered "components/level.html" level=initiative.highest_level %}`` reads like ``include … only``.
    Arguments must be hashable: texts, numbers, choices.
    """
    # A safe text equals the plain one, and 1 equals True, so the types are part of what is remembered.
    given = tuple((key, type(value), value) for key, value in arguments.items())
    work_out = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return work_out(component, get_language(), given)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Show an icon of the sprite: ``{% icon "search" %}``; see components/icon.html."""
    return remembered("components/icon.html", name=name, size=size)


@lru_cache(maxsize=REMEMBERED)
def _rendered(component: str, language: str | None, given: tuple[tuple[str, type, Any], ...]) -> SafeString:
    html = get_template(component).render({key: value for key, _type, value in given})
    return cast(SafeString, html)

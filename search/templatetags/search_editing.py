"""Template tags of search for the forms of other layers in the admin."""

from typing import Any

from django import template

from search.duplicates import NearDuplicate, near_duplicates

register = template.Library()


@register.inclusion_tag("wagtailadmin/search/duplicates.html")
def duplicates_notice(initiative: Any) -> dict[str, list[NearDuplicate]]:
    """A notice of published initiatives that nearly repeat this one; nothing where there are none."""
    return {"duplicates": near_duplicates(initiative)}

"""English that Wagtail's templates write for everybody, put right while they are loaded.

A few of its templates hold words outside any translation. Replacing the word leaves the rest of the template
Wagtail's own, so that it stays in step with each release; copies of whole templates would not.
A test asks that each is still there: what Wagtail has mended is taken off the list.
"""

from django.template import Origin
from django.template.loaders.app_directories import Loader as AppDirectoriesLoader

__all__ = ["HARD_CODED", "Loader"]

_PUBLISHER = (
    '{% include "wagtailadmin/shared/user_avatar.html" '
    "with user=page.last_published_by username=page.last_published_by_user %}"
)
# Name of the template: what it says, and what it should say.
HARD_CODED = {
    "wagtailadmin/home.html": ('value="Search"', "value=\"{% translate 'Search' %}\""),
    # A heading cannot be an alert as well; the text before it names what was found.
    "wagtailadmin/generic/listing_results.html": ('<h2 role="alert">', "<h2>"),
    "wagtailadmin/shared/header.html": ('value="Search"', "value=\"{% translate 'Search' %}\""),
    "wagtailadmin/shared/headers/_actions.html": (
        'aria-label="Actions"',
        "aria-label=\"{% load i18n %}{% translate 'Actions' %}\"",
    ),
    # Pages that a program published have no publisher, and were published by "None".
    "wagtailadmin/reports/aging_pages_results.html": (
        _PUBLISHER,
        f"{{% if page.last_published_by_user %}}{_PUBLISHER}{{% endif %}}",
    ),
    "wagtailimages/chooser/results.html": ('title="Select ', "title=\"{% translate 'Select' %} "),
}


class Loader(AppDirectoriesLoader):
    """Loads the templates of applications, with the words of `HARD_CODED` translated."""

    def get_contents(self, origin: Origin) -> str:
        """Source of a template.

        Raises:
            TemplateDoesNotExist: It has gone.
        """
        source: str = super().get_contents(origin)
        if words := HARD_CODED.get(str(origin.template_name)):
            return source.replace(*words)
        return source

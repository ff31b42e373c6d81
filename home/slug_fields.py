"""Slug fields of every form in the admin follow the Vietnamese rules while they are typed.

Wagtail's own rules know đ as a Serbian letter (dj) and drop what is marked twice (ổ, ệ).
"""

from django.db import models
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.panels import TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput

from home.forms import slug_formatters

__all__ = ["NamePanel", "use_vietnamese_slugs"]


def use_vietnamese_slugs() -> None:
    """Give slug fields the rules; called once, when the site starts, before forms are made."""
    register_form_field_override(
        models.SlugField, override={"widget": SlugInput(formatters=slug_formatters())}
    )


class NamePanel(TitleFieldPanel):
    """A name whose slug follows while a new record is written; a record that is there keeps its address."""

    def __init__(self, field_name: str = "name", **kwargs: object) -> None:
        """Look like any other field."""
        kwargs.setdefault("classname", "")
        kwargs.setdefault("placeholder", False)
        super().__init__(field_name, **kwargs)

    class BoundPanel(TitleFieldPanel.BoundPanel):
        """The panel in the form of one record."""

        def get_should_apply(self) -> bool:
            """Only for what is not saved yet."""
            return not (self.instance and self.instance.pk)

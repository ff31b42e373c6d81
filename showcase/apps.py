"""Application configuration of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShowcaseConfig(AppConfig):
    """Initiatives, units, stories and figures; may point at home, never at search."""

    name = "showcase"
    verbose_name = _("Danh mục sáng kiến")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start announcing changes, and tell the layer below what it shows of the catalogue and who sees which unit."""
        # Models are loaded only now.
        from showcase import (  # noqa: F401, PLC0415 - as above
            featured_receivers,
            former_slugs,
            public_changes,
            receivers,
            scope,
            social_cards,
            structured_data,
        )
        from showcase.statistics import tasks  # noqa: F401, PLC0415 - as above

"""Application configuration of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShowcaseConfig(AppConfig):
    """Initiatives, units, stories and figures; may point at home, never at search."""

    name = "showcase"
    verbose_name = _("Danh mục sáng kiến")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start announcing changes."""
        from showcase import receivers  # noqa: F401, PLC0415 - models are loaded only now

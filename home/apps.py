"""Application configuration of the editorial layer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Pages that editors write; knows nothing of the catalogue."""

    name = "home"
    verbose_name = _("Trang biên tập")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let changes end what is remembered for a moment."""
        from home.moments import follow_changes  # noqa: PLC0415 - signals are connected once models are loaded

        follow_changes()

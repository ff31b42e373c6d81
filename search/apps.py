"""Application configuration of search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """A projection of the database: it can be deleted and rebuilt, and no model knows it."""

    name = "search"
    verbose_name = _("Tìm kiếm")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start listening to changes."""
        from search import checks, receivers  # noqa: F401, PLC0415 - models are loaded only now
        from search.attachments import receivers as attachment_receivers  # noqa: F401, PLC0415 - likewise

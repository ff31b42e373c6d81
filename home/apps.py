"""Application configuration of the editorial layer."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Pages that editors write; knows nothing of the catalogue."""

    name = "home"
    verbose_name = _("Trang biên tập")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what follows from changes: moments end, addresses lead on, notices go out, the log is kept."""
        # Signals are connected once models are loaded.
        from home import audit  # noqa: PLC0415 - as above
        from home.admin.names import name_models  # noqa: PLC0415 - as above
        from home.moments import follow_changes  # noqa: PLC0415 - as above
        from home.redirects import follow_pages  # noqa: PLC0415 - as above
        from home.slug_fields import use_vietnamese_slugs  # noqa: PLC0415 - as above
        from home.workflow import notices  # noqa: PLC0415 - as above

        name_models()
        follow_changes()
        follow_pages()
        notices.connect()
        audit.connect()
        use_vietnamese_slugs()

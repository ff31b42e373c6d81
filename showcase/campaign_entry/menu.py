"""The way to the entry pages in the menu."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from showcase.campaign_entry.rights import may_enter

__all__ = ["EntryMenuItem"]


class EntryMenuItem(MenuItem):
    """Shown to whoever may change targets and figures."""

    def __init__(self, order: int) -> None:
        """Stand at a place of the menu of the catalogue."""
        super().__init__(
            _("Nhập chỉ tiêu và số liệu"),
            reverse_lazy("campaign_entry_campaigns"),
            name="campaign-entry",
            icon_name="table",
            order=order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may enter numbers."""
        return may_enter(request.user)

"""The way to the pages in the menu: “Dữ liệu → Nhập sáng kiến”."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from showcase.import_pages.rights import may_import

__all__ = ["ImportMenuItem", "data_menu", "data_menu_item"]


class ImportMenuItem(MenuItem):
    """Shown to whoever may import."""

    def __init__(self, order: int) -> None:
        """Stand at a place of the menu of data."""
        super().__init__(
            _("Nhập sáng kiến"),
            reverse_lazy("initiative_imports"),
            name="initiative-imports",
            icon_name="upload",
            order=order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may import."""
        return may_import(request.user)


data_menu = Menu(register_hook_name="register_data_menu_item")
"""Other ways to data in bulk register themselves with this hook."""


def data_menu_item() -> SubmenuMenuItem:
    """The menu of data; it is hidden while it is empty."""
    return SubmenuMenuItem(_("Dữ liệu"), data_menu, name="data", icon_name="doc-full", order=160)

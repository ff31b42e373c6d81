"""Importing initiatives: addresses, the menu of data, and what the log says of it."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from showcase.import_pages import views
from showcase.import_pages.menu import ImportMenuItem, data_menu_item
from showcase.importing.undo import UNDONE
from showcase.importing.work import IMPORTED

__all__: list[str] = []

_BASE = "nhap-sang-kien/"


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    """The pages of an import."""
    return [
        path(_BASE, views.history, name="initiative_imports"),
        path(f"{_BASE}moi/", views.new, name="initiative_import_new"),
        path(f"{_BASE}mau/", views.template, name="initiative_import_template"),
        path(f"{_BASE}<int:pk>/", views.run_page, name="initiative_import"),
        path(f"{_BASE}<int:pk>/cot/", views.columns, name="initiative_import_columns"),
        path(f"{_BASE}<int:pk>/ten/", views.names, name="initiative_import_names"),
        path(f"{_BASE}<int:pk>/lam/", views.act, name="initiative_import_act"),
        path(f"{_BASE}<int:pk>/tien-do/", views.progress, name="initiative_import_progress"),
        path(f"{_BASE}<int:pk>/loi/", views.error_file, name="initiative_import_errors"),
    ]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    """The menu of data."""
    return data_menu_item()


@hooks.register("register_data_menu_item")
def menu_item() -> MenuItem:
    """The way to the imports."""
    return ImportMenuItem(order=10)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Say in the journal what came of an import."""

    @actions.register_action(IMPORTED)
    class ImportFormatter(LogFormatter):
        """A file was imported, or stopped on its way."""

        label = _("Nhập sáng kiến từ tệp")

        def format_message(self, log_entry: Any) -> str:
            """The file and what became of its rows."""
            try:
                text = _now(
                    "Nhập sáng kiến từ tệp %(file)s: %(added)d thêm, %(updated)d cập nhật, %(unchanged)d giữ nguyên, "
                    "%(failed)d lỗi"
                ) % {**log_entry.data}
            except KeyError:
                return _now("Nhập sáng kiến từ tệp")
            return text + _now(" (dừng giữa chừng)") if log_entry.data.get("stopped") else text

    @actions.register_action(UNDONE)
    class UndoneFormatter(LogFormatter):
        """An import was taken back."""

        label = _("Hoàn tác lần nhập sáng kiến")

        def format_message(self, log_entry: Any) -> str:
            """The file and what came of it."""
            try:
                return _now(
                    "Hoàn tác lần nhập từ tệp %(file)s: xoá %(deleted)d, trả lại %(restored)d, "
                    "giữ %(kept_found)d vì đã sửa hoặc đang dùng"
                ) % {**log_entry.data}
            except KeyError:
                return _now("Hoàn tác lần nhập sáng kiến")

"""Entering a campaign's targets and figures: addresses, buttons at the campaign, and what its log says."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from home.models import CampaignPage
from home.templatetags.typography import vi_date
from showcase.campaign_entry import views
from showcase.campaign_entry.plan import LOG_ACTION
from showcase.campaign_entry.rights import may_enter

__all__: list[str] = []

_PRIORITY = 12


@hooks.register("register_admin_urls")
def entry_urls() -> list[URLPattern]:
    """The pages of the entry."""
    return [
        path("campaign-entry/", views.campaigns, name="campaign_entry_campaigns"),
        path("campaign-entry/<int:pk>/", views.enter, name="campaign_entry"),
        path("campaign-entry/<int:pk>/sheet/", views.sheet, name="campaign_entry_sheet"),
        path("campaign-entry/<int:pk>/preview/", views.preview, name="campaign_entry_preview"),
        path("campaign-entry/<int:pk>/save/", views.save, name="campaign_entry_save"),
    ]


def _buttons(page: Page, user: Any) -> Iterator[Button]:
    """The way to the entry, for a campaign in the site's own language: twins have no numbers of their own."""
    if page.specific_class is not CampaignPage or not may_enter(user):
        return
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return
    yield Button(
        _("Nhập chỉ tiêu và số liệu"),
        reverse("campaign_entry", args=[page.pk]),
        icon_name="table",
        priority=_PRIORITY,
    )


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the header of the editor."""
    return _buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Beside a campaign in the list of pages."""
    return _buttons(page, user)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Say in the campaign's history who saved how many numbers, of which day and whence."""

    @actions.register_action(LOG_ACTION)
    class EntryFormatter(LogFormatter):
        """Numbers of a campaign were saved."""

        label = _("Nhập chỉ tiêu và số liệu")

        def format_message(self, log_entry: Any) -> str:
            """How many numbers, of which day and whence."""
            data = log_entry.data
            try:
                said = _now(
                    "Nhập số liệu tính đến %(day)s: %(new)d mới, %(changed)d sửa, %(removed)d xoá, "
                    "của %(units)d đơn vị. Nguồn: %(source)s"
                ) % {**data, "day": vi_date(datetime.date.fromisoformat(data["as_of"]))}
                return (
                    f"{said}. {_now('Tệp: %(file)s, SHA-256 %(sha256)s') % data}" if "file" in data else said
                )
            except (KeyError, ValueError):
                return _now("Nhập chỉ tiêu và số liệu")

"""“Xem trang vào ngày…”: a page as it will look at the end of a chosen day, drafts and schedules included.

The admin's page holds the date field, says what is shown, and frames the page itself. What the frame shows is the
latest draft, rendered as the public page with the chosen day on the request (`home.days`).
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, PreviewableMixin
from wagtail.utils.decorators import xframe_options_sameorigin_override

from home.days import ShownDay
from home.models import CampaignPage, FrontPage

__all__ = ["LABEL", "DayForm", "frame_response", "show_day"]

LABEL = _("Xem trang vào ngày…")
DAY_PAGES = (FrontPage, CampaignPage)
"""Page types that tell one day from another."""

YEARS_AHEAD = 3


class DayForm(forms.Form):
    """The day to look at: today or later, since earlier states of other pages are not kept."""

    ngay = forms.DateField(
        label=_("Ngày"),
        widget=AdminDateInput,
        help_text=_("Hôm nay hoặc một ngày sau đó. Ví dụ: 01/05/2026"),
        error_messages={
            "required": _("Chọn một ngày."),
            "invalid": _("Không đọc được ngày này. Nhập ngày/tháng/năm, ví dụ 01/05/2026."),
        },
    )

    def clean_ngay(self) -> datetime.date:
        """Refuse days that cannot be shown."""
        day: datetime.date = self.cleaned_data["ngay"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(
                _("Ngày này đã qua: chỉ dựng lại được trang của hôm nay và những ngày sau.")
            )
        if day > today + datetime.timedelta(days=366 * YEARS_AHEAD):
            raise forms.ValidationError(_("Ngày này xa quá: chọn một ngày trong ba năm tới."))
        return day

    @property
    def shown(self) -> ShownDay | None:
        """The day asked for; None when it cannot be shown."""
        return ShownDay(self.cleaned_data["ngay"], ahead=True) if self.is_valid() else None


def show_day(request: HttpRequest, record: Any, name: str, edit_url: str, frame_url: str) -> HttpResponse:
    """The admin's page round the frame; without a day it shows tomorrow."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    form = DayForm(request.GET if "ngay" in request.GET else {"ngay": tomorrow})
    shown = form.shown
    query = urlencode({"ngay": shown.day.isoformat()}) if shown else ""
    return render(
        request,
        "wagtailadmin/home/day_preview.html",
        {
            "record": record,
            "name": name,
            "form": form,
            "day": shown.day if shown else None,
            "frame_url": f"{frame_url}?{query}",
            "edit_url": edit_url,
            "breadcrumbs_items": [{"url": edit_url, "label": name}, {"url": "", "label": LABEL}],
            "header_title": LABEL,
        },
    )


def frame_response(request: HttpRequest, previewed: PreviewableMixin, mode: str) -> HttpResponse:
    """What the frame shows; a day that cannot be shown is a bad request."""
    form = DayForm(request.GET)
    shown = form.shown
    if shown is None:
        return HttpResponseBadRequest(
            " ".join(str(error) for error in form.errors["ngay"]), content_type="text/plain"
        )
    response: HttpResponse = previewed.make_preview_request(request, mode, {"shown_day": shown})
    return response


def _page_to_show(request: HttpRequest, page_id: int) -> Page:
    """The page, for whoever may edit it. Raises Http404 for pages that look the same on every day."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, DAY_PAGES):
        raise Http404(f"{type(page).__name__} does not depend on the day")
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def page_on_day(request: HttpRequest, page_id: int) -> HttpResponse:
    """Choose a day and look at a page as of it."""
    page = _page_to_show(request, page_id)
    return show_day(
        request,
        page,
        page.get_admin_display_title(),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("page_on_day_frame", args=[page.pk]),
    )


@xframe_options_sameorigin_override
def page_on_day_frame(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest draft of a page as of a day."""
    draft = _page_to_show(request, page_id).get_latest_revision_as_object()
    return frame_response(request, draft, draft.default_preview_mode)


@hooks.register("register_admin_urls")
def day_preview_urls() -> list[URLPattern]:
    """The page and its frame."""
    return [
        path("pages/<int:page_id>/ngay/", page_on_day, name="page_on_day"),
        path("pages/<int:page_id>/ngay/khung/", page_on_day_frame, name="page_on_day_frame"),
    ]


@hooks.register("register_page_header_buttons")
def day_preview_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """The way there from the editor and from the page's place in the tree."""
    if issubclass(page.specific_class or Page, DAY_PAGES) and page.permissions_for_user(user).can_edit():
        yield Button(LABEL, url=reverse("page_on_day", args=[page.pk]), icon_name="date", priority=25)


@hooks.register("register_page_listing_more_buttons")
def day_preview_listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The way there from a list of pages."""
    yield from day_preview_button(page, user, "index", next_url)

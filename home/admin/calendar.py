"""The publishing calendar in the admin: a month as a list and as a table, and as a file for one's own calendar."""

import calendar
import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_admin_base_url
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from home.icalendar import CalendarEntry, render
from home.models import Office
from home.offices import page_scope
from home.publishing_calendar import Event, Period, events

__all__ = ["CalendarFileView", "CalendarForm", "CalendarView"]

_NAME = "home_calendar"
_SECTION_DEPTH = 3
_BEHIND, _AHEAD = datetime.timedelta(days=31), datetime.timedelta(days=365)
_YEARS = (1945, 2200)


class CalendarForm(forms.Form):
    """Which month, section and office; what is not given or makes no sense is left out."""

    month = forms.DateField(
        label=_("Tháng"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        error_messages={"invalid": _("Tháng không đọc được; đang hiện tháng này. Ví dụ: 2026-11")},
    )
    section = forms.ModelChoiceField(
        label=_("Mục"), queryset=Page.objects.none(), required=False, empty_label=_("Mọi mục")
    )
    office = forms.ModelChoiceField(
        label=_("Bộ phận"), queryset=Office.objects.none(), required=False, empty_label=_("Mọi bộ phận")
    )

    def __init__(self, data: QueryDict, user: Any) -> None:
        """Offer the sections of the site, and the offices: one's own to members of limited ones."""
        super().__init__(data)
        sections: Any = self.fields["section"]
        sections.queryset = Page.objects.filter(depth=_SECTION_DEPTH).order_by("path")
        offices: Any = self.fields["office"]
        scope = page_scope(user)
        offices.queryset = (
            Office.objects.all() if scope is None else Office.objects.filter(pk__in=scope.offices)
        )
        self.is_valid()

    def clean_month(self) -> datetime.date | None:
        """Years that calendars know."""
        month: datetime.date | None = self.cleaned_data["month"]
        if month is not None and not _YEARS[0] <= month.year <= _YEARS[1]:
            raise forms.ValidationError(self.fields["month"].error_messages["invalid"])
        return month

    @property
    def first_day(self) -> datetime.date:
        """First day of the chosen month, or of the present one."""
        month: datetime.date | None = self.cleaned_data.get("month")
        return (month or timezone.localdate()).replace(day=1)

    @property
    def chosen(self) -> dict[str, Any]:
        """Section and office, as `events` takes them."""
        return {name: self.cleaned_data.get(name) for name in ("section", "office")}


class _ForEditors(View):
    """Only for people who work with pages."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right first."""
        if not user_has_any_page_permission(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CalendarView(_ForEditors, WagtailAdminTemplateMixin, TemplateView):
    """One month."""

    page_title = _("Lịch công bố")
    header_icon = "calendar"
    template_name = "wagtailadmin/home/calendar.html"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The month's events by day, as a list and in weeks, and the way to other months."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = self.request.GET.copy()
        chosen.setdefault("month", f"{timezone.localdate():%Y-%m}")
        form = CalendarForm(chosen, self.request.user)
        first = form.first_day
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        by_day: dict[datetime.date, list[Event]] = {}
        for event in events(self.request.user, Period(first, last), **form.chosen):
            by_day.setdefault(event.day, []).append(event)
        return context | {
            "form": form,
            "first": first,
            "title": _now("Tháng %(month)d năm %(year)d") % {"month": first.month, "year": first.year},
            "days": sorted(by_day.items()),
            "weeks": [[(day, by_day.get(day, ())) for day in week] for week in weeks],
            "weekdays": _WEEKDAYS,
            "today": timezone.localdate(),
            "previous_url": self._month_url(first - datetime.timedelta(days=1)),
            "next_url": self._month_url(last + datetime.timedelta(days=1)),
            "file_url": f"{reverse(f'{_NAME}_file')}?{self._query(month=None)}",
        }

    def _month_url(self, day: datetime.date) -> str:
        return f"?{self._query(month=f'{day:%Y-%m}')}"

    def _query(self, month: str | None) -> str:
        query = self.request.GET.copy()
        query.pop("month", None)
        if month:
            query["month"] = month
        return query.urlencode()


_WEEKDAYS = (
    _("Thứ hai"),
    _("Thứ ba"),
    _("Thứ tư"),
    _("Thứ năm"),
    _("Thứ sáu"),
    _("Thứ bảy"),
    _("Chủ nhật"),
)


class CalendarFileView(_ForEditors):
    """The same from a month ago to a year ahead, for one's own calendar program; within the session, no secret link."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """An iCalendar file."""
        form = CalendarForm(request.GET, request.user)
        today = timezone.localdate()
        base = get_admin_base_url() or ""
        host = base.split("//", 1)[-1] or "localhost"
        entries = [
            CalendarEntry(
                uid=f"{event.uid}@{host}",
                day=event.day,
                title=f"{event.kind.label}: {event.title}" + (f" ({event.note})" if event.note else ""),
                moment=event.moment,
                category=str(event.kind.label),
                url=f"{base}{event.url}" if event.url else "",
            )
            for event in events(request.user, Period(today - _BEHIND, today + _AHEAD), **form.chosen)
        ]
        text = render(f"{settings.WAGTAIL_SITE_NAME} – {_now('Lịch công bố')}", entries, timezone.now())
        return HttpResponse(
            text,
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="lich-cong-bo.ics"'},
        )


class CalendarMenuItem(MenuItem):
    """Shown to people who work with pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader may open the calendar."""
        return bool(user_has_any_page_permission(request.user))


@hooks.register("register_admin_menu_item")
def calendar_menu_item() -> MenuItem:
    """The calendar's place in the menu, behind the pages."""
    return CalendarMenuItem(
        CalendarView.page_title, reverse(_NAME), name="publishing-calendar", icon_name="calendar", order=165
    )


@hooks.register("register_admin_urls")
def calendar_urls() -> list[URLPattern]:
    """The month and the file."""
    return [
        path("lich-cong-bo/", CalendarView.as_view(), name=_NAME),
        path("lich-cong-bo/lich.ics", CalendarFileView.as_view(), name=f"{_NAME}_file"),
    ]

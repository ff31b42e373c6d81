"""The admin's home page: lists of work in place of Wagtail's panels that tell the same."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.admin.work import MOST_COUNTED, WorkList, WorkRow, work_lists
from home.templatetags.typography import number

__all__ = ["ROWS", "WorkListView", "WorkPanel"]

ROWS = 5
"""Rows of a list on the home page."""

PER_PAGE = 50

_NAME = "work_list"


class WorkPanel(Component):
    """All lists of work side by side."""

    name = "work"
    order = 50
    template_name = "wagtailadmin/work/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Each list with its count and its first rows."""
        user = parent_context["request"].user
        return {"lists": [_short(one, user) for one in work_lists(user)]}


def _short(work: WorkList, user: Any) -> dict[str, Any]:
    rows = work.rows(user, 0, ROWS)
    # A list that fits is counted by its rows; only a longer one is asked how long it is.
    count = work.count(user) if len(rows) == ROWS else len(rows)
    return {
        "work": work,
        "rows": rows,
        "count": _said(count),
        "has_more": count > len(rows),
        "url": reverse(_NAME, args=[work.key]),
    }


def _said(count: int) -> str:
    """A count in words: exact up to MOST_COUNTED."""
    if count > MOST_COUNTED:
        return _now("hơn %(count)s") % {"count": number(MOST_COUNTED)}
    return number(count)


class WorkListView(WagtailAdminTemplateMixin, TemplateView):
    """One list in full, page by page."""

    template_name = "wagtailadmin/work/list.html"
    _show_breadcrumbs = True

    @cached_property
    def work(self) -> WorkList:
        """The list that the address names; 404 where the user has no such list."""
        for one in work_lists(self.request.user):
            if one.key == self.kwargs["key"]:
                return one
        raise Http404

    @property
    def page_title(self) -> str:
        """Heading of the list."""
        return str(self.work.heading)

    @property
    def header_icon(self) -> str:
        """Icon of the list."""
        return self.work.icon

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this list."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows; a page that does not exist shows the nearest."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        rows: Any = _Rows(self.work, self.request.user)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        return context | {"work": self.work, "page": page, "count": _said(page.paginator.count)}


class _Rows:
    """A list of work as the sequence that a paginator cuts."""

    def __init__(self, work: WorkList, user: Any) -> None:
        self._work, self._user = work, user

    def __len__(self) -> int:
        return self._work.count(self._user)

    def __getitem__(self, cut: slice) -> list[WorkRow]:
        return self._work.rows(self._user, cut.start or 0, cut.stop)


@hooks.register("construct_homepage_panels")
def put_work_first(request: HttpRequest, panels: list[Component]) -> None:
    """Our lists first; reviews, with their deadlines and buttons, stand in tables of their own."""
    panels.append(WorkPanel())


@hooks.register("register_admin_urls")
def work_urls() -> list[URLPattern]:
    """The full lists."""
    return [path("work/<slug:key>/", WorkListView.as_view(), name=_NAME)]


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    """Styles of everything that this project adds to the admin."""
    names = ("editing", "work", "disclosure")
    return format_html_join(
        "",
        '<link rel="stylesheet" href="{}">',
        [(versioned_static(f"css/admin/{name}.css"),) for name in names],
    )

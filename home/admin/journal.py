"""The report “Nhật ký”: who did what when, over pages, records, accounts, roles, settings and sign-ins."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import PageLogEntry, Site, Task, Workflow
from wagtail.snippets.models import get_snippet_models

from home import audit
from home.admin.reach import reach
from home.models import Office

__all__ = ["JournalView"]

_SIGN_INS = (audit.SIGNED_IN, audit.SIGNED_OUT, audit.REFUSED)


def _entries_about(*models: Any) -> Q:
    return Q(content_type__in=ContentType.objects.get_for_models(*models).values())


class JournalFilterSet(SiteHistoryReportFilterSet):
    """Wagtail's filters (name, type, action, person, days) and what sort of thing it is about."""

    class Sort:
        """What an entry is about."""

        PAGE, RECORD, ACCOUNT, SIGN_IN, SETTING = "page", "record", "account", "sign-in", "setting"

    sort = django_filters.ChoiceFilter(
        label=_("Việc về"),
        method="filter_sort",
        empty_label=_("Mọi việc"),
        choices=[
            (Sort.PAGE, _("Trang")),
            (Sort.RECORD, _("Sáng kiến và các danh mục")),
            (Sort.ACCOUNT, _("Tài khoản, vai, bộ phận")),
            (Sort.SIGN_IN, _("Đăng nhập")),
            (Sort.SETTING, _("Cài đặt, quy trình")),
        ],
    )

    def filter_sort(self, entries: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Entries of one sort; the view asks for each kind of log in turn."""
        if issubclass(entries.model, PageLogEntry):
            return entries if value == self.Sort.PAGE else entries.none()
        if value == self.Sort.SIGN_IN:
            return entries.filter(action__in=_SIGN_INS)
        if value == self.Sort.ACCOUNT:
            accounts = _entries_about(get_user_model(), Group, Office)
            return entries.filter(accounts).exclude(action__in=_SIGN_INS)
        if value == self.Sort.RECORD:
            return entries.filter(_entries_about(*(one for one in get_snippet_models() if one is not Office)))
        if value == self.Sort.SETTING:
            kinds = [*settings_registry, Site]
            workflows = Q(action__startswith="wagtail.workflow") | _entries_about(Workflow, Task)
            return entries.filter(_entries_about(*kinds) | workflows)
        return entries.none()


class JournalView(LogEntriesView):
    """Wagtail's history of the site, kept to the offices of whoever reads it."""

    page_title = _("Nhật ký")
    filterset_class = JournalFilterSet
    list_export = [*LogEntriesView.list_export, "message", "comment"]
    export_headings = {
        **LogEntriesView.export_headings,
        "message": _("Việc đã làm"),
        "comment": _("Lời nhắn"),
    }

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The chosen entries, without those about records of other offices."""
        entries = super().filter_queryset(queryset)
        within = reach(self.request.user, entries.model)
        return entries if within is None else entries.filter(within | Q(user=self.request.user))

    def get_filename(self) -> str:
        """Name of the exported file, without its ending."""
        return str(super().get_filename()).replace("audit-log", "nhat-ky")

"""The list of guidance documents."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.feeds import ENTRIES, FeedEntry, PageWithFeed, document_entry, newest_entries
from home.guidance_filter import GuidanceFilterForm
from home.models.base import ListPage
from home.models.guidance import GuidancePage, GuidanceQuerySet
from home.models.guidance_terms import DocumentKind, Issuer

__all__ = ["GuidanceIndexPage"]


class GuidanceIndexPage(PageWithFeed, ListPage):
    """The list of guidance documents."""

    page_size = 20
    template = "pages/guidance_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["home.GuidancePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách văn bản hướng dẫn")

    def get_items(self, request: HttpRequest) -> Any:
        """Documents below this page that the filters let through, latest issue first."""
        return self.filters(request).narrowed(self._documents()).with_status_relations().latest()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the day whose states are shown."""
        filters = self.filters(request)
        return {
            **super().get_context(request, *args, **kwargs),
            "filters": filters,
            "day": filters.day,
            "is_today": filters.day == timezone.localdate(),
        }

    def filters(self, request: HttpRequest) -> GuidanceFilterForm:
        """The form of filters, filled from the address; it offers what the documents below have."""
        documents = self._documents()
        days = documents.order_by().dates("issued_on", "year", order="DESC")
        return GuidanceFilterForm(
            request.GET,
            issuers=Issuer.objects.filter(pk__in=documents.values("issuer")),
            kinds=DocumentKind.objects.filter(pk__in=documents.values("kind")),
            years=[day.year for day in days],
        )

    def feed_entries(self) -> list[FeedEntry]:
        """The documents that came onto the site last."""
        return newest_entries(
            document_entry(page) for page in self._documents().with_status_relations().newly_added()[:ENTRIES]
        )

    def _documents(self) -> GuidanceQuerySet:
        return GuidancePage.objects.child_of(self).published()

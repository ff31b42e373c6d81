"""The sections of sitemap.xml, one entry per kind of public address."""

import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.models import Page

from showcase.models import Field, Initiative

__all__ = ["SITEMAPS", "FieldSitemap", "InitiativeSitemap", "PageSitemap"]


class PageSitemap(WagtailSitemap):
    """Published pages of every language: Wagtail's own list stops at the site's root page."""

    def items(self) -> Any:
        """Pages below the front page of each language, in the order of the tree."""
        pages = Page.objects.none()
        for root in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            pages |= Page.objects.descendant_of(root, inclusive=True)
        return pages.live().public().order_by("path").defer_streamfields().specific()


class InitiativeSitemap(Sitemap):
    """Published initiatives, in files of at most 10,000 addresses so that each is made quickly."""

    limit = 10_000

    def items(self) -> Any:
        """Only what an address and its date need."""
        return Initiative.objects.live().only("code", "title", "updated_at").order_by("pk")

    def lastmod(self, item: Initiative) -> datetime.datetime:
        """When the record last changed."""
        return item.updated_at


class FieldSitemap(Sitemap):
    """The catalogue and the landing pages of fields."""

    def items(self) -> list[str]:
        """Addresses."""
        fields = [
            reverse("search:field", args=[slug]) for slug in Field.objects.values_list("slug", flat=True)
        ]
        return [reverse("search:catalogue"), *fields]

    def location(self, item: str) -> str:
        """The address itself."""
        return item


#: Section name → class. Each section is split into files of at most its limit of addresses.
SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": PageSitemap,
    "fields": FieldSitemap,
    "initiatives": InitiativeSitemap,
}

"""The sections of sitemap.xml, one entry per kind of public address."""

from django.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps import Sitemap as PageSitemap

__all__ = ["SITEMAPS"]

#: Section name → class. Each section is split into files of at most 50,000 addresses.
SITEMAPS: dict[str, type[Sitemap]] = {"pages": PageSitemap}

"""The sitemap: an index and its parts (sitemaps.org 0.9).

A part holds the records of one section whose keys lie in one range of 10,000. It is read along the primary key, in
batches, so that the hundredth part of a million initiatives costs what the first does; Django's own sitemaps page
through a list and skip more rows with every part. What is not for search engines is not in it.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Max, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import escape
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home.addresses import origin_of
from home.languages import site_of
from home.models import GuidancePage
from home.querysets import PublishedPageQuerySet
from showcase.models import CataloguePage, Field, Initiative, StoryPage, Unit

__all__ = ["PART", "SECTIONS", "Section", "sitemap_index", "sitemap_part"]

PART = 10_000
"""Keys that a part covers, hence addresses that it holds at most; the format allows 50,000."""

_BATCH = 2_000
_SECONDS = 3_600
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Moment = datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Address:
    """A path of the site and when what is there last changed."""

    path: str
    changed: Moment = None


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of record: which rows are public, and the address of one.

    `changed` names the column that says when a row last changed; `dates_parts` whether the index says so of a whole
    part too, which takes a look at every row of the section.
    """

    rows: Callable[[HttpRequest], QuerySet[Any]]
    address: Callable[[HttpRequest, Any], str | None]
    changed: str = ""
    dates_parts: bool = True

    def parts(self, request: HttpRequest) -> list[tuple[int, Moment]]:
        """Numbers of the parts that hold anything, each with its last change, in one query."""
        number = ExpressionWrapper(F("pk") / PART, output_field=BigIntegerField())
        counted = self.rows(request).order_by().annotate(part=number).values("part")
        if self.changed and self.dates_parts:
            dated = counted.annotate(newest=Max(self.changed)).order_by("part")
            return [(row["part"], row["newest"]) for row in dated]
        return [(row["part"], None) for row in counted.annotate(rows=Count("pk")).order_by("part")]

    def part(self, request: HttpRequest, number: int) -> Iterator[Address]:
        """The addresses of a part, read along the key in batches."""
        last, end = number * PART - 1, (number + 1) * PART
        rows = self.rows(request).order_by("pk")
        while batch := list(rows.filter(pk__gt=last, pk__lt=end)[:_BATCH]):
            for row in batch:
                path = self.address(request, row)
                if path:
                    yield Address(path, getattr(row, self.changed) if self.changed else None)
            last = batch[-1].pk


def _pages(request: HttpRequest, model: type[Model] = Page) -> QuerySet[Any]:
    """Published pages of every language of the site: Wagtail's own list stops at the site's root page."""
    site = site_of(request)
    if site is None:
        return model._default_manager.none()
    roots = site.root_page.get_translations(inclusive=True)
    pages: PublishedPageQuerySet = PublishedPageQuerySet(model)
    below = pages.none()
    for root in roots:
        below |= pages.descendant_of(root, inclusive=True)
    return below.published()


def _other_pages(request: HttpRequest) -> QuerySet[Any]:
    """Pages that no other section has; the catalogue's own page is among the fields."""
    return _pages(request).not_type(GuidancePage, StoryPage, CataloguePage)  # type: ignore[attr-defined] # pages


def _page_path(request: HttpRequest, page: Page) -> str | None:
    path: str | None = page.get_url(request)
    return path


#: Sections of the index, by the name in their addresses.
SECTIONS: dict[str, Section] = {
    "pages": Section(_other_pages, _page_path, "last_published_at"),
    "documents": Section(lambda request: _pages(request, GuidancePage), _page_path, "last_published_at"),
    "stories": Section(lambda request: _pages(request, StoryPage), _page_path, "last_published_at"),
    "fields": Section(
        lambda _request: Field.objects.only("slug"), lambda _request, field: field.get_absolute_url()
    ),
    # Bodies of the unions; workplaces stand on the pages of theirs.
    "units": Section(
        lambda _request: Unit.objects.exclude(kind=Unit.Kind.GRASSROOTS).only("slug"),
        lambda _request, unit: unit.get_absolute_url(),
    ),
    # To date the parts of a million rows, all of them would be read; each address says when it changed.
    "initiatives": Section(
        lambda _request: Initiative.objects.live().only("code", "title", "updated_at"),
        lambda _request, initiative: initiative.get_absolute_url(),
        "updated_at",
        dates_parts=False,
    ),
}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of all parts."""
    addresses = [
        Address(reverse("sitemap-part", args=[name, number]), changed)
        for name, section in SECTIONS.items()
        for number, changed in section.parts(request)
    ]
    return _answer(request, "sitemapindex", "sitemap", addresses)


@require_safe
def sitemap_part(request: HttpRequest, section: str, number: int = 0) -> HttpResponse:
    """One part of a section; 404 where there is no such section or nothing in that part."""
    if section not in SECTIONS:
        raise Http404(f"no section {section}")
    addresses = list(SECTIONS[section].part(request, number))
    if section == "fields" and number == 0:
        addresses.insert(0, Address(reverse("search:catalogue")))
        addresses.append(Address(reverse("site-map")))
        addresses.append(Address(reverse("showcase:certificate-check")))
    if not addresses:
        raise Http404(f"nothing in part {number} of {section}")
    return _answer(request, "urlset", "url", addresses)


def _answer(request: HttpRequest, whole: str, one: str, addresses: Iterable[Address]) -> HttpResponse:
    """The XML of an index or a part, dated by what changed last in it."""
    origin = origin_of(request)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="{_NAMESPACE}">']
    newest: Moment = None
    for address in addresses:
        dated = (
            f"<lastmod>{address.changed.isoformat(timespec='seconds')}</lastmod>" if address.changed else ""
        )
        lines.append(f"<{one}><loc>{escape(origin + address.path)}</loc>{dated}</{one}>")
        if address.changed:
            newest = max(newest, address.changed) if newest else address.changed
    lines.append(f"</{whole}>\n")
    response = HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"
    if newest:
        response.headers["Last-Modified"] = http_date(newest.timestamp())
    patch_cache_control(response, public=True, max_age=_SECONDS)
    return response

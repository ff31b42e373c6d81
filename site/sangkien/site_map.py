"""The map of the site for people: every section and what is in it, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe
from wagtail.models import Page

from home.addresses import absolute
from home.feeds import PageWithFeed
from home.languages import site_of
from home.models import CampaignPage, StandardPage
from home.querysets import PublishedPageQuerySet
from showcase.models import CataloguePage, Field, OpenDataPage, StatisticsPage

__all__ = ["MapLink", "MapSection", "site_map"]


@dataclass(slots=True)
class MapLink:
    """A link of the map with those below it; `lang` where its words are in another language than the page."""

    title: str
    url: str
    lang: str = ""
    below: list["MapLink"] = field(default_factory=list)


@dataclass(slots=True)
class MapSection:
    """A part of the map."""

    title: str
    id: str
    links: list[MapLink] = field(default_factory=list)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Sections, campaigns, fields, pages of text, data and feeds; a fixed number of queries."""
    path = reverse("site-map")
    title = gettext("Sơ đồ trang")
    context = {
        "title": title,
        "sections": [section for section in _sections(request) if section.links],
        "crumbs": [
            {"title": gettext("Trang chủ"), "url": reverse("wagtail_serve", args=[""])},
            {"title": title, "url": path, "current": True},
        ],
        "meta": {
            "title": title,
            "description": gettext("Mọi mục của trang, trên một trang."),
            "url": absolute(request, path),
        },
    }
    return render(request, "pages/site_map.html", context)


def _sections(request: HttpRequest) -> list[MapSection]:
    pages = _pages(request)
    lists = [page for page in pages if not isinstance(page, StandardPage | CampaignPage)]
    campaigns = [page for page in pages if isinstance(page, CampaignPage)]
    texts = [page for page in pages if isinstance(page, StandardPage)]
    catalogue = reverse("search:catalogue")
    main = [
        _link(page, [_link(one) for one in campaigns if one.path.startswith(page.path)])
        for page in lists
        if not isinstance(page, CataloguePage | StatisticsPage | OpenDataPage)
    ]
    data = [_link(page) for page in lists if isinstance(page, StatisticsPage | OpenDataPage)]
    data.append(MapLink(gettext("Đơn vị"), reverse("showcase:units")))
    check = MapLink(gettext("Kiểm tra giấy chứng nhận"), reverse("showcase:certificate-check"))
    data.append(check)
    data.append(MapLink(gettext("Tài liệu API"), reverse("api-documentation"), _foreign()))
    feeds = [
        MapLink(page.title, page.url, below=[MapLink(link.name, link.url) for link in page.feed_links])
        for page in lists
        if isinstance(page, PageWithFeed)
    ]
    return [
        MapSection(gettext("Các mục"), "cac-muc", main),
        MapSection(
            gettext("Sáng kiến"),
            "sang-kien",
            [
                MapLink(gettext("Danh mục sáng kiến"), catalogue, below=_fields()),
                MapLink(gettext("Kể vướng mắc của bạn"), reverse("search:problem")),
                MapLink(gettext("Tìm kiếm"), reverse("search:results")),
            ],
        ),
        MapSection(gettext("Số liệu và dữ liệu"), "so-lieu", data),
        MapSection(gettext("Về trang này"), "ve-trang-nay", [_link(page) for page in texts]),
        MapSection(gettext("Theo dõi bằng trình đọc tin"), "theo-doi", feeds),
    ]


def _pages(request: HttpRequest) -> list[Any]:
    """Published pages in the order of the tree: those below the front page, and the campaigns below theirs."""
    site = site_of(request)
    if site is None:
        return []
    roots = site.root_page.get_translations(inclusive=True)
    root = roots.filter(locale__language_code=get_language()).live().first()
    if root is None:
        return []
    published = PublishedPageQuerySet(Page).descendant_of(root).published()
    children = published.filter(depth=root.depth + 1)
    campaigns = published.type(CampaignPage)
    return list((children | campaigns).order_by("path").defer_streamfields().specific())


def _fields() -> list[MapLink]:
    """Fields, those below a field under it; their names are Vietnamese on every page."""
    links: dict[int, MapLink] = {}
    fields: Sequence[Field] = list(Field.objects.without_words())
    for one in fields:
        links[one.pk] = MapLink(one.name, reverse("search:field", args=[one.slug]), _foreign())
    for one in fields:
        if one.parent_id in links:
            links[one.parent_id].below.append(links[one.pk])
    return [links[one.pk] for one in fields if one.parent_id not in links]


def _link(page: Any, below: list[MapLink] | None = None) -> MapLink:
    return MapLink(page.title, page.url, below=below or [])


def _foreign() -> str:
    return "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE

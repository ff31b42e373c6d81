"""What is new, for feed readers: Atom (RFC 4287) and RSS 2.0 from the same entries.

A page with a feed says which entries it has; search builds its feeds of results with the same writer. Feeds hold what
every visitor may see, and nothing that the pages they lead to do not show.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date
from django.utils.translation import gettext
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.templatetags.typography import vi_date

if TYPE_CHECKING:
    from home.models import AnnouncementPage, CampaignPage, GuidancePage

__all__ = [
    "ENTRIES",
    "FEED_TYPES",
    "LONG_AGO",
    "FeedEntry",
    "FeedLink",
    "PageWithFeed",
    "announcement_entry",
    "campaign_entry",
    "document_entry",
    "feed_response",
    "newest_entries",
    "tag_uri",
]

ENTRIES = 50
"""Entries that a feed holds at most."""

SECONDS = 600
"""How long readers may keep a feed before they ask again."""

LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""When something changed of which no day is known: the same at every request, unlike “now”."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: `url` is a full address, `identity` stays when title and address change."""

    title: str
    url: str
    summary: str
    identity: str
    published: datetime.datetime
    updated: datetime.datetime


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed to follow: its media type, its name among feeds and its address."""

    type: str
    name: str
    title: str
    url: str


class _Dated:
    """A feed that tells when it last changed; Django's would say “now” of an empty one."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime.datetime:
        changed: datetime.datetime = self.feed["changed"]
        return changed


class _AtomFeed(_Dated, Atom1Feed):
    pass


class _RssFeed(_Dated, Rss201rev2Feed):
    pass


_WRITERS: dict[str, type[SyndicationFeed]] = {"atom": _AtomFeed, "rss": _RssFeed}

FEED_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}
"""Media types by format."""


def tag_uri(kind: str, pk: Any) -> str:
    """A tag (RFC 4151) for a record, which stays when titles and addresses change."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return f"tag:{host},2026:{kind}/{pk}"


def feed_response(
    entries: Sequence[FeedEntry],
    *,
    form: str,
    title: str,
    link: str,
    address: str,
    summary: str = "",
    language: str = settings.LANGUAGE_CODE,
) -> HttpResponse:
    """The feed in `form`, “atom” or “rss”; `link` is the page it belongs to, `address` its own, both full."""
    changed = max((entry.updated for entry in entries), default=LONG_AGO)
    feed = _WRITERS[form](
        title=title,
        link=link,
        description=summary or title,
        subtitle=summary or None,
        language=language,
        author_name=settings.WAGTAIL_SITE_NAME,
        feed_url=address,
        changed=changed,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=entry.summary,
            unique_id=entry.identity,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    response = HttpResponse(content_type=f"{FEED_TYPES[form]}; charset=utf-8")
    feed.write(response, "utf-8")
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def newest_entries(*lists: Iterable[FeedEntry]) -> list[FeedEntry]:
    """The newest entries of several lists, as many as a feed holds."""
    found = [entry for entries in lists for entry in entries]
    return sorted(found, key=lambda entry: (entry.published, entry.identity), reverse=True)[:ENTRIES]


class PageWithFeed(RoutablePageMixin):
    """A page whose newest content can be followed: Atom at `feed/`, RSS at `feed/rss/`."""

    def feed_entries(self) -> Sequence[FeedEntry]:
        """The entries, newest first, in a number of queries that does not depend on how many there are."""
        raise NotImplementedError(type(self).__name__)

    @path("feed/", name="feed")
    def atom_feed(self, request: HttpRequest) -> HttpResponse:
        """What is new here, as Atom."""
        return self._feed("atom")

    @path("feed/rss/", name="feed-rss")
    def rss_feed(self, request: HttpRequest) -> HttpResponse:
        """What is new here, as RSS."""
        return self._feed("rss")

    @property
    def feed_links(self) -> list[FeedLink]:
        """The feeds of this page; none before it has an address."""
        page: Any = self
        if not page.pk or not page.url:
            return []
        return [
            FeedLink(FEED_TYPES["atom"], "Atom", f"{page.title} (Atom)", f"{page.url}feed/"),
            FeedLink(FEED_TYPES["rss"], "RSS", f"{page.title} (RSS)", f"{page.url}feed/rss/"),
        ]

    def get_route_paths(self) -> list[str]:
        """The feeds move with the page: a reader that follows the old address is led to the new one."""
        return [*super().get_route_paths(), "/feed/", "/feed/rss/"]

    def _feed(self, form: str) -> HttpResponse:
        page: Any = self
        link = page.full_url
        return feed_response(
            self.feed_entries(),
            form=form,
            title=f"{page.title} – {settings.WAGTAIL_SITE_NAME}",
            link=link,
            address=f"{link}feed/" if form == "atom" else f"{link}feed/rss/",
            summary=page.lede,
            language=page.locale.language_code,
        )


def announcement_entry(page: "AnnouncementPage") -> FeedEntry:
    """An announcement: dated as its page is."""
    return FeedEntry(
        title=page.title,
        url=page.full_url,
        summary=page.lede,
        identity=tag_uri("announcement", page.pk),
        published=page.published_at,
        updated=page.last_published_at or page.published_at,
    )


def document_entry(page: "GuidancePage") -> FeedEntry:
    """A guidance document: dated by when it came onto the site, for an old one may be added today.

    The day of issue stands in the summary. Kind and issuer are read with the page (`with_status_relations`).
    """
    issued = vi_date(page.issued_on, page.issued_precision)
    head = gettext("%(issuer)s ban hành %(day)s.") % {"issuer": page.issuer, "day": issued}
    return FeedEntry(
        title=f"{page.symbol} – {page.title}",
        url=page.full_url,
        summary=f"{head} {page.lede or page.abstract}",
        identity=tag_uri("guidance", page.pk),
        published=page.first_published_at or LONG_AGO,
        updated=page.last_published_at or page.first_published_at or LONG_AGO,
    )


def campaign_entry(page: "CampaignPage") -> FeedEntry:
    """A campaign: dated by when it came onto the site."""
    return FeedEntry(
        title=page.title,
        url=page.full_url,
        summary=page.lede,
        identity=tag_uri("campaign", page.pk),
        published=page.first_published_at or LONG_AGO,
        updated=page.last_published_at or page.first_published_at or LONG_AGO,
    )

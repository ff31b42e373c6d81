"""Feeds of sections and of campaigns: Atom and RSS with the same entries, and only what everybody may see."""

import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home import moments
from home.feeds import LONG_AGO, FeedEntry, feed_response, newest_entries
from showcase.models import Consent, StoryPage
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    ConsentFactory,
    GuidancePageFactory,
    StoryPageFactory,
)

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.datetime(2022, 5, 1, 9, tzinfo=datetime.UTC)


def entry(number: int, **values: Any) -> FeedEntry:
    given = {
        "title": f"Tin <{number}> & hơn",
        "url": f"https://example.org/tin/{number}/",
        "summary": "Một câu.",
        "identity": f"tag:example.org,2026:announcement/{number}",
        "published": DAY + datetime.timedelta(days=number),
        "updated": DAY + datetime.timedelta(days=number, hours=1),
    }
    return FeedEntry(**{**given, **values})


def written(form: str, *entries: FeedEntry) -> ElementTree.Element:
    response = feed_response(
        entries,
        form=form,
        title="Tin",
        link="https://example.org/tin/",
        address=f"https://example.org/{form}",
    )
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def fetched(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200, address
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def titles(root: ElementTree.Element) -> list[str]:
    found = [one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")]
    return [str(title) for title in found or [one.findtext("title") for one in root.iter("item")]]


def test_atom__has_what_rfc_4287_asks_for() -> None:
    root = written("atom", entry(2), entry(1))
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}updated") == "2022-05-03T10:00:00+00:00"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": "https://example.org/tin/", "self": "https://example.org/atom"}
    first = next(root.iter(f"{ATOM}entry"))
    assert first.findtext(f"{ATOM}id") == "tag:example.org,2026:announcement/2"
    assert first.findtext(f"{ATOM}title") == "Tin <2> & hơn"
    assert first.findtext(f"{ATOM}published") == "2022-05-03T09:00:00+00:00"
    assert first.findtext(f"{ATOM}updated") == "2022-05-03T10:00:00+00:00"


def test_rss__has_the_same_entries() -> None:
    root = written("rss", entry(2), entry(1))
    assert root.tag == "rss"
    assert titles(root) == titles(written("atom", entry(2), entry(1)))
    guid = next(root.iter("guid"))
    assert (guid.text, guid.get("isPermaLink")) == ("tag:example.org,2026:announcement/2", "false")
    assert next(root.iter("pubDate")).text == "Tue, 03 May 2022 09:00:00 +0000"


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feed__empty_one_is_the_same_at_any_time(form: str) -> None:
    first, second = (
        feed_response([], form=form, title="Tin", link="/a/", address="/b/").content for _ in range(2)
    )
    assert first == second
    assert str(LONG_AGO.year).encode() in first


def test_newest_entries__merges_and_cuts() -> None:
    odd, even = [entry(number) for number in (1, 3)], [entry(number) for number in (4, 2)]
    assert [one.published.day for one in newest_entries(odd, even)] == [5, 4, 3, 2]
    assert len(newest_entries(entry(number) for number in range(80))) == 50


# On the site ------------------------------------------------------------------------------------------

pytest_db = pytest.mark.django_db


@pytest_db
def test_section__document_is_dated_by_when_it_came_onto_the_site(client: Client) -> None:
    now = timezone.now()
    GuidancePageFactory(title="Cũ, mới nhập", issued_on=datetime.date(2018, 1, 1), first_published_at=now)
    GuidancePageFactory(
        title="Mới, nhập trước",
        issued_on=datetime.date(2024, 1, 1),
        first_published_at=now - datetime.timedelta(days=3),
    )
    root = fetched(client, "/huong-dan/feed/")
    assert [title.split(" – ")[1] for title in titles(root)] == ["Cũ, mới nhập", "Mới, nhập trước"]
    summary = next(root.iter(f"{ATOM}summary")).text
    assert summary == "LĐLĐ thành phố Hà Nội ban hành 1/1/2018. Về việc nhập sáng kiến"


@pytest_db
def test_campaign__has_its_announcements_and_documents_alone(client: Client) -> None:
    campaign, other = CampaignPageFactory(), CampaignPageFactory()
    AnnouncementPageFactory(title="Của chiến dịch", campaign=campaign)
    AnnouncementPageFactory(title="Nháp", campaign=campaign, live=False)
    AnnouncementPageFactory(title="Của chiến dịch khác", campaign=other)
    GuidancePageFactory(
        title="Văn bản", symbol="7/HD-LĐLĐ", number=7, campaign=campaign, first_published_at=DAY
    )
    for form in ("", "rss/"):
        found = titles(fetched(client, f"{campaign.url}feed/{form}"))
        assert found == ["7/HD-LĐLĐ – Văn bản", "Của chiến dịch"]


@pytest_db
def test_campaigns__latest_added_first(client: Client) -> None:
    CampaignPageFactory(title="Trước", first_published_at=DAY)
    CampaignPageFactory(title="Sau", first_published_at=DAY + datetime.timedelta(days=1))
    assert titles(fetched(client, "/chien-dich/feed/rss/")) == ["Sau", "Trước"]


@pytest_db
def test_stories__without_whoever_does_not_agree(client: Client) -> None:
    StoryPageFactory(title="Có đồng ý", name="Khải", consent=ConsentFactory())
    StoryPageFactory(title="Không tên")
    # Written past the editor and the receivers, which would refuse the one and withdraw the other.
    without = StoryPageFactory(title="Chưa đồng ý", name="Lan", consent=ConsentFactory())
    StoryPage.objects.filter(pk=without.pk).update(consent=None)
    withdrawn = StoryPageFactory(title="Đã rút", name="Hoa", consent=ConsentFactory())
    Consent.objects.filter(pk=withdrawn.consent_id).update(withdrawn_on=datetime.date(2024, 1, 1))
    assert set(titles(fetched(client, "/guong-sang/feed/"))) == {"Có đồng ý", "Không tên"}


@pytest_db
def test_restricted_page__is_in_no_feed(client: Client) -> None:
    shown, hidden = AnnouncementPageFactory(title="Ai cũng đọc"), AnnouncementPageFactory(title="Nội bộ")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert titles(fetched(client, "/tin-tuc/feed/")) == [shown.title]


@pytest_db
def test_restricted_section__has_no_feed_for_strangers(client: Client) -> None:
    page = AnnouncementPageFactory()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert client.get("/tin-tuc/feed/").status_code == 302


@pytest.mark.usefixtures("long_moment")
@pytest_db
@pytest.mark.parametrize(
    ("factory", "address"),
    [
        (AnnouncementPageFactory, "/tin-tuc/"),
        (GuidancePageFactory, "/huong-dan/"),
        (CampaignPageFactory, "/chien-dich/"),
        (StoryPageFactory, "/guong-sang/"),
    ],
)
def test_feed__costs_the_same_whatever_its_length(client: Client, factory: Any, address: str) -> None:
    counts = []
    for _ in range(2):
        for _ in range(4):
            factory(live=True)
        for form in ("feed/", "feed/rss/"):
            client.get(address + form)
            moments.forget()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address + form).status_code == 200
            counts.append(len(queries))
    assert len(set(counts)) == 1, counts


@pytest_db
def test_page__names_its_feeds_in_its_head(client: Client) -> None:
    campaign = CampaignPageFactory(title="Chiến dịch mẫu")
    AnnouncementPageFactory()
    for address in ("/tin-tuc/", campaign.url):
        text = client.get(address).content.decode()
        for media, place in (("atom", "feed/"), ("rss", "feed/rss/")):
            assert f'<link rel="alternate" type="application/{media}+xml"' in text
            assert text.count(f'href="{address}{place}"') == 2
    news = client.get(AnnouncementPageFactory().url).content.decode()
    assert "application/atom+xml" not in news


@pytest_db
def test_feed__unchanged_is_304(client: Client) -> None:
    AnnouncementPageFactory()
    first = client.get("/tin-tuc/feed/rss/")
    assert first.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert first.headers["X-Robots-Tag"] == "noindex"
    again = client.get("/tin-tuc/feed/rss/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304

"""The sitemap: an index of parts that are read along the key, with right dates and nothing that is not public."""

import datetime
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from home import moments
from sangkien import sitemaps
from showcase.models import Initiative
from tests.factories import (
    AnnouncementPageFactory,
    CataloguePageFactory,
    FieldFactory,
    FrontPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOMENT = datetime.datetime(2024, 5, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def listed(client: Client, address: str) -> dict[str, str | None]:
    """Addresses of an index or a part with their dates."""
    response = client.get(address.removeprefix("http://localhost"))
    assert response.status_code == 200, address
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own answer
    return {str(one.findtext(f"{SPACE}loc")): one.findtext(f"{SPACE}lastmod") for one in root}


def everything(client: Client) -> dict[str, str | None]:
    """Addresses of all parts that the index names."""
    found: dict[str, str | None] = {}
    for part in listed(client, "/sitemap.xml"):
        addresses = listed(client, part)
        assert addresses, part
        assert not set(found) & set(addresses), part
        found |= addresses
    return {address.removeprefix("http://localhost"): changed for address, changed in found.items()}


def test_sitemap__every_kind_of_public_record_once(client: Client) -> None:
    CataloguePageFactory()
    records: list[Any] = [
        FrontPageFactory(),
        AnnouncementPageFactory(),
        GuidancePageFactory(),
        StoryPageFactory(),
    ]
    initiative = InitiativeFactory()
    found = everything(client)
    assert {record.url for record in records} <= set(found)
    assert initiative.get_absolute_url() in found
    assert initiative.field.get_absolute_url() in found
    assert {"/sang-kien/", "/so-do-trang/"} <= set(found)


def test_sitemap__nothing_that_is_not_public(client: Client) -> None:
    draft, hidden = AnnouncementPageFactory(live=False), GuidancePageFactory()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    withdrawn = InitiativeFactory(live=False)
    InitiativeFactory()
    found = set(everything(client))
    assert not {draft.url, hidden.url, withdrawn.get_absolute_url()} & found
    assert not [address for address in found if "?" in address or "feed" in address or "tim-kiem" in address]


def test_sitemap__dates_are_those_of_the_records(client: Client) -> None:
    page = AnnouncementPageFactory(last_published_at=MOMENT)
    initiative = InitiativeFactory()
    Initiative.objects.filter(pk=initiative.pk).update(updated_at=MOMENT)
    found = everything(client)
    assert found[page.url] == found[initiative.get_absolute_url()] == "2024-05-01T02:03:04+00:00"
    part = client.get(f"/sitemap-initiatives-{initiative.pk // sitemaps.PART}.xml")
    assert part.headers["Last-Modified"] == "Wed, 01 May 2024 02:03:04 GMT"


def test_sitemap__index_dates_a_part_by_its_newest_page(client: Client) -> None:
    AnnouncementPageFactory(last_published_at=MOMENT)
    dates = listed(client, "/sitemap.xml")
    part = next(address for address in dates if "sitemap-pages-" in address)
    assert dates[part] == "2024-05-01T02:03:04+00:00"


def test_parts__by_the_key_without_skipping_rows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART", 3)
    monkeypatch.setattr(sitemaps, "_BATCH", 2)
    FrontPageFactory()
    field, unit = FieldFactory(), UnitFactory()
    records = InitiativeFactory.create_batch(10, field=field, unit=unit)
    Initiative.objects.filter(pk__in=[record.pk for record in records[3:6]]).update(live=False)
    parts = [address for address in listed(client, "/sitemap.xml") if "initiatives" in address]
    found: list[str] = []
    for part in parts:
        with CaptureQueriesContext(connection) as queries:
            addresses = listed(client, part)
        statements = [one["sql"] for one in queries if "showcase_initiative" in one["sql"]]
        assert statements
        assert not [statement for statement in statements if "OFFSET" in statement]
        assert len(addresses) <= 3
        found += addresses
    live = Initiative.objects.live()
    assert sorted(found) == sorted(f"http://localhost{record.get_absolute_url()}" for record in live)
    assert len(found) == len(set(found)) == 7


@pytest.mark.usefixtures("long_moment")
def test_part__costs_the_same_whatever_its_length(client: Client) -> None:
    FrontPageFactory()
    field, unit = FieldFactory(), UnitFactory()
    counts = []
    for _ in range(2):
        InitiativeFactory.create_batch(4, field=field, unit=unit)
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/sitemap-initiatives-0.xml")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "address", ["/sitemap-khac.xml", "/sitemap-khac-0.xml", "/sitemap-initiatives-99.xml"]
)
def test_part__that_is_not_there(client: Client, address: str) -> None:
    FrontPageFactory()
    assert client.get(address).status_code == 404


def test_part__address_of_before_still_answers(client: Client) -> None:
    page = AnnouncementPageFactory()
    assert f"http://localhost{page.url}" in listed(client, "/sitemap-pages.xml")


@pytest.mark.usefixtures("demo_content")
def test_sitemap__every_address_answers_and_wants_to_be_found(client: Client) -> None:
    """Of every section some: none leads elsewhere, stays out of indexes or names another address as its own."""
    by_shape: dict[str, list[str]] = {}
    for address in everything(client):
        by_shape.setdefault(re.sub(r"[^/]+", "x", address), []).append(address)
    for addresses in by_shape.values():
        for address in addresses[:4]:
            response = client.get(address)
            assert response.status_code == 200, address
            text = response.content.decode()
            assert 'name="robots"' not in text, address
            assert f'<link rel="canonical" href="http://localhost{address}">' in text, address

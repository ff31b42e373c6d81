"""How many queries a page costs: a fixed number, whatever it lists."""

import datetime
import math
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import moments
from home.models import AnnouncementPage, CampaignPage, GuidancePage
from search import snapshots
from showcase.choices import Level
from showcase.models import Initiative, InitiativeAuthor, InitiativeAward, Recognition, StoryPage
from tests.factories import (
    AnnouncementPageFactory,
    AwardTypeFactory,
    CampaignPageFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _long_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is so slow that a moment ends while it is made, however busy the machine."""
    monkeypatch.setattr(moments, "TRUST", math.inf)
    monkeypatch.setattr(snapshots, "CHECK_SECONDS", math.inf)


def cost(client: Client, address: str) -> int:
    """Queries of a page once what is cached for all pages (content types, counts, the editors' stamp) is there.

    What is remembered for a moment is asked anew.
    """
    assert client.get(address).status_code == 200, address
    moments.forget()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.usefixtures("demo_content")
@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 28),
        ("/sang-kien/", 10),
        ("/sang-kien/?q=điện&field=nang-luong&level=province", 10),
        ("/sang-kien/linh-vuc/nang-luong/", 13),
        ("/sang-kien/linh-vuc/dien/?q=bơm", 13),
        ("/tim-kiem/?q=điện", 15),
        ("/tin-tuc/", 15),
        ("/huong-dan/", 20),
        ("/chien-dich/", 20),
        ("/guong-sang/", 15),
        ("/so-lieu/", 15),
        ("/so-lieu/1-trieu-sang-kien.csv", 3),
        ("/api/v1/initiatives", 5),
    ],
)
def test_list__costs_a_few_queries(client: Client, address: str, most: int) -> None:
    assert cost(client, address) <= most


@pytest.mark.usefixtures("demo_content")
def test_record__costs_a_few_queries(client: Client) -> None:
    story = StoryPage.objects.live()[0]
    pages = [
        (
            Initiative.objects.live()
            .filter(awards__isnull=False, story_links__isnull=False)[0]
            .get_absolute_url(),
            15,
        ),
        (Initiative.objects.live().filter(disclosure="abstract")[0].get_absolute_url(), 15),
        (story.url, 22),
        (GuidancePage.objects.get(symbol="04/HD-LĐLĐ").url, 28),
        (AnnouncementPage.objects.live().filter(documents__isnull=False)[0].url, 23),
        (CampaignPage.objects.get(slug="1-trieu-sang-kien", locale__language_code="vi").url, 25),
    ]
    costs = {address: (cost(client, address), most) for address, most in pages}
    assert {address: counts for address, counts in costs.items() if counts[0] > counts[1]} == {}


def more(kind: str) -> None:
    """Add records of which a list shows more than before."""
    day = datetime.date(2022, 3, 1)
    for _ in range(4):
        if kind == "announcement":
            AnnouncementPageFactory(campaign=CampaignPageFactory())
        elif kind == "guidance":
            GuidancePageFactory()
        elif kind == "campaign":
            CampaignPageFactory()
        elif kind == "story":
            StoryPageFactory(field=FieldFactory(parent=FieldFactory()), consent=ConsentFactory(), name="Khải")
        else:
            InitiativeFactory(
                field=FieldFactory(parent=FieldFactory()),
                unit=UnitFactory(),
                authors=[InitiativeAuthor(name="Khải", consent=ConsentFactory())],
                recognitions=[Recognition(level=Level.UPPER, body=UnitFactory(), date=day)],
                awards=[InitiativeAward(award_type=AwardTypeFactory(), date=day)],
            )


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("announcement", "/tin-tuc/"),
        ("announcement", "/tin-tuc/feed/"),
        ("guidance", "/huong-dan/"),
        ("campaign", "/chien-dich/"),
        ("story", "/guong-sang/"),
        ("initiative", "/sang-kien/"),
        ("initiative", "/api/v1/initiatives"),
    ],
)
def test_list__costs_the_same_whatever_its_length(
    client: Client, index_path: Any, kind: str, address: str
) -> None:
    FrontPageFactory()
    more(kind)
    few = cost(client, address)
    more(kind)
    assert cost(client, address) <= few

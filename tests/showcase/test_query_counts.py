"""How many queries a page costs: a fixed number, whatever it lists."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import moments
from home.models import AnnouncementPage, CampaignPage, GuidancePage
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("long_moment")]


def cost(client: Client, address: str) -> int:
    """Queries of a page once what is cached for all pages (content types, counts, the editors' stamp) is there.

    What is remembered for a moment is asked anew.
    """
    assert client.get(address).status_code == 200, address
    moments.forget()
    return cost_at_once(client, address)


def cost_at_once(client: Client, address: str) -> int:
    """Queries of a page with everything that is remembered, for a moment or longer."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


@pytest.mark.usefixtures("demo_content")
@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 29),
        ("/sang-kien/", 10),
        ("/sang-kien/?q=điện&field=nang-luong&level=province", 11),
        ("/sang-kien/linh-vuc/nang-luong/", 17),
        ("/sang-kien/linh-vuc/dien/?q=bơm", 13),
        ("/tim-kiem/?q=điện", 15),
        ("/tin-tuc/", 16),
        ("/huong-dan/", 20),
        ("/chien-dich/", 20),
        ("/guong-sang/", 15),
        ("/so-lieu/", 15),
        ("/so-lieu/?year=2022&units=now&level=workplaces&by=per-thousand", 15),
        ("/don-vi/", 12),
        ("/don-vi/ha-noi/", 25),
        ("/don-vi/bac-ninh-2025/", 25),
        ("/so-lieu/1-trieu-sang-kien.csv", 3),
        ("/api/v1/initiatives", 5),
    ],
)
def test_list__costs_a_few_queries(client: Client, address: str, most: int) -> None:
    assert cost(client, address) <= most


@pytest.mark.usefixtures("demo_content")
def test_record__costs_a_few_queries(client: Client) -> None:
    story = StoryPage.objects.live()[0]
    abstract = Initiative.objects.live().filter(disclosure="abstract").order_by("code")[0]
    pages = [
        (abstract.get_absolute_url(), 15),
        (story.url, 22),
        (GuidancePage.objects.get(symbol="04/HD-LĐLĐ").url, 32),
        (AnnouncementPage.objects.live().filter(documents__isnull=False)[0].url, 27),
        (CampaignPage.objects.get(slug="1-trieu-sang-kien", locale__language_code="vi").url, 25),
    ]
    costs = {address: (cost(client, address), most) for address, most in pages}
    assert {address: counts for address, counts in costs.items() if counts[0] > counts[1]} == {}


@pytest.mark.usefixtures("demo_content")
def test_initiative__costs_a_few_queries_whatever_is_like_it(client: Client) -> None:
    """What the engine finds alike may be of every kind; documents cost two queries more, for their state."""
    live = Initiative.objects.live().filter(awards__isnull=False, story_links__isnull=False)
    for record in live.distinct().order_by("code")[:10]:
        address = record.get_absolute_url()
        has_document = 'id="van-ban-gan"' in client.get(address).content.decode()
        assert cost(client, address) <= (17 if has_document else 15), address
        assert cost_at_once(client, address) <= 15, address


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

"""What the catalogue says to search engines, and that every type of page says something sound."""

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client

from home.structured_data import Facts, describe
from showcase.choices import Disclosure
from showcase.models import (
    Consent,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    OpenDataPage,
    StoryPage,
)
from tests.factories import (
    AwardTypeFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

ORIGIN = "https://example.org"
FACTS = Facts(origin=ORIGIN, url=f"{ORIGIN}/a/", site_name="Cổng Sáng kiến")
PUBLISHER = {
    "@type": "Organization",
    "@id": f"{ORIGIN}/#organization",
    "name": "Cổng Sáng kiến",
    "url": f"{ORIGIN}/",
}
DAY = datetime.date(2022, 6, 1)


def graph(client: Client, address: str) -> list[dict[str, Any]]:
    text = client.get(address).content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert len(blocks) == 1, address
    found: list[dict[str, Any]] = json.loads(blocks[0])["@graph"]
    return found


def test_initiative__creative_work() -> None:
    unit = UnitFactory(workplace="Xưởng cơ khí")
    record = InitiativeFactory(
        code="KT-2022-0001",
        field=FieldFactory(name="Kỹ thuật", slug="ky-thuat"),
        unit=unit,
        tags=["khoan"],
        awards=[InitiativeAward(award_type=AwardTypeFactory(name="Bằng khen"), date=DAY)],
        authors=[
            InitiativeAuthor(name="Khải", job_title="Thợ nguội", consent=ConsentFactory()),
            InitiativeAuthor(name="Hoa", job_title="Thợ tiện"),
        ],
    )
    record = Initiative.objects.with_page_relations().get(pk=record.pk)
    (said,) = describe(record, FACTS)
    said.pop("dateModified")
    assert said == {
        "@type": "CreativeWork",
        "@id": f"{ORIGIN}/a/#initiative",
        "mainEntityOfPage": f"{ORIGIN}/a/",
        "url": f"{ORIGIN}/a/",
        "name": "Cữ định vị cho máy khoan",
        "award": ["Bằng khen"],
        "identifier": "KT-2022-0001",
        "abstract": "Một cữ thép giữ phôi đúng chỗ.",
        "description": "−40% phế phẩm",
        "about": {
            "@type": "DefinedTerm",
            "name": "Kỹ thuật",
            "url": f"{ORIGIN}/sang-kien/linh-vuc/ky-thuat/",
        },
        "keywords": ["khoan"],
        "author": [{"@type": "Person", "name": "Khải", "jobTitle": "Thợ nguội"}],
        "sourceOrganization": {"@type": "Organization", "name": "Xưởng cơ khí"},
        "dateCreated": "2022-01-12",
        "inLanguage": "vi",
        "publisher": PUBLISHER,
    }


def test_initiative__closed_one_gives_title_effect_and_awards_alone() -> None:
    record = InitiativeFactory(
        disclosure=Disclosure.ABSTRACT,
        awards=[InitiativeAward(award_type=AwardTypeFactory(name="Bằng khen"), date=DAY)],
        authors=[InitiativeAuthor(name="Khải", consent=ConsentFactory())],
    )
    assert describe(Initiative.objects.with_page_relations().get(pk=record.pk), FACTS) == [
        {
            "@type": "CreativeWork",
            "@id": f"{ORIGIN}/a/#initiative",
            "mainEntityOfPage": f"{ORIGIN}/a/",
            "url": f"{ORIGIN}/a/",
            "name": "Cữ định vị cho máy khoan",
            "award": ["Bằng khen"],
            "abstract": "−40% phế phẩm",
        }
    ]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, True),
        ({"withdrawn_on": datetime.date(2024, 1, 1)}, False),
        ({"covers_story": False}, False),
        ({"covers_name": False}, False),
    ],
)
def test_story__person_only_with_standing_consent(values: dict[str, Any], named: bool) -> None:
    story = StoryPageFactory(name="Khải", consent=ConsentFactory())
    Consent.objects.filter(pk=story.consent_id).update(**values)
    (said,) = describe(StoryPage.objects.get(pk=story.pk), FACTS)
    assert said["@type"] == "Article"
    assert ("Khải" in json.dumps(said, ensure_ascii=False)) is named
    assert ("about" in said) is named


def test_story__article() -> None:
    story = StoryPageFactory(
        title="Chuyện",
        lede="Lời dẫn.",
        name="Khải",
        person="Thợ nguội",
        consent=ConsentFactory(),
        field=FieldFactory(name="Kỹ thuật"),
        last_published_at=None,
    )
    moment = "2023-06-02T09:00:00+07:00"
    assert describe(StoryPage.objects.get(pk=story.pk), FACTS) == [
        {
            "@type": "Article",
            "@id": f"{ORIGIN}/a/#article",
            "mainEntityOfPage": f"{ORIGIN}/a/",
            "url": f"{ORIGIN}/a/",
            "headline": "Chuyện",
            "description": "Lời dẫn.",
            "articleSection": "Kỹ thuật",
            "datePublished": datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC).isoformat(),
            "dateModified": datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC).isoformat(),
            "inLanguage": "vi",
            "author": PUBLISHER,
            "publisher": PUBLISHER,
            "about": {"@type": "Person", "name": "Khải", "jobTitle": "Thợ nguội"},
        }
    ]


def test_open_data__dataset_with_its_licence() -> None:
    front = FrontPageFactory()
    page = OpenDataPage(title="Dữ liệu mở", slug="du-lieu", lede="Tải về.")
    front.add_child(instance=page)
    (said,) = describe(page, FACTS)
    said.pop("dateModified", None)
    assert said == {
        "@type": "Dataset",
        "@id": f"{ORIGIN}/a/#dataset",
        "url": f"{ORIGIN}/a/",
        "name": "Dữ liệu mở",
        "description": "Tải về.",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "creator": PUBLISHER,
        "isAccessibleForFree": True,
        "inLanguage": "vi",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": "JSON",
                "encodingFormat": "application/json",
                "contentUrl": f"{ORIGIN}/api/v1/initiatives",
                "usageInfo": f"{ORIGIN}/du-lieu/api/",
            }
        ],
    }


PAGES = {
    "/": {"WebSite", "Organization"},
    "/en/": {"WebSite", "Organization"},
    "/chien-dich/": {"CollectionPage", "BreadcrumbList"},
    "/chien-dich/1-trieu-sang-kien/": {"Event", "BreadcrumbList"},
    "/en/chien-dich/1-trieu-sang-kien/": {"Event", "BreadcrumbList"},
    "/tin-tuc/": {"CollectionPage", "BreadcrumbList"},
    "/tin-tuc/viet-sang-kien-trong-nua-trang/": {"NewsArticle", "BreadcrumbList"},
    "/huong-dan/": {"CollectionPage", "BreadcrumbList"},
    "/huong-dan/04-hd-ldld-2021/": {"Legislation", "GovernmentService", "BreadcrumbList"},
    "/sang-kien/": {"CollectionPage", "BreadcrumbList"},
    "/sang-kien/linh-vuc/an-toan/": {"CollectionPage", "BreadcrumbList"},
    "/guong-sang/": {"CollectionPage", "BreadcrumbList"},
    "/guong-sang/chi-tho-may-xoay-cai-ban/": {"Article", "BreadcrumbList"},
    "/gioi-thieu/": {"WebPage", "BreadcrumbList"},
    "/so-lieu/": {"WebPage", "BreadcrumbList"},
    "/du-lieu/": {"Dataset", "BreadcrumbList"},
    "/du-lieu/api/": {"BreadcrumbList"},
    "/so-do-trang/": {"BreadcrumbList"},
}


@pytest.mark.usefixtures("demo_content")
@pytest.mark.parametrize("address", PAGES)
def test_every_type_of_page__says_what_it_is(client: Client, address: str) -> None:
    assert {thing["@type"] for thing in graph(client, address)} == PAGES[address]


@pytest.mark.usefixtures("demo_content")
def test_initiatives__their_pages(client: Client) -> None:
    for closed in (False, True):
        record = Initiative.objects.live().filter(disclosure="abstract" if closed else "full")[0]
        things = {thing["@type"]: thing for thing in graph(client, record.get_absolute_url())}
        assert set(things) == {"CreativeWork", "BreadcrumbList"}
        names = [step["name"] for step in things["BreadcrumbList"]["itemListElement"]]
        assert (record.field.top.name in names) is not closed


@pytest.mark.usefixtures("demo_content")
def test_page__canonical_address_is_the_one_in_the_data(client: Client) -> None:
    for address in (
        "/tin-tuc/viet-sang-kien-trong-nua-trang/",
        "/sang-kien/linh-vuc/an-toan/",
        "/sang-kien/NL-2022-0417/",
    ):
        response = client.get(address, follow=True)
        canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', response.content.decode())
        assert len(canonical) == 1
        assert graph(client, response.request["PATH_INFO"])[0]["url"] == canonical[0]


@pytest.mark.usefixtures("demo_content")
def test_later_page_of_a_list__is_a_page_of_its_own(client: Client) -> None:
    text = client.get("/tin-tuc/?page=2").content.decode()
    assert '<link rel="canonical" href="http://localhost/tin-tuc/?page=2">' in text

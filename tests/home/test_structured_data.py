"""What pages say to search engines: each builder by its exact output, and the script element it stands in."""

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.legal_status import RelationType
from home.models import CampaignPhase, DocumentRelation, GuidancePage
from home.structured_data import Facts, breadcrumb_list, describe, script_content
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    FrontPageFactory,
    GuidancePageFactory,
    OfficeFactory,
    StandardPageFactory,
)

ORIGIN = "https://example.org"
PUBLISHER = {
    "@type": "Organization",
    "@id": f"{ORIGIN}/#organization",
    "name": "Cổng Sáng kiến",
    "url": f"{ORIGIN}/",
}
MOMENT = datetime.datetime(2022, 5, 1, 2, tzinfo=datetime.UTC)


def facts(path: str = "/trang/", **values: Any) -> Facts:
    return Facts(origin=ORIGIN, url=f"{ORIGIN}{path}", site_name="Cổng Sáng kiến", **values)


@given(st.text())
def test_script__no_text_ends_the_element_and_none_is_lost(text: str) -> None:
    content = script_content([{"name": text}])
    assert not set("<>&\u2028\u2029") & set(content)
    assert json.loads(content)["@graph"] == [{"name": text}]


def test_script__closing_tag_in_a_title() -> None:
    content = script_content([{"name": "</script><script>alert(1)</script>"}])
    assert "</" not in content
    assert "\\u003C/script\\u003E" in content


def test_breadcrumbs__end_with_the_page_itself() -> None:
    crumbs = [{"title": "Trang chủ", "url": "/"}, {"title": "Tin tức", "url": "/tin-tuc/"}]
    assert breadcrumb_list(crumbs, facts("/tin-tuc/a/"), "Một tin") == {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Trang chủ", "item": f"{ORIGIN}/"},
            {"@type": "ListItem", "position": 2, "name": "Tin tức", "item": f"{ORIGIN}/tin-tuc/"},
            {"@type": "ListItem", "position": 3, "name": "Một tin", "item": f"{ORIGIN}/tin-tuc/a/"},
        ],
    }


def test_breadcrumbs__page_that_is_there_already_is_not_repeated() -> None:
    crumbs: list[dict[str, Any]] = [
        {"title": "Trang chủ", "url": "/"},
        {"title": "Tin tức", "url": "/tin-tuc/", "current": True},
    ]
    found = breadcrumb_list(crumbs, facts("/tin-tuc/"), "Tin tức")["itemListElement"]
    assert [one["name"] for one in found] == ["Trang chủ", "Tin tức"]


@pytest.mark.django_db
def test_front__site_with_its_search_and_who_runs_it() -> None:
    page = FrontPageFactory(lede="Tìm cách làm hay.")
    assert describe(page, facts("/", email="bientap@example.org")) == [
        {
            "@type": "WebSite",
            "@id": f"{ORIGIN}/#website",
            "url": f"{ORIGIN}/",
            "name": "Cổng Sáng kiến",
            "description": "Tìm cách làm hay.",
            "inLanguage": "vi",
            "publisher": {"@id": f"{ORIGIN}/#organization"},
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": f"{ORIGIN}/tim-kiem/?q={{search_term_string}}",
                },
                "query-input": "required name=search_term_string",
            },
        },
        {**PUBLISHER, "email": "bientap@example.org"},
    ]


@pytest.mark.django_db
def test_announcement__news_article() -> None:
    campaign = CampaignPageFactory(title="1 triệu sáng kiến", slug="1-trieu")
    page = AnnouncementPageFactory(
        title="Một tin",
        lede="Lời dẫn.",
        campaign=campaign,
        published_at=MOMENT,
        last_published_at=None,
        office=OfficeFactory(name="Ban Tuyên giáo", short_name="BTG"),
    )
    assert describe(page, facts("/tin-tuc/mot-tin/", image=f"{ORIGIN}/a.png")) == [
        {
            "@type": "NewsArticle",
            "@id": f"{ORIGIN}/tin-tuc/mot-tin/#article",
            "mainEntityOfPage": f"{ORIGIN}/tin-tuc/mot-tin/",
            "url": f"{ORIGIN}/tin-tuc/mot-tin/",
            "headline": "Một tin",
            "description": "Lời dẫn.",
            "articleSection": "Tin",
            "datePublished": "2022-05-01T02:00:00+00:00",
            "dateModified": "2022-05-01T02:00:00+00:00",
            "inLanguage": "vi",
            "image": [f"{ORIGIN}/a.png"],
            "author": {"@type": "Organization", "name": "Ban Tuyên giáo"},
            "publisher": PUBLISHER,
            "about": {
                "@type": "Event",
                "name": "1 triệu sáng kiến",
                "url": f"{ORIGIN}/chien-dich/1-trieu/",
            },
        }
    ]


@pytest.mark.django_db
def test_announcement__withdrawn_campaign_is_not_named() -> None:
    page = AnnouncementPageFactory(campaign=CampaignPageFactory(live=False))
    assert "about" not in describe(page, facts())[0]


@pytest.mark.django_db
def test_campaign__event_with_its_phases_and_no_place() -> None:
    page = CampaignPageFactory(
        title="1 triệu sáng kiến, nỗ lực vượt khó", short_title="1 triệu sáng kiến", lede="Lời dẫn."
    )
    page.phases = [CampaignPhase(name="Mở đầu", starts_on=datetime.date(2022, 1, 8), text="Phát động.")]
    page.save()
    url = f"{ORIGIN}/chien-dich/a/"
    assert describe(page, facts("/chien-dich/a/")) == [
        {
            "@type": "Event",
            "@id": f"{url}#campaign",
            "mainEntityOfPage": url,
            "url": url,
            "name": "1 triệu sáng kiến, nỗ lực vượt khó",
            "alternateName": "1 triệu sáng kiến",
            "description": "Lời dẫn.",
            "startDate": "2022-01-08",
            "endDate": "2023-09-01",
            "inLanguage": "vi",
            "organizer": {"@type": "Organization", "name": "LĐLĐ thành phố"},
            "subEvent": [
                {
                    "@type": "Event",
                    "name": "Mở đầu",
                    "description": "Phát động.",
                    "startDate": "2022-01-08",
                }
            ],
        }
    ]


@pytest.mark.django_db
def test_guidance__legislation() -> None:
    page = GuidancePageFactory(
        title="Hướng dẫn nhập",
        number=4,
        symbol="04/HD-LĐLĐ",
        issued_on=datetime.date(2021, 3, 4),
        effective_to=datetime.date(2022, 3, 4),
        lede="Ai làm gì.",
        audience="Công đoàn cơ sở",
    )
    url = f"{ORIGIN}/huong-dan/a/"
    (found,) = describe(page, facts("/huong-dan/a/"))
    found.pop("dateModified", None)
    assert found == {
        "@type": "Legislation",
        "@id": f"{url}#document",
        "mainEntityOfPage": url,
        "url": url,
        "name": "Hướng dẫn nhập",
        "description": "Ai làm gì.",
        "abstract": "Về việc nhập sáng kiến",
        "legislationIdentifier": "04/HD-LĐLĐ",
        "legislationType": "Hướng dẫn",
        "legislationDate": "2021-03-04",
        "legislationDateOfApplicability": "2021-03-04",
        "temporalCoverage": "2021-03-04/2022-03-04",
        "legislationLegalForce": "https://schema.org/NotInForce",
        "legislationPassedBy": {"@type": "Organization", "name": "Liên đoàn Lao động thành phố Hà Nội"},
        "publisher": PUBLISHER,
        "inLanguage": "vi",
        "audience": {"@type": "Audience", "audienceType": "Công đoàn cơ sở"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "partly", "names", "force"),
    [
        (RelationType.REPLACES, False, {"legislationChanges", "legislationRepeals"}, "NotInForce"),
        (RelationType.REPEALS, False, {"legislationChanges", "legislationRepeals"}, "NotInForce"),
        (RelationType.REPEALS, True, {"legislationChanges"}, "PartiallyInForce"),
        (RelationType.AMENDS, False, {"legislationChanges"}, "PartiallyInForce"),
        (RelationType.IMPLEMENTS, False, {"legislationEnsuresImplementationOf"}, "InForce"),
        (RelationType.GUIDES, False, {"legislationEnsuresImplementationOf"}, "InForce"),
        (RelationType.BASED_ON, False, {"isBasedOn"}, "InForce"),
        (RelationType.ATTACHED_TO, False, {"isPartOf"}, "InForce"),
        (RelationType.URGES, False, {"mentions"}, "InForce"),
    ],
)
def test_guidance__relations_and_force(kind: RelationType, partly: bool, names: set[str], force: str) -> None:
    old, new = GuidancePageFactory(), GuidancePageFactory()
    plain = set(describe(new, facts())[0])
    new.relations = [DocumentRelation(type=kind, target=old, partly=partly)]
    new.save()
    said = describe(GuidancePage.objects.get(pk=new.pk), facts())[0]
    assert set(said) - plain == names
    for name in names:
        assert said[name] == [
            {
                "@type": "Legislation",
                "@id": f"{ORIGIN}{old.url}#document",
                "name": old.title,
                "legislationIdentifier": old.symbol,
                "url": f"{ORIGIN}{old.url}",
            }
        ]
    fresh = GuidancePage.objects.get(pk=old.pk)
    assert describe(fresh, facts())[0]["legislationLegalForce"] == f"https://schema.org/{force}"


@pytest.mark.django_db
def test_guidance__related_draft_is_not_named() -> None:
    page = GuidancePageFactory()
    page.relations = [DocumentRelation(type=RelationType.REPLACES, target=GuidancePageFactory(live=False))]
    page.save()
    assert "legislationRepeals" not in describe(GuidancePage.objects.get(pk=page.pk), facts())[0]


@pytest.mark.django_db
def test_guidance__month_alone_and_no_last_day() -> None:
    page = GuidancePageFactory(issued_on=datetime.date(2021, 3, 1), issued_precision="month")
    said = describe(page, facts())[0]
    assert said["legislationDate"] == "2021-03"
    assert said["temporalCoverage"] == "2021-03-01/.."


@pytest.mark.django_db
def test_guidance__with_tasks_is_a_service_too() -> None:
    page = GuidancePageFactory(title="Hướng dẫn", lede="Ai làm gì.", audience="Công đoàn cơ sở")
    page.tasks = [("role", {"role": "grassroots", "steps": []})]
    assert describe(page, facts("/a/"))[1] == {
        "@type": "GovernmentService",
        "@id": f"{ORIGIN}/a/#service",
        "name": "Hướng dẫn",
        "url": f"{ORIGIN}/a/",
        "description": "Ai làm gì.",
        "serviceOperator": {"@type": "Organization", "name": "Liên đoàn Lao động thành phố Hà Nội"},
        "audience": {"@type": "Audience", "audienceType": "Công đoàn cơ sở"},
        "isRelatedTo": {"@id": f"{ORIGIN}/a/#document"},
    }


@pytest.mark.django_db
def test_page__of_text_and_of_a_list() -> None:
    page = StandardPageFactory(title="Giới thiệu", lede="Về trang này.", last_published_at=MOMENT)
    (said,) = describe(page, facts("/gioi-thieu/"))
    assert said == {
        "@type": "WebPage",
        "@id": f"{ORIGIN}/gioi-thieu/",
        "url": f"{ORIGIN}/gioi-thieu/",
        "name": "Giới thiệu",
        "description": "Về trang này.",
        "inLanguage": "vi",
        "dateModified": "2022-05-01T02:00:00+00:00",
        "isPartOf": {"@id": f"{ORIGIN}/#website"},
    }
    listed = AnnouncementPageFactory().get_parent().specific
    assert describe(listed, facts())[0]["@type"] == "CollectionPage"


def test_unknown_record__nothing_is_said() -> None:
    assert describe(object(), facts()) == []

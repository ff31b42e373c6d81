"""The public site with its demonstration content: every address answers, nothing withdrawn shows."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core.management import call_command
from django.test import Client, RequestFactory
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.days import ShownDay
from home.legal_status import LegalStatus
from home.models import AnnouncementPage, CampaignPage, FrontPage, GuidancePage
from search.indexing import drain
from showcase.models import Field, Initiative, StoryPage
from tests.editing import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]

ATOM = "{http://www.w3.org/2005/Atom}"
CHAIN = ("88/KH-TLĐ", "04/HD-LĐLĐ", "116/LĐLĐ")

FIXED = [
    "/",
    "/chien-dich/",
    "/tin-tuc/",
    "/tin-tuc/?page=2",
    "/huong-dan/",
    "/sang-kien/",
    "/sang-kien/?q=tiết kiệm điện",
    "/sang-kien/?field=nang-luong&level=province&year=2022&benefit=80-150&sort=benefit",
    "/sang-kien/?page=2",
    "/guong-sang/",
    "/so-lieu/",
    "/so-lieu/?year=2022&units=now&level=workplaces&period=2022-Q2&by=per-thousand",
    "/so-lieu/bang/theo-don-vi.csv?units=now",
    "/don-vi/",
    "/don-vi/?units=then",
    "/don-vi/ha-noi/",
    "/don-vi/bac-giang/",
    "/sang-kien/?unit=ha-noi&units=now",
    "/tim-kiem/",
    "/tim-kiem/?q=điện",
    "/tim-kiem/?q=điện&kind=initiative&page=2",
    "/du-lieu/",
    "/du-lieu/api/",
    "/en/",
    "/en/chien-dich/",
    "/en/tin-tuc/",
    "/en/sang-kien/",
    "/en/tim-kiem/?q=điện",
    "/api/v1/initiatives",
    "/api/v1/openapi.json",
    "/healthz",
    "/readyz",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/tin-tuc/feed/",
]


def published_addresses() -> Iterator[str]:
    """Every published page, every field, and every tenth initiative."""
    for page in Page.objects.live().descendant_of(FrontPage.objects.get(locale__language_code="vi")):
        yield page.url
    for field in Field.objects.all():
        yield field.get_absolute_url()
    for initiative in Initiative.objects.live().order_by("pk")[::10]:
        yield initiative.get_absolute_url()
    for campaign in CampaignPage.objects.filter(locale__language_code="vi"):
        yield f"/so-lieu/{campaign.slug}.csv"


@pytest.mark.parametrize("address", FIXED)
def test_address__of_the_contract_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_address__of_every_record_answers(client: Client) -> None:
    broken = {
        address: status
        for address in published_addresses()
        if (status := client.get(address).status_code) != 200
    }
    assert broken == {}


def test_initiative__wrong_or_missing_slug_leads_to_the_right_one(client: Client) -> None:
    initiative = Initiative.objects.live()[0]
    right = initiative.get_absolute_url()
    for address in (f"/sang-kien/{initiative.code}/", f"/sang-kien/{initiative.code}/khac/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, right)
    answer = client.get(f"{right[:-1]}")
    assert (answer.status_code, answer["Location"]) == (301, right)


@pytest.mark.parametrize(
    "address",
    [
        "/sang-kien/ZZ-2022-9999/",
        "/sang-kien/ZZ-2022-9999/ten/",
        "/sang-kien/nl-2022-0417/",
        "/sang-kien/linh-vuc/khong-co/",
        "/tin-tuc/khong-co/",
        "/tin-tuc/?page=999",
        "/huong-dan/?page=0",
        "/guong-sang/?page=x",
        "/chien-dich/khong-co/",
        "/so-lieu/khong-co.csv",
        "/khong-co/",
        "/en/khong-co/",
        "/api/v1/initiatives/ZZ-2022-9999",
    ],
)
def test_address__that_does_not_exist_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


# What is withdrawn is nowhere ---------------------------------------------------------------------


def links(client: Client, address: str) -> set[str]:
    """Addresses to which a page leads."""
    return set(re.findall(r'href="([^"?#]*)', client.get(address).content.decode()))


def test_withdrawn_initiative__is_nowhere(
    client: Client, demo_index: Path, django_capture_on_commit_callbacks: Any
) -> None:
    story = StoryPage.objects.live().filter(story_initiatives__initiative__disclosure="full")[0]
    initiative = story.live_initiatives()[0]
    address, code = initiative.get_absolute_url(), initiative.code
    twins = [
        one for one in Initiative.objects.live()[::7] if address in links(client, one.get_absolute_url())
    ][:1]
    places = [
        story.url,
        f"/sang-kien/?q={initiative.title}",
        f"/sang-kien/?q={code}",
        f"/tim-kiem/?q={initiative.title}",
        f"{initiative.field.get_absolute_url()}?q={code}",
        *[twin.get_absolute_url() for twin in twins],
    ]
    assert all(address in links(client, place) for place in places)
    assert client.get(f"/api/v1/initiatives/{code}").status_code == 200

    initiative.unpublish()
    for place in places:
        assert address not in links(client, place), place
    with django_capture_on_commit_callbacks(execute=True):
        drain()
    for place in places:
        assert address not in links(client, place), place
    assert client.get(address).status_code == 404
    assert client.get(f"/sang-kien/{code}/").status_code == 404
    assert client.get(f"/api/v1/initiatives/{code}").status_code == 404
    assert code not in client.get(f"/api/v1/initiatives?q={code}").content.decode()
    assert code not in client.get("/sitemap-initiatives.xml").content.decode()


def test_withdrawn_story__leaves_its_places(client: Client, demo_index: Path) -> None:
    story = FrontPage.objects.get(locale__language_code="vi").stories_on(ShownDay.today())[0]
    initiative = story.live_initiatives()[0]
    places = ["/", "/guong-sang/", f"/tim-kiem/?q={story.title}", initiative.get_absolute_url()]
    assert all(story.url in links(client, place) for place in places)
    story.unpublish()
    drain()
    for place in places:
        assert story.url not in links(client, place), place
    assert client.get(story.url).status_code == 404


def test_withdrawn_announcement__leaves_lists_feed_and_search(client: Client, demo_index: Path) -> None:
    news = AnnouncementPage.objects.live().filter(locale__language_code="vi").pinned_first()[0]
    places = ["/", "/tin-tuc/", f"/tim-kiem/?q={news.title}"]
    assert all(news.url in links(client, place) for place in places)
    assert news.url in client.get("/tin-tuc/feed/").content.decode()
    news.unpublish()
    drain()
    for place in places:
        assert news.url not in links(client, place), place
    assert news.url not in client.get("/tin-tuc/feed/").content.decode()
    assert client.get(news.url).status_code == 404


def test_withdrawn_document__leaves_relations_and_lists(client: Client, demo_index: Path) -> None:
    page = GuidancePage.objects.get(symbol="04/HD-LĐLĐ")
    other = GuidancePage.objects.get(symbol="88/KH-TLĐ")
    places = ["/huong-dan/", other.url, f"/tim-kiem/?q={page.symbol}", page.campaign.url]
    assert all(page.url in links(client, place) for place in places)
    page.unpublish()
    drain()
    for place in places:
        assert f">{page.title}</a>" not in client.get(place).content.decode(), place
    outgoing = other.get_context(RequestFactory().get("/"))
    assert page.pk not in {relation.page_id for relation in outgoing["incoming"]}
    assert client.get(page.url).status_code == 404


# Feed and files -----------------------------------------------------------------------------------


def test_feed__is_atom_with_full_addresses_newest_first(client: Client) -> None:
    answer = client.get("/tin-tuc/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "subtitle"):
        assert feed.findtext(f"{ATOM}{name}"), name
    entries = feed.findall(f"{ATOM}entry")
    assert 15 <= len(entries) <= 30
    for entry in entries:
        for name in ("id", "title", "updated", "published", "summary"):
            assert entry.findtext(f"{ATOM}{name}"), name
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"].startswith("http")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    days = [entry.findtext(f"{ATOM}published") or "" for entry in entries]
    assert days == sorted(days, reverse=True)


def test_csv__has_every_figure_and_target_of_the_campaign(client: Client) -> None:
    campaign = CampaignPage.objects.get(slug="1-trieu-sang-kien", locale__language_code="vi")
    answer = client.get("/so-lieu/1-trieu-sang-kien.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == campaign.figures.count() + campaign.targets.count()
    assert sum(int(row["số"]) for row in rows if row["nhóm"] == "số liệu") == sum(
        campaign.figures.values_list("value", flat=True)
    )
    assert all(row["nguồn"] for row in rows)


def test_csv__of_a_withdrawn_campaign_is_404(client: Client) -> None:
    campaign = CampaignPage.objects.get(slug="1-trieu-sang-kien", locale__language_code="vi")
    campaign.unpublish()
    assert client.get("/so-lieu/1-trieu-sang-kien.csv").status_code == 404


# Documents ----------------------------------------------------------------------------------------


def test_chain__of_three_documents_is_linked_in_both_directions(client: Client) -> None:
    pages = {page.symbol: page for page in GuidancePage.objects.filter(symbol__in=CHAIN)}
    plan, guide, letter = (pages[symbol] for symbol in CHAIN)
    assert {page.status for page in pages.values()} == {LegalStatus.IN_FORCE}
    assert guide.url in links(client, plan.url)
    assert {plan.url, letter.url} <= links(client, guide.url)
    assert guide.url in links(client, letter.url)
    for page in pages.values():
        assert str(LegalStatus.IN_FORCE.label) in text_of(client.get(page.url))


def test_replaced_document__says_so_and_leads_to_the_one_in_force(client: Client) -> None:
    replaced = [page for page in GuidancePage.objects.live() if page.replaced_by]
    assert replaced
    for page in replaced:
        text = text_of(client.get(page.url))
        assert "Văn bản này đã được thay thế" in text
        assert str(LegalStatus.ENDED.label) in text
        assert {other.url for other in page.replaced_by} <= links(client, page.url)


def test_documents__of_the_demonstration_show_every_state() -> None:
    states = {page.status for page in GuidancePage.objects.live()}
    assert {LegalStatus.IN_FORCE, LegalStatus.PARTLY, LegalStatus.ENDED} <= states


def test_files__of_documents_are_downloaded(client: Client) -> None:
    page = GuidancePage.objects.get(symbol="04/HD-LĐLĐ")
    for file in page.files.all():
        answer = client.get(file.document.url)
        assert answer.status_code == 200
        assert len(b"".join(answer.streaming_content)) == file.document.file_size  # type: ignore[attr-defined]
        assert len(file.document.sha256) == 64


def test_redirect__of_an_editor_is_followed(client: Client) -> None:
    page = AnnouncementPage.objects.live()[0]
    Redirect.objects.create(old_path="/bai-cu", redirect_page=page)
    Redirect.objects.create(old_path="/ra-ngoai", redirect_link="https://example.org/", is_permanent=False)
    answer = client.get("/bai-cu/")
    assert (answer.status_code, answer["Location"]) == (301, page.url)
    answer = client.get("/ra-ngoai/")
    assert (answer.status_code, answer["Location"]) == (302, "https://example.org/")


def test_checks__of_deployed_code_find_nothing() -> None:
    call_command("check")

"""The English tree: twins of Vietnamese pages, the way between them, the frame, and what stays Vietnamese."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Locale, Page

from home.languages import FrameWords
from home.models import CampaignPage, FrontPage, StandardPage
from search.answer import answer
from search.contract import Kind, SearchRequest
from search.fallback import search_database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]

TWINS = [
    "/",
    "/chien-dich/",
    "/chien-dich/75-nghin-sang-kien/",
    "/chien-dich/1-trieu-sang-kien/",
    "/chien-dich/sang-kien-thu-do/",
    "/tin-tuc/",
    "/tin-tuc/tra-cuu-theo-dia-gioi-moi/",
    "/gioi-thieu/",
    "/nguon-so-lieu/",
    "/quyen-dong-y/",
    "/tro-giup-tiep-can/",
]
VIEWS = ["/sang-kien/", "/sang-kien/linh-vuc/y-te/", "/tim-kiem/", "/tim-kiem/?q=m%C3%A1y"]
VIETNAMESE_ONLY = ["/huong-dan/", "/guong-sang/", "/so-lieu/", "/du-lieu/", "/lien-he/", "/du-lieu/api/"]


def html(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def alternates(text: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([a-z-]+)" href="([^"]+)">', text))


def main_tag(text: str) -> str:
    match = re.search(r'<main id="noi-dung"[^>]*>', text)
    assert match
    return match[0]


@pytest.mark.parametrize("path", TWINS)
def test_twin__each_leads_to_the_other(client: Client, path: str) -> None:
    vietnamese, english = html(client, path), html(client, f"/en{path}")
    assert '<html lang="vi"' in vietnamese
    assert '<html lang="en"' in english
    both = {
        "vi": f"http://localhost{path}",
        "en": f"http://localhost/en{path}",
        "x-default": f"http://localhost{path}",
    }
    assert alternates(vietnamese) == alternates(english) == both
    assert f'href="/en{path}" lang="en" hreflang="en">English</a>' in vietnamese
    assert f'href="{path}" lang="vi" hreflang="vi">Tiếng Việt</a>' in english
    assert "lang=" not in main_tag(english)


@pytest.mark.parametrize("path", VIEWS)
def test_view__english_frame_around_vietnamese_records(client: Client, path: str) -> None:
    text = html(client, f"/en{path}")
    assert '<html lang="en"' in text
    assert "Skip to the main content" in text
    assert 'lang="vi"' in main_tag(text)
    assert alternates(text)["vi"] == alternates(text)["x-default"] == f"http://localhost{path}"
    assert alternates(text)["en"] == f"http://localhost/en{path}"


def test_catalogue__english_words_above_the_records(client: Client) -> None:
    text = html(client, "/en/sang-kien/")
    assert '<h1 lang="en">Initiatives</h1>' in text
    assert 'action="/en/sang-kien/"' in text
    assert '<h1 lang="vi">Danh mục sáng kiến</h1>' in html(client, "/sang-kien/")


@pytest.mark.parametrize("path", VIETNAMESE_ONLY)
def test_without_twin__says_so_and_leads_to_the_english_front_page(client: Client, path: str) -> None:
    text = html(client, path)
    assert alternates(text) == {}
    assert "Trang này chưa có bản dịch." in text
    assert text.count('href="/en/" lang="en" hreflang="en"') == 2


def test_without_twin__twin_withdrawn(client: Client) -> None:
    about = StandardPage.objects.get(slug="gioi-thieu", locale__language_code="en")
    about.unpublish()
    text = html(client, "/gioi-thieu/")
    assert alternates(text) == {}
    assert "Trang này chưa có bản dịch." in text


def test_without_english_front_page__no_switch_at_all(client: Client) -> None:
    Page.objects.filter(locale__language_code="en").update(live=False)
    text = html(client, "/gioi-thieu/")
    assert 'hreflang="en"' not in text
    assert "Trang này chưa có bản dịch." not in text


def test_navigation__english_titles_for_twins_and_vietnamese_for_the_rest(client: Client) -> None:
    text = html(client, "/en/gioi-thieu/")
    navigation = text[text.index('<nav class="nav"') : text.index("</nav>")]
    links = re.findall(r'<a href="([^"]+)"([^>]*)>([^<]+)</a>', navigation)
    assert [(href, title) for href, _rest, title in links] == [
        ("/en/sang-kien/", "Initiatives"),
        ("/huong-dan/", "Hướng dẫn"),
        ("/en/chien-dich/", "Campaigns"),
        ("/en/tin-tuc/", "News"),
        ("/guong-sang/", "Gương sáng"),
        ("/so-lieu/", "Số liệu"),
    ]
    for href, rest, _title in links:
        assert ('lang="vi"' in rest) == (not href.startswith("/en/"))


def test_navigation__vietnamese_pages_keep_theirs(client: Client) -> None:
    text = html(client, "/gioi-thieu/")
    navigation = text[text.index('<nav class="nav"') : text.index("</nav>")]
    assert "/en/" not in navigation
    assert "lang=" not in navigation


def test_frame__english_words(client: Client) -> None:
    text = html(client, "/en/chien-dich/1-trieu-sang-kien/")
    footer = text[text.index('<footer class="footer"') :]
    assert '<a class="brand" href="/en/">' in text
    assert '<a href="/en/">Home</a>' in text
    assert '<nav class="crumbs" aria-label="You are here">' in text
    assert "Demonstration:" in text
    assert "Look up</h2>" in footer
    assert '<a href="/en/gioi-thieu/">About Cổng Sáng kiến</a>' in footer
    assert '<a href="/du-lieu/" lang="vi" hreflang="vi">Dữ liệu mở</a>' in footer
    assert "Ended on 1/9/2023" in text


def test_campaign__figures_stay_with_the_vietnamese_page(client: Client) -> None:
    english = html(client, "/en/chien-dich/1-trieu-sang-kien/")
    assert '<a href="/chien-dich/1-trieu-sang-kien/">Vietnamese page</a>' in english
    assert "35,728" in english
    assert "163532" in client.get("/so-lieu/1-trieu-sang-kien.csv").content.decode()


def test_front__shows_the_english_campaign(client: Client) -> None:
    front = FrontPage.objects.get(locale__language_code="en")
    assert front.campaign is not None
    assert front.campaign.locale.language_code == "en"
    assert 'href="/en/chien-dich/1-trieu-sang-kien/"' in html(client, "/en/")


def test_loading_again__leaves_english_pages_as_editors_made_them() -> None:
    campaign = CampaignPage.objects.get(slug="1-trieu-sang-kien", locale__language_code="en")
    campaign.title = "As an editor wrote it"
    campaign.save_revision().publish()
    before = list(Page.objects.filter(locale__language_code="en").values_list("pk", "url_path"))
    call_command("load_demo", stdout=StringIO())
    assert list(Page.objects.filter(locale__language_code="en").values_list("pk", "url_path")) == before
    campaign.refresh_from_db()
    assert campaign.title == "As an editor wrote it"
    assert Page.find_problems() == ([], [], [], [], [])


def test_twins__share_key_and_path() -> None:
    english = Locale.objects.get(language_code="en")
    for page in Page.objects.filter(locale=english):
        original = page.get_translation(Locale.get_default())
        assert page.url == f"/en{original.url}"


@pytest.mark.parametrize("ask", [answer, search_database])
def test_search__finds_each_campaign_once(ask: object) -> None:
    assert callable(ask)
    for words in ("1 triệu sáng kiến", "initiatives"):
        hits = ask(SearchRequest(text=words, kinds=(Kind.CAMPAIGN,), allow_fuzzy=False)).hits
        languages = set(
            Page.objects.filter(pk__in=[hit.pk for hit in hits]).values_list(
                "locale__language_code", flat=True
            )
        )
        assert languages <= {"vi"}


def test_sitemap__has_both_trees(client: Client) -> None:
    text = html(client, "/sitemap-pages.xml")
    assert "/en/gioi-thieu/</loc>" in text
    assert text.count("<loc>") == len(set(re.findall(r"<loc>([^<]+)", text)))


def test_frame__number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for path, queries in (("/gioi-thieu/", 14), ("/en/gioi-thieu/", 15)):
        client.get(path)
        with django_assert_max_num_queries(queries):
            html(client, path)


def test_frame_words__translated_marked_or_left_alone() -> None:
    with translation.override("en"):
        assert FrameWords.of("Tra cứu") == FrameWords("Look up", "")
        assert FrameWords.of("Lời chưa ai dịch") == FrameWords("Lời chưa ai dịch", "vi")
        assert FrameWords.of("") == FrameWords("", "")
    with translation.override("vi"):
        assert FrameWords.of("Tra cứu") == FrameWords("Tra cứu", "")

"""Published links never break: pages that are renamed and moved, their feeds and twins, fields and units."""

import pytest
from django.test import Client, TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from home.models import AnnouncementIndexPage, AnnouncementPage, StandardPage
from showcase.models import FormerSlug
from tests.factories import (
    AnnouncementPageFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StandardPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def rename(page: Page, slug: str) -> None:
    """As an editor does: a new revision with another slug is published."""
    fresh = page.specific_class.objects.get(pk=page.pk)
    fresh.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):
        fresh.save_revision().publish()


def lead(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.headers.get("Location", "").removeprefix("http://localhost")


def test_rename__page_and_its_feeds(client: Client) -> None:
    AnnouncementPageFactory()
    rename(AnnouncementIndexPage.objects.get(), "tin")
    assert lead(client, "/tin-tuc/") == (301, "/tin/")
    assert lead(client, "/tin-tuc/feed/") == (301, "/tin/feed/")
    assert lead(client, "/tin-tuc/feed/rss/") == (301, "/tin/feed/rss/")
    assert client.get("/tin/feed/rss/").status_code == 200


def test_rename__everything_below(client: Client) -> None:
    page = AnnouncementPageFactory(slug="mot-tin")
    rename(page.get_parent(), "tin")
    assert lead(client, "/tin-tuc/mot-tin/") == (301, "/tin/mot-tin/")


def test_rename__several_times_is_one_step(client: Client) -> None:
    page = StandardPageFactory(slug="a")
    for slug in ("b", "c"):
        rename(page, slug)
    assert lead(client, "/a/") == (301, "/c/")
    assert lead(client, "/b/") == (301, "/c/")


def test_rename__question_mark_and_all(client: Client) -> None:
    rename(StandardPageFactory(slug="a"), "b")
    assert lead(client, "/a/?utm=x") == (301, "/b/")


def test_move__page_with_what_is_below(client: Client) -> None:
    above = StandardPageFactory(slug="tren")
    page = StandardPageFactory(slug="duoi")
    StandardPageFactory(slug="con", parent=page)
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=above.pk), pos="last-child")
    assert lead(client, "/duoi/") == (301, "/tren/duoi/")
    assert lead(client, "/duoi/con/") == (301, "/tren/duoi/con/")


def test_twin__has_redirects_of_its_own(client: Client) -> None:
    english = Locale.objects.create(language_code="en")
    page = AnnouncementPageFactory(slug="mot-tin")
    for original in (FrontPageFactory(), page.get_parent().specific, page):
        original.copy_for_translation(english).save_revision().publish()
    assert client.get("/en/tin-tuc/mot-tin/").status_code == 200
    rename(page.get_translation(english), "one-piece-of-news")
    assert lead(client, "/en/tin-tuc/mot-tin/") == (301, "/en/tin-tuc/one-piece-of-news/")
    assert client.get("/tin-tuc/mot-tin/").status_code == 200
    rename(page.get_parent().get_translation(english), "news")
    assert lead(client, "/en/tin-tuc/one-piece-of-news/") == (301, "/en/news/one-piece-of-news/")
    assert lead(client, "/en/tin-tuc/mot-tin/") == (301, "/en/news/one-piece-of-news/")


def test_address_that_comes_back__no_circle_once_the_page_is_withdrawn(client: Client) -> None:
    page = StandardPageFactory(slug="a")
    rename(page, "b")
    rename(page, "a")
    assert client.get("/a/").status_code == 200
    assert lead(client, "/b/") == (301, "/a/")
    StandardPage.objects.get(pk=page.pk).unpublish()
    assert lead(client, "/a/") == (404, "")


def test_address_that_comes_back__section_with_what_is_below(client: Client) -> None:
    page = AnnouncementPageFactory(slug="mot-tin")
    section = page.get_parent()
    rename(section, "tin")
    rename(section, "tin-tuc")
    assert client.get("/tin-tuc/mot-tin/").status_code == 200
    AnnouncementPage.objects.get(pk=page.pk).unpublish()
    assert lead(client, "/tin-tuc/mot-tin/") == (404, "")
    assert lead(client, "/tin/feed/") == (301, "/tin-tuc/feed/")
    assert not Redirect.objects.filter(old_path__startswith="/tin-tuc").exists()


def test_address_that_is_taken__belongs_to_the_new_page_alone(client: Client) -> None:
    first = StandardPageFactory(slug="a")
    rename(first, "b")
    second = StandardPageFactory(slug="a", live=False)
    assert lead(client, "/a/") == (301, "/b/")
    second.save_revision().publish()
    assert client.get("/a/").status_code == 200
    StandardPage.objects.get(pk=second.pk).unpublish()
    assert lead(client, "/a/") == (404, "")


def test_redirect_of_an_editor__stays(client: Client) -> None:
    page = StandardPageFactory(slug="a")
    Redirect.add_redirect("/a/", redirect_to=StandardPageFactory(slug="b"))
    rename(page, "c")
    rename(page, "a")
    assert Redirect.objects.filter(old_path="/a", automatically_created=False).exists()


# Fields and units -------------------------------------------------------------------------------------


def test_field__old_slug_leads_to_the_new_one_with_the_question(client: Client) -> None:
    FrontPageFactory()
    field = FieldFactory(slug="co-khi")
    for slug in ("co-khi-che-tao", "che-tao"):
        field.slug = slug
        field.save()
    assert lead(client, "/sang-kien/linh-vuc/co-khi/?q=khoan") == (
        301,
        "/sang-kien/linh-vuc/che-tao/?q=khoan",
    )
    assert lead(client, "/sang-kien/linh-vuc/co-khi-che-tao/feed/") == (
        301,
        "/sang-kien/linh-vuc/che-tao/feed/",
    )
    assert lead(client, "/sang-kien/linh-vuc/co-khi/feed/rss/") == (
        301,
        "/sang-kien/linh-vuc/che-tao/feed/rss/",
    )
    assert lead(client, "/en/sang-kien/linh-vuc/co-khi/") == (301, "/en/sang-kien/linh-vuc/che-tao/")
    assert lead(client, "/sang-kien/linh-vuc/chua-co/") == (404, "")


def test_field__slug_that_comes_back_or_is_taken(client: Client) -> None:
    FrontPageFactory()
    field = FieldFactory(slug="a")
    field.slug = "b"
    field.save()
    field.slug = "a"
    field.save()
    assert list(FormerSlug.objects.values_list("slug", "field__slug")) == [("b", "a")]
    other = FieldFactory(slug="b")
    assert not FormerSlug.objects.exists()
    assert client.get(other.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("kind", ["field", "unit"])
def test_filter__old_slug_finds_what_the_new_one_does(client: Client, index_path: object, kind: str) -> None:
    FrontPageFactory()
    record = FieldFactory(slug="cu") if kind == "field" else UnitFactory(slug="cu")
    initiative = InitiativeFactory(**{kind: record})
    InitiativeFactory()
    record.slug = "moi"
    record.save()
    text = client.get(f"/sang-kien/?{kind}=cu").content.decode()
    assert initiative.get_absolute_url() in text
    assert f'<link rel="canonical" href="http://localhost/sang-kien/?{kind}=moi">' in text
    assert (
        client.get(f"/api/v1/initiatives?{kind}=cu").json()
        == client.get(f"/api/v1/initiatives?{kind}=moi").json()
    )


def test_record__that_is_deleted_takes_its_old_slugs_along() -> None:
    field, unit = FieldFactory(slug="a"), UnitFactory(slug="a")
    for record in (field, unit):
        record.slug = "b"
        record.save()
    assert FormerSlug.objects.count() == 2
    field.delete()
    unit.delete()
    assert not FormerSlug.objects.exists()

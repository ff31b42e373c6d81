"""Pages of the catalogue in the admin: written, looked at, published, withdrawn."""

import pytest
from django.test import Client
from wagtail.models import Page

from showcase.models import CataloguePage, OpenDataPage, StatisticsPage, StoryIndexPage, StoryPage
from tests.editing import (
    errors,
    filled,
    inline_formset,
    page_add_url,
    page_url,
    streamfield,
    walk_through_page,
    with_slug,
)
from tests.factories import (
    CataloguePageFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StoryIndexPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.parametrize("model", [StatisticsPage, OpenDataPage, StoryIndexPage])
def test_section__is_written_and_published_once(admin: Client, model: type[Page]) -> None:
    front = FrontPageFactory()
    values = {"title": "Một mục", "lede": "Một câu dẫn."}
    if model is OpenDataPage:
        values |= {"body": streamfield([("heading", "Tải về")])}
    walk_through_page(admin, model, front, values)
    assert not model.can_create_at(type(front).objects.get(pk=front.pk))


def test_story__is_written_and_published(admin: Client) -> None:
    initiative = InitiativeFactory()
    values = {
        "title": "Người gác trạm bơm",
        "lede": "Mười một năm trực đêm.",
        "published_at": "2026-03-01 09:00",
        "field": FieldFactory().pk,
        "person": "Công nhân vận hành",
        "name": "Đỗ Văn Khải",
        "consent": ConsentFactory().pk,
        "figure": "helmet",
        "body": streamfield([("heading", "Sợi dây chun")]),
        "story_initiatives": inline_formset([{"initiative": initiative.pk}]),
    }
    page = walk_through_page(admin, StoryPage, StoryIndexPageFactory(), values)
    text = admin.get(page.url).content.decode()
    assert "Đỗ Văn Khải" in text
    assert initiative.get_absolute_url() in text


@pytest.mark.parametrize("action", ["publish", ""])
def test_story__initiative_named_twice_comes_back(admin: Client, action: str) -> None:
    row = {"initiative": InitiativeFactory().pk}
    values = {
        "title": "Chuyện",
        "published_at": "2026-03-01 09:00",
        "field": FieldFactory().pk,
        "person": "Công nhân",
        "figure": "helmet",
        "body": streamfield([]),
        "story_initiatives": inline_formset([row, row]),
    }
    address = page_add_url(StoryPage, StoryIndexPageFactory())
    answer = admin.post(address, filled(admin.get(address), with_slug(values), action))
    assert answer.status_code == 200
    assert any(name.startswith("story_initiatives") for name in errors(answer))


def test_catalogue__is_written_and_promotes_initiatives(admin: Client) -> None:
    address = page_add_url(CataloguePage, FrontPageFactory())
    first, second = InitiativeFactory(title="Cữ khoan"), InitiativeFactory(title="Giá hàn")
    values = {
        "title": "Danh mục",
        "slug": "sang-kien",
        "promotions": inline_formset([{"initiative": second.pk}, {"initiative": first.pk}]),
    }
    answer = admin.post(address, filled(admin.get(address), values, "publish"))
    assert answer.status_code == 302, errors(answer)
    page = CataloguePage.objects.get()
    assert page.promoted() == [second, first]
    second.unpublish()
    assert page.promoted() == [first]
    assert admin.get(page.url).status_code == 200


def test_catalogue__elsewhere_leads_to_the_list(admin: Client) -> None:
    page = CataloguePageFactory()
    page.slug = "danh-muc"
    page.save()
    answer = admin.get("/danh-muc/")
    assert (answer.status_code, answer["Location"]) == (302, "/sang-kien/")


@pytest.mark.parametrize("action", ["publish", ""])
def test_catalogue__initiative_promoted_twice_comes_back(admin: Client, action: str) -> None:
    row = {"initiative": InitiativeFactory().pk}
    edit = page_url("edit", CataloguePageFactory())
    answer = admin.post(edit, filled(admin.get(edit), {"promotions": inline_formset([row, row])}, action))
    assert answer.status_code == 200
    assert any(name.startswith("promotions") for name in errors(answer))

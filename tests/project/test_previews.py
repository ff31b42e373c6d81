"""Editors preview pages that have never been saved."""

import datetime
from typing import Any

import pytest
from wagtail.models import Locale, Page

from home.models import AnnouncementPage, CampaignPage, GuidancePage, StandardPage
from showcase.models import StoryPage
from tests.factories import DocumentKindFactory, IssuerFactory

TODAY = datetime.date(2026, 11, 21)


def required_fields(model: type[Page]) -> dict[str, Any]:
    """What the form of a page type does not let an editor leave out, beside the title."""
    if model is CampaignPage:
        return {"starts_on": TODAY}
    if model is GuidancePage:
        return {
            "kind": DocumentKindFactory(),
            "issuer": IssuerFactory(),
            "symbol": "12/HD-TLĐ",
            "issued_on": TODAY,
            "effective_from": TODAY,
        }
    return {}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AnnouncementPage, CampaignPage, GuidancePage, StandardPage, StoryPage])
def test_preview__shows_a_page_before_its_first_save(model: type[Page]) -> None:
    """With its title, and nothing that only a saved page can have."""
    parent = Page.objects.get(depth=2)
    page = model(
        title="Trang chưa lưu", slug="chua-luu", locale=Locale.get_default(), **required_fields(model)
    )
    page.depth = parent.depth + 1
    page.path = Page._get_children_path_interval(parent.path)[1]
    page.set_url_path(parent)
    response = page.make_preview_request()
    assert response.status_code == 200
    assert "Trang chưa lưu" in response.content.decode()

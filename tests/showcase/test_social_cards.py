"""Cards of the catalogue's records: no name, no picture of anybody, nothing of a closed record."""

import datetime

import pytest
from django.test import Client

from home.social_cards import Card, card_address, card_of
from showcase.choices import Disclosure
from showcase.models import CampaignFigure, Initiative, InitiativeAuthor
from tests.factories import (
    CampaignPageFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def test_initiative__field_title_gain_and_unit() -> None:
    record = InitiativeFactory(
        code="KT-2022-0001",
        field=FieldFactory(name="Cơ khí", parent=FieldFactory(slug="ky-thuat")),
        unit=UnitFactory(workplace="Xưởng cơ khí"),
        authors=[InitiativeAuthor(name="Khải", consent=ConsentFactory())],
    )
    assert card_of(record) == Card(
        label="Sáng kiến · Cơ khí",
        title="Cữ định vị cho máy khoan",
        hue="ky-thuat",
        seed="KT-2022-0001",
        figure="−40% phế phẩm",
        foot="Xưởng cơ khí",
    )


def test_initiative__closed_one_shows_title_and_gain_alone() -> None:
    record = InitiativeFactory(disclosure=Disclosure.ABSTRACT)
    assert card_of(record) == Card(
        label="Sáng kiến", title="Cữ định vị cho máy khoan", figure="−40% phế phẩm"
    )


def test_story__without_the_name_even_with_consent() -> None:
    story = StoryPageFactory(
        title="Chuyện", slug="chuyen", name="Khải", person="Thợ nguội", consent=ConsentFactory()
    )
    card = card_of(story)
    assert card is not None
    assert "Khải" not in repr(card)
    assert card.foot == "Thợ nguội"


def test_campaign__with_what_was_counted_and_when() -> None:
    campaign = CampaignPageFactory()
    CampaignFigure.objects.create(
        campaign=campaign,
        kind=CampaignFigure.Kind.SUBMITTED,
        value=163_532,
        as_of=datetime.datetime(2022, 4, 20, 1, tzinfo=datetime.UTC),
        source="báo chí",
    )
    card = card_of(campaign)
    assert card is not None
    assert card.figure == "163.532"
    assert "20/4/2022" in card.figure_words


def test_withdrawn_initiative__has_no_card(client: Client) -> None:
    FrontPageFactory()
    record = InitiativeFactory()
    found = card_address(record, "vi")
    assert found is not None
    assert client.get(found[0]).status_code == 200
    Initiative.objects.filter(pk=record.pk).update(live=False)
    assert client.get(found[0]).status_code == 404


@pytest.mark.usefixtures("demo_content")
@pytest.mark.parametrize(
    "address", ["/sang-kien/NL-2022-0417/", "/sang-kien/AT-2023-0491/", "/sang-kien/linh-vuc/y-te/"]
)
def test_page__names_its_card_once(client: Client, address: str) -> None:
    text = client.get(address, follow=True).content.decode()
    assert text.count('property="og:image"') == 1
    assert text.count('name="twitter:card"') == 1
    start = text.index('property="og:image" content="http://localhost') + len(
        'property="og:image" content="http://localhost'
    )
    assert client.get(text[start : text.index('"', start)]).status_code == 200

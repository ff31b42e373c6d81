"""Pages of units: the list, one unit then and now, addresses that moved."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import moments
from showcase.models import CampaignFigure, CampaignTarget, StoryInitiative, Unit, UnitSuccession
from tests.editing import text_of
from tests.factories import CampaignPageFactory, InitiativeFactory, StoryPageFactory, UnitFactory

pytestmark = pytest.mark.django_db

LAST = datetime.date(2025, 6, 30)
FIRST = datetime.date(2025, 7, 1)


def province(place: str, **values: Any) -> Unit:
    """A provincial federation."""
    unit: Unit = UnitFactory(
        name=f"Liên đoàn Lao động tỉnh {place}",
        short_name=f"LĐLĐ tỉnh {place}",
        place=place,
        workplace="",
        kind=Unit.Kind.PROVINCE,
        sector="",
        **values,
    )
    return unit


@pytest.fixture
def merger() -> tuple[Unit, Unit]:
    """A province that ended and the one it passed into."""
    old = province("Bắc Giang", slug="bac-giang", valid_to=LAST)
    new = province("Bắc Ninh", slug="bac-ninh", valid_from=FIRST)
    UnitSuccession.objects.create(old=old, new=new, on=FIRST, legal_basis="Nghị quyết 202/2025/QH15")
    return old, new


def test_unit__that_ended_says_what_became_of_it(client: Client, merger: tuple[Unit, Unit]) -> None:
    old, new = merger
    InitiativeFactory(unit=UnitFactory(parent=old), title="Cữ định vị của Bắc Giang")
    page = client.get("/don-vi/bac-giang/")
    words = text_of(page)
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert "Kết thúc 30/6/2025" in words
    assert "Từ 1/7/2025, việc của đơn vị này do đơn vị sau tiếp nối: LĐLĐ tỉnh Bắc Ninh" in words
    assert "Nghị quyết 202/2025/QH15" in words
    assert f'href="/don-vi/{new.slug}/"' in page.text
    assert "Cữ định vị của Bắc Giang" in words
    assert "1 sáng kiến" in words


def test_unit__of_today_tells_whence_it_came(client: Client, merger: tuple[Unit, Unit]) -> None:
    old, new = merger
    workplace = UnitFactory(parent=old, workplace="Xưởng Lạng Giang")
    InitiativeFactory(unit=workplace)
    InitiativeFactory(unit=new)
    words = text_of(client.get("/don-vi/bac-ninh/"))
    assert "Tiếp nhận LĐLĐ tỉnh Bắc Giang" in words
    assert "1 sáng kiến" in words
    assert "Tính cả các đơn vị đã nhập vào: 2 sáng kiến" in words
    assert "Xưởng Lạng Giang" in words


def test_unit__that_has_just_begun_shows_what_was_done_under_the_old_names(
    client: Client, merger: tuple[Unit, Unit]
) -> None:
    old, _new = merger
    InitiativeFactory(unit=UnitFactory(parent=old), title="Cữ định vị của Bắc Giang")
    words = text_of(client.get("/don-vi/bac-ninh/"))
    assert "Chưa có sáng kiến nào công bố dưới tên này" in words
    assert "Các đơn vị đã nhập vào có 1 sáng kiến" in words
    assert "Cữ định vị của Bắc Giang" in words


def test_unit__says_organization_to_machines(client: Client, merger: tuple[Unit, Unit]) -> None:
    text = client.get("/don-vi/bac-giang/").text
    assert '"@type":"Organization"' in text
    assert '"dissolutionDate":"2025-06-30"' in text
    assert '"BreadcrumbList"' in text


def test_unit__of_a_former_slug_redirects_and_an_unknown_one_is_missing(
    client: Client, merger: tuple[Unit, Unit]
) -> None:
    unit = Unit.objects.get(slug="bac-ninh")
    unit.slug = "ldld-bac-ninh"
    unit.save()
    moved = client.get("/don-vi/bac-ninh/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/don-vi/ldld-bac-ninh/")
    assert client.get("/don-vi/khong-co/").status_code == 404


def test_unit__that_was_split_names_every_part(client: Client) -> None:
    old = province("Hà Bắc", slug="ha-bac", valid_to=LAST)
    for place in ("Bắc Giang", "Bắc Ninh"):
        new = province(place)
        UnitSuccession.objects.create(old=old, new=new, on=FIRST, part_place=place)
    words = text_of(client.get("/don-vi/ha-bac/"))
    assert "được chia cho 2 đơn vị" in words
    assert "phần thuộc Bắc Giang" in words
    assert "chưa nhập căn cứ" in words


def test_unit__shows_campaigns_of_then_and_now_with_their_sources(
    client: Client, merger: tuple[Unit, Unit]
) -> None:
    old, new = merger
    campaign = CampaignPageFactory()
    CampaignTarget.objects.create(
        campaign=campaign, unit=new, kind="assigned", value=4_321, source="Kế hoạch A"
    )
    CampaignFigure.objects.create(campaign=campaign, unit=old, kind="valid", value=8_765, source="Báo cáo B")
    words = text_of(client.get("/don-vi/bac-ninh/"))
    assert "4.321" in words
    assert "8.765" in words
    assert "Khi còn là Bắc Giang" in words
    assert "Kế hoạch A" in words
    assert "Báo cáo B" in words


def test_unit__shows_stories_of_its_initiatives(client: Client, merger: tuple[Unit, Unit]) -> None:
    old, _new = merger
    story = StoryPageFactory(title="Người giữ lò")
    StoryInitiative.objects.create(page=story, initiative=InitiativeFactory(unit=old))
    hidden = StoryPageFactory(title="Chưa công bố", live=False)
    StoryInitiative.objects.create(page=hidden, initiative=InitiativeFactory(unit=old))
    for slug in ("bac-giang", "bac-ninh"):
        words = text_of(client.get(f"/don-vi/{slug}/"))
        assert "Người giữ lò" in words
        assert "Chưa công bố" not in words


def test_unit__costs_the_same_however_much_it_has(client: Client, merger: tuple[Unit, Unit]) -> None:
    old, new = merger
    cost = queries_of(client, "/don-vi/bac-ninh/")
    for number in range(3):
        child = UnitFactory(parent=new)
        InitiativeFactory(unit=child)
        CampaignFigure.objects.create(
            campaign=CampaignPageFactory(), unit=old, kind="valid", value=number, source="Báo"
        )
    # The list of initiatives brings its awards, the list of stories and campaigns their pages' addresses.
    assert queries_of(client, "/don-vi/bac-ninh/") <= cost + 4
    more = queries_of(client, "/don-vi/bac-ninh/")
    for _number in range(4):
        InitiativeFactory(unit=UnitFactory(parent=new))
    assert queries_of(client, "/don-vi/bac-ninh/") == more


def queries_of(client: Client, address: str) -> int:
    """Queries of a page once what all pages share is there."""
    client.get(address)
    moments.forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_units__list_bodies_of_today_and_those_that_ended(client: Client, merger: tuple[Unit, Unit]) -> None:
    today = text_of(client.get("/don-vi/"))
    assert "LĐLĐ tỉnh Bắc Ninh" in today
    assert "LĐLĐ tỉnh Bắc Giang" not in today
    ended = text_of(client.get("/don-vi/?units=then"))
    assert "LĐLĐ tỉnh Bắc Giang" in ended
    assert "đến hết 30/6/2025 · nay là LĐLĐ tỉnh Bắc Ninh" in ended


def test_units__all_mergers_of_2025_are_loaded(demo_content: None, client: Client) -> None:
    merged = {
        "Tuyên Quang": "Hà Giang",
        "Lào Cai": "Yên Bái",
        "Thái Nguyên": "Bắc Kạn",
        "Phú Thọ": "Vĩnh Phúc, Hòa Bình",
        "Bắc Ninh": "Bắc Giang",
        "Hưng Yên": "Thái Bình",
        "Hải Phòng": "Hải Dương",
        "Ninh Bình": "Hà Nam, Nam Định",
        "Quảng Trị": "Quảng Bình",
        "Đà Nẵng": "Quảng Nam",
        "Quảng Ngãi": "Kon Tum",
        "Gia Lai": "Bình Định",
        "Khánh Hòa": "Ninh Thuận",
        "Lâm Đồng": "Đắk Nông, Bình Thuận",
        "Đắk Lắk": "Phú Yên",
        "TP. Hồ Chí Minh": "Bình Dương, Bà Rịa – Vũng Tàu",
        "Đồng Nai": "Bình Phước",
        "Tây Ninh": "Long An",
        "Cần Thơ": "Sóc Trăng, Hậu Giang",
        "Vĩnh Long": "Bến Tre, Trà Vinh",
        "Đồng Tháp": "Tiền Giang",
        "Cà Mau": "Bạc Liêu",
        "An Giang": "Kiên Giang",
    }
    for place, others in merged.items():
        new = Unit.objects.valid_on(FIRST).get(kind=Unit.Kind.PROVINCE, place=place)
        old = UnitSuccession.objects.filter(new=new, on=FIRST).values_list("old__place", flat=True)
        assert set(old) == {place, *others.split(", ")}, place
    provinces = Unit.objects.filter(kind=Unit.Kind.PROVINCE)
    assert provinces.valid_on(FIRST).count() == 34
    assert provinces.valid_on(datetime.date(2022, 4, 20)).count() == 63
    assert client.get("/don-vi/ha-noi/").status_code == 200

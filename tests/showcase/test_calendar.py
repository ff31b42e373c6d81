"""The publishing calendar: what it shows to whom, and how many queries that takes."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models import CampaignPhase
from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR
from tests.editing import text_of
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    OfficeFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MONTH = "2027-03"
DAY = datetime.date(2027, 3, 15)


def moment(day: int = 15, hour: int = 9) -> datetime.datetime:
    """A moment of the month."""
    return datetime.datetime(2027, 3, day, hour, tzinfo=timezone.get_default_timezone())


def address(**query: Any) -> str:
    """The calendar of the month."""
    values = {"month": MONTH, **query}
    return reverse("home_calendar") + "?" + "&".join(f"{key}={value}" for key, value in values.items())


def scheduled(record: Any, at: datetime.datetime) -> Any:
    """A draft with an approved time to go on the site."""
    record.go_live_at = at
    record.save_revision(approved_go_live_at=at)
    return record


@pytest.fixture
def desk(client: Client) -> Client:
    """Somebody of the central desk."""
    client.force_login(UserFactory(role=EDITOR))
    return client


def test_month__shows_everything_that_happens(desk: Client) -> None:
    scheduled(AnnouncementPageFactory(title="Tin hẹn giờ", live=False), moment())
    AnnouncementPageFactory(title="Tin sắp gỡ", expire_at=moment(20))
    AnnouncementPageFactory(title="Tin đang ghim", pinned_until=DAY)
    campaign = CampaignPageFactory(title="Chiến dịch xuân", starts_on=DAY, ends_on=DAY)
    CampaignPhase.objects.create(page=campaign, name="Đợt cao điểm", starts_on=DAY)
    GuidancePageFactory(title="Văn bản cũ", review_on=DAY)
    scheduled(InitiativeFactory(title="Sáng kiến hẹn giờ", live=False), moment(16))
    AnnouncementPageFactory(title="Tháng khác", expire_at=moment(20) + datetime.timedelta(days=30))
    text = text_of(desk.get(address()))
    for words in (
        "Tháng 3 năm 2027",
        "Lên trang 09:00: Tin hẹn giờ",
        "Gỡ xuống 09:00: Tin sắp gỡ",
        "Hết ghim: Tin đang ghim",
        "Chiến dịch: Chiến dịch xuân – Bắt đầu",
        "Chiến dịch: Chiến dịch xuân – Ngày cuối",
        "Giai đoạn: Chiến dịch xuân: Đợt cao điểm",
        "Văn bản cũ – Đến ngày xem lại",
        "Sáng kiến hẹn giờ",
    ):
        assert words in text, words
    assert "Tháng khác" not in text


def test_month__first_and_last_moment_belong_to_it(desk: Client) -> None:
    zone = timezone.get_default_timezone()
    AnnouncementPageFactory(title="Phút đầu", expire_at=datetime.datetime(2027, 3, 1, 0, 0, tzinfo=zone))
    AnnouncementPageFactory(title="Phút cuối", expire_at=datetime.datetime(2027, 3, 31, 23, 59, tzinfo=zone))
    AnnouncementPageFactory(title="Sang tháng", expire_at=datetime.datetime(2027, 4, 1, 0, 0, tzinfo=zone))
    text = text_of(desk.get(address()))
    assert "Phút đầu" in text
    assert "Phút cuối" in text
    assert "Sang tháng" not in text
    assert "Sang tháng" in text_of(desk.get(address(month="2027-04")))


def test_month__leads_to_the_others_and_keeps_the_filters(desk: Client) -> None:
    index = AnnouncementIndexPageFactory()
    html = desk.get(address(month="2027-01", section=index.pk)).content.decode()
    assert f"?section={index.pk}&amp;month=2026-12" in html
    assert f"?section={index.pk}&amp;month=2027-02" in html


@pytest.mark.parametrize("month", ["2027-13", "x", "0001-01", "99999-01", "2027", "<b>"])
def test_month__that_makes_no_sense_shows_this_one(desk: Client, month: str) -> None:
    text = text_of(desk.get(reverse("home_calendar"), {"month": month}))
    today = timezone.localdate()
    assert f"Tháng {today.month} năm {today.year}" in text
    assert "Tháng không đọc được" in text


def test_filters__section_and_office(desk: Client) -> None:
    office = OfficeFactory()
    AnnouncementPageFactory(title="Tin bộ phận", office=office, expire_at=moment())
    AnnouncementPageFactory(title="Tin khác", expire_at=moment())
    CampaignPageFactory(title="Chiến dịch xuân", starts_on=DAY, ends_on=None)
    InitiativeFactory(title="Sáng kiến gỡ", expire_at=moment())
    of_section = text_of(desk.get(address(section=CampaignIndexPageFactory().pk)))
    assert "Chiến dịch xuân –" in of_section
    assert "Tin bộ phận" not in of_section
    assert "Sáng kiến gỡ" not in of_section
    of_office = text_of(desk.get(address(office=office.pk)))
    assert "Tin bộ phận" in of_office
    assert "Tin khác" not in of_office
    assert "Chiến dịch xuân –" not in of_office


def test_offices__see_their_own(client: Client) -> None:
    here, there = UnitFactory(), UnitFactory()
    user = UserFactory(role=APPROVER)
    office = OfficeFactory(units=[here], members=[user])
    AnnouncementPageFactory(title="Của mình", office=office, expire_at=moment())
    AnnouncementPageFactory(title="Của nơi khác", expire_at=moment())
    InitiativeFactory(title="Sáng kiến mình", unit=here, expire_at=moment())
    InitiativeFactory(title="Sáng kiến khác", unit=there, expire_at=moment())
    client.force_login(user)
    for text in (
        text_of(client.get(address())),
        client.get(reverse("home_calendar_file")).content.decode().replace("\r\n ", ""),
    ):
        assert "Của nơi khác" not in text
        assert "Sáng kiến khác" not in text
    assert "Của mình" in text_of(client.get(address()))
    assert "Sáng kiến mình" in text_of(client.get(address()))


def test_month__number_of_queries_is_constant(desk: Client) -> None:
    def fill() -> None:
        scheduled(AnnouncementPageFactory(live=False), moment())
        AnnouncementPageFactory(expire_at=moment(), pinned_until=DAY)
        campaign = CampaignPageFactory(starts_on=DAY, ends_on=None)
        CampaignPhase.objects.create(page=campaign, name="Đợt", starts_on=DAY, ends_on=DAY)
        GuidancePageFactory(review_on=DAY)
        scheduled(InitiativeFactory(live=False), moment())

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address()).status_code == 200
        return len(queries)

    fill()
    count()
    one = count()
    for _more in range(3):
        fill()
    assert count() == one


def test_file__is_for_ones_own_calendar(desk: Client) -> None:
    day = timezone.localdate() + datetime.timedelta(days=3)
    page = AnnouncementPageFactory(title="Tin ghim, lâu", pinned_until=day)
    answer = desk.get(reverse("home_calendar_file"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="lich-cong-bo.ics"'
    text = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Hết ghim: Tin ghim\\, lâu (Ngày ghim cuối cùng)" in text
    assert f"URL:http://testserver/admin/pages/{page.pk}/edit/" in text


def test_calendar__is_for_people_who_work_with_pages(client: Client) -> None:
    for name in ("home_calendar", "home_calendar_file"):
        assert client.get(reverse(name)).status_code == 302
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert client.get(reverse("home_calendar")).status_code == 200

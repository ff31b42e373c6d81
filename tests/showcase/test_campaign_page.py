"""A campaign's page and its editor: countdown, phases, tasks with their days, videos, report, progress."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from home import moments
from home.models import CampaignIndexPage, CampaignPage, CampaignPhase, FrontPage
from showcase.campaign_report import campaign_report
from showcase.models import CampaignFigure, CampaignTarget
from tests.editing import errors, filled, page_add_url, page_url, text_of, with_slug
from tests.factories import CampaignIndexPageFactory, CampaignPageFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

Kind = CampaignFigure.Kind
WATCH = "https://www.youtube.com/watch?v=abc"


def today(days: int = 0) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def moment(days: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(today(days), datetime.time.min))


def running(**values: Any) -> Any:
    """A campaign in its second phase, which ends in eight days."""
    phases = [
        CampaignPhase(name="Đăng ký", starts_on=today(-30), ends_on=today(-11)),
        CampaignPhase(name="Nhập", starts_on=today(-10), ends_on=today(8)),
        CampaignPhase(name="Xét", starts_on=today(9), ends_on=today(40)),
    ]
    return CampaignPageFactory(
        **{"starts_on": today(-30), "ends_on": today(40), "phases": phases, "short_title": "Chạy", **values}
    )


def ended(**values: Any) -> Any:
    return CampaignPageFactory(**{"starts_on": today(-90), "ends_on": today(-30), **values})


def step(lead: str, due_on: datetime.date | None) -> dict[str, Any]:
    return {"lead": lead, "text": "", "due": "", "due_on": due_on}


def tasks(*roles: str) -> list[tuple[str, Any]]:
    steps = [step("Xong", today(-1)), step("Nay", today()), step("Sau", today(5)), step("Khi rảnh", None)]
    return [("role", {"role": role, "steps": steps}) for role in roles]


def report_of(campaign: Any, client: Client) -> str:
    return text_of(client.get(campaign.url))


# Countdown ----------------------------------------------------------------------------------------


def test_countdown__stands_on_the_page_the_list_and_the_front_page(client: Client) -> None:
    campaign = running()
    front = FrontPage.objects.get()
    front.campaign = campaign
    front.save()
    words = "Đang ở giai đoạn “Nhập”, còn 8 ngày"
    for place in (campaign.url, "/chien-dich/", "/"):
        assert words in text_of(client.get(place)), place


def test_countdown__before_and_after(client: Client) -> None:
    soon = CampaignPageFactory(starts_on=today(12), ends_on=today(60))
    over = ended()
    assert "Còn 12 ngày tới khi bắt đầu" in report_of(soon, client)
    assert f"Đã kết thúc ngày {over.ends_on.day}/{over.ends_on.month}/" in report_of(over, client)


def test_countdown__marks_the_phase_that_runs(client: Client) -> None:
    document = lxml_html.document_fromstring(client.get(running().url).content)
    now = document.find_class("is-now")
    assert [item.findtext("h3") for item in now] == ["Nhập"]
    assert [item.findtext("h3") for item in document.find_class("is-past")] == ["Đăng ký"]


# The editor ---------------------------------------------------------------------------------------


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def send(admin: Client, action: str = "publish", **values: Any) -> Any:
    """The form of a new campaign from 8 January to 31 December 2026."""
    address = page_add_url(CampaignPage, CampaignIndexPageFactory())
    form = {
        "title": "Chiến dịch mới",
        "lede": "Một câu.",
        "organiser": "LĐLĐ",
        "starts_on": "2026-01-08",
        "ends_on": "2026-12-31",
        **{name: streamfield([]) for name in ("body", "tasks", "videos", "questions", "report")},
        "phases": inline_formset([]),
        **values,
    }
    return admin.post(address, filled(admin.get(address), with_slug(form), action))


def phase(name: str, first: str, last: str) -> dict[str, str]:
    return {"name": name, "starts_on": first, "ends_on": last, "text": ""}


@pytest.mark.parametrize("action", ["publish", ""])
def test_editor__overlapping_phases_come_back_at_the_row(admin: Client, action: str) -> None:
    rows = [phase("A", "2026-01-08", "2026-02-01"), phase("B", "2026-02-01", "2026-03-01")]
    answer = send(admin, action, phases=inline_formset(rows))
    assert answer.status_code == 200
    found = errors(answer)
    assert set(found) == {"phases-1-starts_on"}
    assert "Trùng ngày với giai đoạn “A”" in found["phases-1-starts_on"][0]
    assert "Trùng ngày với giai đoạn" in answer.content.decode()
    assert not CampaignPage.objects.exists()


def test_editor__phase_outside_the_campaign_comes_back_at_its_day(admin: Client) -> None:
    rows = [phase("A", "2026-01-01", "2026-02-01"), phase("B", "2026-12-01", "2027-01-05")]
    assert set(errors(send(admin, phases=inline_formset(rows)))) == {"phases-0-starts_on", "phases-1-ends_on"}


def test_editor__deleted_phase_is_in_nobodys_way(admin: Client) -> None:
    rows = [
        phase("A", "2026-01-08", "2026-02-01"),
        {**phase("B", "2026-01-10", "2026-03-01"), "DELETE": "on"},
    ]
    answer = send(admin, phases=inline_formset(rows))
    assert answer.status_code == 302, errors(answer)
    assert [one.name for one in CampaignPage.objects.get().phases.all()] == ["A"]


def role_block(role: str) -> tuple[str, Any]:
    value = {"lead": "Gửi", "text": "", "due": "", "due_on": "2026-04-20"}
    row = {"value": value, "type": "item", "order": "0", "deleted": ""}
    return ("role", {"role": role, "steps": {"count": "1", "0": row}})


def test_editor__role_stands_once(admin: Client) -> None:
    answer = send(admin, tasks=streamfield([role_block("worker"), role_block("worker")]))
    assert answer.status_code == 200
    assert "tasks" in errors(answer)
    assert "Vai này đã có ở trên" in str(answer.context["form"].errors["tasks"].as_data()[0].as_json_data())


def test_editor__video_and_tasks_are_written(admin: Client) -> None:
    video = {
        "title": "Nhập",
        "url": WATCH,
        "duration": "4:35",
        "poster": "",
        "transcript": rich_text("<p>Bước một.</p>", features=["bold", "link", "ol", "ul"]),
    }
    blocks = streamfield([role_block("upper"), role_block("worker")])
    answer = send(admin, tasks=blocks, videos=streamfield([("video", video)]))
    assert answer.status_code == 302, errors(answer)
    page = CampaignPage.objects.get()
    assert [block.value["role"] for block in page.tasks_in_order] == ["worker", "upper"]
    assert page.videos[0].value.provider == "YouTube"
    assert page.tasks[0].value["steps"][0]["due_on"] == datetime.date(2026, 4, 20)


@pytest.mark.parametrize(
    "values",
    [
        {"report": streamfield([("heading", "Kết quả")])},
        {"report_published_on": "2027-01-10"},
        {"report": streamfield([("heading", "Kết quả")]), "report_published_on": "2026-12-30"},
    ],
)
def test_editor__report_and_its_day_belong_together(admin: Client, values: dict[str, Any]) -> None:
    assert set(errors(send(admin, **values))) == {"report_published_on"}


def test_editor__is_reminded_of_the_report_until_there_is_one(admin: Client) -> None:
    words = "mà chưa có báo cáo tổng kết"
    over = ended()
    assert words in admin.get(page_url("edit", over)).content.decode()
    reported = ended(report=[("heading", "Kết quả")], report_published_on=today(-20))
    assert words not in admin.get(page_url("edit", reported)).content.decode()
    assert words not in admin.get(page_url("edit", running())).content.decode()
    assert (
        words not in admin.get(page_add_url(CampaignPage, CampaignIndexPage.objects.get())).content.decode()
    )


# Tasks, videos, report ----------------------------------------------------------------------------


def test_tasks__of_a_running_campaign_count_their_days(client: Client) -> None:
    text = report_of(running(tasks=tasks("upper", "grassroots", "worker")), client)
    assert text.index("Người lao động") < text.index("Công đoàn cơ sở") < text.index("Công đoàn cấp trên")
    assert "đã qua" in text
    assert "hôm nay là ngày cuối" in text
    assert "còn 5 ngày" in text


def test_tasks__of_an_ended_campaign_count_nothing(client: Client) -> None:
    document = lxml_html.document_fromstring(client.get(ended(tasks=tasks("worker")).url).content)
    assert document.find_class("due")
    assert not document.find_class("due__left")


def test_videos__load_nothing_from_other_sites(client: Client) -> None:
    value = {"title": "Nhập", "url": WATCH, "duration": "", "transcript": RichText("<p>Bước một.</p>")}
    html = client.get(running(videos=[("video", value)], body=[("video", value)]).url).content.decode()
    assert html.count(f'href="{WATCH}"') == 2
    assert "Bước một." in html
    loaded = re.findall(r"""<(?:img|script|iframe|video|source|embed|object)\b[^>]*""", html)
    assert not [tag for tag in loaded if re.search(r"""["'\s](?:https?:)?//""", tag)]
    assert "<iframe" not in html


def test_report__comes_first_once_the_campaign_is_over(client: Client) -> None:
    values = {"report": [("heading", "Ba điều làm được")], "report_published_on": today(-20)}
    over = ended(**values, phases=[CampaignPhase(name="Đăng ký", starts_on=today(-90), ends_on=today(-30))])
    text = report_of(over, client)
    assert text.index("Báo cáo tổng kết") < text.index("Các mốc")
    assert "Ba điều làm được" in text
    assert "Ba điều làm được" not in report_of(running(**values, ends_on=None), client)
    later = ended(report=values["report"], report_published_on=today(3))
    assert "Ba điều làm được" not in report_of(later, client)


# Progress -----------------------------------------------------------------------------------------


def place(name: str) -> Any:
    return UnitFactory(place=name, workplace="", kind="province")


def figure(campaign: Any, unit: Any, value: int, **values: Any) -> None:
    row = {"kind": Kind.VALID, "as_of": moment(-1), "source": "Báo cáo A", **values}
    CampaignFigure.objects.create(campaign=campaign, unit=unit, value=value, **row)


def target(campaign: Any, unit: Any, kind: str, value: int) -> None:
    CampaignTarget.objects.create(campaign=campaign, unit=unit, kind=kind, value=value, source="Kế hoạch B")


def test_progress__measures_each_unit_against_both_targets(client: Client) -> None:
    campaign, north, south, west = running(), place("Bắc Ninh"), place("Hà Nội"), place("Sơn La")
    target(campaign, north, "assigned", 200)
    target(campaign, north, "self_set", 400)
    target(campaign, west, "assigned", 50)
    figure(campaign, north, 90, as_of=moment(-5))
    figure(campaign, north, 300)
    figure(campaign, north, 999, kind=Kind.REGISTERED)
    figure(campaign, south, 40)
    progress = campaign_report(campaign).progress
    assert progress is not None
    rows = {row.name: row for row in progress.rows}
    assert [row.name for row in progress.rows] == ["Bắc Ninh", "Hà Nội", "Sơn La"]
    assert rows["Bắc Ninh"].assigned is not None
    assert (rows["Bắc Ninh"].reached, rows["Bắc Ninh"].assigned.reached) == (300, "150,0%")
    assert rows["Bắc Ninh"].self_set is not None
    assert rows["Bắc Ninh"].self_set.reached == "75,0%"
    assert (rows["Hà Nội"].assigned, rows["Sơn La"].reached) == (None, None)
    assert (progress.kind, progress.without_target) == ("Hợp lệ", 1)
    text = report_of(campaign, client)
    assert "chưa có chỉ tiêu" in text
    assert "chưa có số liệu" in text
    assert "Báo cáo A" in text
    assert "Kế hoạch B" in text
    assert f"tính đến {progress.as_of}" in text


def test_progress__target_of_nothing_has_no_share() -> None:
    campaign, unit = running(), place("Bắc Ninh")
    target(campaign, unit, "assigned", 0)
    figure(campaign, unit, 5)
    progress = campaign_report(campaign).progress
    assert progress is not None
    assert progress.rows[0].assigned is not None
    assert progress.rows[0].assigned.reached == "chỉ tiêu bằng 0"


def test_progress__needs_figures_of_units() -> None:
    campaign = running()
    target(campaign, place("Bắc Ninh"), "assigned", 5)
    CampaignFigure.objects.create(campaign=campaign, kind=Kind.VALID, value=9, source="A", as_of=moment())
    assert campaign_report(campaign).progress is None


def test_ranking__takes_the_kind_closest_to_the_result_and_ten_at_most() -> None:
    campaign = running()
    for number in range(12):
        unit = place(f"Nơi {number}")
        figure(campaign, unit, 100 + number, kind=Kind.REGISTERED)
        figure(campaign, unit, 10 + number, source="Báo cáo C")
    report = campaign_report(campaign)
    assert [row.value for row in report.ranking] == list(range(21, 11, -1))
    assert report.ranking_title == "10 tỉnh, thành có nhiều sáng kiến hợp lệ nhất"
    assert report.ranking_source == "Nguồn: Báo cáo C."
    assert report.headline == []


@pytest.mark.usefixtures("long_moment")
def test_page__costs_the_same_however_many_units_report(client: Client) -> None:
    campaign = running(tasks=tasks("worker", "upper"))

    def cost() -> int:
        assert client.get(campaign.url).status_code == 200
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(campaign.url)
        return len(queries)

    def more(start: int) -> None:
        for number in range(start, start + 6):
            unit = place(f"Nơi {number}")
            target(campaign, unit, "assigned", 10)
            figure(campaign, unit, number)

    more(1)
    few = cost()
    more(10)
    assert cost() <= few <= 30

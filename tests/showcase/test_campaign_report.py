"""Words of campaigns: their days, and their reported figures with the sources named once."""

import datetime

import pytest
from django.utils import timezone

from home.models import CampaignPage
from showcase.campaign_report import campaign_report, figure_table, period
from showcase.models import CampaignFigure, CampaignTarget
from tests.factories import CampaignPageFactory, UnitFactory

Kind = CampaignFigure.Kind


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2022, 1, 8), (2023, 9, 1), "8/1/2022 – 1/9/2023"),
        ((2018, 1, 1), None, "từ năm 2018"),
        ((2018, 3, 1), None, "từ 1/3/2018"),
        ((2018, 1, 1), (2019, 12, 31), "2018 – 2019"),
        ((2018, 1, 1), (2018, 12, 31), "2018"),
        ((2021, 3, 10), (2021, 12, 31), "10/3/2021 – 2021"),
    ],
)
def test_period__a_year_stands_for_days_not_known(
    start: tuple[int, int, int], end: tuple[int, int, int] | None, words: str
) -> None:
    campaign = CampaignPage(
        starts_on=datetime.date(*start), ends_on=datetime.date(*end) if end else None, organiser="LĐLĐ"
    )
    assert period(campaign) == words


def test_figure_table__single_source_is_not_numbered() -> None:
    figures = [CampaignFigure(kind=Kind.REGISTERED, value=290311, source="Báo chí")]
    table = figure_table(figures)
    assert table.sources == ["Báo chí"]
    row = table.rows[0]
    assert (row.what, row.value, row.when, row.source) == ("Cả nước: đăng ký", "290.311", "", 0)


def test_figure_table__sources_are_numbered_as_they_come() -> None:
    moment = datetime.datetime(2022, 4, 20, 8, tzinfo=timezone.get_default_timezone())
    figures = [
        CampaignFigure(kind=Kind.ENTERED, value=163532, as_of=moment, source="A"),
        CampaignFigure(kind=Kind.BENEFIT, value=488_000_000_000, label="Làm lợi", source="B"),
        CampaignFigure(kind=Kind.VALID, value=3, source="A"),
    ]
    table = figure_table(figures)
    assert table.sources == ["A", "B"]
    assert [row.source for row in table.rows] == [1, 2, 1]
    assert table.rows[0].when == "8 giờ ngày 20/4/2022"
    assert (table.rows[1].what, table.rows[1].value) == ("Làm lợi", "488\N{NO-BREAK SPACE}tỷ đồng")


def test_figure_table__round_number_stays_round() -> None:
    figure = CampaignFigure(
        kind=Kind.REGISTERED, value=1_000_000, approximate=True, note="Nguồn ghi “hơn 1 triệu”.", source="A"
    )
    assert figure_table([figure]).rows[0].value == "hơn 1 triệu"


@pytest.mark.django_db
def test_target__says_how_often_the_goal_was_reached() -> None:
    campaign, unit = CampaignPageFactory(), UnitFactory()
    for kind, value in ((CampaignTarget.Kind.ASSIGNED, 60_000), (CampaignTarget.Kind.SELF_SET, 130_000)):
        CampaignTarget.objects.create(campaign=campaign, unit=unit, kind=kind, value=value, source="A")
    CampaignFigure.objects.create(
        campaign=campaign, unit=unit, kind=Kind.SUBMITTED, value=200_000, label="Đạt được", source="A"
    )
    report = campaign_report(campaign)
    assert report.target is not None
    assert {mark.datum.text: mark.datum.note for mark in report.target.marks} == {
        "60.000": "",
        "130.000": "gấp 2,2",
        "200.000": "gấp 3,3",
    }
    assert report.target_caption == "Số sáng kiến được giao, tự đặt và đạt được"

"""Figures: counted from what is published, never mixing kinds of evidence, and shown with source and day."""

import csv
import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from home import moments
from showcase.campaign_report import campaign_report, state_label, with_figures
from showcase.choices import Evidence, Level, Sector
from showcase.models import (
    CampaignFigure,
    CampaignTarget,
    Initiative,
    InitiativeAuthor,
    PreparedFigure,
    Recognition,
    UnitSuccession,
)
from showcase.statistics import catalogue_statistics
from showcase.statistics.board import board
from showcase.statistics.campaigns import campaign_figures
from showcase.statistics.prepared import FRESH, prepare
from tests.factories import CampaignPageFactory, FieldFactory, InitiativeFactory, UnitFactory

pytestmark = pytest.mark.django_db

ZONE = timezone.get_default_timezone()
MORNING = datetime.datetime(2022, 4, 20, 10, tzinfo=ZONE)
EVENING = datetime.datetime(2022, 4, 20, 18, tzinfo=ZONE)
Kind = CampaignFigure.Kind


def benefit(value: int, evidence: Evidence = Evidence.STATED, **values: Any) -> Initiative:
    """An initiative with a benefit in money."""
    initiative: Initiative = InitiativeFactory(benefit_value=value, benefit_evidence=evidence, **values)
    return initiative


# The catalogue ------------------------------------------------------------------------------------


def test_statistics__count_published_initiatives_only() -> None:
    InitiativeFactory(applied_on=datetime.date(2021, 1, 1), sector=Sector.ENTERPRISE)
    InitiativeFactory(applied_on=datetime.date(2022, 1, 1))
    InitiativeFactory(live=False)
    found = catalogue_statistics()
    assert found.total == 2
    assert [(row.key, row.value) for row in found.by_year] == [("2021", 1), ("2022", 1)]
    assert {row.key: row.value for row in found.by_sector}["enterprise"] == 1


def test_statistics__evidence_is_never_mixed() -> None:
    benefit(100, Evidence.STATED)
    benefit(20, Evidence.STATED)
    benefit(3_000_000_000_000, Evidence.COUNCIL)
    benefit(7, Evidence.ADOPTER, live=False)
    InitiativeFactory()
    found = catalogue_statistics()
    assert [(tier.evidence, tier.count, tier.total) for tier in found.tiers] == [
        (Evidence.STATED, 2, 120),
        (Evidence.COUNCIL, 1, 3_000_000_000_000),
        (Evidence.ADOPTER, 0, 0),
    ]
    assert all(type(tier.total) is int for tier in found.tiers)
    assert found.without_money == 1


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (0, 0),
        (79_999_999, 0),
        (80_000_000, 1),
        (150_000_000, 2),
        (499_999_999, 2),
        (500_000_000, 3),
        (10**12, 3),
    ],
)
def test_statistics__bands_meet_without_overlap(value: int, band: int) -> None:
    benefit(value)
    (tier, *_rest) = catalogue_statistics().tiers
    assert [row.value for row in tier.bands] == [int(index == band) for index in range(4)]


def test_statistics__children_count_for_the_field_above() -> None:
    top = FieldFactory(sort_order=1)
    other = FieldFactory(sort_order=2)
    InitiativeFactory(field=top)
    InitiativeFactory(field=FieldFactory(parent=top))
    assert [(row.key, row.value) for row in catalogue_statistics().by_field] == [
        (top.slug, 2),
        (other.slug, 0),
    ]


def test_statistics__workers_and_levels() -> None:
    assert catalogue_statistics().share_without_post is None
    authors = [InitiativeAuthor(name="Một"), InitiativeAuthor(name="Hai", holds_leadership_post=True)]
    rows = [Recognition(level=Level.UPPER, body=UnitFactory(), date=datetime.date(2022, 1, 1))]
    InitiativeFactory(authors=authors, recognitions=rows)
    prepare()
    found = catalogue_statistics()
    assert (found.authors, found.authors_without_post, found.share_without_post) == (2, 1, 0.5)
    assert {row.key: row.value for row in found.by_level} == {
        "grassroots": 0,
        "upper": 1,
        "province": 0,
        "national": 0,
    }


def test_statistics__are_read_in_one_query_until_they_are_prepared_anew(
    django_assert_num_queries: Any,
) -> None:
    first = catalogue_statistics()
    InitiativeFactory()
    with django_assert_num_queries(0):
        assert catalogue_statistics() == first
    cache.clear()
    with django_assert_num_queries(1):
        assert catalogue_statistics() == first
    prepare()
    assert catalogue_statistics().total == 1


def test_statistics__are_never_staler_than_five_minutes() -> None:
    catalogue_statistics()
    InitiativeFactory()
    PreparedFigure.objects.update(as_of=timezone.now() - FRESH + datetime.timedelta(seconds=30))
    cache.clear()
    assert catalogue_statistics().total == 0
    PreparedFigure.objects.update(as_of=timezone.now() - FRESH - datetime.timedelta(seconds=1))
    cache.clear()
    assert catalogue_statistics().total == 1


def test_prepare__counts_once_at_a_time() -> None:
    cache.set("showcase:statistics:preparing", 1)
    assert prepare() == 0
    assert not PreparedFigure.objects.exists()
    assert prepare(wait=True) == PreparedFigure.objects.count()


def test_prepare__forgets_years_without_initiatives() -> None:
    initiative = InitiativeFactory(applied_on=datetime.date(2021, 1, 1))
    prepare()
    assert PreparedFigure.objects.filter(key="catalogue:2021").exists()
    initiative.delete()
    prepare()
    assert not PreparedFigure.objects.filter(key="catalogue:2021").exists()


def test_command__prepares_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare_figures")
    assert "Đã tính" in capsys.readouterr().out
    assert PreparedFigure.objects.filter(key="catalogue").exists()


def test_prepare__costs_the_same_however_much_there_is(django_assert_max_num_queries: Any) -> None:
    prepare()
    for year in range(2015, 2023):
        rows = [Recognition(level=Level.UPPER, body=UnitFactory(), date=datetime.date(year, 5, 1))]
        InitiativeFactory(applied_on=datetime.date(year, 1, 1), recognitions=rows)
    with django_assert_max_num_queries(24):
        prepare()


# The page -----------------------------------------------------------------------------------------


def asked(query: str = "") -> Any:
    """What the page shows for a query."""
    prepare()
    return board(QueryDict(query))


def numbers(section: Any) -> dict[str, Any]:
    """First number of each row of a table."""
    return {row.title: row.values[0] for row in section.rows}


def recognised(day: datetime.date, **values: Any) -> Initiative:
    """An initiative with one author, recognised on a day."""
    rows = [Recognition(level=Level.PROVINCE, body=UnitFactory(), date=day)]
    author = InitiativeAuthor(name="Một")
    initiative: Initiative = InitiativeFactory(applied_on=day, recognitions=rows, authors=[author], **values)
    return initiative


def merged() -> tuple[Any, Any, Any]:
    """Two provinces, and the one they became on 1 July 2025."""
    last = datetime.date(2025, 6, 30)
    north = UnitFactory(place="Bắc Giang", workplace="", kind="province", valid_to=last)
    south = UnitFactory(place="Bắc Ninh cũ", workplace="", kind="province", valid_to=last)
    new = UnitFactory(place="Bắc Ninh", workplace="", kind="province", valid_from=datetime.date(2025, 7, 1))
    for old in (north, south):
        UnitSuccession.objects.create(old=old, new=new, on=datetime.date(2025, 7, 1))
    return north, south, new


def test_board__of_an_empty_catalogue() -> None:
    empty = asked()
    assert empty.statistics.total == 0
    assert empty.league is None
    assert all(section.sentence for section in empty.sections.values())


def test_board__year_narrows_every_figure_but_the_years() -> None:
    benefit(100, applied_on=datetime.date(2021, 1, 1))
    benefit(7, applied_on=datetime.date(2022, 1, 1))
    found = asked("year=2022")
    assert found.statistics.total == 1
    assert found.statistics.tiers[0].total == 7
    assert numbers(found.sections["theo-nam"]) == {"2021": 1, "2022": 1}
    assert asked("year=1999").statistics.total == 2
    assert asked("year=1999").question.year is None


def test_board__funnel_counts_the_higher_level_in_the_lower() -> None:
    for level in (Level.GRASSROOTS, Level.GRASSROOTS, Level.NATIONAL):
        rows = [Recognition(level=level, body=UnitFactory(), date=datetime.date(2022, 1, 1))]
        InitiativeFactory(recognitions=rows)
    InitiativeFactory()
    found = asked()
    assert [row.values[0] for row in found.sections["duong-len"].rows] == [3, 1, 1, 1]
    assert found.statistics.without_level == 1


def test_board__teams_without_a_leader_are_counted_as_teams() -> None:
    day = datetime.date(2022, 1, 1)
    for posts in ((False, False), (False, True), (False,)):
        rows = [Recognition(level=Level.UPPER, body=UnitFactory(), date=day)]
        authors = [InitiativeAuthor(name="Ai", holds_leadership_post=post) for post in posts]
        InitiativeFactory(recognitions=rows, authors=authors)
    InitiativeFactory()
    section = asked().sections["chuc-vu"]
    assert [tuple(row.values) for row in section.rows] == [
        (2, 3, "66,7%"),
        (2, 3, "66,7%"),
        (0, 0, "–"),
        (0, 0, "–"),
    ]


def test_board__bodies_as_they_were_and_under_todays() -> None:
    north, south, new = merged()
    InitiativeFactory(unit=UnitFactory(parent=north))
    InitiativeFactory(unit=UnitFactory(parent=north))
    InitiativeFactory(unit=south)
    # A workplace stays below its old body; what it does after the merger counts with the new one, then too.
    after = datetime.date(2025, 8, 1)
    InitiativeFactory(unit=UnitFactory(parent=north), applied_on=after)
    then = numbers(asked().sections["theo-don-vi"])
    assert then == {"Bắc Giang": 2, "Bắc Ninh cũ": 1, "Bắc Ninh": 1}
    now = asked("units=now")
    assert numbers(now.sections["theo-don-vi"]) == {"Bắc Ninh": 4}
    assert now.sections["theo-don-vi"].rows[0].url == f"/don-vi/{new.slug}/"


def test_board__split_without_a_word_stays_undecided() -> None:
    old = UnitFactory(place="Tỉnh cũ", workplace="", kind="province", valid_to=datetime.date(2025, 6, 30))
    for place in ("Đông", "Tây"):
        part = UnitFactory(place=place, workplace="", kind="province")
        UnitSuccession.objects.create(
            old=old,
            new=part,
            on=datetime.date(2025, 7, 1),
            part_place="Xã Đông" if place == "Đông" else "Xã Tây",
        )
    InitiativeFactory(unit=UnitFactory(parent=old, place="Xã Đông, Tỉnh cũ"))
    InitiativeFactory(unit=UnitFactory(parent=old, place="Xã khác"))
    assert numbers(asked("units=now").sections["theo-don-vi"]) == {"Đông": 1, "Chưa phân": 1}
    assert numbers(asked().sections["theo-don-vi"]) == {"Tỉnh cũ": 2}


def test_board__league_of_a_month_with_moves() -> None:
    first = UnitFactory(members=1000, members_on=datetime.date(2022, 12, 31))
    second = UnitFactory(members=100)
    for day, unit, number in (
        (datetime.date(2022, 3, 5), first, 2),
        (datetime.date(2022, 3, 6), second, 1),
        (datetime.date(2022, 4, 7), first, 1),
        (datetime.date(2022, 4, 8), second, 3),
    ):
        for _ in range(number):
            recognised(day, unit=unit)
    found = asked("level=workplaces")
    assert found.question.period == "2022-04"
    assert [(row["name"], row["value"], row["move"]) for row in found.league_rows] == [
        (second.workplace, 3, 1),
        (first.workplace, 1, -1),
    ]
    per_thousand = asked("level=workplaces&by=per-thousand&period=2022-Q2")
    assert [(row["value"], row["members_on"]) for row in per_thousand.league_rows] == [
        (30.0, ""),
        (1.0, "31/12/2022"),
    ]
    assert asked("period=1999-01").question.period == "2022-04"


def test_board__opens_with_the_last_month_that_ranks_several_bodies() -> None:
    for name, months in (("Một", (2, 2, 3)), ("Hai", (2, 3)), ("Ba", (2, 3)), ("Bốn", (5,))):
        body = place(name)
        for month in months:
            recognised(datetime.date(2022, month, 5), unit=body)
    found = asked()
    assert found.question.period == "2022-02"
    assert "2022-05" in dict(found.league_filter.fields["period"].choices)
    assert asked("period=2022-05").question.period == "2022-05"
    tied = asked("period=2022-03").league
    assert tied.sentence == "Ba, Hai và Một cùng đứng đầu tháng 3/2022: mỗi nơi 1 sáng kiến"
    assert found.league.sentence == "Một đứng đầu tháng 2/2022: 2 sáng kiến"


def test_page__reads_prepared_figures_alone(
    demo_content: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    prepare()
    client.get("/so-lieu/")
    moments.forget()
    with django_assert_max_num_queries(15):
        page = client.get("/so-lieu/?units=now&year=2022&level=workplaces&by=per-thousand")
    assert page.status_code == 200
    assert "tính đến" in page.text


def test_page__kept_parts_follow_the_count_and_the_question(demo_content: None, client: Client) -> None:
    def figures(query: str = "") -> str:
        page = client.get(f"/so-lieu/{query}").text
        return page[page.index('id="theo-nam"') : page.index('id="xep-hang"')]

    prepare()
    whole = figures()
    assert figures("?level=workplaces") == whole
    assert figures("?year=2022") != whole
    assert figures("?units=now") != whole
    assert "/so-lieu/bang/theo-cap.csv?year=2022&amp;units=now" in figures(
        "?year=2022&units=now&by=participants"
    )
    for _number in range(3):
        InitiativeFactory(title="Mới", applied_on=datetime.date(2022, 5, 1))
    assert figures() == whole
    prepare()
    total = Initiative.objects.live().filter(year=2022).count()
    assert f"Năm 2022 nhiều nhất: {total} sáng kiến" in figures()
    assert f"Năm 2022 nhiều nhất: {total} sáng kiến" not in whole


@pytest.mark.parametrize(
    "name",
    [
        "theo-nam",
        "theo-linh-vuc",
        "theo-cap",
        "theo-don-vi",
        "theo-khu-vuc",
        "duong-len",
        "lam-loi",
        "chuc-vu",
        "xep-hang",
    ],
)
def test_download__is_the_table_of_the_page(demo_content: None, client: Client, name: str) -> None:
    prepare()
    answer = client.get(f"/so-lieu/bang/{name}.csv?units=now")
    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig")
    caption, source, *rest = csv.reader(StringIO(text))
    shown = board(QueryDict("units=now")).section(name)
    assert shown is not None
    assert caption == [shown.caption]
    assert source[0].startswith("Nguồn: danh mục")
    assert rest[-len(shown.rows)][0] == shown.rows[0].title
    assert client.get("/so-lieu/bang/khong-co.csv").status_code == 404


# Rankings of reports under today's bodies ----------------------------------------------------------


def test_rankings__add_up_merged_bodies_and_name_what_is_missing() -> None:
    campaign = CampaignPageFactory()
    north, south, new = merged()
    alone = place("Hà Nội")
    figure(campaign, 900, kind=Kind.ENTERED, unit=north, as_of=MORNING)
    figure(campaign, 500, kind=Kind.ENTERED, unit=alone, as_of=MORNING)
    (value,) = asked().campaigns
    assert [(row["rank"], row["name"], row["value"]) for row in value["ranking"]["then"]] == [
        (1, "Bắc Giang", 900),
        (2, "Hà Nội", 500),
    ]
    first, second = value["ranking"]["now"]
    assert (first["name"], first["value"], first["missing"]) == ("Bắc Ninh", 900, ["Bắc Ninh cũ"])
    assert (second["name"], second["parts"], second["missing"]) == ("Hà Nội", [], [])
    figure(campaign, 50, kind=Kind.ENTERED, unit=south, as_of=MORNING)
    (value,) = asked().campaigns
    assert value["ranking"]["now"][0]["value"] == 950
    assert value["ranking"]["now"][0]["missing"] == []
    assert value["ranking"]["now"][0]["slug"] == new.slug


# Campaigns ----------------------------------------------------------------------------------------


def figure(campaign: Any, value: int, **values: Any) -> CampaignFigure:
    """A reported number of the whole country unless a unit is given."""
    return CampaignFigure.objects.create(
        campaign=campaign, value=value, **{"kind": Kind.VALID, "source": "Báo Lao động", **values}
    )


def place(name: str) -> Any:
    return UnitFactory(place=name, workplace="", kind="province")


def test_report__is_empty_without_figures() -> None:
    report = campaign_report(CampaignPageFactory())
    assert (report.headline, report.ranking, report.target, report.sources) == ([], [], None, "")


def test_report__names_every_source_once() -> None:
    campaign = CampaignPageFactory()
    figure(campaign, 1)
    figure(campaign, 2, label="Khác")
    figure(campaign, 3, kind=Kind.REGISTERED, source="Tổng Liên đoàn")
    assert campaign_report(campaign).sources.count("Báo Lao động") == 1
    assert "Tổng Liên đoàn" in campaign_report(campaign).sources


def test_report__ranks_units_at_the_last_moment_with_several() -> None:
    campaign = CampaignPageFactory()
    north, south = place("Bắc Giang"), place("Hà Nội")
    UnitSuccession.objects.create(old=north, new=place("Bắc Ninh"), on=datetime.date(2025, 7, 1))
    figure(campaign, 900, kind=Kind.ENTERED, unit=north, as_of=MORNING)
    figure(campaign, 500, kind=Kind.ENTERED, unit=south, as_of=MORNING)
    figure(campaign, 600, kind=Kind.ENTERED, unit=south, as_of=EVENING)
    figure(campaign, 2_800, kind=Kind.ENTERED, as_of=MORNING)
    report = campaign_report(campaign)
    assert [(row.unit, row.value) for row in report.ranking] == [(north, 900), (south, 500)]
    assert [row.now for row in report.ranking] == ["nay thuộc Bắc Ninh", ""]
    assert (report.ranking_sum, report.ranking_total) == (1_400, 2_800)
    assert "50%" in report.ranking_summary
    assert "20/4/2022" in report.ranking_when


def test_report__sets_result_beside_targets_of_the_same_unit() -> None:
    campaign, unit = CampaignPageFactory(), place("Hà Nội")
    for kind, value in (("assigned", 60_000), ("self_set", 100_000)):
        CampaignTarget.objects.create(campaign=campaign, unit=unit, kind=kind, value=value, source="Kế hoạch")
    figure(campaign, 200_000, kind=Kind.SUBMITTED, unit=unit, label="Đã nộp", approximate=True, note="hơn")
    report = campaign_report(campaign)
    assert [row["cells"][0] for row in report.target_rows] == ["60.000", "100.000", "200.000"]
    assert "Kế hoạch" in report.target_source
    assert "số tròn" in report.target_source


def test_report__target_of_nothing_is_no_failure() -> None:
    campaign, unit = CampaignPageFactory(), place("Hà Nội")
    CampaignTarget.objects.create(campaign=campaign, unit=unit, kind="assigned", value=0, source="Kế hoạch")
    figure(campaign, 5, kind=Kind.SUBMITTED, unit=unit, label="Đã nộp")
    assert [row["cells"][0] for row in campaign_report(campaign).target_rows] == ["0", "5"]


def test_report__figures_of_zero_are_no_failure() -> None:
    campaign = CampaignPageFactory()
    for name in ("Hà Nội", "Thanh Hoá"):
        figure(campaign, 0, kind=Kind.ENTERED, unit=place(name), as_of=MORNING)
    figure(campaign, 0, kind=Kind.ENTERED, as_of=MORNING)
    assert len(campaign_report(campaign).ranking) == 2


def test_report__axis_needs_an_end_after_the_start() -> None:
    day = datetime.date(2022, 1, 8)
    assert campaign_report(CampaignPageFactory(starts_on=day, ends_on=None)).axis is None
    assert campaign_report(CampaignPageFactory(starts_on=day, ends_on=day)).axis is None
    assert campaign_report(CampaignPageFactory(starts_on=day)).axis is not None


def test_report__several_campaigns_cost_the_same(django_assert_num_queries: Any) -> None:
    campaigns = [CampaignPageFactory() for _ in range(3)]
    for campaign in campaigns:
        figure(campaign, 1, kind=Kind.ENTERED, unit=place("Hà Nội"), as_of=MORNING)
    with django_assert_num_queries(3):
        found = with_figures(campaigns)
        assert all(campaign_report(campaign).headline for campaign in found)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (datetime.date(2022, 1, 7), "announced"),
        (datetime.date(2022, 1, 8), "running"),
        (datetime.date(2023, 9, 2), "ended"),
    ],
)
def test_state__is_said_in_words(day: datetime.date, status: str) -> None:
    label = state_label(CampaignPageFactory(), day)
    assert label["status"] == status
    assert label["label"]


def test_figures__of_published_campaigns_country_first(django_assert_num_queries: Any) -> None:
    campaign = CampaignPageFactory()
    CampaignPageFactory(live=False)
    unit = figure(campaign, 5, unit=place("Hà Nội"))
    country = figure(campaign, 3)
    (found,) = campaign_figures()
    assert found.all == (country, unit)

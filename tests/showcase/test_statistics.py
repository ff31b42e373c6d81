"""Figures: counted from what is published, never mixing kinds of evidence, and shown with source and day."""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from showcase.campaign_report import campaign_report, state_label, with_figures
from showcase.choices import Evidence, Level, Sector
from showcase.models import (
    CampaignFigure,
    CampaignTarget,
    Initiative,
    InitiativeAuthor,
    Recognition,
    UnitSuccession,
)
from showcase.statistics import campaign_figures, catalogue_statistics
from showcase.statistics_view import statistics_view
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
    cache.clear()
    authors = [InitiativeAuthor(name="Một"), InitiativeAuthor(name="Hai", holds_leadership_post=True)]
    rows = [Recognition(level=Level.UPPER, body=UnitFactory(), date=datetime.date(2022, 1, 1))]
    InitiativeFactory(authors=authors, recognitions=rows)
    found = catalogue_statistics()
    assert (found.authors, found.authors_without_post, found.share_without_post) == (2, 1, 0.5)
    assert {row.key: row.value for row in found.by_level} == {
        "grassroots": 0,
        "upper": 1,
        "province": 0,
        "national": 0,
    }


def test_statistics__are_kept_for_a_while(django_assert_num_queries: Any) -> None:
    first = catalogue_statistics()
    InitiativeFactory()
    with django_assert_num_queries(0):
        assert catalogue_statistics() == first
    cache.clear()
    assert catalogue_statistics().total == 1


def test_statistics__view_draws_an_empty_and_a_full_catalogue() -> None:
    assert statistics_view(catalogue_statistics())["years"]["rows"] == []
    cache.clear()
    benefit(253_340_000)
    view = statistics_view(catalogue_statistics())
    assert view["years"]["rows"][0]["cells"][:1] == ["1"]
    assert "Nguồn" in view["source"]


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

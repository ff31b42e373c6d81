"""Every database constraint of the catalogue, each broken once: the database itself refuses.

A case writes rows that are allowed, close to the limit, and returns the step that goes beyond it.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from showcase.choices import Evidence, Level
from showcase.models import (
    AwardThreshold,
    AwardType,
    CampaignFigure,
    CampaignTarget,
    CataloguePromotion,
    Field,
    FieldPromotion,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    Keyword,
    Recognition,
    StoryInitiative,
    Unit,
    UnitSuccession,
)
from tests.factories import (
    AwardTypeFactory,
    CampaignPageFactory,
    CataloguePageFactory,
    ConsentFactory,
    FieldFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

Step = Callable[[], object]

LATER, EARLIER = datetime.date(2022, 2, 1), datetime.date(2022, 1, 31)
NOON = datetime.datetime(2022, 3, 1, 12, tzinfo=timezone.get_default_timezone())


def update(record: Any, **values: Any) -> Step:
    """The step that writes values past every check of the model."""
    return lambda: type(record)._base_manager.filter(pk=record.pk).update(**values)


def threshold(**values: Any) -> AwardThreshold:
    return AwardThreshold.objects.create(
        award_type=AwardTypeFactory(), text="Điều kiện", valid_from=LATER, **values
    )


def negative_cost() -> Step:
    return update(InitiativeFactory(cost=0), cost=-1)


def negative_benefit() -> Step:
    return update(InitiativeFactory(benefit_value=0, benefit_evidence=Evidence.STATED), benefit_value=-1)


def benefit_without_evidence() -> Step:
    InitiativeFactory(benefit_evidence="")
    return update(InitiativeFactory(benefit_value=1, benefit_evidence=Evidence.STATED), benefit_evidence="")


def shares_of_99() -> Step:
    authors = [
        InitiativeAuthor(name="Một", share=Decimal(60)),
        InitiativeAuthor(name="Hai", share=Decimal(40)),
    ]
    initiative = InitiativeFactory(authors=authors)
    assert initiative.shares_total == 100
    return lambda: InitiativeFactory(authors=[InitiativeAuthor(name="Ba", share=Decimal(99))])


def year_before_1945() -> Step:
    initiative = InitiativeFactory(applied_on=datetime.date(1945, 1, 1))
    return update(initiative, year=1944)


def keyword_twice() -> Step:
    initiative = InitiativeFactory(tags=["tiết kiệm điện"])
    tag = Keyword.objects.get()
    return lambda: InitiativeKeyword.objects.create(content_object=initiative, tag=tag)


def author_share_of_nothing() -> Step:
    initiative = InitiativeFactory()
    InitiativeAuthor.objects.create(initiative=initiative, name="Một", share=Decimal("0.01"))
    InitiativeAuthor.objects.create(initiative=initiative, name="Hai", share=Decimal(100))
    return lambda: InitiativeAuthor.objects.create(initiative=initiative, name="Ba", share=Decimal(0))


def recognition_twice_by_one_body() -> Step:
    initiative = InitiativeFactory()
    values = {"initiative": initiative, "level": Level.UPPER, "body": UnitFactory(), "date": LATER}
    Recognition.objects.create(**values)
    Recognition.objects.create(**{**values, "body": UnitFactory()})
    return lambda: Recognition.objects.create(**values)


def award_twice() -> Step:
    initiative, award = InitiativeFactory(), AwardTypeFactory()
    InitiativeAward.objects.create(initiative=initiative, award_type=award, date=LATER)
    InitiativeAward.objects.create(initiative=initiative, award_type=AwardTypeFactory(), date=LATER)
    return lambda: InitiativeAward.objects.create(initiative=initiative, award_type=award, date=EARLIER)


def catalogue_promotes_twice() -> Step:
    values = {"page": CataloguePageFactory(), "initiative": InitiativeFactory()}
    CataloguePromotion.objects.create(**values)
    return lambda: CataloguePromotion.objects.create(**values)


def field_promotes_twice() -> Step:
    values = {"field": FieldFactory(), "initiative": InitiativeFactory()}
    FieldPromotion.objects.create(**values)
    return lambda: FieldPromotion.objects.create(**values)


def story_names_initiative_twice() -> Step:
    values = {"page": StoryPageFactory(), "initiative": InitiativeFactory()}
    StoryInitiative.objects.create(**values)
    return lambda: StoryInitiative.objects.create(**values)


def field_under_itself() -> Step:
    field = FieldFactory(parent=FieldFactory())
    return update(field, parent=field)


def consent_withdrawn_before_given() -> Step:
    return update(ConsentFactory(given_on=LATER, withdrawn_on=LATER), withdrawn_on=EARLIER)


def threshold_ends_before_it_begins() -> Step:
    return update(threshold(valid_to=LATER), valid_to=EARLIER)


def threshold_below_nothing() -> Step:
    return update(threshold(min_value=0), min_value=-1)


def unit_ends_before_it_begins() -> Step:
    UnitFactory(valid_to=EARLIER)
    return update(UnitFactory(valid_from=LATER, valid_to=LATER), valid_to=EARLIER)


def succession_twice() -> Step:
    old, new = UnitFactory(), UnitFactory()
    UnitSuccession.objects.create(old=old, new=new, on=LATER)
    UnitSuccession.objects.create(old=new, new=old, on=LATER)
    return lambda: UnitSuccession.objects.create(old=old, new=new, on=EARLIER)


def succession_of_itself() -> Step:
    unit = UnitFactory()
    return lambda: UnitSuccession.objects.create(old=unit, new=unit, on=LATER)


def target_for_the_country_twice() -> Step:
    kind = CampaignTarget.Kind.ASSIGNED
    campaign, unit = CampaignPageFactory(), UnitFactory()
    for one in (None, unit):
        CampaignTarget.objects.create(campaign=campaign, unit=one, kind=kind, value=1, source="Báo")
    return lambda: CampaignTarget.objects.create(
        campaign=campaign, unit=None, kind=kind, value=2, source="Báo"
    )


def figure(campaign: Any, **values: Any) -> CampaignFigure:
    return CampaignFigure.objects.create(
        campaign=campaign, **{"kind": CampaignFigure.Kind.VALID, "value": 1, "source": "Báo", **values}
    )


def figure_of_one_moment_twice() -> Step:
    campaign, unit = CampaignPageFactory(), UnitFactory()
    figure(campaign, as_of=NOON)
    figure(campaign, as_of=NOON, unit=unit)
    figure(campaign, as_of=NOON, label="Riêng ngành may")
    return lambda: figure(campaign, as_of=NOON, value=2)


def figure_without_a_day_twice() -> Step:
    campaign, unit = CampaignPageFactory(), UnitFactory()
    figure(campaign)
    figure(campaign, unit=unit)
    return lambda: figure(campaign, unit=unit, value=2)


def figure_from_nowhere() -> Step:
    return lambda: figure(CampaignPageFactory(), source="")


CASES: dict[str, Callable[[], Step]] = {
    "initiative_cost_not_negative": negative_cost,
    "initiative_benefit_not_negative": negative_benefit,
    "initiative_benefit_has_evidence": benefit_without_evidence,
    "initiative_shares_add_up": shares_of_99,
    "initiative_year_plausible": year_before_1945,
    "initiative_keyword_once": keyword_twice,
    "author_share_range": author_share_of_nothing,
    "recognition_once_per_body": recognition_twice_by_one_body,
    "initiative_award_once": award_twice,
    "catalogue_promotion_once": catalogue_promotes_twice,
    "field_promotion_once": field_promotes_twice,
    "story_initiative_once": story_names_initiative_twice,
    "field_not_its_own_parent": field_under_itself,
    "consent_dates_in_order": consent_withdrawn_before_given,
    "threshold_dates_in_order": threshold_ends_before_it_begins,
    "threshold_value_not_negative": threshold_below_nothing,
    "unit_dates_in_order": unit_ends_before_it_begins,
    "succession_once": succession_twice,
    "succession_not_itself": succession_of_itself,
    "target_once": target_for_the_country_twice,
    "figure_once": figure_of_one_moment_twice,
    "figure_without_day_once": figure_without_a_day_twice,
    "figure_has_source": figure_from_nowhere,
}


@pytest.mark.parametrize("name", CASES)
def test_constraint__is_held_by_the_database(name: str) -> None:
    breaks = CASES[name]()
    with pytest.raises(IntegrityError), transaction.atomic():
        breaks()


def test_constraint__each_is_broken_here() -> None:
    models = apps.get_app_config("showcase").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(CASES)


@pytest.mark.parametrize(
    ("factory", "column"),
    [
        (InitiativeFactory, "code"),
        (FieldFactory, "slug"),
        (UnitFactory, "slug"),
        (AwardTypeFactory, "slug"),
        (AwardTypeFactory, "name"),
    ],
)
def test_unique_column__is_held_by_the_database(factory: Any, column: str) -> None:
    first, second = factory(), factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        update(second, **{column: getattr(first, column)})()


def test_initiative__outlives_neither_field_nor_unit() -> None:
    initiative = InitiativeFactory()
    for record in (initiative.field, initiative.unit):
        with pytest.raises(IntegrityError), transaction.atomic():
            record.delete()
    assert Initiative.objects.filter(pk=initiative.pk).exists()
    assert Field.objects.count() == Unit.objects.count() == 1
    assert not AwardType.objects.exists()

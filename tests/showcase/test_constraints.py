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
from wagtail.images.tests.utils import get_test_image_file

from home.models import Office, SiteImage
from showcase.choices import Evidence, Level
from showcase.models import (
    AwardCandidate,
    AwardRound,
    AwardThreshold,
    AwardType,
    AwardWriting,
    AwardWritten,
    CampaignFigure,
    CampaignTarget,
    CandidateInitiative,
    CataloguePromotion,
    FeaturedRun,
    Field,
    FieldPromotion,
    FieldStory,
    FormerSlug,
    ImageConsent,
    ImportDecision,
    ImportRun,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    Keyword,
    OfficeUnit,
    PublicChange,
    Recognition,
    StoryInitiative,
    Unit,
    UnitSuccession,
)
from tests.awards import desk_round
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


def field_slot_ends_before_it_starts(model: Any, **subject: Any) -> Step:
    values = {"field": FieldFactory(), "starts_on": LATER, **subject}
    model.objects.create(**values, ends_on=LATER)
    return lambda: model.objects.create(**values, ends_on=EARLIER)


def featured_run(**values: Any) -> FeaturedRun:
    return FeaturedRun.objects.create(
        **{"place": "Trang đầu", "title": "Chuyện", "position": 1, "from_on": LATER, **values}
    )


def featured_run_ends_before_it_starts() -> Step:
    featured_run(to_on=LATER)
    return lambda: featured_run(to_on=EARLIER)


def featured_run_in_two_places() -> Step:
    page, field = CampaignPageFactory(), FieldFactory()
    featured_run(page=page)
    featured_run(field=field)
    return lambda: featured_run(page=page, field=field)


def featured_run_of_two_subjects() -> Step:
    story, initiative = StoryPageFactory(), InitiativeFactory()
    featured_run(story=story)
    featured_run(initiative=initiative)
    return lambda: featured_run(story=story, initiative=initiative)


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


def consent_ends_before_it_begins() -> Step:
    consent = ConsentFactory(given_on=LATER, valid_until=LATER)
    return update(consent, valid_until=EARLIER)


def picture_of_a_person_twice() -> Step:
    consent = ConsentFactory()
    image = SiteImage.objects.create(title="Hình", file=get_test_image_file())
    ImageConsent.objects.create(consent=consent, image=image)
    ImageConsent.objects.create(consent=ConsentFactory(), image=image)
    return lambda: ImageConsent.objects.create(consent=consent, image=image)


def office_looks_after_unit_twice() -> Step:
    office, unit = Office.objects.create(name="Văn phòng"), UnitFactory()
    OfficeUnit.objects.create(office=office, unit=unit)
    return lambda: OfficeUnit.objects.create(office=office, unit=unit)


def former_slug_of_two_records() -> Step:
    return lambda: FormerSlug.objects.create(slug="cu", field=FieldFactory(), unit=UnitFactory())


def former_slug_of_two(kind: str, factory: Any) -> Step:
    FormerSlug.objects.create(slug="cu", **{kind: factory()})
    FormerSlug.objects.create(slug="cu-hon", **{kind: factory()})
    return lambda: FormerSlug.objects.create(slug="cu", **{kind: factory()})


def figure_from_nowhere() -> Step:
    return lambda: figure(CampaignPageFactory(), source="")


def candidate(round_: AwardRound | None = None, key: str = "i1") -> AwardCandidate:
    return AwardCandidate.objects.create(round=round_ or desk_round(), key=key, name="Chạy bơm theo mức bể")


def round_decided_without_a_day() -> Step:
    desk_round(decided_at=NOON, decided_on=NOON.date())
    return lambda: desk_round(decided_at=NOON)


def candidate_twice() -> Step:
    one = candidate()
    candidate(one.round, "i2")
    candidate(desk_round(body=one.round.body, award=one.round.award_type), one.key)
    return lambda: candidate(one.round, one.key)


def candidate_joined_to_itself() -> Step:
    first = candidate()
    second = candidate(first.round, "i2")
    update(second, joined_into=first)()
    return update(first, joined_into=first)


def candidate_for_one_initiative_twice() -> Step:
    values = {"candidate": candidate(), "initiative": InitiativeFactory()}
    CandidateInitiative.objects.create(**values)
    return lambda: CandidateInitiative.objects.create(**values)


def awards_written_twice() -> Step:
    round_ = desk_round()
    AwardWriting.objects.create(round=round_, undone_at=NOON)
    AwardWriting.objects.create(round=round_)
    return lambda: AwardWriting.objects.create(round=round_)


def award_written_onto_one_initiative_twice() -> Step:
    values = {"initiative": InitiativeFactory(), "date": LATER}
    round_ = desk_round()
    AwardWritten.objects.create(writing=AwardWriting.objects.create(round=round_, undone_at=NOON), **values)
    writing = AwardWriting.objects.create(round=round_)
    AwardWritten.objects.create(writing=writing, **values)
    return lambda: AwardWritten.objects.create(writing=writing, **values)


def import_run(**counts: int) -> ImportRun:
    return ImportRun.objects.create(name="sang-kien.csv", size=1, checksum="0" * 64, **counts)


def import_that_lost_a_row() -> Step:
    import_run(rows_read=10, added=4, updated=3, unchanged=2, failed=1)
    return lambda: import_run(rows_read=10, added=4, updated=3, unchanged=2)


def import_decision(run: ImportRun, **values: Any) -> ImportDecision:
    return ImportDecision.objects.create(
        run=run, **{"kind": ImportDecision.Kind.UNIT, "name": "CĐCS Xưởng 3", **values}
    )


def import_decided_twice() -> Step:
    run = import_run()
    import_decision(run)
    import_decision(run, name="CĐCS Xưởng 4")
    import_decision(run, kind=ImportDecision.Kind.FIELD)
    return lambda: import_decision(run)


def import_decided_for_nothing() -> Step:
    run, chosen = import_run(), ImportDecision.Action.CHOSEN
    import_decision(run, action=chosen, target=1)
    return lambda: import_decision(run, name="CĐCS Xưởng 4", action=chosen)


def public_change_twice() -> Step:
    PublicChange.objects.create(kind="initiative", object_id=1, changed_at=NOON)
    PublicChange.objects.create(kind="unit", object_id=1, changed_at=NOON)
    return lambda: PublicChange.objects.create(kind="initiative", object_id=1, changed_at=NOON)


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
    "field_promotion_dates_in_order": lambda: field_slot_ends_before_it_starts(
        FieldPromotion, initiative=InitiativeFactory()
    ),
    "field_story_dates_in_order": lambda: field_slot_ends_before_it_starts(
        FieldStory, story=StoryPageFactory()
    ),
    "featured_run_dates_in_order": featured_run_ends_before_it_starts,
    "featured_run_one_place": featured_run_in_two_places,
    "featured_run_one_subject": featured_run_of_two_subjects,
    "story_initiative_once": story_names_initiative_twice,
    "field_not_its_own_parent": field_under_itself,
    "consent_dates_in_order": consent_withdrawn_before_given,
    "consent_ends_after_start": consent_ends_before_it_begins,
    "image_consent_once": picture_of_a_person_twice,
    "office_unit_once": office_looks_after_unit_twice,
    "former_slug_of_one_record": former_slug_of_two_records,
    "former_slug_field_once": lambda: former_slug_of_two("field", FieldFactory),
    "former_slug_unit_once": lambda: former_slug_of_two("unit", UnitFactory),
    "threshold_dates_in_order": threshold_ends_before_it_begins,
    "threshold_value_not_negative": threshold_below_nothing,
    "unit_dates_in_order": unit_ends_before_it_begins,
    "succession_once": succession_twice,
    "succession_not_itself": succession_of_itself,
    "target_once": target_for_the_country_twice,
    "figure_once": figure_of_one_moment_twice,
    "figure_without_day_once": figure_without_a_day_twice,
    "figure_has_source": figure_from_nowhere,
    "round_decided_on_a_day": round_decided_without_a_day,
    "award_candidate_once": candidate_twice,
    "award_candidate_not_itself": candidate_joined_to_itself,
    "candidate_initiative_once": candidate_for_one_initiative_twice,
    "award_writing_stands_once": awards_written_twice,
    "award_written_once": award_written_onto_one_initiative_twice,
    "import_run_counts_add_up": import_that_lost_a_row,
    "import_decision_once": import_decided_twice,
    "import_decision_has_target": import_decided_for_nothing,
    "public_change_once": public_change_twice,
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("media_root")
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

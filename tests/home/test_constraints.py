"""Every database constraint of the editorial layer, each broken once: the database itself refuses.

A case writes rows that are allowed, close to the limit, and returns the step that goes beyond it.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from wagtail.images.tests.utils import get_test_image_file

from home.legal_status import RelationType
from home.models import (
    AnnouncementDocument,
    AnnouncementRelated,
    CampaignPhase,
    CampaignStory,
    DocumentKind,
    DocumentRelation,
    FrontPageStory,
    GuidancePage,
    Issuer,
    ReminderSent,
    SiteImage,
    SiteRendition,
)
from home.models.featured import Slot
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    DocumentKindFactory,
    FrontPageFactory,
    GuidancePageFactory,
    IssuerFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

Step = Callable[[], object]

LATER, EARLIER = datetime.date(2022, 2, 1), datetime.date(2022, 1, 31)


def campaign_ends_before_it_starts() -> Step:
    page = CampaignPageFactory(starts_on=LATER, ends_on=LATER)
    page.ends_on = EARLIER
    return lambda: page.save(clean=False)


def phase_ends_before_it_starts() -> Step:
    page = CampaignPageFactory()
    CampaignPhase.objects.create(page=page, name="Một ngày", starts_on=LATER, ends_on=LATER)
    CampaignPhase.objects.create(page=page, name="Mở", starts_on=LATER)
    return lambda: CampaignPhase.objects.create(page=page, name="Ngược", starts_on=LATER, ends_on=EARLIER)


def document_symbol_twice_in_a_year() -> Step:
    values = {"number": 4, "symbol": "04/HD-LĐLĐ"}
    GuidancePageFactory(issued_on=datetime.date(2021, 1, 1), **values)
    GuidancePageFactory(issued_on=datetime.date(2022, 1, 1), **values)
    GuidancePageFactory(
        issuer=IssuerFactory(name="LĐLĐ tỉnh khác"), issued_on=datetime.date(2021, 1, 1), **values
    )
    other = GuidancePageFactory(number=5, symbol="05/HD-LĐLĐ", issued_on=datetime.date(2021, 12, 31))
    return lambda: GuidancePage.objects.filter(pk=other.pk).update(symbol="04/HD-LĐLĐ")


def document_ends_before_it_begins() -> Step:
    page = GuidancePageFactory(issued_on=LATER, effective_to=LATER)
    page.effective_to = EARLIER
    return lambda: page.save(clean=False)


def relation_twice() -> Step:
    page, target = GuidancePageFactory(), GuidancePageFactory()
    DocumentRelation.objects.create(page=page, type=RelationType.GUIDES, target=target)
    DocumentRelation.objects.create(page=page, type=RelationType.URGES, target=target)
    return lambda: DocumentRelation.objects.create(page=page, type=RelationType.GUIDES, target=target)


def relation_to_itself() -> Step:
    page = GuidancePageFactory()
    return lambda: DocumentRelation.objects.create(page=page, type=RelationType.GUIDES, target=page)


def announcement_names_document_twice() -> Step:
    page, document = AnnouncementPageFactory(), GuidancePageFactory()
    AnnouncementDocument.objects.create(page=page, document=document)
    AnnouncementDocument.objects.create(page=AnnouncementPageFactory(), document=document)
    return lambda: AnnouncementDocument.objects.create(page=page, document=document)


def announcement_leads_on_twice() -> Step:
    page, target = AnnouncementPageFactory(), StandardPageFactory()
    AnnouncementRelated.objects.create(page=page, target=target)
    AnnouncementRelated.objects.create(page=AnnouncementPageFactory(), target=target)
    return lambda: AnnouncementRelated.objects.create(page=page, target=target)


def announcement_leads_on_to_itself() -> Step:
    page = AnnouncementPageFactory()
    return lambda: AnnouncementRelated.objects.create(page=page, target=page)


def reminder_twice_a_day() -> Step:
    user = UserFactory()
    ReminderSent.objects.create(user=user, day=EARLIER)
    ReminderSent.objects.create(user=user, day=LATER)
    return lambda: ReminderSent.objects.create(user=user, day=LATER)


def slot_ends_before_it_starts(model: type[Slot], place: Callable[[], Any]) -> Step:
    values = {"page": place(), "story": StandardPageFactory(), "starts_on": LATER}
    model._default_manager.create(**values, ends_on=LATER)
    return lambda: model._default_manager.create(**values, ends_on=EARLIER)


def rendition_twice() -> Step:
    image = SiteImage.objects.create(title="Hình", file=get_test_image_file())
    values = {"filter_spec": "width-10", "focal_point_key": "", "width": 10, "height": 10, "file": "a.png"}
    SiteRendition.objects.create(image=image, **values)
    SiteRendition.objects.create(image=image, **{**values, "filter_spec": "width-20"})
    return lambda: SiteRendition.objects.create(image=image, **values)


CASES: dict[str, Callable[[], Step]] = {
    "campaign_dates_in_order": campaign_ends_before_it_starts,
    "phase_dates_in_order": phase_ends_before_it_starts,
    "guidance_symbol_unique": document_symbol_twice_in_a_year,
    "guidance_dates_in_order": document_ends_before_it_begins,
    "document_relation_once": relation_twice,
    "document_relation_not_itself": relation_to_itself,
    "announcement_document_once": announcement_names_document_twice,
    "announcement_related_once": announcement_leads_on_twice,
    "announcement_related_not_itself": announcement_leads_on_to_itself,
    "reminder_once_a_day": reminder_twice_a_day,
    "front_story_dates_in_order": lambda: slot_ends_before_it_starts(FrontPageStory, FrontPageFactory),
    "campaign_story_dates_in_order": lambda: slot_ends_before_it_starts(CampaignStory, CampaignPageFactory),
    "unique_site_rendition": rendition_twice,
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("media_root")
def test_constraint__is_held_by_the_database(name: str) -> None:
    breaks = CASES[name]()
    with pytest.raises(IntegrityError), transaction.atomic():
        breaks()


def test_constraint__each_is_broken_here() -> None:
    models = apps.get_app_config("home").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(CASES)


def test_kind__abbreviation_is_unique_but_may_be_missing() -> None:
    DocumentKindFactory(name="Công văn", abbreviation=None)
    DocumentKindFactory(name="Thư", abbreviation=None)
    DocumentKindFactory(name="Hướng dẫn", abbreviation="HD")
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentKind.objects.create(name="Hỏi đáp", abbreviation="HD")


def test_issuer__name_is_unique() -> None:
    issuer = IssuerFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Issuer.objects.create(name=issuer.name, short_name="Khác")

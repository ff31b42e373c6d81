"""Publishing without consent is stopped, whichever way it is asked for; drafts are always saved."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from home.models import AnnouncementPage, CampaignPage, SiteImage
from home.publishing import REFUSED_ACTION, PublicationRefused
from showcase.models import ImageConsent, Initiative, StoryPage
from tests.editing import errors, filled, initiative_url, inline_formset, messages, page_url, streamfield
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    ConsentFactory,
    InitiativeFactory,
    StoryPageFactory,
    UserFactory,
)
from tests.files import picture

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of the sizes that it makes to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

REASON = "chưa đủ phiếu đồng ý"


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def people(media_root: Path) -> SiteImage:
    """A picture of recognisable people, without any consent."""
    file = ContentFile(picture(), name="le.jpg")
    found: SiteImage = SiteImage.objects.create(title="Lễ trao thưởng", shows_people=True, file=file)
    return found


def block(image: SiteImage) -> list[tuple[str, Any]]:
    """A picture in a stream, as the form sends it."""
    chosen = {"image": image.pk, "alt_text": "Lễ", "decorative": ""}
    return [("heading", "Lễ"), ("picture", {"image": chosen, "caption": "", "credit": ""})]


def draft_with(image: SiteImage, page: AnnouncementPage) -> Any:
    """A revision of a page that shows the picture."""
    value = {"image": {"image": image.pk, "alt_text": "Lễ", "decorative": False}, "caption": "", "credit": ""}
    page.body = json.dumps(
        [{"type": "picture", "value": value, "id": "11111111-1111-1111-1111-111111111111"}]
    )
    return page.save_revision()


def agree(image: SiteImage, **values: Any) -> Any:
    consent = ConsentFactory(covers_photo=True, **values)
    ImageConsent.objects.create(consent=consent, image=image)
    return consent


def test_page__with_people_in_its_lead_image_is_stopped_at_the_field(
    admin: Client, people: SiteImage
) -> None:
    page = AnnouncementPageFactory(live=False)
    address = page_url("edit", page)
    values = {"body": streamfield([]), "lead_image": people.pk}
    answer = admin.post(address, filled(admin.get(address), values, "publish"))
    assert answer.status_code == 200
    assert REASON in errors(answer)["lead_image"][0]
    assert not AnnouncementPage.objects.get().live

    assert admin.post(address, filled(admin.get(address), values)).status_code == 302, "a draft is saved"
    agree(people)
    assert admin.post(address, filled(admin.get(address), values, "publish")).status_code == 302
    assert AnnouncementPage.objects.get().live


def test_page__with_people_in_its_text_is_stopped_at_the_block(admin: Client, people: SiteImage) -> None:
    page = AnnouncementPageFactory(live=False)
    address = page_url("edit", page)
    data = filled(admin.get(address), {"body": streamfield(block(people))}, "publish")
    data["body-1-id"] = "11111111-1111-1111-1111-111111111111"
    answer = admin.post(address, data)
    assert answer.status_code == 200
    told = answer.context["form"].errors.as_data()["body"][0]
    assert list(told.block_errors) == [1]
    assert not AnnouncementPage.objects.get().live


@pytest.mark.parametrize("ending", ["withdrawn", "expired", "narrow"])
def test_page__with_people_whose_consent_has_ended_is_stopped(
    admin: Client, people: SiteImage, ending: str
) -> None:
    consent = agree(people)
    day = timezone.localdate() - datetime.timedelta(days=1)
    ways: dict[str, dict[str, Any]] = {
        "withdrawn": {"withdrawn_on": day},
        "expired": {"valid_until": day},
        "narrow": {"covers_photo": False},
    }
    changes = ways[ending]
    type(consent).objects.filter(pk=consent.pk).update(**changes)
    page = AnnouncementPageFactory(live=False)
    with pytest.raises(PublicationRefused):
        draft_with(people, page).publish()
    assert not AnnouncementPage.objects.get().live


def test_page__with_a_picture_of_a_machine_is_published(people: SiteImage) -> None:
    SiteImage.objects.update(shows_people=False)
    draft_with(people, AnnouncementPageFactory(live=False)).publish()
    assert AnnouncementPage.objects.get().live


def test_campaign__is_stopped_as_well(people: SiteImage) -> None:
    campaign = CampaignPageFactory(live=False)
    streams = [field for field in CampaignPage._meta.fields if type(field).__name__ == "StreamField"]
    assert streams, "campaigns show pictures in a stream"
    picture_value = {
        "image": {"image": people.pk, "alt_text": "Lễ", "decorative": False},
        "caption": "",
        "credit": "",
    }
    setattr(campaign, streams[0].name, json.dumps([{"type": "picture", "value": picture_value}]))
    with pytest.raises(PublicationRefused):
        campaign.save_revision().publish()


def test_initiative__with_people_in_a_picture_is_stopped_at_the_row(admin: Client, people: SiteImage) -> None:
    initiative = InitiativeFactory(live=False)
    address = initiative_url("edit", initiative)
    rows = inline_formset([{"image": people.pk, "alternative_text": "Người", "caption": ""}])
    values = {"measures": streamfield([]), "pictures": rows}
    answer = admin.post(address, filled(admin.get(address), values, "publish"))
    assert answer.status_code == 200
    assert REASON in errors(answer)["pictures-0-image"][0]
    assert admin.post(address, filled(admin.get(address), values)).status_code == 302, "a draft is saved"
    assert not Initiative.objects.get().live


def test_initiative__with_an_author_without_consent_is_published_without_the_name(admin: Client) -> None:
    from showcase.models import InitiativeAuthor  # noqa: PLC0415 - used here only

    initiative = InitiativeFactory(live=False, authors=[InitiativeAuthor(name="Lò Thị Nhung")])
    initiative.save_revision().publish()
    assert "Lò Thị Nhung" not in admin.get(initiative.get_absolute_url()).content.decode()


def bulk_url(app: str, model: str, *keys: int) -> str:
    """Where several records are published at once."""
    chosen = "&".join(f"id={key}" for key in keys)
    return f"{reverse('wagtail_bulk_action', args=[app, model, 'publish'])}?{chosen}&next=/admin/"


def test_bulk__publishing_pages_is_refused_with_the_reason(admin: Client, people: SiteImage) -> None:
    good, bad = AnnouncementPageFactory(live=False), AnnouncementPageFactory(live=False)
    good.save_revision()
    draft_with(people, bad)
    address = bulk_url("wagtailcore", "page", good.pk, bad.pk)
    answer = admin.post(address, follow=True)
    assert answer.status_code == 200
    assert bad.title in messages(answer)
    assert REASON in messages(answer)
    assert not AnnouncementPage.objects.filter(live=True).exists()


def test_bulk__publishing_initiatives_is_refused_with_the_reason(admin: Client, people: SiteImage) -> None:
    from showcase.models import InitiativePicture  # noqa: PLC0415 - used here only

    initiative = InitiativeFactory(
        live=False, pictures=[InitiativePicture(image=people, alternative_text="Người")]
    )
    address = bulk_url("showcase", "initiative", initiative.pk)
    answer = admin.post(address, follow=True)
    assert REASON in messages(answer)
    assert not Initiative.objects.get().live


def test_schedule__consent_withdrawn_meanwhile_keeps_the_page_unpublished(people: SiteImage) -> None:
    consent = agree(people)
    page = AnnouncementPageFactory(live=False)
    page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    revision = draft_with(people, page)
    revision.publish()
    consent.withdrawn_on = timezone.localdate()
    consent.save()
    past = timezone.now() - datetime.timedelta(minutes=1)
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=past)
    call_command("publish_scheduled")
    call_command("publish_scheduled")
    assert not AnnouncementPage.objects.get().live
    entry = PageLogEntry.objects.get(action=REFUSED_ACTION)
    assert REASON in entry.message


def test_approval__without_consent_is_refused_and_stays_in_review(admin: Client, people: SiteImage) -> None:
    from showcase.roles import ensure_roles  # noqa: PLC0415 - used here only

    ensure_roles()
    page = AnnouncementPageFactory(live=False)
    draft_with(people, page)
    page = AnnouncementPage.objects.get()
    page.get_workflow().start(page, UserFactory())
    assert REASON not in messages(approve(admin, page)), "the editor's step publishes nothing"
    assert REASON in messages(approve(admin, AnnouncementPage.objects.get()))
    page = AnnouncementPage.objects.get()
    assert not page.live
    assert page.workflow_in_progress


def approve(admin: Client, page: Any) -> Any:
    """Approve the step at which a page is."""
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    answer = admin.post(address, {"next": "/admin/"}, follow=True)
    assert answer.status_code == 200
    return answer


def test_story__approved_without_consent_is_refused() -> None:
    story = StoryPageFactory(live=False, name="Lò Thị Nhung")
    with pytest.raises(PublicationRefused, match="phiếu đồng ý"):
        story.save_revision(clean=False).publish()
    assert not StoryPage.objects.get().live


def test_story__portrait_goes_with_its_consent(people: SiteImage) -> None:
    consent = ConsentFactory(covers_name=True, covers_story=True, covers_photo=True)
    StoryPageFactory(live=False, consent=consent, portrait=people).save_revision().publish()
    assert [link.image for link in consent.pictures.all()] == [people]


def test_listing__asks_for_consent_once_however_many_pictures(
    client: Client, people: SiteImage, django_assert_max_num_queries: Any
) -> None:
    from showcase.consent.shown import may_be_shown  # noqa: PLC0415 - used here only

    with django_assert_max_num_queries(1):
        assert [may_be_shown(people) for _ in range(10)] == [False] * 10

"""Withdrawing a consent: what disappears is shown first, then it is gone from every public surface at once."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.models import SiteDocument, SiteImage
from search.indexing import drain, rebuild
from search.models import AttachedText, PendingIndexing
from showcase.consent.effects import EXPIRED, WITHDRAWN
from showcase.consent.mentions import mentions_of
from showcase.models import Consent, ImageConsent, Initiative, InitiativeAuthor, InitiativePicture, StoryPage
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import text_of
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    CataloguePageFactory,
    ConsentFactory,
    FrontPageFactory,
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

NAME = "Lò Thị Nhung"
EVERY_SURFACE = (
    "/",
    "/sang-kien/",
    "/sang-kien/?q=Lò+Thị+Nhung",
    "/tim-kiem/?q=Lò+Thị+Nhung",
    "/tim-kiem/goi-y/?q=Lò",
    "/tim-kiem/feed/?q=Lò+Thị+Nhung",
    "/sang-kien/feed/?q=Lò+Thị+Nhung",
    "/guong-sang/",
    "/sitemap.xml",
    "/api/v1/initiatives",
    "/api/v1/initiatives?q=Lò+Thị+Nhung",
    "/api/v1/stories",
    "/api/v1/openapi.json",
)


def image(title: str = "Chân dung", **values: Any) -> SiteImage:
    """A stored picture."""
    file = ContentFile(picture(size=(600, 400)), name="nguoi.jpg")
    found: SiteImage = SiteImage.objects.create(title=title, file=file, **values)
    return found


@pytest.fixture
def everywhere(index_path: Path, media_root: Path) -> Consent:
    """A person named wherever a person can be: author, story, pictures, quotation."""
    FrontPageFactory()
    CataloguePageFactory()
    consent = ConsentFactory(person=NAME, covers_name=True, covers_story=True, covers_photo=True)
    shown, portrait = image("Trong xưởng"), image()
    ImageConsent.objects.create(consent=consent, image=shown)
    initiative = InitiativeFactory(
        authors=[InitiativeAuthor(name=NAME, job_title="Thợ điện", consent=consent)],
        pictures=[InitiativePicture(image=shown, alternative_text="Người thợ bên máy")],
    )
    initiative.save_revision().publish()
    story = StoryPageFactory(
        title=f"Chuyện {NAME}",
        name=NAME,
        consent=consent,
        portrait=portrait,
        body=json.dumps([{"type": "quote", "value": {"text": "Tôi đo đã.", "who": NAME}}]),
    )
    story.save_revision().publish()
    rebuild()
    PendingIndexing.objects.all().delete()
    return consent


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser of an editor."""
    client.force_login(UserFactory(username="bien-tap", role=EDITOR))
    return client


def surfaces() -> list[str]:
    """Addresses of everything public that could name the person."""
    initiative, story = Initiative.objects.get(), StoryPage.objects.get()
    return [
        *EVERY_SURFACE,
        initiative.get_absolute_url(),
        f"/api/v1/initiatives/{initiative.code}",
        story.url,
        *(f"/sitemap-{section}.xml" for section in ("pages", "initiatives")),
    ]


def who_names(paths: list[str]) -> list[str]:
    """Those of the addresses that give the name to a stranger, as text or inside JSON."""
    stranger = Client()
    escaped = json.dumps(NAME).strip('"')
    # What was asked for is repeated in the box of the search; only results count.
    found = []
    for path in paths:
        content = stranger.get(path, follow=True).content.decode()
        content = content.replace(f'value="{NAME}"', "")
        asked = "q=" in path
        shown = (NAME in content or escaped in content) if not asked else _found_by_search(content)
        if shown:
            found.append(path)
    return found


def _found_by_search(content: str) -> bool:
    initiative, story = Initiative.objects.get(), StoryPage.objects.get()
    return initiative.get_absolute_url() in content or story.url in content or initiative.code in content


def withdraw(client: Client, consent: Consent, **values: Any) -> Any:
    """Press the button, having seen what disappears."""
    data = {"day": timezone.localdate().strftime("%d/%m/%Y"), "reason": "theo đơn", "seen": "on", **values}
    return client.post(reverse("consent_withdrawal", args=[consent.pk]), data)


def test_withdrawal__takes_the_person_off_every_public_surface(
    editor: Client, everywhere: Consent, django_capture_on_commit_callbacks: Any
) -> None:
    initiative = Initiative.objects.get()
    named = who_names(surfaces())
    assert initiative.get_absolute_url() in named
    assert StoryPage.objects.get().url in named
    assert f"/api/v1/initiatives/{initiative.code}" in named
    assert "/sang-kien/?q=Lò+Thị+Nhung" in named

    pictures = list(SiteImage.objects.all())
    sizes = [size.file.name for one in pictures for size in (one.get_rendition("width-200"),)]
    assert all(default_storage.exists(name) for name in sizes)
    with django_capture_on_commit_callbacks(execute=True):
        answer = withdraw(editor, everywhere)
    assert answer.status_code == 302, answer.content.decode()
    drain()
    assert who_names(surfaces()) == []
    assert "Thợ điện" in Client().get(initiative.get_absolute_url()).content.decode()
    assert Client().get(StoryPage.objects.get().url).status_code == 404
    for one in SiteImage.objects.all():
        assert one.withheld
        assert not default_storage.exists(one.file.name)
        assert storages["private"].exists(one.file.name)
        assert not one.renditions.exists()
    for name in sizes:
        assert not default_storage.exists(name)
    assert "<img" not in Client().get(initiative.get_absolute_url()).content.decode()


def test_withdrawal__shows_beforehand_what_disappears(editor: Client, everywhere: Consent) -> None:
    AnnouncementPageFactory(title="Trao thưởng", lede=f"Chị {NAME} nhận bằng khen.")
    text = text_of(editor.get(reverse("consent_withdrawal", args=[everywhere.pk])))
    assert "1 sáng kiến, 1 gương sáng, 2 hình" in text
    assert "Trao thưởng" in text
    assert Consent.objects.get().stands, "looking changes nothing"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"seen": ""}, "seen"),
        ({"day": "01/01/1999"}, "day"),
        ({"day": (timezone.localdate() + datetime.timedelta(days=3)).strftime("%d/%m/%Y")}, "day"),
        ({"day": "hôm qua"}, "day"),
    ],
)
def test_withdrawal__mistake_comes_back_at_its_field(
    editor: Client, everywhere: Consent, values: dict[str, str], field: str
) -> None:
    answer = withdraw(editor, everywhere, **values)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Consent.objects.get().stands


def test_withdrawal__is_in_the_log_without_the_name(editor: Client, everywhere: Consent) -> None:
    withdraw(editor, everywhere)
    entry = ModelLogEntry.objects.get(action=WITHDRAWN)
    assert entry.user.username == "bien-tap"
    assert entry.data["initiatives"] == [Initiative.objects.get().code]
    assert NAME not in json.dumps([entry.label, entry.data], ensure_ascii=False)
    assert "gỡ 1 sáng kiến, 1 gương sáng, 2 hình" in entry.message


def test_withdrawal__is_for_those_who_may_change_consents(client: Client, everywhere: Consent) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    withdraw(client, everywhere)
    assert Consent.objects.get().stands


def test_withdrawal__of_one_of_two_people_in_a_picture_hides_it(
    media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    shown = image()
    consents = [ConsentFactory(covers_photo=True), ConsentFactory(covers_photo=True)]
    for consent in consents:
        ImageConsent.objects.create(consent=consent, image=shown)
    with django_capture_on_commit_callbacks(execute=True):
        consents[0].withdrawn_on = timezone.localdate()
        consents[0].save()
    shown = SiteImage.objects.get()
    assert shown.withheld
    with django_capture_on_commit_callbacks(execute=True):
        consents[0].withdrawn_on = None
        consents[0].save()
    shown = SiteImage.objects.get()
    assert not shown.withheld
    assert default_storage.exists(shown.file.name)
    assert not storages["private"].exists(shown.file.name)


def test_deleted_consent__takes_its_pictures_along(
    media_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    shown, consent = image(), ConsentFactory(covers_photo=True)
    ImageConsent.objects.create(consent=consent, image=shown)
    with django_capture_on_commit_callbacks(execute=True):
        consent.delete()
    shown = SiteImage.objects.get()
    assert shown.withheld
    assert not default_storage.exists(shown.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        shown.delete()
    assert not storages["private"].exists(shown.file.name)


# Expiry -----------------------------------------------------------------------------------------------


def test_expired_consent__names_nobody_from_the_next_day_on(client: Client, everywhere: Consent) -> None:
    address = Initiative.objects.get().get_absolute_url()
    Consent.objects.update(valid_until=timezone.localdate())
    assert NAME in client.get(address).content.decode()
    Consent.objects.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    assert NAME not in client.get(address).content.decode()


def test_expired_consent__is_carried_out_once_by_the_daily_job(
    everywhere: Consent, django_capture_on_commit_callbacks: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    Consent.objects.update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    call_command("expire_consents", dry_run=True)
    assert StoryPage.objects.get().live
    with django_capture_on_commit_callbacks(execute=True):
        call_command("expire_consents")
        call_command("expire_consents")
    drain()
    assert who_names(surfaces()) == []
    assert ModelLogEntry.objects.filter(action=EXPIRED).count() == 1
    assert not default_storage.exists(SiteImage.objects.first().file.name)
    assert "1 phiếu đồng ý hết hiệu lực đã được gỡ" in capsys.readouterr().out


# Words ------------------------------------------------------------------------------------------------


def test_mentions__are_found_in_words_of_every_kind(index_path: Path) -> None:
    FrontPageFactory()
    AnnouncementIndexPageFactory()
    body = json.dumps([{"type": "quote", "value": {"text": "Đo đã.", "who": NAME.upper()}}])
    page = AnnouncementPageFactory(title="Tin", body=body)
    AnnouncementPageFactory(title="Tin khác")
    AnnouncementPageFactory(title="Nháp", lede=NAME, live=False)
    initiative = InitiativeFactory(solution=f"Chị {NAME} đo mức rồi bơm.")
    document = SiteDocument.objects.create(title="Quyết định", sha256="a" * 64)
    AttachedText.objects.create(sha256="a" * 64, status="ok", pages=[[1, f"Khen bà {NAME}"]])
    found = {mention.title for mention in mentions_of(NAME)}
    assert found == {page.title, str(initiative), document.title}
    assert mentions_of("  ") == []


# Evidence ---------------------------------------------------------------------------------------------


def test_evidence__is_for_those_who_may_see_consents(client: Client) -> None:
    consent = ConsentFactory()
    consent.evidence_file.save("phieu.pdf", ContentFile(b"%PDF-1.4"))
    address = consent.evidence_file.url
    assert client.get(f"/media/{consent.evidence_file.name}").status_code == 404
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(role=EDITOR))
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"  # type: ignore[attr-defined] # a file
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(address.replace("phieu", "khac")).status_code == 404
    client.force_login(UserFactory())
    assert client.get(address).status_code in {302, 403}

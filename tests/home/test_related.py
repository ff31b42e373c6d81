"""Announcements: what to read next, lead pictures in lists, pins, and pages that come and go by the clock."""

import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, PageViewRestriction

from home import moments
from home.models import AnnouncementDocument, AnnouncementPage, AnnouncementRelated, FrontPage, SiteImage
from tests.editing import text_of
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    GuidancePageFactory,
    StoryPageFactory,
)

pytestmark = pytest.mark.django_db


def pick(page: AnnouncementPage, *targets: Any) -> AnnouncementPage:
    page.related_pages = [
        AnnouncementRelated(sort_order=order, target_id=target.pk) for order, target in enumerate(targets)
    ]
    page.save()
    return AnnouncementPage.objects.get(pk=page.pk)


def shown(page: AnnouncementPage) -> list[tuple[int, bool]]:
    context = page.get_context(RequestFactory().get("/"))
    return [(one.page.pk, one.is_suggested) for one in context["related"]]


def picture(colours: tuple[str, str] = ("#ff0000", "#0000ff")) -> SiteImage:
    """A picture 1200 × 1200, its upper half and its lower half of one colour each."""
    drawn = Image.new("RGB", (1200, 1200), colours[1])
    drawn.paste(colours[0], (0, 0, 1200, 600))
    out = BytesIO()
    drawn.save(out, "PNG")
    image = SiteImage(title="Hình", description="Hai nửa màu")
    image.file.save("hinh.png", ImageFile(out), save=False)
    image.width, image.height = drawn.size
    image.save()
    image.file.close()
    return image


# Read on ----------------------------------------------------------------------------------------------


def test_related__picks_come_first_and_suggestions_fill_up() -> None:
    campaign = CampaignPageFactory()
    page = AnnouncementPageFactory(campaign=campaign)
    near = AnnouncementPageFactory(campaign=campaign)
    AnnouncementPageFactory.create_batch(3)
    story = StoryPageFactory()
    page = pick(page, story)
    found = shown(page)
    assert found[0] == (story.pk, False)
    assert found[1] == (near.pk, True)
    assert [suggested for _pk, suggested in found] == [False, True, True]


def test_related__nothing_twice() -> None:
    campaign, document = CampaignPageFactory(), GuidancePageFactory()
    page = AnnouncementPageFactory(campaign=campaign)
    page.documents = [AnnouncementDocument(document=document)]
    other = AnnouncementPageFactory(campaign=campaign)
    page = pick(page, campaign, document, other)
    ids = [pk for pk, _suggested in shown(page)]
    assert len(ids) == len(set(ids))
    assert not {campaign.pk, document.pk, page.pk} & set(ids)
    assert (other.pk, False) in shown(page)


def test_related__only_what_everybody_may_see() -> None:
    draft, hidden = AnnouncementPageFactory(live=False), StoryPageFactory()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    page = pick(AnnouncementPageFactory(), draft, hidden)
    assert shown(page) == []


def test_related__readers_are_not_told_who_chose(client: Client) -> None:
    story = StoryPageFactory(title="Chuyện đã chọn")
    page = pick(AnnouncementPageFactory(), story)
    AnnouncementPageFactory(title="Tin tự thêm")
    text = client.get(page.url).content.decode()
    assert "Chuyện đã chọn" in text
    assert "Tin tự thêm" in text
    assert "suggested" not in text


def test_related__document_with_its_state(client: Client) -> None:
    ended = GuidancePageFactory(
        effective_from=datetime.date(2018, 1, 1), effective_to=datetime.date(2019, 1, 1)
    )
    page = pick(AnnouncementPageFactory(), ended)
    assert "Hết hiệu lực" in text_of(client.get(page.url))


def test_related__twin_stands_for_a_page_in_another_language() -> None:
    english = Locale.objects.create(language_code="en")
    with_twin, without = AnnouncementPageFactory(), AnnouncementPageFactory()
    page = AnnouncementPageFactory()
    page.get_site().root_page.copy_for_translation(english)
    for parent in (page.get_parent(), with_twin, page):
        parent.specific.copy_for_translation(english)
    for twin in AnnouncementPage.objects.filter(locale=english):
        twin.save_revision().publish()
    translated = with_twin.get_translation(english)
    here = pick(page.get_translation(english), with_twin, without)
    related = here.get_context(RequestFactory().get("/"))["related"]
    picked = [(one.page.pk, one.lang) for one in related if not one.is_suggested]
    assert picked == [(translated.pk, ""), (without.pk, "vi")]


def test_related__cost_does_not_grow_with_the_picks() -> None:
    page = AnnouncementPageFactory()
    costs = []
    for count in (2, 6):
        page = pick(
            page,
            *AnnouncementPageFactory.create_batch(count // 2),
            *GuidancePageFactory.create_batch(count // 2),
        )
        with CaptureQueriesContext(connection) as queries:
            related = page.get_context(RequestFactory().get("/"))["related"]
            assert [getattr(one.page, "status", None) for one in related]
        costs.append(len(queries))
    # The fuller one needs no suggestions.
    assert costs[1] <= costs[0]


def test_related__to_itself_is_refused_at_the_row() -> None:
    page = AnnouncementPageFactory()
    with pytest.raises(ValidationError) as caught:
        AnnouncementRelated(page=page, target_id=page.pk).clean()
    assert set(caught.value.message_dict) == {"target"}
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementRelated.objects.create(page=page, target_id=page.pk)


def test_preview__before_the_first_save() -> None:
    page = AnnouncementPage(title="Mới", slug="moi", locale=Locale.get_default())
    page.related_pages = [AnnouncementRelated(target_id=StoryPageFactory().pk)]
    assert len(page.get_context(RequestFactory().get("/"))["related"]) == 1


# Lead pictures ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("media_root")
def test_lead_picture__crop_keeps_the_focal_point(client: Client) -> None:
    """A 16:9 crop of a square loses almost half; without a focal point it would take the middle."""
    image = picture()
    image.focal_point_x, image.focal_point_y = 600, 1150
    image.focal_point_width = image.focal_point_height = 60
    image.save()
    AnnouncementPageFactory(lead_image=image)
    text = client.get("/tin-tuc/").content.decode()
    assert "fill-960x540" in text
    crop = image.get_rendition("format-jpeg|fill-480x270")
    with crop.file.open() as file, Image.open(file) as drawn:
        assert drawn.size == (480, 270)
        colour = drawn.convert("RGB").getpixel((240, 60))
    assert isinstance(colour, tuple)
    assert colour[2] > colour[0], "the crop shows the lower half, where the focal point is"


@pytest.mark.usefixtures("media_root")
@pytest.mark.usefixtures("long_moment")
def test_lead_picture__list_costs_the_same_whatever_its_length(client: Client) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            AnnouncementPageFactory(lead_image=picture())
        client.get("/tin-tuc/")
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/tin-tuc/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# By the clock -----------------------------------------------------------------------------------------


def test_pin__holds_through_its_last_day() -> None:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    latest = AnnouncementPageFactory(published_at=timezone.now())
    until_today = AnnouncementPageFactory(pinned_until=today)
    AnnouncementPageFactory(pinned_until=today - day)
    assert list(AnnouncementPage.objects.pinned_first())[:2] == [until_today, latest]


def places(client: Client, page: AnnouncementPage) -> dict[str, bool]:
    """Where the address of a page is found."""
    surfaces = (
        "/",
        "/tin-tuc/",
        "/tin-tuc/feed/",
        "/tin-tuc/feed/rss/",
        "/so-do-trang/",
        "/sitemap-pages.xml",
    )
    answers = {place: page.url in client.get(place).content.decode() for place in surfaces}
    return {**answers, "itself": client.get(page.url).status_code == 200}


def test_schedule__comes_and_goes_everywhere(client: Client) -> None:
    """What `publish_scheduled` does, all that shows announcements follows at the next request."""
    page = AnnouncementPageFactory(live=False)
    front = FrontPage.objects.get()
    assert front.live
    now = timezone.now()
    page.go_live_at = now + datetime.timedelta(hours=1)
    page.expire_at = now + datetime.timedelta(hours=2)
    page.save_revision().publish()
    assert not any(places(client, page).values())

    def let_time_pass(hours: int) -> None:
        """Move the dates, of the page and of the revision that waits, instead of the clock."""
        for one in (AnnouncementPage.objects.get(pk=page.pk),):
            shift = datetime.timedelta(hours=hours)
            AnnouncementPage.objects.filter(pk=one.pk).update(
                go_live_at=one.go_live_at and one.go_live_at - shift, expire_at=one.expire_at - shift
            )
            for revision in one.revisions.all():
                if revision.approved_go_live_at:
                    revision.approved_go_live_at -= shift
                content = revision.content
                for name in ("go_live_at", "expire_at"):
                    if content[name]:
                        moved = datetime.datetime.fromisoformat(content[name].replace("Z", "+00:00")) - shift
                        content[name] = moved.isoformat()
                revision.content = content
                revision.save()
        call_command("publish_scheduled")

    let_time_pass(1)
    shown_at = places(client, page)
    assert {place for place, found in shown_at.items() if not found} == {"/so-do-trang/"}
    let_time_pass(2)
    assert not any(places(client, page).values())


def test_print__announcement_has_address_and_code(client: Client, media_root: Path) -> None:
    page = AnnouncementPageFactory()
    text = client.get(page.url).content.decode()
    assert 'class="qr-card"' in text
    assert page.full_url in text
    assert "style=" not in text

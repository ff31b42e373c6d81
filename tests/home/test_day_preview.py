"""A page as of a later day: slots, schedules, pins, campaigns and documents; and who may look."""

import datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.days import ShownDay, shown_day
from home.legal_status import RelationType
from home.models import CampaignStory, DocumentRelation, FrontPage, FrontPageStory
from home.schedule import coming
from showcase.roles import APPROVER, CONTRIBUTOR
from tests.editing import errors, filled, inline_formset, page_url, streamfield, text_of
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    FrontPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    StoryPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(UserFactory(role=APPROVER))
    return client


def today() -> datetime.date:
    return timezone.localdate()


def at(day: datetime.date, hour: int = 9, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def schedule(page: Page, moment: datetime.datetime, **words: Any) -> None:
    """Approve a revision with these words for a later moment."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in words.items():
        setattr(page, name, value)
    page.go_live_at = moment
    page.save_revision().publish()


def look(client: Client, page: Page, day: datetime.date) -> str:
    """The words of a page as of a day."""
    answer = client.get(reverse("page_on_day_frame", args=[page.pk]), {"ngay": day.isoformat()})
    assert answer.status_code == 200, answer.content
    return text_of(answer)


# The day ------------------------------------------------------------------------------------------


def test_shown_day__is_today_unless_the_request_says_otherwise() -> None:
    request = RequestFactory().get("/?ngay=2030-01-01")
    assert shown_day(request) == ShownDay(today())
    later = ShownDay(today() + DAY, ahead=True)
    request.shown_day = later  # type: ignore[attr-defined] # as the look ahead does
    assert shown_day(request) == later


def test_shown_day__ends_with_the_next_one_in_vietnam() -> None:
    end = ShownDay(datetime.date(2026, 5, 1)).end
    assert end.astimezone(datetime.UTC) == datetime.datetime(2026, 5, 1, 17, tzinfo=datetime.UTC)


def test_coming__says_nothing_of_today() -> None:
    page = AnnouncementPageFactory(live=False)
    schedule(page, at(today() + DAY))
    assert coming(type(page), ShownDay.today()) == {}
    assert list(coming(type(page), ShownDay(today() + DAY, ahead=True))) == [page.pk]


# What is shown ------------------------------------------------------------------------------------


def test_look__slots_of_the_draft_stand_on_their_days(editor: Client) -> None:
    front = FrontPageFactory()
    now, later = StoryPageFactory(title="Chuyện đang nêu"), StoryPageFactory(title="Chuyện tuần sau")
    front.featured_stories = [FrontPageStory(story=now, ends_on=today() + 6 * DAY)]
    front.save_revision().publish()
    front = FrontPage.objects.get(pk=front.pk)
    front.featured_stories.add(
        FrontPageStory(story=later, starts_on=today() + 7 * DAY, ends_on=today() + 8 * DAY)
    )
    front.save_revision()

    def shown(day: datetime.date) -> tuple[bool, bool]:
        text = look(editor, front, day)
        return "Chuyện đang nêu" in text, "Chuyện tuần sau" in text

    assert shown(today()) == (True, False)
    assert shown(today() + 6 * DAY) == (True, False)
    assert shown(today() + 7 * DAY) == (False, True)
    assert shown(today() + 8 * DAY) == (False, True)
    assert shown(today() + 9 * DAY) == (True, True)  # none stands: the newest
    assert "Chuyện tuần sau" not in text_of(editor.get("/"))


def test_look__counts_what_is_scheduled_until_the_last_minute_of_the_day(editor: Client) -> None:
    front = FrontPageFactory()
    day = today() + 3 * DAY
    schedule(AnnouncementPageFactory(live=False, title="Bản đầu"), at(day, 23, 59), title="Tin hẹn giờ")
    schedule(AnnouncementPageFactory(live=False), at(day + DAY, 0, 0), title="Tin hôm sau")
    AnnouncementPageFactory(live=False, title="Tin chưa duyệt", go_live_at=at(day))
    text = look(editor, front, day)
    assert "Tin hẹn giờ" in text
    assert "Bản đầu" not in text
    assert "Tin hôm sau" not in text
    assert "Tin chưa duyệt" not in text
    assert "Tin hẹn giờ" not in look(editor, front, day - DAY)
    assert "Tin hẹn giờ" not in text_of(editor.get("/"))


def test_look__new_words_replace_the_present_ones(editor: Client) -> None:
    front = FrontPageFactory()
    page = AnnouncementPageFactory(title="Tên đang công bố")
    page.save_revision().publish()
    schedule(page, at(today() + 2 * DAY), title="Tên sẽ thay")
    text = look(editor, front, today() + 2 * DAY)
    assert ("Tên sẽ thay" in text, "Tên đang công bố" in text) == (True, False)
    text = look(editor, front, today() + DAY)
    assert ("Tên sẽ thay" in text, "Tên đang công bố" in text) == (False, True)


def test_look__leaves_out_what_expires(editor: Client) -> None:
    front = FrontPageFactory()
    day = today() + 2 * DAY
    AnnouncementPageFactory(title="Tin hết hạn", expire_at=at(day, 17))
    AnnouncementPageFactory(title="Tin tới nửa đêm", expire_at=at(day + DAY, 0))
    schedule(AnnouncementPageFactory(live=False), at(day - DAY), title="Tin thoáng qua", expire_at=at(day, 8))
    text = look(editor, front, day)
    assert "Tin hết hạn" not in text
    assert "Tin thoáng qua" not in text
    assert "Tin tới nửa đêm" in text
    text = look(editor, front, day - DAY)
    assert "Tin hết hạn" in text
    assert "Tin thoáng qua" in text


def test_look__pins_end_and_begin(editor: Client) -> None:
    front = FrontPageFactory()
    pinned = AnnouncementPageFactory(title="Tin ghim", published_at=at(today() - 300 * DAY))
    pinned.pinned_until = today() + DAY
    pinned.save()
    for number in range(4):
        AnnouncementPageFactory(title=f"Tin mới {number}", published_at=at(today() - DAY, number))
    text = look(editor, front, today() + DAY)
    assert text.index("Tin ghim") < text.index("Tin mới 3")
    assert "Tin ghim" not in look(editor, front, today() + 2 * DAY)
    schedule(
        AnnouncementPageFactory(live=False, published_at=at(today() - 400 * DAY)),
        at(today() + 2 * DAY),
        title="Tin sẽ ghim",
        pinned_until=today() + 9 * DAY,
    )
    text = look(editor, front, today() + 3 * DAY)
    assert text.index("Tin sẽ ghim") < text.index("Tin mới 3")
    assert "Tin mới 0" not in text


def test_look__restricted_page_stays_hidden(editor: Client) -> None:
    front = FrontPageFactory()
    page = AnnouncementPageFactory(live=False)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    schedule(page, at(today() + DAY), title="Tin nội bộ")
    assert "Tin nội bộ" not in look(editor, front, today() + 2 * DAY)


def test_look__campaign_and_document_states_are_those_of_the_day(editor: Client) -> None:
    front = FrontPageFactory()
    campaign = CampaignPageFactory(
        title="Đợt thi đua", starts_on=today() + 5 * DAY, ends_on=today() + 10 * DAY
    )
    document = GuidancePageFactory(campaign=campaign, effective_from=today() + 4 * DAY)
    assert "Chưa có hiệu lực" in look(editor, front, today() + 3 * DAY)
    for page in (front, campaign):
        text = look(editor, page, today() + 6 * DAY)
        assert "Đang diễn ra, còn 4 ngày" in text
        assert "Còn hiệu lực" in text
        assert "Đã kết thúc" in look(editor, page, today() + 11 * DAY)

    following = GuidancePageFactory(live=False, campaign=campaign, effective_from=today() + 7 * DAY)
    following.relations.add(DocumentRelation(type=RelationType.REPLACES, target=document))
    following.save()
    schedule(following, at(today() + 7 * DAY), title="Văn bản thay thế")
    for page in (front, campaign):
        assert "Hết hiệu lực" not in look(editor, page, today() + 6 * DAY)
        text = look(editor, page, today() + 7 * DAY)
        assert "Văn bản thay thế" in text
        assert "Hết hiệu lực" in text


def test_look__document_that_expires_takes_its_changes_back(editor: Client) -> None:
    front = FrontPageFactory()
    document = GuidancePageFactory(issued_on=datetime.date(2021, 3, 4))
    following = GuidancePageFactory(issued_on=datetime.date(2022, 3, 4), expire_at=at(today() + 2 * DAY))
    following.relations.add(DocumentRelation(type=RelationType.REPLACES, target=document))
    following.save()
    assert "Hết hiệu lực" in look(editor, front, today() + DAY)
    assert "Hết hiệu lực" not in look(editor, front, today() + 2 * DAY)


def test_look__campaign_page_shows_its_slots(editor: Client) -> None:
    campaign = CampaignPageFactory()
    campaign.featured_stories = [
        CampaignStory(story=StoryPageFactory(title="Chuyện hè"), starts_on=today() + DAY)
    ]
    campaign.save()
    assert "Chuyện hè" not in look(editor, campaign, today())
    assert "Chuyện hè" in look(editor, campaign, today() + DAY)


# Round the frame ----------------------------------------------------------------------------------


def test_day_page__starts_with_tomorrow_and_frames_it(editor: Client) -> None:
    front = FrontPageFactory()
    answer = editor.get(reverse("page_on_day", args=[front.pk]))
    tomorrow = today() + DAY
    text = text_of(answer)
    assert f"như khi hết ngày {tomorrow.day}/{tomorrow.month}/{tomorrow.year}" in text
    frame = f"{reverse('page_on_day_frame', args=[front.pk])}?ngay={tomorrow.isoformat()}"
    assert f'src="{frame}"' in answer.content.decode()
    framed = editor.get(frame)
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "'unsafe-inline'" not in framed["Content-Security-Policy"]
    assert "private" in framed["Cache-Control"]


@pytest.mark.parametrize("written", ["{day}/{month}/{year}", "{year}-{month:02}-{day:02}"])
def test_day_page__reads_vietnamese_and_iso_dates(editor: Client, written: str) -> None:
    day = today() + 40 * DAY
    typed = written.format(day=day.day, month=day.month, year=day.year)
    answer = editor.get(reverse("page_on_day", args=[FrontPageFactory().pk]), {"ngay": typed})
    assert f"ngay={day.isoformat()}" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Chọn một ngày."),
        ("32/1/2027", "Không đọc được ngày này"),
        ("mai", "Không đọc được ngày này"),
        ("1/1/2020", "Ngày này đã qua"),
        ("31/12/9999", "Ngày này xa quá"),
    ],
)
def test_day_page__day_that_cannot_be_shown_is_explained(editor: Client, typed: str, says: str) -> None:
    front = FrontPageFactory()
    answer = editor.get(reverse("page_on_day", args=[front.pk]), {"ngay": typed})
    assert answer.status_code == 200
    assert says in text_of(answer)
    assert "<iframe" not in answer.content.decode()
    frame = editor.get(reverse("page_on_day_frame", args=[front.pk]), {"ngay": typed})
    assert frame.status_code == 400
    assert says in frame.content.decode()


@pytest.mark.parametrize("name", ["page_on_day", "page_on_day_frame"])
def test_day_page__is_for_those_who_may_edit(client: Client, name: str) -> None:
    front = FrontPageFactory()
    address = reverse(name, args=[front.pk])
    query = {"ngay": today().isoformat()}
    assert "login" in client.get(address, query)["Location"]
    client.force_login(UserFactory(role=CONTRIBUTOR))
    refused = client.get(address, query)
    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))


def test_day_page__is_offered_where_the_day_matters(editor: Client) -> None:
    front, other = FrontPageFactory(), StandardPageFactory()
    button = reverse("page_on_day", args=[front.pk])
    for address in (page_url("edit", front), reverse("wagtailadmin_explore", args=[front.pk])):
        assert button in editor.get(address).content.decode()
    assert "Xem trang vào ngày" not in editor.get(page_url("edit", other)).content.decode()
    assert editor.get(reverse("page_on_day", args=[other.pk])).status_code == 404


# Slots in the editor ------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["publish", ""])
def test_slots__rows_that_meet_come_back_at_their_row(editor: Client, action: str) -> None:
    front, story = FrontPageFactory(), StoryPageFactory()
    rows = [
        {"story": story.pk, "starts_on": "01/05/2026", "ends_on": "10/05/2026"},
        {"story": StoryPageFactory().pk, "starts_on": "", "ends_on": ""},
        {"story": story.pk, "starts_on": "10/05/2026", "ends_on": ""},
        {"story": StoryPageFactory().pk, "starts_on": "02/05/2026", "ends_on": "01/05/2026"},
    ]
    values = {"search_examples": streamfield([]), "featured_stories": inline_formset(rows)}
    edit = page_url("edit", front)
    answer = editor.post(edit, filled(editor.get(edit), values, action))
    assert answer.status_code == 200
    found = {name: text for name, text in errors(answer).items() if name.startswith("featured")}
    assert set(found) == {"featured_stories-2-story", "featured_stories-3-ends_on"}
    assert "ô thứ 1" in found["featured_stories-2-story"][0]
    assert "từ 1/5/2026 đến hết 10/5/2026" in found["featured_stories-2-story"][0]


def test_slots__same_story_may_return_later(editor: Client) -> None:
    front, story = FrontPageFactory(), StoryPageFactory()
    rows = [
        {"story": story.pk, "starts_on": "", "ends_on": "10/05/2026"},
        {"story": story.pk, "starts_on": "11/05/2026", "ends_on": ""},
    ]
    values = {"search_examples": streamfield([]), "featured_stories": inline_formset(rows)}
    edit = page_url("edit", front)
    answer = editor.post(edit, filled(editor.get(edit), values, "publish"))
    assert answer.status_code == 302, errors(answer)
    assert FrontPage.objects.get().featured_stories.count() == 2

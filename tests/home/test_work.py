"""Lists of work on the admin's home page: mine, waiting for me, soon, to review; their counts and their queries."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html
from wagtail.models import Page, Workflow

from home.admin.days import ago, until
from home.admin.page_work import DocumentsToReview, MyDrafts, SoonToChange
from home.admin.work import MOST_COUNTED, Source, WorkList, WorkRow, work_lists
from home.legal_status import RelationType
from home.models import DocumentRelation, GuidancePage
from tests.editing import page_url, text_of
from tests.factories import (
    AnnouncementPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StandardPageFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 4, 20)


def day(offset: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=offset)


def today(offset: int = 0) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=offset)


def rows(work: WorkList, user: Any) -> list[WorkRow]:
    return work.rows(user, 0, 50)


# Days -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "hôm nay"),
        (1, "ngày mai"),
        (3, "còn 3 ngày"),
        (-1, "quá 1 ngày"),
        (90, "19/7/2026"),
        (-90, "từ 20/1/2026"),
    ],
)
def test_until__is_said_as_people_do(offset: int, words: str) -> None:
    assert until(day(offset), TODAY) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [(0, "hôm nay"), (-1, "hôm qua"), (-3, "3 ngày trước"), (-90, "20/1/2026"), (2, "22/4/2026")],
)
def test_ago__is_said_as_people_do(offset: int, words: str) -> None:
    assert ago(day(offset), TODAY) == words


def test_days__follow_the_clock_of_vietnam() -> None:
    late = datetime.datetime(2026, 4, 19, 18, tzinfo=datetime.UTC)  # one in the morning of the 20th
    assert until(late, TODAY) == "hôm nay"


# Lists ----------------------------------------------------------------------------------------------


class _Stub(WorkList):
    key, heading, empty = "stub", "Mẫu", "Không có"

    def __init__(self, pages: list[Page], newest_first: bool) -> None:
        self._pages = pages
        self.newest_first = newest_first  # type: ignore[misc]  # differs between the tests' lists

    def sources(self, user: Any) -> list[Source]:
        first, second, third, fourth = (page.pk for page in self._pages)
        pages = Page.objects.order_by("-title" if self.newest_first else "title")

        def row(page: Page) -> WorkRow:
            return WorkRow(timezone.now() + datetime.timedelta(days=int(page.title)), page.title, "#")

        return [
            Source(pages.filter(pk__in=[first, third]), row),
            Source(pages.filter(pk__in=[second, fourth]), row),
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("newest_first", [True, False])
def test_sources__are_merged_in_order(newest_first: bool) -> None:
    work = _Stub([StandardPageFactory(title=str(number)) for number in range(1, 5)], newest_first)
    order = ["4", "3", "2", "1"] if newest_first else ["1", "2", "3", "4"]
    assert [row.title for row in work.rows(None, 0, 10)] == order
    assert [row.title for row in work.rows(None, 1, 3)] == order[1:3]
    assert work.count(None) == 4


@pytest.mark.django_db
def test_drafts__are_mine_alone_and_say_how_they_stand() -> None:
    me, other = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
    live = StandardPageFactory(title="Bản cũ")
    live.title = "Bản mới"
    live.save_revision(user=me)
    fresh = StandardPageFactory(title="Chưa lên", live=False)
    fresh.save_revision(user=me)
    StandardPageFactory(title="Người khác", live=False).save_revision(user=other)
    done = StandardPageFactory(title="Đã lên")
    done.save_revision(user=me).publish()
    initiative = InitiativeFactory(code="KT-2022-0001", live=False)
    initiative.save_revision(user=me)
    found = {row.title: row for row in rows(MyDrafts(), me)}
    assert set(found) == {"Bản mới", "Chưa lên", str(initiative)}
    assert found["Bản mới"].note == "Đang công bố bản cũ · sửa hôm nay"
    assert found["Bản mới"].url == page_url("edit", live)
    assert found["Chưa lên"].note == "Sửa hôm nay"
    assert found["Chưa lên"].kind == "Trang văn bản"
    assert found[str(initiative)].url.endswith(f"/{initiative.pk}/")
    assert MyDrafts().count(me) == 3


@pytest.mark.django_db
def test_drafts__say_when_they_are_in_review() -> None:
    author = UserFactory(first_name="Lan", last_name="Trần")
    page = StandardPageFactory(title="Bài gửi duyệt", live=False)
    page.save_revision(user=author)
    workflow = page.get_workflow() or Workflow.objects.first()
    workflow.start(page, author)
    submitted = rows(MyDrafts(), author)
    assert submitted[0].note.startswith("Đã gửi duyệt")


@pytest.mark.django_db
def test_soon__tells_what_appears_and_ends_within_two_weeks() -> None:
    user = UserFactory(is_superuser=True)
    now = timezone.now()
    ending = StandardPageFactory(title="Hết hạn", expire_at=now + datetime.timedelta(days=3))
    StandardPageFactory(title="Còn lâu", expire_at=now + datetime.timedelta(days=30))
    scheduled = StandardPageFactory(title="Hẹn giờ", live=False)
    scheduled.go_live_at = now + datetime.timedelta(days=1)
    scheduled.save_revision(user=user, approved_go_live_at=scheduled.go_live_at).publish()
    AnnouncementPageFactory(title="Ghim", pinned_until=today(5))
    AnnouncementPageFactory(title="Hết ghim rồi", pinned_until=today(-1))
    initiative = InitiativeFactory(expire_at=now + datetime.timedelta(days=7))
    found = rows(SoonToChange(), user)
    assert [row.title for row in found] == ["Hẹn giờ", ending.title, "Ghim", str(initiative)]
    assert [row.note for row in found] == [
        "Lên trang: ngày mai",
        "Hết hạn: còn 3 ngày",
        "Hết ghim: còn 5 ngày",
        "Hết hạn: còn 7 ngày",
    ]
    assert [row.is_urgent for row in found] == [True, False, False, False]
    assert rows(SoonToChange(), UserFactory()) == []


@pytest.mark.django_db
def test_documents__in_force_and_untouched_for_a_year() -> None:
    user = UserFactory(is_superuser=True)
    long_ago = timezone.now() - datetime.timedelta(days=400)
    old = GuidancePageFactory(last_published_at=long_ago)
    GuidancePageFactory(last_published_at=timezone.now())
    GuidancePageFactory(last_published_at=long_ago, effective_to=datetime.date(2022, 1, 1))
    replaced = GuidancePageFactory(last_published_at=long_ago)
    newer = GuidancePageFactory(last_published_at=timezone.now())
    DocumentRelation.objects.create(page=newer, target=replaced, type=RelationType.REPLACES)
    draft = GuidancePageFactory(last_published_at=long_ago)
    GuidancePage.objects.filter(pk=draft.pk).update(live=False)
    assert [row.url for row in rows(DocumentsToReview(), user)] == [page_url("edit", old)]
    assert not DocumentsToReview().is_shown(UserFactory())


# The home page --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_home__shows_lists_with_a_friendly_word_when_all_is_done(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    text = text_of(client.get(reverse("wagtailadmin_home")))
    for heading in (
        "Bản nháp của tôi",
        "Sắp lên trang, sắp hết hạn",
        "Văn bản cần xem lại",
    ):
        assert heading in text
    assert "Không còn bản nháp nào dở dang" in text


@pytest.mark.django_db
def test_home__shows_five_rows_and_leads_to_all(client: Client) -> None:
    user = UserFactory(is_superuser=True)
    for number in range(7):
        StandardPageFactory(title=f"Nháp {number}", live=False).save_revision(user=user)
    client.force_login(user)
    page = lxml_html.document_fromstring(client.get(reverse("wagtailadmin_home")).content)
    drafts = page.xpath("//section[@aria-labelledby='work-drafts']")[0]
    assert len(drafts.xpath(".//li")) == 5
    assert drafts.xpath("string(.//*[@class='work-list__count'])") == "7"
    full = client.get(drafts.xpath(".//p/a/@href")[0])
    assert text_of(full).count("Nháp ") >= 7


@pytest.mark.django_db
def test_home__asks_the_same_questions_for_much_and_for_little(client: Client) -> None:
    user = UserFactory(is_superuser=True)
    client.force_login(user)

    def fill(count: int) -> None:
        for _number in range(count):
            StandardPageFactory(live=False).save_revision(user=user)
            InitiativeFactory(live=False).save_revision(user=user)
            StandardPageFactory(expire_at=timezone.now() + datetime.timedelta(days=2))
            GuidancePageFactory(last_published_at=timezone.now() - datetime.timedelta(days=500))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for work in work_lists(user):
                work.rows(user, 0, 5)
                work.count(user)
        return len(asked)

    fill(1)
    queries()
    few = queries()
    fill(8)
    assert queries() == few
    assert few <= 45


@pytest.mark.django_db
def test_full_list__unknown_one_is_not_found(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(reverse("work_list", args=["khong-co"])).status_code == 404
    assert client.get(reverse("work_list", args=["drafts"]) + "?p=99").status_code == 200


@pytest.mark.django_db
def test_count__of_very_many_is_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory(is_superuser=True)
    monkeypatch.setattr("home.admin.work.MOST_COUNTED", 3)
    for _number in range(6):
        StandardPageFactory(live=False).save_revision(user=user)
    assert MOST_COUNTED == 1_000
    assert MyDrafts().count(user) == 4

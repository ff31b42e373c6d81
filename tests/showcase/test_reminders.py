"""The daily mail and the documents to read again."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from home.models import (
    AnnouncementPage,
    CampaignPage,
    DocumentRelation,
    GuidancePage,
    ReminderChoice,
    ReminderSent,
    TaskDeadline,
)
from home.reviews import documents_to_review, year_before
from showcase.models import CampaignFigure, Initiative
from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR
from tests.editing import text_of
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    OfficeFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def today() -> datetime.date:
    """The day on the site."""
    return timezone.localdate()


def days(count: int) -> datetime.timedelta:
    """So many days."""
    return datetime.timedelta(days=count)


def published(page: GuidancePage, ago: int) -> GuidancePage:
    """A document that was published so many days ago."""
    GuidancePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now() - days(ago))
    return page


@pytest.fixture
def editor() -> Any:
    """An editor with an address."""
    return UserFactory(role=EDITOR, email="bien-tap@example.org")


def mailed(address: str) -> list[str]:
    """What somebody was sent."""
    return [str(message.body) for message in mail.outbox if message.to == [address]]


# Documents ----------------------------------------------------------------------------------------


def test_documents__due_on_their_day_or_after_a_year() -> None:
    due = published(GuidancePageFactory(review_on=today()), 5)
    old = published(GuidancePageFactory(), 400)
    published(GuidancePageFactory(review_on=today() + days(1)), 400)
    published(GuidancePageFactory(), 300)
    published(GuidancePageFactory(review_on=today(), live=False), 5)
    published(GuidancePageFactory(review_on=today(), effective_to=today() - days(1)), 5)
    replaced = published(GuidancePageFactory(review_on=today()), 5)
    newer = published(GuidancePageFactory(), 5)
    DocumentRelation.objects.create(page=newer, type="replaces", target=replaced)
    found = documents_to_review(today())
    assert [one.page.pk for one in found] == [old.pk, due.pk]
    assert found[1].reason == f"đến ngày xem lại {today().day}/{today().month}/{today().year}"
    assert found[0].reason.startswith("chưa cập nhật từ")


def test_documents__number_of_queries(django_assert_num_queries: Any) -> None:
    for _one in range(5):
        published(GuidancePageFactory(review_on=today()), 5)
    with django_assert_num_queries(2):
        assert len(documents_to_review(today())) == 5


def test_year_before__leap_day() -> None:
    assert year_before(datetime.date(2024, 2, 29)) == datetime.date(2023, 2, 28)
    assert year_before(datetime.date(2026, 11, 21)) == datetime.date(2025, 11, 21)


def test_report__lists_and_exports(client: Client, editor: Any) -> None:
    page = published(GuidancePageFactory(review_on=today(), title="Hướng dẫn nhập"), 5)
    client.force_login(editor)
    address = reverse("home_documents_to_review")
    assert page.symbol in text_of(client.get(address))
    exported = b"".join(client.get(address, {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined] # a stream
    assert "Vì sao" in exported
    assert page.symbol in exported
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert page.symbol not in text_of(client.get(address))


# Mails --------------------------------------------------------------------------------------------


def waiting_page(due_in: int) -> AnnouncementPage:
    """A page in review, due in so many days."""
    writer = UserFactory(role=CONTRIBUTOR)
    page: AnnouncementPage = AnnouncementPageFactory(title="Bài chờ biên tập", owner=writer, live=False)
    page.save_revision(user=writer)
    workflow: Any = page.get_workflow()
    workflow.start(page, writer)
    TaskDeadline.objects.update(due_on=today() + days(due_in))
    return page


def test_mail__tells_what_is_due(editor: Any) -> None:
    page = waiting_page(1)
    document = published(GuidancePageFactory(review_on=today() - days(2)), 5)
    leaving = AnnouncementPageFactory(title="Sắp gỡ", expire_at=timezone.now() + days(3))
    AnnouncementPageFactory(title="Còn lâu", expire_at=timezone.now() + days(30))
    campaign: CampaignPage = CampaignPageFactory(
        title="Đang chạy", starts_on=today() - days(60), ends_on=None
    )
    CampaignFigure.objects.create(
        campaign=campaign, kind="submitted", value=5, as_of=timezone.now() - days(20), source="Báo cáo"
    )
    initiative: Initiative = InitiativeFactory(expire_at=timezone.now() + days(2))
    call_command("send_reminders", stdout=StringIO())
    (text,) = mailed("bien-tap@example.org")
    for words in (page.title, "ngày mai", document.symbol, leaving.title, campaign.title, initiative.code):
        assert words in text
    assert "Còn lâu" not in text
    (message,) = mail.outbox
    assert message.subject == f"Việc cần xem ngày {today().day}/{today().month}/{today().year}: 5 mục"
    assert f"http://testserver/admin/pages/{page.pk}/edit/" in text


def test_mail__sent_once_a_day(editor: Any) -> None:
    published(GuidancePageFactory(review_on=today()), 5)
    for _run in range(2):
        call_command("send_reminders", stdout=StringIO())
    assert len(mailed("bien-tap@example.org")) == 1
    ReminderSent.objects.update(day=today() - days(1))
    call_command("send_reminders", stdout=StringIO())
    assert len(mailed("bien-tap@example.org")) == 2


def test_mail__dry_run_sends_nothing(editor: Any) -> None:
    page = published(GuidancePageFactory(review_on=today()), 5)
    printed = StringIO()
    call_command("send_reminders", "--dry-run", stdout=printed)
    assert page.symbol in printed.getvalue()
    assert mail.outbox == []
    assert not ReminderSent.objects.exists()


def test_mail__nothing_due_no_mail(editor: Any) -> None:
    published(GuidancePageFactory(), 5)
    waiting_page(4)
    call_command("send_reminders", stdout=StringIO())
    assert mail.outbox == []


def test_mail__that_failed_is_tried_again(editor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    published(GuidancePageFactory(review_on=today()), 5)
    with monkeypatch.context() as patched:
        patched.setattr("home.reminders.send_mail", lambda *args, **kwargs: 0)
        with pytest.raises(CommandError, match="1 thư chưa gửi được"):
            call_command("send_reminders", stdout=StringIO())
    assert not ReminderSent.objects.exists()
    call_command("send_reminders", stdout=StringIO())
    assert len(mailed("bien-tap@example.org")) == 1


def test_mail__declined_in_the_account(client: Client, editor: Any) -> None:
    published(GuidancePageFactory(review_on=today()), 5)
    client.force_login(editor)
    address = reverse("wagtailadmin_account")
    shown = client.get(address)
    assert "Thư nhắc việc" in text_of(shown)
    data = {
        "name_email-first_name": "Biên",
        "name_email-last_name": "Tập",
        "name_email-email": "bien-tap@example.org",
        "notifications-submitted_notifications": "on",
        "locale-preferred_language": "vi",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
    }
    assert client.post(address, data).status_code == 302
    assert not ReminderChoice.objects.get(user=editor).daily
    call_command("send_reminders", stdout=StringIO())
    assert mail.outbox == []


def test_mail__without_wish_for_reviews_has_the_rest(editor: Any) -> None:
    profile = UserProfile.get_for_user(editor)
    profile.submitted_notifications = False
    profile.save()
    page, document = waiting_page(0), published(GuidancePageFactory(review_on=today()), 5)
    call_command("send_reminders", stdout=StringIO())
    (text,) = mailed("bien-tap@example.org")
    assert document.symbol in text
    assert page.title not in text


def test_mail__of_an_office_keeps_to_its_own() -> None:
    here, there = UnitFactory(), UnitFactory()
    user = UserFactory(role=APPROVER, email="van-phong@example.org")
    office = OfficeFactory(units=[here], members=[user])
    own = AnnouncementPageFactory(title="Của mình", office=office, expire_at=timezone.now() + days(1))
    other = AnnouncementPageFactory(title="Của nơi khác", expire_at=timezone.now() + days(1))
    published(GuidancePageFactory(review_on=today()), 5)
    mine = InitiativeFactory(unit=here, expire_at=timezone.now() + days(1))
    theirs = InitiativeFactory(unit=there, expire_at=timezone.now() + days(1))
    call_command("send_reminders", stdout=StringIO())
    (text,) = mailed("van-phong@example.org")
    assert own.title in text
    assert mine.code in text
    assert other.title not in text
    assert theirs.code not in text
    assert "xem lại" not in text


def test_mail__number_of_queries_does_not_grow_with_records(
    editor: Any, django_assert_max_num_queries: Any
) -> None:
    for _one in range(6):
        published(GuidancePageFactory(review_on=today()), 5)
        AnnouncementPageFactory(expire_at=timezone.now() + days(1))
    with django_assert_max_num_queries(40):
        call_command("send_reminders", stdout=StringIO())

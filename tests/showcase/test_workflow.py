"""From a draft to the public: edited then approved, or at once when it is urgent; deadlines and mails on the way."""

import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.test.testcases import TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowState
from wagtail.users.models import UserProfile

from home.models import AnnouncementPage, TaskDeadline
from home.workflow.deadlines import add_working_days
from showcase.models import Initiative
from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR
from tests.editing import filled, initiative_url, inline_formset, page_url, streamfield, text_of
from tests.factories import (
    AnnouncementPageFactory,
    InitiativeFactory,
    OfficeFactory,
    StoryPageFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

STREAMS = {"body": streamfield([]), "documents": inline_formset([])}


class Desk:
    """A person of a role at their browser."""

    def __init__(self, role: str, name: str) -> None:
        """Sign them in."""
        self.user = UserFactory(role=role, username=name, email=f"{name}@example.org")
        self.client = Client()
        self.client.force_login(self.user)

    def submit(self, page: AnnouncementPage, **values: Any) -> Any:
        """Send a page for review."""
        edit = page_url("edit", page)
        return self.client.post(edit, filled(self.client.get(edit), {**STREAMS, **values}, "submit"))

    def act(self, record: Any, action: str, comment: str = "") -> Any:
        """Approve or return what waits."""
        state = record.current_workflow_task_state
        name = (
            "wagtailsnippets_showcase_initiative" if isinstance(record, Initiative) else "wagtailadmin_pages"
        )
        address = reverse(f"{name}:workflow_action", args=[record.pk, action, state.pk])
        return self.client.post(address, {"comment": comment})


@pytest.fixture
def contributor() -> Desk:
    """Who writes."""
    return Desk(CONTRIBUTOR, "cong-tac")


@pytest.fixture
def editor() -> Desk:
    """Who edits."""
    return Desk(EDITOR, "bien-tap")


@pytest.fixture
def approver() -> Desk:
    """Who approves."""
    return Desk(APPROVER, "duyet")


def draft_of(desk: Desk, **values: Any) -> AnnouncementPage:
    """A draft that somebody wrote."""
    page: AnnouncementPage = AnnouncementPageFactory(owner=desk.user, live=False, **values)
    page.save_revision(user=desk.user)
    return page


def committed() -> Any:
    """A block at whose end everything that waits for the commit is done, as the test itself commits nothing."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def fresh(page: Any) -> Any:
    """The record as it is now."""
    return type(page).objects.get(pk=page.pk)


def subjects(address: str) -> list[str]:
    """Subjects of the mails that somebody got."""
    return [str(message.subject) for message in mail.outbox if message.to == [address]]


# The regular way ----------------------------------------------------------------------------------


def test_review__draft_is_returned_then_approved_and_scheduled(
    contributor: Desk, editor: Desk, approver: Desk
) -> None:
    page = draft_of(contributor, title="Lớp buổi trưa")
    with committed():
        assert contributor.submit(page).status_code == 302
    assert fresh(page).current_workflow_task.name == "Biên tập"
    assert subjects("bien-tap@example.org") == ["Chờ duyệt: Lớp buổi trưa"]
    assert subjects("duyet@example.org") == []
    body = mail.outbox[0].body
    assert "“Lớp buổi trưa” (tin, thông báo)" in body
    assert "quy trình Biên tập rồi duyệt" in body
    assert page_url("edit", page) in body

    with committed():
        editor.act(fresh(page), "reject", "Thiếu giờ và chỗ học.")
    assert subjects("cong-tac@example.org") == ["Được trả lại: Lớp buổi trưa"]
    assert "Thiếu giờ và chỗ học." in mail.outbox[-1].body

    edit = page_url("edit", page)
    resubmitted = filled(contributor.client.get(edit), {**STREAMS, "lede": "11 giờ 30, phòng họp."}, "submit")
    contributor.client.post(edit, resubmitted)
    editor.act(fresh(page), "approve")
    assert fresh(page).current_workflow_task.name == "Duyệt"
    assert not fresh(page).live
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    values = {**STREAMS, "go_live_at": f"{tomorrow:%Y-%m-%d %H:%M}"}
    approver.client.post(edit, filled(approver.client.get(edit), values))
    with committed():
        approver.act(fresh(page), "approve")
    stored = fresh(page)
    assert not stored.live
    assert stored.approved_schedule
    assert stored.lede == "11 giờ 30, phòng họp."
    assert subjects("cong-tac@example.org")[-1] == "Đã duyệt: Lớp buổi trưa"
    assert "tự lên trang đúng giờ" in mail.outbox[-1].body


def test_review__of_initiatives_and_stories_takes_the_same_way(contributor: Desk) -> None:
    initiative = InitiativeFactory(live=False)
    edit = initiative_url("edit", initiative)
    data = filled(contributor.client.get(edit), {"measures": streamfield([])}, "submit")
    assert contributor.client.post(edit, data).status_code == 302
    assert fresh(initiative).current_workflow_task.name == "Biên tập"
    assert StoryPageFactory().get_workflow().name == "Biên tập rồi duyệt"


def test_review__editors_do_not_approve_in_place_of_approvers(
    contributor: Desk, editor: Desk, approver: Desk
) -> None:
    page = draft_of(contributor)
    contributor.submit(page)
    editor.act(fresh(page), "approve")
    assert fresh(page).current_workflow_task.name == "Duyệt"
    assert editor.act(fresh(page), "approve").status_code == 302
    assert not fresh(page).live
    assert fresh(page).current_workflow_task.name == "Duyệt"
    approver.act(fresh(page), "approve")
    assert fresh(page).live


# Offices ------------------------------------------------------------------------------------------


def test_review__is_for_the_reviewers_of_the_office(contributor: Desk, editor: Desk) -> None:
    here, there = UnitFactory(), UnitFactory()
    other = Desk(EDITOR, "noi-khac")
    office = OfficeFactory(units=[here], members=[editor.user, contributor.user])
    OfficeFactory(units=[there], members=[other.user])
    page = draft_of(contributor, title="Tin của đây", office=office)
    with committed():
        contributor.submit(page)
    assert subjects("bien-tap@example.org") == ["Chờ duyệt: Tin của đây"]
    assert subjects("noi-khac@example.org") == []
    assert page.title in text_of(editor.client.get(reverse("wagtailadmin_home")))
    assert page.title not in text_of(other.client.get(reverse("wagtailadmin_home")))
    assert other.client.get(page_url("edit", page)).status_code == 302
    other.act(fresh(page), "approve")
    assert fresh(page).current_workflow_task.name == "Biên tập"
    editor.act(fresh(page), "approve")
    assert fresh(page).current_workflow_task.name == "Duyệt"


def test_review__of_initiatives_is_for_the_units_below(contributor: Desk, editor: Desk) -> None:
    here, there = UnitFactory(), UnitFactory()
    OfficeFactory(units=[here], members=[editor.user])
    own, other = InitiativeFactory(live=False, unit=here), InitiativeFactory(live=False, unit=there)
    for record in (own, other):
        record.save_revision(user=contributor.user)
        record.get_workflow().start(record, contributor.user)
    waiting = TaskState.objects.reviewable_by(editor.user)
    assert [int(state.workflow_state.object_id) for state in waiting] == [own.pk]
    editor.act(fresh(other), "approve")
    assert fresh(other).current_workflow_task.name == "Biên tập"


# The short way ------------------------------------------------------------------------------------


def test_urgent__goes_to_the_approver_at_once(contributor: Desk, editor: Desk, approver: Desk) -> None:
    page = draft_of(contributor, title="Hoãn hội nghị")
    with committed():
        contributor.submit(page, urgent="on")
    stored = fresh(page)
    assert stored.current_workflow_state.workflow.name == "Tin khẩn"
    assert subjects("duyet@example.org") == ["[KHẨN] Chờ duyệt: Hoãn hội nghị"]
    assert subjects("bien-tap@example.org") == []
    deadline = TaskDeadline.objects.get(task_state=stored.current_workflow_task_state)
    assert deadline.due_on == add_working_days(timezone.localdate(), 0)
    entry = PageLogEntry.objects.get(page=page, action="home.urgent.set")
    assert entry.user == contributor.user
    approver.act(stored, "approve")
    assert fresh(page).live


def test_urgent__marked_too_late_says_so(contributor: Desk, editor: Desk) -> None:
    page = draft_of(contributor)
    contributor.submit(page)
    edit = page_url("edit", page)
    answer = editor.client.post(
        edit, filled(editor.client.get(edit), {**STREAMS, "urgent": "on"}), follow=True
    )
    assert "đang được duyệt theo quy trình thường" in text_of(answer)
    assert fresh(page).current_workflow_state.workflow.name == "Biên tập rồi duyệt"


# Deadlines ----------------------------------------------------------------------------------------


def test_deadline__two_working_days_and_shown_where_people_look(contributor: Desk, editor: Desk) -> None:
    page = draft_of(contributor)
    contributor.submit(page)
    deadline = TaskDeadline.objects.get()
    assert deadline.due_on == add_working_days(timezone.localdate(), 2)
    day = f"{deadline.due_on.day}/{deadline.due_on.month}/{deadline.due_on.year}"
    for desk in (contributor, editor):
        assert day in text_of(desk.client.get(reverse("wagtailadmin_home")))
    assert day in text_of(editor.client.get(page_url("edit", page)))
    TaskDeadline.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    assert "Quá hạn" in text_of(editor.client.get(reverse("wagtailadmin_home")))
    assert "quá 3 ngày" in text_of(editor.client.get(page_url("edit", page)))


def test_deadline__each_step_has_its_own(contributor: Desk, editor: Desk) -> None:
    page = draft_of(contributor)
    contributor.submit(page)
    TaskDeadline.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=3))
    editor.act(fresh(page), "approve")
    state = fresh(page).current_workflow_task_state
    assert TaskDeadline.objects.get(task_state=state).due_on == add_working_days(timezone.localdate(), 2)


@pytest.mark.parametrize("who", ["contributor", "editor"])
def test_deadline__moved_by_who_asked_and_who_reviews(who: str, contributor: Desk, editor: Desk) -> None:
    page = draft_of(contributor)
    contributor.submit(page)
    state = fresh(page).current_workflow_task_state
    desk = {"contributor": contributor, "editor": editor}[who]
    address = reverse("home_deadline", args=[state.pk])
    assert desk.client.get(address).status_code == 200
    day = timezone.localdate() + datetime.timedelta(days=9)
    assert desk.client.post(address, {"due_on": day.isoformat()}).status_code == 302
    deadline = TaskDeadline.objects.get()
    assert (deadline.due_on, deadline.changed_by) == (day, desk.user)
    entry = PageLogEntry.objects.get(page=page, action="home.deadline")
    assert entry.data["after"] == f"{day:%d/%m/%Y}"


def test_deadline__not_moved_by_others_nor_into_the_past(
    contributor: Desk, editor: Desk, approver: Desk
) -> None:
    page = draft_of(contributor)
    contributor.submit(page)
    address = reverse("home_deadline", args=[fresh(page).current_workflow_task_state.pk])
    before = TaskDeadline.objects.get().due_on
    assert approver.client.get(address).status_code == 302
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    answer = editor.client.post(address, {"due_on": yesterday.isoformat()})
    assert "Hạn phải từ hôm nay" in text_of(answer)
    assert "Đổi hạn" in text_of(editor.client.post(address, {"due_on": "mai"}))
    assert TaskDeadline.objects.get().due_on == before
    editor.act(fresh(page), "approve")
    assert editor.client.get(address).status_code == 302


def test_dashboard__number_of_queries_for_deadlines(
    contributor: Desk, editor: Desk, django_assert_num_queries: Any
) -> None:
    """Reading the deadlines of the list takes one query, however many wait."""
    from home.workflow.deadlines import with_deadlines  # noqa: PLC0415 -- what the panels call

    for _one in range(4):
        contributor.submit(draft_of(contributor))
    states = list(TaskState.objects.reviewable_by(editor.user))
    assert len(states) == 4
    with django_assert_num_queries(1):
        with_deadlines(states)
        assert all(state.deadline.due_on for state in states)


# Mails --------------------------------------------------------------------------------------------


def test_mail__obeys_the_choice_of_its_reader(contributor: Desk, editor: Desk) -> None:
    profile = UserProfile.get_for_user(editor.user)
    profile.submitted_notifications = False
    profile.save()
    with committed():
        contributor.submit(draft_of(contributor))
    assert mail.outbox == []


@pytest.mark.parametrize("failing", ["open", "send_messages"])
def test_mail__that_fails_loses_no_save(
    contributor: Desk, editor: Desk, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("no such mail server")

    settings.EMAIL_BACKEND = "home.mail.ForgivingBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(f"django.core.mail.backends.locmem.EmailBackend.{failing}", refuse)
    page = draft_of(contributor)
    with committed():
        assert contributor.submit(page).status_code == 302
    assert WorkflowState.objects.filter(object_id=str(page.pk)).exists()


def test_mail__of_settings_is_forgiving() -> None:
    """What runs in production, whatever delivers."""
    from sangkien.settings import base  # noqa: PLC0415 -- the tests' own settings replace it

    assert base.EMAIL_BACKEND == "home.mail.ForgivingBackend"


# Comments -----------------------------------------------------------------------------------------


def test_comments__are_part_of_the_form(contributor: Desk) -> None:
    page = draft_of(contributor)
    assert "comments" in contributor.client.get(page_url("edit", page)).context["form"].formsets

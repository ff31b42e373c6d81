"""One mail a day to each editor about what is due; nothing due, no mail.

A gatherer looks at a day once and answers with a function that picks out one person's part. Layers above add theirs
under the hook `daily_reminders`.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import override
from wagtail import hooks
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import get_admin_base_url, get_latest_str
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

from home.models import ReminderChoice, ReminderSent
from home.publishing_calendar import edit_page
from home.reviews import documents_to_review
from home.templatetags.typography import vi_date
from home.workflow.deadlines import days_in_words

__all__ = ["Digest", "Gatherer", "Item", "Section", "digests", "send_digests"]

EXPIRING_DAYS = 7
"""How many days ahead the end of a page is announced."""


@dataclass(frozen=True)
class Item:
    """Something to do: what, why or until when, and where in the admin."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Section:
    """Things to do of one sort."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Digest:
    """What one person's mail says."""

    user: Any
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        """How many things there are to do."""
        return sum(len(section.items) for section in self.sections)


Gatherer = Callable[[datetime.date], Callable[[Any], Section | None]]


def _section(title: str, items: list[Item]) -> Section | None:
    return Section(title, tuple(items)) if items else None


def reviews_due(day: datetime.date) -> Callable[[Any], Section | None]:
    """Steps of reviews that are due by tomorrow, for who may do them and wants mails about reviews."""
    tomorrow = day + datetime.timedelta(days=1)

    def of(user: Any) -> Section | None:
        if not UserProfile.get_for_user(user).submitted_notifications:
            return None
        states = TaskState.objects.reviewable_by(user).filter(deadline__due_on__lte=tomorrow)
        items = []
        for state in states.select_related("deadline", "task", "workflow_state").order_by("deadline__due_on"):
            record = state.workflow_state.content_object
            if record is None:
                continue
            address = (
                edit_page(record.pk)
                if isinstance(record, Page)
                else reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])
            )
            words = capfirst(days_in_words(state.deadline.days_left_on(day)))
            items.append(Item(get_latest_str(record), f"{state.task.name}, {words.lower()}", address))
        return _section(_now("Đến hạn duyệt"), items)

    return of


def documents_due(day: datetime.date) -> Callable[[Any], Section | None]:
    """Guidance documents to read again, for who may change them."""
    due = documents_to_review(day)
    policy = policy_registry.get_by_type(Page)

    def of(user: Any) -> Section | None:
        own = [one for one in due if policy.user_has_permission_for_instance(user, "change", one.page)]
        items = [
            Item(f"{one.page.symbol} – {one.page.title}", one.reason, edit_page(one.page.pk)) for one in own
        ]
        return _section(_now("Văn bản cần xem lại"), items)

    return of


def pages_expiring(day: datetime.date) -> Callable[[Any], Section | None]:
    """Published pages that leave the site within a week, for who may change them."""
    zone = timezone.get_current_timezone()
    start = datetime.datetime.combine(day, datetime.time.min, zone)
    end = start + datetime.timedelta(days=EXPIRING_DAYS + 1)
    pages = list(Page.objects.live().filter(expire_at__gte=start, expire_at__lt=end).order_by("expire_at"))
    policy = policy_registry.get_by_type(Page)

    def of(user: Any) -> Section | None:
        own = [page for page in pages if policy.user_has_permission_for_instance(user, "change", page)]
        items = [Item(page.title, _moment(page.expire_at), edit_page(page.pk)) for page in own]
        return _section(_now("Sắp gỡ khỏi trang công khai"), items)

    return of


def _moment(when: datetime.datetime) -> str:
    local = timezone.localtime(when)
    return _now("gỡ lúc %(time)s ngày %(day)s") % {
        "time": f"{local:%H:%M}",
        "day": vi_date(local),
    }


def _recipients() -> Any:
    """People with an address who work with pages by their role, and have not declined."""
    policy = policy_registry.get_by_type(Page)
    working = policy.users_with_any_permission({"change", "publish"}, include_superusers=False)
    declined = ReminderChoice.objects.filter(daily=False).values("user")
    users = get_user_model()._default_manager.filter(pk__in=working.values("pk")).exclude(email="")
    return users.exclude(pk__in=declined).order_by("pk")


def digests(day: datetime.date) -> Iterator[Digest]:
    """What each person's mail says on a day; people with nothing due have none."""
    gatherers: list[Gatherer] = [
        reviews_due,
        documents_due,
        pages_expiring,
        *hooks.get_hooks("daily_reminders"),
    ]
    with override("vi"):
        parts = [gather(day) for gather in gatherers]
        for user in _recipients():
            sections = tuple(section for part in parts if (section := part(user)))
            if sections:
                yield Digest(user, sections)


def send_digests(day: datetime.date) -> tuple[int, int]:
    """Send the mails of a day that were not sent yet; returns how many were sent and how many failed.

    Who has been sent one is written down in the same transaction, so a second run, or one at the same time, sends
    nothing twice, and one that failed is tried again by the next.
    """
    sent = failed = 0
    for digest in digests(day):
        with transaction.atomic():
            _row, is_new = ReminderSent.objects.get_or_create(user=digest.user, day=day)
            if not is_new:
                continue
            if _send(digest, day):
                sent += 1
            else:
                failed += 1
                transaction.set_rollback(True)
    ReminderSent.objects.filter(day__lt=day - datetime.timedelta(days=31)).delete()
    return sent, failed


def _send(digest: Digest, day: datetime.date) -> bool:
    context = {
        "user": digest.user,
        "sections": digest.sections,
        "count": digest.count,
        "day": day,
        "base_url": get_admin_base_url() or "",
    }
    with override("vi"):
        subject = render_to_string("wagtailadmin/notifications/daily_reminder_subject.txt", context).strip()
        text = render_to_string("wagtailadmin/notifications/daily_reminder.txt", context).strip()
    return bool(send_mail(subject, text, [digest.user.email]))

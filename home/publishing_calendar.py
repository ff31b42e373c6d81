"""What happens on the site on which day: publications and ends, pins, campaigns, reviews, documents to look at."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page, Revision, TaskState
from wagtail.permissions import policy_registry

from home.admin.reach import own_records
from home.models import (
    AnnouncementPage,
    CampaignPage,
    CampaignPhase,
    FrontPageStory,
    GuidancePage,
    Office,
    TaskDeadline,
)
from home.offices import page_scope, scope_of_office

__all__ = ["Event", "EventKind", "Period", "edit_page", "events"]

_STARTS, _ENDS = _("bắt đầu"), _("ngày cuối")


class EventKind(models.TextChoices):
    """What happens."""

    PUBLISHED = "len-trang", _("Lên trang")
    EXPIRES = "het-han", _("Gỡ xuống")
    UNPINNED = "het-ghim", _("Hết ghim")
    CAMPAIGN = "chien-dich", _("Chiến dịch")
    PHASE = "giai-doan", _("Giai đoạn")
    REVIEW = "han-duyet", _("Hạn duyệt")
    DOCUMENT = "van-ban", _("Văn bản")
    FEATURED = "neu-bat", _("Nêu bật")


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def moments(self) -> tuple[datetime.datetime, datetime.datetime]:
        """From the first moment to the one after the last, in the site's time zone."""
        zone = timezone.get_current_timezone()
        start = datetime.datetime.combine(self.first, datetime.time.min, zone)
        end = datetime.datetime.combine(self.last + datetime.timedelta(days=1), datetime.time.min, zone)
        return start, end

    def on(self, column: str) -> Q:
        """Rows whose day lies in the period."""
        return Q(**{f"{column}__gte": self.first, f"{column}__lte": self.last})

    def at(self, column: str) -> Q:
        """Rows whose moment lies in the period."""
        start, end = self.moments
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})

    def holds(self, day: datetime.date | None) -> bool:
        """Whether a day lies in the period."""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True)
class Event:
    """Something on a day; `page` is the page it belongs to, where it belongs to one."""

    day: datetime.date
    kind: EventKind
    title: str
    note: str = ""
    url: str = ""
    moment: datetime.datetime | None = None
    page: Page | None = None
    key: str = ""

    @property
    def uid(self) -> str:
        """A name that stays the same while the event stays."""
        return f"{self.kind.value}-{self.key}-{self.day:%Y%m%d}"


def edit_page(pk: Any) -> str:
    """Address of the editor of a page."""
    return reverse("wagtailadmin_pages:edit", args=[pk])


def events(
    user: Any, period: Period, section: Page | None = None, office: Office | None = None
) -> list[Event]:
    """Events of a period that concern what somebody may see, in order of time; a fixed number of queries.

    With `section` only those of pages below it, with `office` only those of what the office owns. Layers above add
    theirs under the hook `publishing_calendar_events`: functions of user, period and office.
    """
    found = [event for source in _SOURCES for event in source(user, period)]
    page_events = _visible(user, [event for event in found if event.page is not None])
    if section is not None:
        page_events = [one for one in page_events if one.page and one.page.path.startswith(section.path)]
    if office is not None:
        owned = scope_of_office(office)
        page_events = [one for one in page_events if one.page and owned.covers(one.page)]
    others: list[Event] = []
    if section is None:
        others += [event for event in found if event.page is None and office is None]
        for add in hooks.get_hooks("publishing_calendar_events"):
            others += add(user, period, office)
    start = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return sorted(
        [*page_events, *others], key=lambda one: (one.day, one.moment or start, one.kind.value, one.title)
    )


def _visible(user: Any, found: list[Event]) -> list[Event]:
    scope = page_scope(user)
    if scope is not None:
        return [event for event in found if event.page and scope.covers(event.page)]
    keys = {event.page.pk for event in found if event.page}
    seen = policy_registry.get_by_type(Page).explorable_instances(user).filter(pk__in=keys)
    allowed = set(seen.values_list("pk", flat=True)) if keys else set()
    return [event for event in found if event.page and event.page.pk in allowed]


def _event(
    page: Page, kind: EventKind, when: Any, *, title: str = "", note: Any = "", key: str = ""
) -> Event:
    moment = when if isinstance(when, datetime.datetime) else None
    return Event(
        day=timezone.localdate(moment) if moment else when,
        kind=kind,
        title=title or str(page.draft_title or page.title),
        note=capfirst(str(note)) if note else "",
        url=edit_page(page.pk),
        moment=moment,
        page=page,
        key=f"{page.pk}{key}",
    )


def _scheduled(user: Any, period: Period) -> Iterable[Event]:
    revisions = Revision.page_revisions.filter(period.at("approved_go_live_at"))
    moments = {int(key): at for key, at in revisions.values_list("object_id", "approved_go_live_at")}
    for page in Page.objects.filter(pk__in=moments):
        yield _event(page, EventKind.PUBLISHED, moments[page.pk])


def _expiring(user: Any, period: Period) -> Iterable[Event]:
    for page in Page.objects.live().filter(period.at("expire_at")):
        yield _event(page, EventKind.EXPIRES, page.expire_at)


def _unpinned(user: Any, period: Period) -> Iterable[Event]:
    for page in AnnouncementPage.objects.live().filter(period.on("pinned_until")):
        yield _event(page, EventKind.UNPINNED, page.pinned_until, note=_("ngày ghim cuối cùng"))


def _campaigns(user: Any, period: Period) -> Iterable[Event]:
    for page in CampaignPage.objects.live().filter(period.on("starts_on") | period.on("ends_on")):
        if period.holds(page.starts_on):
            yield _event(page, EventKind.CAMPAIGN, page.starts_on, title=page.name, note=_STARTS, key="-bd")
        if period.holds(page.ends_on):
            yield _event(page, EventKind.CAMPAIGN, page.ends_on, title=page.name, note=_ENDS, key="-kt")


def _phases(user: Any, period: Period) -> Iterable[Event]:
    phases = CampaignPhase.objects.filter(period.on("starts_on") | period.on("ends_on"), page__live=True)
    for phase in phases.select_related("page"):
        yield from _both_ends(period, phase, phase.page, EventKind.PHASE, f"{phase.page.name}: {phase.name}")


def _both_ends(period: Period, row: Any, page: Page, kind: EventKind, title: str) -> Iterable[Event]:
    """First and last day of a row below a page, as far as they lie in the period."""
    for day, note, key in ((row.starts_on, _STARTS, "bd"), (row.ends_on, _ENDS, "kt")):
        if period.holds(day):
            yield _event(page, kind, day, title=title, note=note, key=f"-{row.pk}-{key}")


def _reviews(user: Any, period: Period) -> Iterable[Event]:
    """Deadlines of reviews, of pages and other records alike: the condition itself keeps to what is the reader's."""
    state = "task_state__workflow_state"
    deadlines = TaskDeadline.objects.filter(
        period.on("due_on"),
        own_records(user, f"{state}__base_content_type", f"{state}__object_id"),
        task_state__status=TaskState.STATUS_IN_PROGRESS,
    )
    for one in deadlines.select_related("task_state__task", state).prefetch_related(
        f"{state}__content_object"
    ):
        record = one.task_state.workflow_state.content_object
        if record is None:
            continue
        task = one.task_state.task.name
        if isinstance(record, Page):
            yield _event(record, EventKind.REVIEW, one.due_on, note=task, key=f"-{one.pk}")
        else:
            address = reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])
            yield Event(one.due_on, EventKind.REVIEW, str(record), task, address, key=f"han-{one.pk}")


def _documents(user: Any, period: Period) -> Iterable[Event]:
    pages = GuidancePage.objects.live().filter(period.on("review_on") | period.on("effective_to"))
    for page in pages:
        title = f"{page.symbol} – {page.title}"
        if period.holds(page.review_on):
            yield _event(
                page, EventKind.DOCUMENT, page.review_on, title=title, note=_("đến ngày xem lại"), key="-xl"
            )
        if period.holds(page.effective_to):
            note = _("ngày hiệu lực cuối cùng")
            yield _event(page, EventKind.DOCUMENT, page.effective_to, title=title, note=note, key="-hl")


def _featured(user: Any, period: Period) -> Iterable[Event]:
    """Slots of the front page, where they have days."""
    try:
        FrontPageStory._meta.get_field("starts_on")
    except FieldDoesNotExist:
        return
    slots: Any = FrontPageStory.objects.filter(
        period.on("starts_on") | period.on("ends_on"), page__live=True
    ).select_related("page", "story")
    for slot in slots:
        yield from _both_ends(period, slot, slot.page, EventKind.FEATURED, slot.story.title)


_SOURCES: tuple[Callable[[Any, Period], Iterable[Event]], ...] = (
    _scheduled,
    _expiring,
    _unpinned,
    _campaigns,
    _phases,
    _reviews,
    _documents,
    _featured,
)

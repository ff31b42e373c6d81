"""Lists of work about pages and drafts: mine, waiting for me, about to appear or to go, documents to look over."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page, Revision, WorkflowState

from home.admin.days import ago, until
from home.admin.records import drafted_models, edit_url, editable, kind_name, revisions_of
from home.admin.work import HOOK, Source, WorkList, WorkRow
from home.models import GuidancePage
from home.models.announcements import AnnouncementPage
from home.reviews import DueDocument, documents_to_review

__all__ = ["DocumentsToReview", "MyDrafts", "SoonToChange"]

SOON = datetime.timedelta(days=14)
"""How far ahead appearances and ends are told."""

URGENT_DAYS = 2
_END_OF_DAY = datetime.time(23, 59, 59)


class MyDrafts(WorkList):
    """What I wrote last and is not published as it stands."""

    key = "drafts"
    heading = _("Bản nháp của tôi")
    empty = _("Không còn bản nháp nào dở dang. Bắt đầu một bài mới nhé?")
    icon = "edit"
    order = 10
    newest_first = True

    def sources(self, user: Any) -> Sequence[Source]:
        """Pages and snippets whose latest revision is mine and is not what the public sees."""
        return [Source(self._drafts(model, user), self._row) for model in drafted_models()]

    def _drafts(self, model: type[Any], user: Any) -> QuerySet[Any]:
        base = ContentType.objects.get_for_model(model, for_concrete_model=False)
        submitted = WorkflowState.objects.active().filter(
            base_content_type=base, object_id=OuterRef("latest_revision__object_id")
        )
        return (
            model.objects.filter(has_unpublished_changes=True, latest_revision__user=user)
            .order_by("-latest_revision__created_at", "-pk")
            .annotate(is_submitted=Exists(submitted))
            .select_related("latest_revision__content_type")
            .only(
                "pk",
                "live",
                "latest_revision__created_at",
                "latest_revision__object_str",
                "latest_revision__object_id",
                "latest_revision__content_type",
            )
        )

    def _row(self, record: Any) -> WorkRow:
        revision = record.latest_revision
        said = ago(revision.created_at, timezone.localdate())
        if record.is_submitted:
            note = _now("Đã gửi duyệt · sửa %(when)s") % {"when": said}
        elif record.live:
            note = _now("Đang công bố bản cũ · sửa %(when)s") % {"when": said}
        else:
            note = _now("Sửa %(when)s") % {"when": said}
        return WorkRow(
            revision.created_at,
            revision.object_str,
            edit_url(type(record), record.pk),
            kind_name(revision.content_type),
            note,
        )


class SoonToChange(WorkList):
    """What appears, expires or leaves its pinned place within two weeks, of what I may change; the next first."""

    key = "soon"
    heading = _("Sắp lên trang, sắp hết hạn")
    empty = _("Hai tuần tới không có gì tự lên hay tự xuống.")
    icon = "calendar-alt"
    order = 30

    def sources(self, user: Any) -> Sequence[Source]:
        """Approved schedules and ends of pages and snippets, and pins that end."""
        return [
            source
            for model in drafted_models()
            for source in (self._appearing(model, user), self._expiring(model, user))
        ] + [self._unpinned(user)]

    def _appearing(self, model: type[Any], user: Any) -> Source:
        scheduled = (
            revisions_of(editable(model, user))
            .filter(approved_go_live_at__lte=timezone.now() + SOON)
            .select_related("content_type")
            .defer("content")
            .order_by("approved_go_live_at", "pk")
        )
        return Source(scheduled, _appearance)

    def _expiring(self, model: type[Any], user: Any) -> Source:
        now = timezone.now()
        ending = (
            editable(model, user)
            .filter(live=True, expire_at__gte=now, expire_at__lte=now + SOON)
            .order_by("expire_at", "pk")
        )
        return Source(ending, _ending("expire_at", _now("Hết hạn")))

    def _unpinned(self, user: Any) -> Source:
        today = timezone.localdate()
        pinned = AnnouncementPage.objects.filter(
            live=True,
            pinned_until__gte=today,
            pinned_until__lte=today + SOON,
            pk__in=editable(Page, user).order_by().values("pk"),
        ).order_by("pinned_until", "pk")
        return Source(pinned, _ending("pinned_until", _now("Hết ghim")))


def _appearance(revision: Revision) -> WorkRow:
    return WorkRow(
        revision.approved_go_live_at,
        revision.object_str,
        edit_url(revision.content_type.model_class(), revision.object_id),
        kind_name(revision.content_type),
        *_due(_now("Lên trang"), revision.approved_go_live_at),
    )


def _ending(field: str, what: str) -> Callable[[Any], WorkRow]:
    """The row of a record that ends at the time in `field`: a moment, or a day to its end."""

    def row(record: Any) -> WorkRow:
        when = getattr(record, field)
        at = when if isinstance(when, datetime.datetime) else _end_of(when)
        content_type = getattr(record, "cached_content_type", None)
        kind = kind_name(content_type or ContentType.objects.get_for_model(type(record)))
        return WorkRow(at, str(record), edit_url(type(record), record.pk), kind, *_due(what, when))

    return row


def _due(what: str, when: datetime.date | datetime.datetime) -> tuple[str, bool]:
    """Note of what happens when, and whether it is near."""
    today = timezone.localdate()
    day = timezone.localdate(when) if isinstance(when, datetime.datetime) else when
    return f"{what}: {until(when, today)}", (day - today).days <= URGENT_DAYS


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, _END_OF_DAY))


class DocumentsToReview(WorkList):
    """Documents in force whose day to be looked over has come, or that nobody touched for a year; longest first."""

    key = "documents"
    heading = _("Văn bản cần xem lại")
    empty = _("Văn bản nào cũng mới được xem lại. Yên tâm.")
    icon = "doc-full-inverse"
    order = 60

    def is_shown(self, user: Any) -> bool:
        """Only for whoever may change documents."""
        return bool(editable(Page, user).exists())

    def sources(self, user: Any) -> Sequence[Source]:
        """As the report of the same name lists them, in the site's own language."""
        own = GuidancePage.objects.in_default_language().filter(
            pk__in=editable(Page, user).order_by().values("pk")
        )
        return [Source(documents_to_review(timezone.localdate(), own), _document_row)]


def _document_row(due: DueDocument) -> WorkRow:
    page = due.page
    at = _end_of(page.review_on) if page.review_on else page.last_published_at
    return WorkRow(
        at, page.title, edit_url(Page, page.pk), page.symbol, capfirst(due.reason), bool(page.review_on)
    )


hooks.register(HOOK, MyDrafts)
hooks.register(HOOK, SoonToChange)
hooks.register(HOOK, DocumentsToReview)

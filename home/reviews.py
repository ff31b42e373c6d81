"""Guidance documents that should be read again: their day has come, or nobody has touched them for a year."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now

from home.legal_status import LegalStatus
from home.models import GuidancePage
from home.templatetags.typography import vi_date

__all__ = ["MONTHS_UNTOUCHED", "DueDocument", "documents_to_review", "year_before"]

MONTHS_UNTOUCHED = 12
"""Months after the last publication, where editors set no day."""

_LIVING = {LegalStatus.IN_FORCE, LegalStatus.PARTLY, LegalStatus.PENDING}


def year_before(day: datetime.date) -> datetime.date:
    """The same day twelve months earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@dataclass(frozen=True)
class DueDocument:
    """A document and why it is due."""

    page: GuidancePage
    reason: str


def _due(day: datetime.date) -> Q:
    """Documents whose day has come; without one, those published last more than a year ago."""
    zone = timezone.get_current_timezone()
    long_ago = datetime.datetime.combine(year_before(day), datetime.time.min, zone)
    return Q(review_on__lte=day) | Q(review_on__isnull=True, last_published_at__lt=long_ago)


def documents_to_review(day: datetime.date, pages: Any = None) -> list[DueDocument]:
    """Published documents due on a day, longest due first; those no longer in force are left in peace.

    `pages` narrows them down to a queryset of documents. Three queries, however many there are.
    """
    chosen = GuidancePage.objects.all() if pages is None else pages
    due: Iterable[GuidancePage] = chosen.live().filter(_due(day)).with_status_relations()
    living = [page for page in due if page.status_on(day) in _LIVING]
    living.sort(key=lambda page: (_since(page), page.pk))
    return [DueDocument(page, _reason(page)) for page in living]


def _since(page: GuidancePage) -> datetime.date:
    if page.review_on:
        return page.review_on
    return timezone.localdate(page.last_published_at)


def _reason(page: GuidancePage) -> str:
    day = vi_date(_since(page))
    if page.review_on:
        return _now("đến ngày xem lại %(day)s") % {"day": day}
    return _now("chưa cập nhật từ %(day)s") % {"day": day}

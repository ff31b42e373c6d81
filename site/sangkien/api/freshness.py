"""When an answer last changed, for readers who ask again with If-Modified-Since.

Days matter too: a consent runs out, a document comes into force at midnight, without any record being written. So no
answer is older than today. Seconds are all that HTTP can tell: what changed this very second is not dated at all.
"""

import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from search.models import PendingIndexing
from showcase.models import PublicChange
from showcase.public_changes import RecordKind, latest_change

__all__ = ["date_list", "date_record"]

_SETTLED = datetime.timedelta(seconds=2)


def date_list(response: HttpResponse, *kinds: RecordKind, searched: bool = False) -> None:
    """Date a list of these kinds; one that was `searched` only while the index has every change."""
    if searched and PendingIndexing.objects.exists():
        return
    _date(response, latest_change(kinds))


def date_record(response: HttpResponse, kind: RecordKind, pk: int) -> None:
    """Date one record."""
    rows = PublicChange.objects.filter(kind=kind, object_id=pk)
    _date(response, rows.values_list("changed_at", flat=True).first())


def _date(response: HttpResponse, changed: datetime.datetime | None) -> None:
    now = timezone.localtime()
    if changed is None or changed > now - _SETTLED:
        return
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    response.headers["Last-Modified"] = http_date(max(changed, today).timestamp())

"""What the public will see on a later day, as far as approved schedules tell.

Visitors get the database's own answer; only a look ahead (`ShownDay.ahead`) takes schedules into account: contents
that go live by the end of the day, in the words of their approved revision, and without what expires by then.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page, Revision

from home.days import ShownDay

__all__ = ["coming", "shown_on"]

M = TypeVar("M", bound=Model)


def coming(model: type[M], shown: ShownDay) -> dict[Any, M]:
    """Objects with an approved schedule until the end of the day, as it will have made them; by primary key.

    Some may have expired again by then, or stand behind a restriction; `shown_on` leaves those out.
    """
    if not shown.ahead:
        return {}
    revisions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(model, for_concrete_model=False),
        approved_go_live_at__lt=shown.end,
    ).order_by("approved_go_live_at")
    found: dict[Any, M] = {}
    for revision in revisions:
        made = revision.as_object()
        found[made.pk] = made
    return found


def shown_on(
    public: "QuerySet[M]",
    shown: ShownDay,
    *,
    belongs: Callable[[M], bool],
    limit: int | None = None,
    annotations: Mapping[str, Callable[[M], Any]] | None = None,
) -> list[M]:
    """An ordered selection of what is public now, as the public will see it on the day; at most `limit` of it.

    `belongs` says whether an object that a schedule publishes is part of the selection: its row in the database may
    still hold other words. The order is that of the selection, which must name columns or annotations; `annotations`
    works the latter out for an object that a schedule publishes.
    """
    if not shown.ahead:
        return list(public[:limit])
    scheduled = coming(public.model, shown)
    staying = public.exclude(pk__in=scheduled).filter(Q(expire_at__isnull=True) | Q(expire_at__gte=shown.end))
    arriving = [one for one in _visible(public.model, scheduled, shown) if belongs(one)]
    for one in arriving:
        for name, work_out in (annotations or {}).items():
            setattr(one, name, work_out(one))
    rows = [*staying[:limit], *arriving]
    for name in reversed([str(name) for name in public.query.order_by]):
        rows.sort(key=attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
    return rows[:limit]


def _visible(model: type[M], scheduled: Mapping[Any, M], shown: ShownDay) -> list[M]:
    """Those that have not expired again by the end of the day, and that stand behind no restriction."""
    lasting = {
        pk: one
        for pk, one in scheduled.items()
        if not (expire_at := getattr(one, "expire_at", None)) or expire_at >= shown.end
    }
    if issubclass(model, Page) and lasting:
        pages = Page.objects.filter(pk__in=lasting).public()
        open_to_all = set(pages.values_list("pk", flat=True))
        return [one for pk, one in lasting.items() if pk in open_to_all]
    return list(lasting.values())

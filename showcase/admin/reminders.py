"""What the catalogue adds to the daily mail: figures of campaigns that are due, initiatives that leave the site."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from wagtail import hooks
from wagtail.permissions import policy_registry

from home.models import CampaignPage
from home.reminders import EXPIRING_DAYS, Item, Section
from home.templatetags.typography import vi_date
from showcase.models import CampaignFigure, Initiative
from showcase.scope import unit_paths, within

__all__ = ["FIGURE_DAYS", "figures_due", "initiatives_expiring"]

FIGURE_DAYS = 14
"""Days after which the latest figure of a running campaign is old."""


@hooks.register("daily_reminders")
def figures_due(day: datetime.date) -> Callable[[Any], Section | None]:
    """Running campaigns whose latest figure, of the person's units, is older than two weeks or missing."""
    running = list(
        CampaignPage.objects.live()
        .in_default_language()
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
        .order_by("starts_on")
    )

    def of(user: Any) -> Section | None:
        if not running or not user.has_perm("showcase.add_campaignfigure"):
            return None
        paths = unit_paths(user)
        figures = CampaignFigure.objects.filter(campaign__in=running)
        if paths is not None:
            figures = figures.filter(within("unit", paths))
        latest = dict(figures.order_by().values_list("campaign").annotate(last=Max("as_of")))
        items = []
        for campaign in running:
            last = latest.get(campaign.pk)
            since = timezone.localdate(last) if last else campaign.starts_on
            if (day - since).days > FIGURE_DAYS:
                note = _now("số mới nhất tính đến %(day)s") if last else _now("chưa có số nào từ %(day)s")
                address = reverse("wagtailsnippets_showcase_campaignfigure:list")
                items.append(
                    Item(campaign.name, note % {"day": vi_date(since)}, f"{address}?campaign={campaign.pk}")
                )
        return Section(_now("Số liệu chiến dịch đến kỳ"), tuple(items)) if items else None

    return of


@hooks.register("daily_reminders")
def initiatives_expiring(day: datetime.date) -> Callable[[Any], Section | None]:
    """Published initiatives of the person's units that leave the site within a week."""
    start = datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())
    end = start + datetime.timedelta(days=EXPIRING_DAYS + 1)
    leaving = Initiative.objects.live().filter(expire_at__gte=start, expire_at__lt=end).order_by("expire_at")
    policy = policy_registry.get_by_type(Initiative)

    def of(user: Any) -> Section | None:
        if not policy.user_has_permission(user, "change"):
            return None
        items = [
            Item(
                f"{one.code} – {one.title}",
                _now("gỡ ngày %(day)s") % {"day": f"{timezone.localdate(one.expire_at):%d/%m/%Y}"},
                reverse("wagtailsnippets_showcase_initiative:edit", args=[one.pk]),
            )
            for one in policy.visible(user, leaving)
        ]
        return Section(_now("Sáng kiến sắp gỡ"), tuple(items)) if items else None

    return of

"""The day that a page is shown for: today, or a later day at which an editor looks ahead."""

import datetime
from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest
from django.utils import timezone

__all__ = ["ShownDay", "shown_day"]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day in the site's time zone; `ahead` counts what is scheduled until its end as done.

    Visitors always see `today`. Only the editors' look at a later day is `ahead`, and it travels with the request
    (`shown_day`) into contexts and queries: no clock is moved.
    """

    day: datetime.date
    ahead: bool = False

    @classmethod
    def today(cls) -> Self:
        """The day on which everybody sees the site."""
        return cls(timezone.localdate())

    @property
    def end(self) -> datetime.datetime:
        """The first moment after the day: a schedule before it has been carried out, as Wagtail would have."""
        midnight = datetime.datetime.combine(self.day + datetime.timedelta(days=1), datetime.time.min)
        return timezone.make_aware(midnight)


def shown_day(request: HttpRequest) -> ShownDay:
    """The day for which a request is answered: today, unless a look ahead has set another one."""
    return getattr(request, "shown_day", None) or ShownDay.today()

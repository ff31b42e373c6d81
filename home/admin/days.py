"""Days in words, as people say them at work. Pure.

until(today)         "hôm nay"        ago(today)        "hôm nay"
until(in 1 day)      "ngày mai"       ago(yesterday)    "hôm qua"
until(in 3 days)     "còn 3 ngày"     ago(3 days back)  "3 ngày trước"
until(yesterday)     "quá 1 ngày"     ago(3 months)     "20/4/2026"
"""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from home.templatetags.typography import vi_date

__all__ = ["ago", "as_day", "until"]

_FAR = 60
"""Days from which a date says more than a number of days."""


def as_day(moment: datetime.date | datetime.datetime) -> datetime.date:
    """The day of a moment in the site's time zone; a day stays itself."""
    return timezone.localdate(moment) if isinstance(moment, datetime.datetime) else moment


def until(moment: datetime.date | datetime.datetime, today: datetime.date) -> str:
    """How long there is until a day, or by how much it has passed."""
    day = as_day(moment)
    left = (day - today).days
    if left == 0:
        return _("hôm nay")
    if left == 1:
        return _("ngày mai")
    if left < 0:
        return (
            _("quá %(count)d ngày") % {"count": -left}
            if left > -_FAR
            else _("từ %(day)s") % {"day": vi_date(day)}
        )
    return _("còn %(count)d ngày") % {"count": left} if left < _FAR else str(vi_date(day))


def ago(moment: datetime.date | datetime.datetime, today: datetime.date) -> str:
    """How long ago a day was; a day to come is said with its date."""
    day = as_day(moment)
    passed = (today - day).days
    if passed == 0:
        return _("hôm nay")
    if passed == 1:
        return _("hôm qua")
    return _("%(count)d ngày trước") % {"count": passed} if 0 < passed < _FAR else str(vi_date(day))

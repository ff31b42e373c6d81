"""What templates say of a campaign's days: where it stands, what is left of a phase or a task."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from home.campaign_phases import Timing, days_left, timing
from home.models import CampaignPage, CampaignPhase, CampaignState
from home.templatetags.home import file_item
from home.templatetags.typography import vi_date

register = template.Library()


@register.simple_tag
def campaign_standing(campaign: CampaignPage, day: datetime.date | None = None) -> dict[str, str]:
    """Where a campaign stands on a day, by default today: its state with its name for components/status.html, and
    `words` that count the days."""
    day = day or timezone.localdate()
    state = campaign.state_on(day)
    return {"status": state.value, "label": str(state.label), "words": campaign.standing_on(day).words}


@register.simple_tag
def phase_items(phases: Iterable[CampaignPhase], day: datetime.date) -> list[dict[str, Any]]:
    """Phases with what a day makes of each, for templates/pages/campaign.html: `timing` and `note`, "" without days."""
    items = []
    for phase in phases:
        when = timing(phase.starts_on, phase.ends_on, day)
        items.append(
            {
                "name": phase.name,
                "text": phase.text,
                "days": _phase_days(phase),
                "timing": when.value,
                "note": _phase_note(phase, when, day),
            }
        )
    return items


def _phase_days(phase: CampaignPhase) -> str:
    if phase.starts_on and phase.ends_on and phase.starts_on != phase.ends_on:
        return f"{vi_date(phase.starts_on)} – {vi_date(phase.ends_on)}"
    return vi_date(phase.starts_on or phase.ends_on)


def _phase_note(phase: CampaignPhase, when: Timing, day: datetime.date) -> str:
    """What is left until a phase, or of it; a milestone happens on its day."""
    first = phase.starts_on or phase.ends_on
    if when == Timing.AHEAD and first:
        return _("còn %(days)s ngày tới") % {"days": (first - day).days}
    if when == Timing.NOW:
        if phase.starts_on and phase.ends_on:
            return days_left(phase.ends_on, day)
        return _("hôm nay")
    return _("đã qua") if when == Timing.PAST else ""


@register.simple_tag
def report_files(campaign: CampaignPage) -> list[dict[str, str]]:
    """The file of the closing report, for components/files.html."""
    document = campaign.report_file
    return [file_item(document, document.title)] if document else []


@register.simple_tag
def due_steps(
    steps: Iterable[Mapping[str, Any]], day: datetime.date, state: str = CampaignState.RUNNING
) -> list[dict[str, Any]]:
    """Steps with `left` to their last day (“còn 8 ngày”, “đã qua”), for components/steps.html.

    Only a running campaign counts days, and only for steps whose last day is known.
    """
    is_running = state == CampaignState.RUNNING
    return [
        {
            "lead": step.get("lead"),
            "text": step.get("text"),
            "due": step.get("due"),
            "due_on": step.get("due_on"),
            "left": days_left(due_on, day) if is_running and (due_on := step.get("due_on")) else "",
            "is_past": bool(is_running and step.get("due_on") and step["due_on"] < day),
        }
        for step in steps
    ]

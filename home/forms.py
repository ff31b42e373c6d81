"""Forms of page editing."""

import unicodedata
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets.slug import SlugInput

from home.campaign_phases import PhaseDays, phase_problems
from home.legal_status import RelationType
from home.offices import page_scope
from home.publishing import GuardedForm
from home.relation_checks import refusals_of, too_late_for_changes
from home.relations import Issue, Statement

__all__ = ["CampaignPageForm", "GuidancePageForm", "PageForm", "SignedPageForm", "slug_formatters"]

_VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"


@cache
def slug_formatters() -> list[tuple[str, str]]:
    """Patterns for the slug field: each base letter stands for all its marked forms, đ for d.

    The admin's own rules know đ as a Serbian letter (dj) and drop what is marked twice (ổ, ệ).
    """
    by_base: dict[str, str] = {}
    for letter in _VIETNAMESE:
        base = "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
        by_base[base] = by_base.get(base, "") + letter + letter.upper()
    marks = [(r"[\u0300-\u0303\u0306\u0309\u031b\u0323]", "")]
    return [(f"[{letters}]", base) for base, letters in by_base.items()] + marks


class PageForm(GuardedForm, WagtailAdminPageForm):
    """A page form whose slug follows the title in readable Vietnamese while it is typed.

    Left empty, as when the browser's script did not run in time, the slug is derived by the page itself.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the slug field the Vietnamese rules."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(formatters=slug_formatters())
            self.fields["slug"].required = False


class SignedPageForm(PageForm):
    """A page that an office signs: members of limited offices sign for their own alone, and always."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the offices that the person may sign for, their own chosen for a new page."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("office")
        if field is None or self.for_user is None:
            return
        own = list(self.for_user.offices.values_list("pk", flat=True)) if self.for_user.pk else []
        scope = page_scope(self.for_user)
        if scope is not None:
            field.queryset = field.queryset.filter(pk__in=scope.offices)
            field.required = True
            field.empty_label = None
            field.error_messages["invalid_choice"] = _("Hãy chọn bộ phận của bạn.")
        if self.instance.pk is None and self.instance.office_id is None and own:
            self.initial["office"] = own[0]


class CampaignPageForm(PageForm):
    """A campaign with its phases, which stay within its days and apart from each other."""

    def clean(self) -> dict[str, Any]:
        """Refuse phases outside the campaign and phases that share days, at their rows: rows know nothing of both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        phases = self.formsets.get("phases")
        rows = [row for row in phases.forms if _is_kept(row)] if phases else []
        days = [
            PhaseDays(
                row.cleaned_data.get("name") or "",
                row.cleaned_data.get("starts_on"),
                row.cleaned_data.get("ends_on"),
            )
            for row in rows
        ]
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            starts_on = ends_on = None  # the campaign's own error comes first
        for problem in phase_problems(starts_on, ends_on, days):
            rows[problem.row].add_error(problem.field, problem.message)
        return cleaned


def _is_kept(row: Any) -> bool:
    """Whether a row of a formset is filled in rightly and stays."""
    return bool(row.is_valid() and row.cleaned_data and not row.cleaned_data.get("DELETE"))


class GuidancePageForm(PageForm):
    """A guidance document with its relations; rows that contradict each other or what is known come back."""

    def clean(self) -> dict[str, Any]:
        """Refuse relations that cannot be, at their rows: a row knows neither its page nor its neighbours."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        relations = self.formsets.get("relations")
        if relations is None:
            return cleaned
        relations.is_valid()
        rows = [_statement(row) for row in relations.forms]
        issue = _issue(cleaned)
        for refusal in refusals_of(self.instance.pk, issue, rows):
            relations.forms[refusal.row].add_error(refusal.field, refusal.message)
        if self.instance.pk and issue and (reason := too_late_for_changes(self.instance.pk, issue)):
            self.add_error("issued_on", reason)
        return cleaned


def _statement(row: Any) -> Statement | None:
    """What a row says; None where it is empty, wrong already or to be deleted."""
    cleaned = getattr(row, "cleaned_data", {})
    if cleaned.get("DELETE") or (row.empty_permitted and not row.has_changed()):
        return None
    # A row that repeats another has lost its cleaned values; its record still has them.
    kind, target = row.instance.type, row.instance.target_id
    return Statement(RelationType(kind), target, row.instance.partly) if kind and target else None


def _issue(cleaned: dict[str, Any]) -> Issue | None:
    day = cleaned.get("issued_on")
    if day is None:
        return None
    return Issue(cleaned.get("symbol") or "", day, cleaned.get("issued_precision") != "month")

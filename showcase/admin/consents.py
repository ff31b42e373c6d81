"""Consents in the admin: withdrawing one with a look at what will disappear, and opening its evidence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import EditView

from home.publishing import REFUSED_ACTION
from showcase.consent.effects import EXPIRED, WITHDRAWN, Affected, affected_by, withdraw
from showcase.consent.mentions import MOST, mentions_of
from showcase.models import Consent

__all__ = ["ConsentEditView", "WithdrawalForm", "evidence", "tally", "withdrawal"]

_LISTED = 20


class WithdrawalForm(forms.Form):
    """When and why a person withdraws, and that the editor has seen what disappears."""

    day = forms.DateField(
        label=_("Ngày rút lại"),
        widget=AdminDateInput,
        help_text=_("Ngày nhận được đề nghị. Ví dụ: 02/04/2026"),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        required=False,
        help_text=_("Không bắt buộc, không ghi tên người. Ví dụ: theo đơn đề nghị ngày 02/04/2026"),
    )
    seen = forms.BooleanField(
        label=_("Tôi đã xem những gì sẽ biến mất"),
        error_messages={"required": _("Hãy xem danh sách rồi đánh dấu vào đây.")},
    )

    def __init__(self, consent: Consent, *args: Any, **kwargs: Any) -> None:
        """Take the consent whose dates bound the day."""
        super().__init__(*args, **kwargs)
        self.consent = consent

    def clean_day(self) -> Any:
        """From the day of consent until today."""
        day = self.cleaned_data["day"]
        if day < self.consent.given_on:
            raise forms.ValidationError(_("Ngày rút lại phải từ ngày đồng ý trở đi."))
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày rút lại không thể ở sau hôm nay: việc gỡ có hiệu lực ngay."))
        return day


def tally(affected: Affected) -> str:
    """“12 sáng kiến, 1 gương sáng, 3 hình”."""
    return _now("%(initiatives)d sáng kiến, %(stories)d gương sáng, %(pictures)d hình") % {
        "initiatives": len(affected.initiatives),
        "stories": len(affected.stories),
        "pictures": len(affected.pictures),
    }


def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will disappear; withdraw when confirmed."""
    consent = get_object_or_404(Consent, pk=pk)
    if not policy_registry.get(consent).user_has_permission_for_instance(request.user, "change", consent):
        raise PermissionDenied
    back = reverse("wagtailsnippets_showcase_consent:edit", args=[pk])
    if consent.withdrawn_on:
        messages.info(request, _now("Phiếu này đã được rút lại."))
        return redirect(back)
    form = WithdrawalForm(consent, request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        affected = withdraw(
            consent, user=request.user, day=form.cleaned_data["day"], reason=form.cleaned_data["reason"]
        )
        messages.success(
            request,
            _now("Đã rút lại đồng ý và gỡ khỏi trang: %(tally)s. Xem những nơi còn nhắc tên ở dưới.")
            % {"tally": tally(affected)},
        )
        return redirect("consent_mentions", pk)
    affected = affected_by(consent)
    context = {
        "consent": consent,
        "form": form,
        "affected": affected,
        "tally": tally(affected),
        "listed": _LISTED,
        "mentions": mentions_of(consent.person),
        "most": MOST,
        "back": back,
        "done": False,
    }
    return TemplateResponse(request, "wagtailadmin/showcase/consent_withdrawal.html", context)


def mentions(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the name of a person whose consent has ended still stands in words."""
    consent = get_object_or_404(Consent, pk=pk)
    if not policy_registry.get(consent).user_has_permission_for_instance(request.user, "change", consent):
        raise PermissionDenied
    context = {
        "consent": consent,
        "mentions": mentions_of(consent.person),
        "most": MOST,
        "back": reverse("wagtailsnippets_showcase_consent:edit", args=[pk]),
        "done": True,
    }
    return TemplateResponse(request, "wagtailadmin/showcase/consent_withdrawal.html", context)


def evidence(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """The evidence of a consent, for those who may see consents; never cached, always a download."""
    consent = get_object_or_404(Consent, evidence_file=name)
    if not policy_registry.get(consent).user_has_any_permission_for_instance(
        request.user, {"view", "change"}, consent
    ):
        raise PermissionDenied
    storage = storages["private"]
    if not storage.exists(name):
        raise Http404
    answer = FileResponse(storage.open(name), as_attachment=True, filename=name.rsplit("/", 1)[-1])
    answer["Cache-Control"] = "private, no-store"
    return answer


@hooks.register("register_admin_urls")
def consent_urls() -> list[URLPattern]:
    """Addresses below the admin's own, for those who are signed in."""
    return [
        path("phieu-dong-y/<int:pk>/rut-lai/", withdrawal, name="consent_withdrawal"),
        path("phieu-dong-y/<int:pk>/con-nhac-ten/", mentions, name="consent_mentions"),
        path("tep-rieng/<path:name>", evidence, name="private_file"),
    ]


@hooks.register("register_snippet_listing_buttons")
def withdraw_button(snippet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """One button on every consent that stands."""
    if not isinstance(snippet, Consent) or snippet.withdrawn_on:
        return []
    if not policy_registry.get(snippet).user_has_permission(user, "change"):
        return []
    return [withdrawal_button(snippet)]


def withdrawal_button(consent: Consent) -> Button:
    """The way to the preview of a withdrawal."""
    return Button(
        _now("Rút lại đồng ý"),
        reverse("consent_withdrawal", args=[consent.pk]),
        icon_name="cross",
        priority=15,
        attrs={"aria-label": _now("Rút lại đồng ý: %(person)s") % {"person": consent.person}},
    )


class ConsentEditView(EditView):
    """The form of a consent, with the button in its menu."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's own, and the withdrawal while the consent stands."""
        own: list[Button] = super().header_more_buttons
        return own if self.object.withdrawn_on else [*own, withdrawal_button(self.object)]


@hooks.register("register_log_actions")
def consent_log_actions(actions: Any) -> None:
    """Entries of the site's history, in words; they name records, never people."""

    class Ended(LogFormatter):
        """What an ended consent took along."""

        def format_message(self, log_entry: Any) -> str:
            """Counts of records."""
            data = log_entry.data
            return _now(
                "%(what)s; gỡ %(initiatives)d sáng kiến, %(stories)d gương sáng, %(pictures)d hình"
            ) % {
                "what": self.label,
                **{name: len(data.get(name, ())) for name in ("initiatives", "stories", "pictures")},
            }

    @actions.register_action(WITHDRAWN)
    class Withdrawn(Ended):
        """A person withdrew."""

        label = _("Rút lại đồng ý")

    @actions.register_action(EXPIRED)
    class Expired(Ended):
        """The last day passed."""

        label = _("Đồng ý hết hiệu lực")

    @actions.register_action(REFUSED_ACTION)
    class Refused(LogFormatter):
        """A scheduled publication did not take place."""

        label = _("Không công bố theo lịch")

        def format_message(self, log_entry: Any) -> str:
            """With the reason."""
            return _now("Không công bố theo lịch: %(reason)s") % {"reason": log_entry.data.get("reason", "")}

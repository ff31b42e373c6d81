"""Public views between paper and machine: the A4 sheet as PDF, short links, the check of certificates."""

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.languages import site_of
from home.models import SiteSettings
from home.rate_limits import Verdict, caller_of, limit_of, take
from showcase.models import Initiative
from showcase.paper.certificate import check
from showcase.paper.codes import MOST, read_code
from showcase.paper.links import short_address
from showcase.paper.sheet import build_sheet
from showcase.paper.sheet_pdf import write_pdf

__all__ = ["certificate", "sheet", "short_link"]

_HOUR = 3_600


class CertificateForm(forms.Form):
    """A code, and the number of a certificate where there is one at hand."""

    ma = forms.CharField(
        label=_("Mã sáng kiến"),
        max_length=MOST,
        help_text=_("Ghi trên giấy chứng nhận hoặc tờ in. Ví dụ: NL-2022-0417"),
        error_messages={
            "required": _("Hãy ghi mã sáng kiến."),
            "max_length": _("Mã dài quá; mã có dạng NL-2022-0417."),
        },
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    so = forms.CharField(
        label=_("Số giấy chứng nhận (không bắt buộc)"),
        required=False,
        max_length=MOST,
        help_text=_("Ví dụ: 0417/GCN"),
        error_messages={"max_length": _("Số dài quá; hãy ghi như trên giấy, ví dụ 0417/GCN.")},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def clean_ma(self) -> str:
        """A text that can be a code."""
        typed: str = self.cleaned_data["ma"]
        if not read_code(typed):
            raise forms.ValidationError(
                _(
                    "“%(code)s” không phải mã sáng kiến. Mã gồm hai đến bốn chữ cái, năm và số, ví dụ NL-2022-0417."
                ),
                params={"code": typed},
            )
        return typed


def _published(code: str) -> Initiative:
    record = Initiative.objects.live().with_page_relations().filter(code=code).first()
    if record is None:
        raise Http404("no published initiative")
    return record


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The A4 sheet of a published initiative as PDF, shown in the browser."""
    verdict = take(limit_of("sheet"), caller_of(request))
    if not verdict.allowed:
        return _later(request, verdict)
    record = _published(code)
    site = site_of(request)
    settings = SiteSettings.for_site(site) if site else SiteSettings()
    made = write_pdf(build_sheet(record, short_address(request, record.code)), settings.site_title)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{record.code}.pdf"'
    answer["Link"] = f'<{absolute(request, record.get_absolute_url())}>; rel="canonical"'
    # A consent that ends takes a name away at once: copies are asked for again each time.
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page of an initiative, however its code is typed; 404 for what is not published."""
    understood = read_code(code)
    record = (
        Initiative.objects.live().filter(code=understood).only("code", "title").first()
        if understood
        else None
    )
    if record is None:
        raise Http404("no published initiative")
    answer = HttpResponseRedirect(record.get_absolute_url())
    answer["Cache-Control"] = f"public, max-age={_HOUR}"
    return answer


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The form, and what the public catalogue says of a code and a certificate number."""
    asked = "ma" in request.GET or "so" in request.GET
    if asked and not (verdict := take(limit_of("certificate"), caller_of(request))).allowed:
        return _later(request, verdict)
    form = CertificateForm(request.GET if asked else None)
    answer = check(form.cleaned_data["ma"], form.cleaned_data["so"]) if asked and form.is_valid() else None
    path = reverse("showcase:certificate-check")
    context = {
        "form": form,
        "answer": answer,
        "action": path,
        "crumbs": [
            {"title": gettext("Trang chủ"), "url": reverse("wagtail_serve", args=[""])},
            {"title": gettext("Kiểm tra giấy chứng nhận"), "url": path, "current": True},
        ],
        "meta": {
            "title": "Kiểm tra giấy chứng nhận",
            "description": "Xem một sáng kiến đã được nơi nào công nhận, ngày nào, ở cấp nào.",
            "url": absolute(request, path),
            **({"robots": "noindex, follow"} if asked else {}),
        },
    }
    return render(request, "pages/certificate.html", context)


def _later(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """The page that asks to wait a moment (429)."""
    context = {"meta": {"title": "Xin chờ một lát", "robots": "noindex"}, "seconds": verdict.retry_after}
    answer = render(request, "errors/429.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(verdict.retry_after)
    return answer

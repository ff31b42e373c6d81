"""The pages “Nhập chỉ tiêu và số liệu”: choose a campaign, type or bring numbers, look at what they change, save."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from home.models import CampaignPage
from home.templatetags.typography import vi_date
from showcase.campaign_entry.carried import CarriedError, Confirmation, carried, carried_sheet
from showcase.campaign_entry.columns import Column
from showcase.campaign_entry.forms import AddUnitsForm, DayForm, OccasionForm, SheetForm
from showcase.campaign_entry.grid import Grid, build_grid, cell_name
from showcase.campaign_entry.plan import Plan, PlanChangedError, What, make_plan, save_plan
from showcase.campaign_entry.preview import Preview, preview_entries, preview_sheet
from showcase.campaign_entry.rights import may_enter, missing_rights
from showcase.campaign_entry.unit_names import COUNTRY, UnitDirectory, UnitNameError
from showcase.importing.sheets import SheetError, to_pasted

__all__ = ["campaigns", "enter", "preview", "save", "sheet"]

_TEMPLATES = "wagtailadmin/showcase/campaign_entry"
_TITLE = "Nhập chỉ tiêu và số liệu"

View = Callable[..., HttpResponse]


def _entering(view: View) -> View:
    """Only for whoever may change targets and figures (403 for others); hands the view the campaign."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_enter(request.user):
            return TemplateResponse(request, f"{_TEMPLATES}/forbidden.html", _frame(None), status=403)
        if "pk" not in kwargs:
            return view(request)
        found = CampaignPage.objects.in_default_language()
        return view(request, get_object_or_404(found, pk=kwargs["pk"]))

    return guarded


@require_GET
@_entering
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns whose numbers can be entered, latest first."""
    found = CampaignPage.objects.in_default_language().newest()
    return TemplateResponse(request, f"{_TEMPLATES}/campaigns.html", {**_frame(None), "campaigns": found})


@require_http_methods(["GET", "POST"])
@_entering
def enter(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    """The grid of a day and the form for a sheet; sent back, the grid with its errors, or what it would change."""
    if request.method != "POST":
        asked = DayForm(request.GET if "day" in request.GET else {"day": vi_date(timezone.localdate())})
        day = asked.cleaned_data["day"] if asked.is_valid() else timezone.localdate()
        directory = UnitDirectory.load()
        grid = build_grid(campaign, directory, day)
        occasion = OccasionForm(initial={"day": day})
        return _start(request, campaign, grid=grid, occasion=occasion, day_form=asked)
    if "restore" in request.POST:
        return _restored(request, campaign)
    return _grid_sent(request, campaign)


def _grid_sent(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    """The grid came back: more rows are wanted, something is wrong, or it can be looked at."""
    occasion = OccasionForm(request.POST)
    is_known = occasion.is_valid()
    day = occasion.cleaned_data.get("day") or timezone.localdate()
    directory = UnitDirectory.load()
    added = [int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal()]
    adding = AddUnitsForm(request.POST) if "add" in request.POST else AddUnitsForm()
    if "add" in request.POST:
        added += _added(adding, directory, occasion)
        occasion.errors.pop("source", None)
    grid = build_grid(campaign, directory, day, typed=request.POST, added=added)
    if "add" in request.POST or not is_known or grid.errors:
        return _start(request, campaign, grid=grid, occasion=occasion, adding=adding)
    shown = preview_entries(campaign, request.user, occasion, grid.entries, directory)
    return _preview(request, campaign, shown, added)


def _added(adding: AddUnitsForm, directory: UnitDirectory, occasion: OccasionForm) -> list[int]:
    """Units to add to the grid; names that are no unit's stay in the form, with what they may mean."""
    day = occasion.cleaned_data.get("day") or timezone.localdate()
    found: list[int] = []
    if not adding.is_valid():
        return found
    if chosen := adding.cleaned_data["chosen"]:
        found.append(chosen.pk)
    left = []
    for name in filter(None, map(str.strip, adding.cleaned_data["names"].splitlines())):
        try:
            unit = directory.find(name, day)
        except UnitNameError as error:
            left.append(name)
            nearest = _(" Gần giống: %(names)s.") % {"names": "; ".join(error.suggestions)}
            adding.add_error("names", f"“{name}”: {error}{nearest if error.suggestions else ''}")
            continue
        if unit != COUNTRY:
            found.append(unit)
    adding.data = {**adding.data, "names": "\n".join(left), "chosen": ""}
    return found


def _restored(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    """Back from the preview: the grid with everything that had been typed."""
    try:
        asked = carried(request.POST["restore"], campaign.pk, _key(request))
    except CarriedError:
        return _too_old(request, campaign)
    typed = {
        cell_name(one.unit, one.column): "" if one.value is None else str(one.value) for one in asked.entries
    }
    added = [int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal()]
    grid = build_grid(
        campaign,
        UnitDirectory.load(),
        asked.day,
        typed=typed,
        added=[*added, *(one.unit for one in asked.entries)],
    )
    occasion = OccasionForm(initial={"day": asked.day, "source": asked.source})
    return _start(request, campaign, grid=grid, occasion=occasion)


@require_http_methods(["GET", "POST"])
@_entering
def sheet(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    """A sheet was pasted or uploaded: what it would change, or why it cannot be read."""
    if request.method != "POST":
        return redirect("campaign_entry", pk=campaign.pk)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _preview(request, campaign, preview_sheet(campaign, request.user, form, form.sheet))
        except SheetError as error:
            form.add_error(None, str(error))
    day = form.cleaned_data.get("day") or timezone.localdate()
    grid = build_grid(campaign, UnitDirectory.load(), day)
    return _start(request, campaign, grid=grid, occasion=OccasionForm(initial={"day": day}), sheet_form=form)


@require_http_methods(["GET", "POST"])
@_entering
def preview(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    """The same sheet with its columns corrected, or with another day or source."""
    if request.method != "POST":
        return redirect("campaign_entry", pk=campaign.pk)
    try:
        found = carried_sheet(request.POST.get("sheet", ""), campaign.pk, _key(request))
    except CarriedError:
        return _too_old(request, campaign)
    occasion = OccasionForm(request.POST)
    if not occasion.is_valid():
        typed = request.POST.copy()
        typed["text"] = to_pasted(found)
        form = SheetForm(typed)
        grid = build_grid(campaign, UnitDirectory.load(), timezone.localdate())
        return _start(request, campaign, grid=grid, occasion=OccasionForm(), sheet_form=form)
    shown = preview_sheet(campaign, request.user, occasion, found, corrected=request.POST)
    return _preview(request, campaign, shown)


@require_http_methods(["GET", "POST"])
@_entering
def save(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    """Write what was confirmed; numbers that changed meanwhile are shown once more first."""
    if request.method != "POST":
        return redirect("campaign_entry", pk=campaign.pk)
    try:
        asked = carried(request.POST.get("confirmation", ""), campaign.pk, _key(request))
    except CarriedError:
        return _too_old(request, campaign)
    if missing_rights(request.user, make_plan(campaign, asked.entries, asked.day)):
        return _again(request, campaign, asked)
    try:
        plan = save_plan(
            campaign,
            asked.entries,
            asked.day,
            asked.source,
            user=request.user,
            fingerprint=asked.fingerprint,
            file=asked.file,
        )
    except PlanChangedError:
        messages.warning(
            request, _("Số liệu vừa được người khác sửa. Hãy xem lại các thay đổi rồi xác nhận.")
        )
        return _again(request, campaign, asked)
    messages.success(request, _saved(plan, asked))
    address = reverse("campaign_entry", args=[campaign.pk])
    return redirect(f"{address}?day={vi_date(asked.day)}")


def _key(request: HttpRequest) -> int:
    """The key of whoever is signed in: nobody else gets here."""
    return int(request.user.pk or 0)


def _saved(plan: Plan, asked: Confirmation) -> str:
    """What was saved, in words."""
    return _(
        "Đã lưu %(new)d số mới, %(changed)d số sửa, %(removed)d số xoá của %(units)d đơn vị, tính đến %(day)s."
    ) % {
        "new": plan.count(What.NEW),
        "changed": plan.count(What.CHANGED),
        "removed": plan.count(What.REMOVED),
        "units": plan.units,
        "day": vi_date(asked.day),
    }


def _again(request: HttpRequest, campaign: CampaignPage, asked: Confirmation) -> HttpResponse:
    """The preview anew, of what was to be saved."""
    occasion = OccasionForm({"day": vi_date(asked.day), "source": asked.source})
    occasion.full_clean()
    shown = preview_entries(campaign, request.user, occasion, asked.entries, UnitDirectory.load())
    return _preview(request, campaign, shown)


def _too_old(request: HttpRequest, campaign: CampaignPage) -> HttpResponse:
    messages.error(
        request, _("Bản xem trước đã quá một ngày hoặc không phải của bạn; hãy nhập lại. Chưa lưu gì.")
    )
    return redirect("campaign_entry", pk=campaign.pk)


def _start(
    request: HttpRequest,
    campaign: CampaignPage,
    *,
    grid: Grid,
    occasion: OccasionForm,
    day_form: DayForm | None = None,
    adding: AddUnitsForm | None = None,
    sheet_form: SheetForm | None = None,
) -> HttpResponse:
    """The page with the grid and the form for a sheet."""
    adding = adding or AddUnitsForm()
    day = (occasion.cleaned_data if occasion.is_bound else occasion.initial).get(
        "day"
    ) or timezone.localdate()
    if sheet_form is None:
        sheet_form = SheetForm(initial={"day": day}, auto_id="id_sheet_%s")
    else:
        sheet_form.auto_id = "id_sheet_%s"
    context = {
        **_frame(campaign),
        "campaign": campaign,
        "grid": grid,
        "occasion": occasion,
        "day": day,
        "day_form": day_form or DayForm({"day": vi_date(day)}),
        "adding": adding,
        "sheet_form": sheet_form,
        "media": occasion.media + adding.media + sheet_form.media,
    }
    return TemplateResponse(request, f"{_TEMPLATES}/enter.html", context)


def _preview(
    request: HttpRequest, campaign: CampaignPage, shown: Preview, added: list[int] | None = None
) -> HttpResponse:
    context = {
        **_frame(campaign, _("Xem trước")),
        "campaign": campaign,
        "preview": shown,
        "added": added or [],
        "choices": Column.choices,
    }
    return TemplateResponse(request, f"{_TEMPLATES}/preview.html", context)


def _frame(campaign: CampaignPage | None, step: str = "") -> dict[str, Any]:
    """Titles and the way up, as every page of the admin has them."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
        {"url": reverse("campaign_entry_campaigns"), "label": _TITLE},
    ]
    if campaign:
        crumbs.append({"url": reverse("campaign_entry", args=[campaign.pk]), "label": campaign.name})
    if step:
        crumbs.append({"url": "", "label": step})
    title = f"{_TITLE}: {campaign.name}" if campaign else _TITLE
    return {"breadcrumbs_items": crumbs, "header_title": title, "page_title": title, "header_icon": "table"}

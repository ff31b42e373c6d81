"""The pages “Hợp nhất, chia tách”: fill in, look at what it changes, save; and take a wrong one back."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from home.pagination import paginate
from showcase.models import UnitSuccession
from showcase.units.changes.forms import BasePartFormSet, MergeForm, PartFormSet, SplitForm
from showcase.units.changes.plan import Change, ChangeKind, hanging_on, undecided_of
from showcase.units.changes.saving import ChangedMeanwhileError, save_change
from showcase.units.changes.undoing import CannotUndoError, changes, undo, undoing

__all__ = ["PERMISSION", "UNDO_PERMISSION", "changes_made", "merge", "split", "take_back"]

PERMISSION = "showcase.add_unitsuccession"
"""Administrators have it; they may give it to a group."""

UNDO_PERMISSION = "showcase.delete_unitsuccession"
"""Administrators alone have it: undoing removes bodies."""

CHANGES = 30
"""Changes on a page of the list."""

OLD_BODIES = 6
"""Old bodies of a change that the list names."""

_TEMPLATES = "wagtailadmin/showcase/unit_changes"


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Bodies become one."""
    if not request.user.has_perm(PERMISSION):
        return _refused(request)
    form = MergeForm(request.POST or None)
    if request.method != "POST" or "back" in request.POST or not form.is_valid():
        return _form(request, ChangeKind.MERGE, form)
    return _go_on(request, form.change(), form)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest) -> HttpResponse:
    """A body becomes several."""
    if not request.user.has_perm(PERMISSION):
        return _refused(request)
    form = SplitForm(request.POST or None)
    parts = cast("BasePartFormSet", PartFormSet(request.POST or None, prefix="parts"))
    if request.method != "POST" or "back" in request.POST:
        return _form(request, ChangeKind.SPLIT, form, parts)
    is_valid = form.is_valid()
    if not parts.is_valid() or not is_valid:
        return _form(request, ChangeKind.SPLIT, form, parts)
    cleaned = form.cleaned_data
    change = Change(
        ChangeKind.SPLIT, cleaned["day"], cleaned["legal_basis"], [cleaned["body"]], parts.parts()
    )
    return _go_on(request, change, form, parts)


@require_http_methods(["GET"])
def changes_made(request: HttpRequest) -> HttpResponse:
    """The mergers and splits on record, latest first."""
    if not request.user.has_perm(PERMISSION):
        return _refused(request)
    page = paginate([_listed(links) for links in changes()], request, CHANGES)
    context = {**_frame(), "changes": page, "may_undo": request.user.has_perm(UNDO_PERMISSION)}
    return TemplateResponse(request, f"{_TEMPLATES}/list.html", context)


def _listed(links: list[UnitSuccession]) -> dict[str, Any]:
    """A change as the list shows it; of many old bodies the first ones."""
    old = list(dict.fromkeys(link.old for link in links))
    return {
        "first": links[0],
        "old": old[:OLD_BODIES],
        "more": max(0, len(old) - OLD_BODIES),
        "new": list(dict.fromkeys(link.new for link in links)),
    }


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, succession_id: int) -> HttpResponse:
    """What undoing a change would do; on POST it is done."""
    if not request.user.has_perm(UNDO_PERMISSION):
        return _refused(request)
    succession = get_object_or_404(UnitSuccession, pk=succession_id)
    if request.method == "POST":
        try:
            done = undo(succession, request.user)
        except CannotUndoError as error:
            messages.error(request, _("Chưa huỷ được: %(why)s") % {"why": error})
        else:
            names = ", ".join(unit.short_name for unit in done.revived or done.old)
            messages.success(
                request, _("Đã huỷ. Các đơn vị trở lại như trước: %(names)s.") % {"names": names}
            )
            return redirect("unit_changes")
    context = {**_frame(), "undoing": undoing(succession)}
    return TemplateResponse(request, f"{_TEMPLATES}/undo.html", context)


def _go_on(request: HttpRequest, change: Change, form: Any, parts: Any = None) -> HttpResponse:
    """Show what the change does, or do it."""
    if "save" not in request.POST:
        return _preview(request, change)
    try:
        takers = save_change(change, request.user)
    except ChangedMeanwhileError as error:
        form.add_error(None, str(error))
        return _form(request, change.kind, form, parts)
    names = ", ".join(unit.short_name for unit in takers)
    messages.success(request, _("Đã ghi: %(names)s từ ngày mới.") % {"names": names})
    return redirect("unit_changes")


def _form(request: HttpRequest, kind: ChangeKind, form: Any, parts: Any = None) -> HttpResponse:
    media = form.media + parts.media if parts is not None else form.media
    context = {**_frame(), "kind": kind.value, "form": form, "parts": parts, "media": media}
    return TemplateResponse(request, f"{_TEMPLATES}/form.html", context)


def _preview(request: HttpRequest, change: Change) -> HttpResponse:
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "preview", "save", "back")
    ]
    context = {
        **_frame(),
        "change": change,
        "hanging": hanging_on(change.old),
        "undecided": undecided_of(change),
        "carried": carried,
    }
    return TemplateResponse(request, f"{_TEMPLATES}/preview.html", context)


def _refused(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, f"{_TEMPLATES}/forbidden.html", _frame(), status=403)


def _frame() -> dict[str, Any]:
    title = _("Hợp nhất, chia tách đơn vị")
    return {
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
            {"url": reverse("wagtailsnippets_showcase_unit:list"), "label": _("Đơn vị")},
            {"url": "", "label": title},
        ],
    }

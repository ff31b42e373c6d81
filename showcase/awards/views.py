"""The pages “Xét thưởng”: rounds, the desk of one round, finding candidates, the decision, files."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from showcase.awards import stages, writing
from showcase.awards.conflicts import conflicts
from showcase.awards.forms import DecisionForm, FindForm, MoveForm, RoundForm
from showcase.awards.gather import dossiers, listed, rules_of
from showcase.awards.papers import build, docx, pdf
from showcase.awards.papers.build import STATE_LABELS
from showcase.awards.pool import find
from showcase.awards.rights import may_see, may_work, rounds_of
from showcase.awards.rows import desk_rows, rule_lines
from showcase.models import AwardRound, AwardWriting, Stage

__all__ = ["candidates", "create", "decision", "delete", "desk", "edit", "paper", "rounds", "undo"]

_TEMPLATES = "wagtailadmin/showcase/awards"
_PER_PAGE = 50
_FORMS = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.write_docx),
    "pdf": ("application/pdf", pdf.write_pdf),
}

View = Callable[..., HttpResponse]


def _at_the_desk(view: View) -> View:
    """Only for those who work at the desk; hands the view the round, one of the person's own."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        allowed = may_see(request.user) if request.method == "GET" else may_work(request.user)
        if not allowed:
            raise PermissionDenied
        if "pk" not in kwargs:
            return view(request, **kwargs)
        round_ = get_object_or_404(rounds_of(request.user), pk=kwargs.pop("pk"))
        return view(request, round_, **kwargs)

    return guarded


@require_GET
@_at_the_desk
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds of the person's units, latest first; two queries for the list."""
    page = Paginator(rounds_of(request.user), _PER_PAGE).get_page(request.GET.get("p"))
    return TemplateResponse(
        request, f"{_TEMPLATES}/rounds.html", {**_frame(), "page": page, "may_work": may_work(request.user)}
    )


@require_http_methods(["GET", "POST"])
@_at_the_desk
def create(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    if not may_work(request.user):
        raise PermissionDenied
    form = RoundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        log(instance=made, action="wagtail.create", user=request.user)
        messages.success(request, _("Đã lập đợt xét. Hãy thêm ứng viên."))
        return redirect("awards_candidates", pk=made.pk)
    context = {**_frame(None, _("Lập đợt xét")), "form": form, "media": form.media}
    return TemplateResponse(request, f"{_TEMPLATES}/form.html", context)


@require_http_methods(["GET", "POST"])
@_at_the_desk
def edit(request: HttpRequest, round_: AwardRound) -> HttpResponse:
    """Change what a round is about, while it is open."""
    if round_.is_decided:
        messages.warning(request, _("Đợt xét đã chốt. Hãy mở lại đợt xét trước khi sửa."))
        return redirect("awards_desk", pk=round_.pk)
    form = RoundForm(request.POST or None, instance=round_, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        log(instance=round_, action="wagtail.edit", user=request.user)
        messages.success(request, _("Đã lưu đợt xét."))
        return redirect("awards_desk", pk=round_.pk)
    context = {**_frame(round_, _("Sửa")), "form": form, "round": round_, "media": form.media}
    return TemplateResponse(request, f"{_TEMPLATES}/form.html", context)


@require_http_methods(["GET", "POST"])
@_at_the_desk
def delete(request: HttpRequest, round_: AwardRound) -> HttpResponse:
    """Delete a round that was opened by mistake: one that is closed, or has written awards, stays."""
    kept = round_.is_decided or round_.writings.exists()
    if request.method == "POST" and not kept:
        log(instance=round_, action="wagtail.delete", user=request.user, deleted=True)
        round_.delete()
        messages.success(request, _("Đã xoá đợt xét."))
        return redirect("awards_rounds")
    context = {**_frame(round_, _("Xoá")), "round": round_, "kept": kept, "count": round_.candidates.count()}
    return TemplateResponse(request, f"{_TEMPLATES}/delete.html", context)


@require_http_methods(["GET", "POST"])
@_at_the_desk
def desk(request: HttpRequest, round_: AwardRound) -> HttpResponse:
    """The lists of a round: candidates with reasons and conflicts; what is done with them comes back here."""
    if request.method == "POST":
        _done(request, round_)
        stage = request.POST.get("shown", "")
        query = f"?stage={stage}" if stage in Stage.values else ""
        return redirect(f"{reverse('awards_desk', args=[round_.pk])}{query}")
    found = dossiers(round_)
    counts = {stage: len(listed(found, stage)) for stage in Stage}
    asked = request.GET.get("stage", "")
    shown = Stage(asked) if asked in Stage.values else _fullest(counts)
    page = Paginator(listed(found, shown), _PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **_frame(round_),
        "round": round_,
        "rules": rule_lines(rules_of(round_), round_.day),
        "tabs": [
            {"stage": stage.value, "label": stage.label, "count": counts[stage], "is_shown": stage == shown}
            for stage in Stage
        ],
        "shown": shown,
        "rows": desk_rows(round_, page.object_list, conflicts(round_, found)),
        "page": page,
        "move": MoveForm(),
        "writing": round_.writings.select_related("user", "undone_by").first(),
        "may_work": may_work(request.user),
    }
    return TemplateResponse(request, f"{_TEMPLATES}/desk.html", context)


def _fullest(counts: dict[Stage, int]) -> Stage:
    """The furthest list that holds somebody, so that the desk opens where the work is."""
    return next((stage for stage in (Stage.CHOSEN, Stage.SHORT) if counts[stage]), Stage.LONG)


def _done(request: HttpRequest, round_: AwardRound) -> None:
    """Carry out what was asked for, and say so, or say why not."""
    user, note = request.user, request.POST.get("note", "")
    marked = [int(pk) for pk in request.POST.getlist("candidate") if pk.isdecimal()]
    action = request.POST.get("action", "")
    try:
        if action == "move":
            form = MoveForm(request.POST)
            if not form.is_valid():
                messages.error(request, " ".join(str(one) for found in form.errors.values() for one in found))
                return
            count = stages.move(round_, user, marked, form.cleaned_data["stage"], form.cleaned_data["note"])
            said = _("Đã chuyển %(count)d ứng viên.") % {"count": count}
        elif action == "join":
            said = _("Đã gộp thành một người: %(name)s.") % {"name": stages.join(round_, user, marked, note)}
        elif action == "part":
            said = _("Đã tách ra %(count)d ứng viên.") % {"count": stages.part(round_, user, marked)}
        elif action == "remove":
            said = _("Đã xoá %(count)d ứng viên khỏi danh sách.") % {
                "count": stages.remove(round_, user, marked)
            }
        elif action == "close":
            stages.close(round_, user)
            said = _("Đã chốt đợt xét. Danh sách không đổi được nữa, trừ khi mở lại.")
        elif action == "reopen":
            stages.reopen(round_, user)
            said = _("Đã mở lại đợt xét.")
        elif action == "write":
            said = _told(writing.write(round_, user))
        else:
            messages.error(request, _("Không rõ việc cần làm."))
            return
    except stages.DeskError as error:
        messages.error(request, str(error))
        return
    messages.success(request, said)


def _told(written: AwardWriting) -> str:
    given = written.rows.filter(refusal="").count()
    left = written.rows.exclude(refusal="").count()
    said = _("Đã ghi khen thưởng vào %(count)d sáng kiến.") % {"count": given}
    if left:
        said += " " + _("Không ghi được %(count)d sáng kiến; lý do ở cuối trang.") % {"count": left}
    return said


@require_http_methods(["GET", "POST"])
@_at_the_desk
def candidates(request: HttpRequest, round_: AwardRound) -> HttpResponse:
    """Look for candidates and put those that are marked on the longlist."""
    if request.method == "POST":
        keys = request.POST.getlist("key")
        try:
            count = stages.add(round_, request.user, keys)
        except stages.DeskError as error:
            messages.error(request, str(error))
            return redirect("awards_desk", pk=round_.pk)
        if not keys:
            messages.error(request, _("Hãy đánh dấu ít nhất một ứng viên."))
        else:
            messages.success(request, _("Đã thêm %(count)d ứng viên vào danh sách xét.") % {"count": count})
        query = request.POST.get("query", "")
        return redirect(f"{reverse('awards_candidates', args=[round_.pk])}?{query}")
    form = FindForm(request.GET, request.user)
    form.is_valid()
    found, more = find(round_, request.user, form.wish)
    context = {
        **_frame(round_, _("Thêm ứng viên")),
        "round": round_,
        "form": form,
        "found": found,
        "more": more,
        "query": request.GET.urlencode(),
        "may_work": may_work(request.user),
        "media": form.media,
    }
    return TemplateResponse(request, f"{_TEMPLATES}/candidates.html", context)


@require_http_methods(["GET", "POST"])
@_at_the_desk
def decision(request: HttpRequest, round_: AwardRound) -> HttpResponse:
    """The words of the decision; a closed round shows them and keeps them."""
    if round_.is_decided and request.method == "POST":
        messages.error(request, _("Đợt xét đã chốt. Hãy mở lại đợt xét trước khi sửa quyết định."))
        return redirect("awards_decision", pk=round_.pk)
    form = DecisionForm(request.POST or None, instance=round_)
    if request.method == "POST" and form.is_valid():
        form.save()
        log(instance=round_, action="wagtail.edit", user=request.user)
        messages.success(request, _("Đã lưu nội dung quyết định."))
        return redirect("awards_decision", pk=round_.pk)
    context = {
        **_frame(round_, _("Quyết định")),
        "round": round_,
        "form": form,
        "may_work": may_work(request.user),
        "media": form.media,
    }
    return TemplateResponse(request, f"{_TEMPLATES}/decision.html", context)


@require_GET
@_at_the_desk
def paper(request: HttpRequest, round_: AwardRound, form: str, stage: str = "") -> HttpResponse:
    """The decision, or with a stage that list, as a file; never cached, since it names people."""
    kind = _FORMS.get(form)
    if kind is None or (stage and stage not in Stage.values):
        raise Http404("no such file")
    if stage:
        found = dossiers(round_, stages=[stage])
        found = listed(found, Stage(stage))
        made = build.working_list(round_, found, str(Stage(stage).label))
        name = f"danh-sach-{stage}-{round_.pk}"
    else:
        made = build.decision(round_, listed(dossiers(round_, stages=[Stage.CHOSEN]), Stage.CHOSEN))
        name = f"quyet-dinh-{round_.pk}"
    content_type, write = kind
    answer = HttpResponse(write(made), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@_at_the_desk
def undo(request: HttpRequest, round_: AwardRound, writing_pk: int) -> HttpResponse:
    """Take the awards of a writing back."""
    written = get_object_or_404(AwardWriting, pk=writing_pk, round=round_)
    try:
        done = writing.undo(written, request.user)
    except stages.DeskError as error:
        messages.error(request, str(error))
    else:
        left = done.rows.exclude(undo_refusal="").count()
        said = _("Đã hoàn tác lần ghi khen thưởng.")
        if left:
            said += " " + _("%(count)d sáng kiến giữ nguyên; lý do ở cuối trang.") % {"count": left}
        messages.success(request, said)
    return redirect("awards_desk", pk=round_.pk)


def _frame(round_: AwardRound | None = None, step: str = "") -> dict[str, Any]:
    """Titles and the way up, as every page of the admin has them."""
    name = _("Xét thưởng")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
        {"url": reverse("awards_rounds"), "label": name},
    ]
    if round_ is not None:
        crumbs.append({"url": reverse("awards_desk", args=[round_.pk]), "label": round_.name})
    if step:
        crumbs.append({"url": "", "label": step})
    title = ": ".join(part for part in (step or name, round_.name if round_ is not None else "") if part)
    return {
        "breadcrumbs_items": crumbs,
        "header_title": title,
        "page_title": title,
        "header_icon": "success",
        "state_labels": STATE_LABELS,
    }

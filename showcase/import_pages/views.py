"""The pages of an import, in the order in which people see them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from showcase.import_pages.forms import ColumnsForm, UploadForm
from showcase.import_pages.presentation import (
    changes_shown,
    columns_shown,
    names_shown,
    progress_of,
    samples_shown,
    state_words,
)
from showcase.import_pages.rights import may_add, may_import, visible_runs
from showcase.importing.catalogue import names_of
from showcase.importing.decisions import DecisionError, decide, open_decisions
from showcase.importing.lease import is_interrupted
from showcase.importing.rows import TableError
from showcase.importing.runs import (
    MappingError,
    ask_check,
    ask_import,
    ask_stop,
    ask_undo,
    go_on,
    mapping_of,
    open_run,
    same_file,
    save_profile,
    set_mapping,
    take_in,
)
from showcase.importing.tasks import start_soon
from showcase.importing.template import template_csv
from showcase.models import ImportDecision, ImportRun

__all__ = ["act", "columns", "error_file", "history", "names", "new", "progress", "run_page", "template"]

_TEMPLATES = "wagtailadmin/showcase/importing"
_PER_PAGE = 25
_SAMPLED = 3
_SHOWN_FAULTS = 100
Action = ImportDecision.Action

View = Callable[..., HttpResponse | FileResponse]


def _importing(view: View) -> View:
    """Only for whoever may import (403 for others); hands the view a run that the person may see."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse | FileResponse:
        if not may_import(request.user):
            return TemplateResponse(request, f"{_TEMPLATES}/forbidden.html", _frame(None), status=403)
        if "pk" in kwargs:
            return view(request, get_object_or_404(visible_runs(request.user), pk=kwargs["pk"]))
        return view(request)

    return guarded


@require_GET
@_importing
def history(request: HttpRequest) -> HttpResponse:
    """Every import: who, when, which file, what came of it."""
    page = Paginator(visible_runs(request.user), _PER_PAGE).get_page(request.GET.get("p"))
    rows = [(run, state_words(run)) for run in page]
    return TemplateResponse(
        request,
        f"{_TEMPLATES}/history.html",
        {**_frame(None), "page": page, "rows": rows, "kept_days": settings.IMPORT_FILE_DAYS},
    )


@require_http_methods(["GET", "POST"])
@_importing
def new(request: HttpRequest) -> HttpResponse:
    """Upload a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file = given.pop("file")
        try:
            run = take_in(file, file.name, user=request.user, **given)
        except TableError as error:
            form.add_error("file", _placed(error))
        else:
            if (before := same_file(run)) is not None:
                messages.warning(
                    request, _("Tệp này giống hệt tệp đã nhập ở lần số %(number)d.") % {"number": before.pk}
                )
            return redirect("initiative_import_columns", pk=run.pk)
    context = {**_frame(None, _("Tải tệp lên")), "form": form}
    return TemplateResponse(request, f"{_TEMPLATES}/new.html", context)


@require_http_methods(["GET", "POST"])
@_importing
def columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Say what the columns hold, then have the file checked."""
    if run.state not in (ImportRun.State.UPLOADED, ImportRun.State.CHECKED):
        return redirect("initiative_import", pk=run.pk)
    form = ColumnsForm(run, mapping_of(run), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        mapping = form.chosen()
        try:
            set_mapping(run, mapping)
        except MappingError as error:
            for problem in error.problems:
                form.add_error(None, problem)
        else:
            if name := form.cleaned_data["profile_name"].strip():
                save_profile(name, mapping, request.user)
            if ask_check(run):
                start_soon(run)
            return redirect("initiative_import", pk=run.pk)
    samples, trouble = _samples(run)
    fields = [
        (form[f"column_{column}"], [sample[column] for sample in samples if column < len(sample)])
        for column in range(len(run.headings))
    ]
    context = {**_frame(run, _("Các cột")), "run": run, "form": form, "columns": fields, "trouble": trouble}
    return TemplateResponse(request, f"{_TEMPLATES}/columns.html", context)


@require_GET
@_importing
def run_page(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """How a run stands, and what can be done about it."""
    if run.state == ImportRun.State.UPLOADED:
        return redirect("initiative_import_columns", pk=run.pk)
    makeable = {kind: may_add(request.user, kind) for kind in ("unit", "field")}
    context = {
        **_frame(run),
        "run": run,
        "progress": progress_of(run),
        "interrupted": is_interrupted(run),
        "columns": columns_shown(run),
        "faults": run.faults.all()[:_SHOWN_FAULTS],
        "faults_left_out": max(0, run.faults_found - _SHOWN_FAULTS),
        "names": names_shown(run, makeable) if run.state == ImportRun.State.CHECKED else [],
        "open_names": open_decisions(run),
        "samples": samples_shown(run) if run.state == ImportRun.State.CHECKED else [],
        "changes": changes_shown(run) if run.state == ImportRun.State.CHECKED else [],
        "kept_days": settings.IMPORT_FILE_DAYS,
        "kept": run.undo_result.get("kept", []),
        "waits": run.is_working and not is_interrupted(run),
    }
    return TemplateResponse(request, f"{_TEMPLATES}/run.html", context)


@require_POST
@_importing
def names(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Decide on unknown names, then check again: the counts follow the decisions."""
    if run.state != ImportRun.State.CHECKED:
        return redirect("initiative_import", pk=run.pk)
    known = names_of(run)
    decided = 0
    for one in run.decisions.all():
        action, written = request.POST.get(f"d{one.pk}"), request.POST.get(f"d{one.pk}_name", "").strip()
        if not action:
            continue
        try:
            target = _target(action, written, one, known)
            kind = action.partition(":")[0]
            decide(one, kind, target, may_make=may_add(request.user, one.kind))
        except DecisionError as error:
            messages.error(request, str(error))
        else:
            decided += 1
    if decided and ask_check(run):
        start_soon(run)
    return redirect("initiative_import", pk=run.pk)


def _target(action: str, written: str, one: ImportDecision, known: Any) -> int | None:
    """The record that is meant: one that was suggested, or one that is named in full. Raises DecisionError."""
    kind, _colon, key = action.partition(":")
    if key.isdecimal():
        return int(key)
    if kind == Action.SKIP or (kind == Action.NEW and not written):
        return None
    if not written:
        raise DecisionError(_("“%(name)s”: hãy ghi tên của mục tương ứng.") % {"name": one.name})
    found: int | None = getattr(known, one.kind)(written)
    if found is None:
        raise DecisionError(
            _("“%(name)s”: không có đúng một mục nào tên “%(written)s” trong danh mục.")
            % {"name": one.name, "written": written}
        )
    return found


@require_POST
@_importing
def act(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Check again, import, stop, go on, undo."""
    asked = request.POST.get("what", "")
    if asked == "stop":
        if ask_stop(run):
            messages.success(
                request, _("Sẽ dừng sau lô đang làm. Những gì đã nhập vẫn còn cho tới khi hoàn tác.")
            )
        return redirect("initiative_import", pk=run.pk)
    ways: dict[str, Callable[[ImportRun], bool]] = {
        "check": ask_check,
        "import": ask_import,
        "go-on": go_on,
        "undo": ask_undo,
    }
    try:
        if asked in ways and ways[asked](run):
            start_soon(run)
        else:
            messages.warning(request, _("Lần nhập đã sang bước khác; hãy xem lại."))
    except MappingError as error:
        messages.error(request, str(error))
    return redirect("initiative_import", pk=run.pk)


@require_GET
@_importing
def progress(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """How far a run is, for the progress bar."""
    answer = JsonResponse(progress_of(run))
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
@_importing
def error_file(request: HttpRequest, run: ImportRun) -> HttpResponse | FileResponse:
    """The faulty rows with what is wrong with them, to be corrected and uploaded again."""
    path = run.error_path
    if not run.error_bytes or not path.exists():
        raise Http404
    name = f"{run.name.rpartition('.')[0] or run.name}-loi.csv"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@_importing
def template(request: HttpRequest) -> HttpResponse:
    """A table to start from."""
    answer = HttpResponse(template_csv(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mau-nhap-sang-kien.csv"'
    return answer


def _samples(run: ImportRun) -> tuple[list[list[str]], str]:
    """The first rows as text, or why they cannot be read any more."""
    try:
        table = open_run(run)
    except TableError as error:
        return [], _placed(error)
    return [
        ["" if cell is None else str(getattr(cell, "text", cell))[:80] for cell in row]
        for row in table.samples[:_SAMPLED]
    ], ""


def _placed(error: TableError) -> str:
    return f"Dòng {error.row}: {error.message_vi}" if error.row else error.message_vi


def _frame(run: ImportRun | None, step: str = "") -> dict[str, Any]:
    """Titles and the way up, as every page of the admin has them."""
    title = _("Nhập sáng kiến")
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
        {"url": reverse("initiative_imports"), "label": title},
    ]
    if run:
        crumbs.append({"url": reverse("initiative_import", args=[run.pk]), "label": run.name})
    if step:
        crumbs.append({"url": "", "label": step})
    shown = f"{title}: {run.name}" if run else title
    return {"breadcrumbs_items": crumbs, "header_title": shown, "page_title": shown, "header_icon": "upload"}

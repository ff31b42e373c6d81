"""Results of the catalogue as a file: CSV for Excel, XLSX, JSON Lines."""

import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from home.addresses import absolute, origin_of
from home.rate_limits import caller_of, limit_of, take
from home.slugs import vietnamese_slug
from home.templatetags.typography import number
from search import params
from search.contract import MAX_SIZE, InvalidSearch, SearchRequest
from search.downloads import Selection, described, select
from search.views.lists import FORMATS, RESOLVERS, refusal
from showcase.exporting.rows import Reader, Row
from showcase.exporting.writers import (
    BYTE_ORDER_MARK,
    csv_heading,
    csv_lines,
    json_lines,
    labels,
    write_xlsx,
)

__all__ = ["catalogue_download"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOTE = "Tìm và lọc"
_NOTE_NAME = "selection"
_LONGEST_NAME = 80
_LICENCE = "Creative Commons Ghi công 4.0 (CC BY 4.0); ghi nguồn: Cổng Sáng kiến"


@require_safe
def catalogue_download(request: HttpRequest, form: str) -> HttpResponseBase:
    """The results of a search in one of FORMATS, with what was asked in the file and in its name."""
    if form not in FORMATS:
        raise Http404(f"no format {form}")
    path = reverse("search:catalogue")
    try:
        search = params.parse(request.GET, resolvers=RESOLVERS).request
    except InvalidSearch as problem:
        return refusal(request, problem, path)
    verdict = take(limit_of("download"), caller_of(request))
    if not verdict.allowed:
        response = HttpResponse(
            f"Bạn vừa tải nhiều tệp liền nhau. Hãy thử lại sau {verdict.retry_after} giây.\n",
            status=429,
            content_type="text/plain; charset=utf-8",
        )
        response.headers["Retry-After"] = str(verdict.retry_after)
        return response
    selection = select(search)
    reader = Reader(origin_of(request), named=True)
    sent = _MAKERS[form](request, search, selection, _batches(reader, selection))
    sent.headers["Content-Disposition"] = f'attachment; filename="{_name(search, form)}"'
    sent.headers["X-Robots-Tag"] = "noindex"
    return sent


def _batches(reader: Reader, selection: Selection) -> Iterator[list[Row]]:
    """Rows read as they are sent: memory does not grow with the file."""
    for start in range(0, len(selection.ids), MAX_SIZE * 5):
        yield reader.by_ids(selection.ids[start : start + MAX_SIZE * 5])


def _name(search: SearchRequest, form: str) -> str:
    """“sang-kien_tiet-kiem-dien-toan-quoc_2026-11-21.csv”."""
    words = [part.partition(": ")[2] or part for part in described(search).split("; ")[:-1]]
    asked = vietnamese_slug(" ".join(words))[:_LONGEST_NAME].strip("-")
    return "_".join(filter(None, ("sang-kien", asked, f"{timezone.localdate():%Y-%m-%d}"))) + f".{form}"


def _extent(selection: Selection) -> str:
    """How much of what was found the file holds, "" when it is all of it."""
    said = []
    if selection.degraded:
        said.append("máy tìm kiếm tạm ngừng khi tải, kết quả có thể thiếu")
    if selection.is_cut:
        at_least = "" if selection.exact else "ít nhất "
        said.append(f"{number(len(selection.ids))} kết quả đầu trong {at_least}{number(selection.total)}")
    return "; ".join(said)


def _note(search: SearchRequest, selection: Selection) -> str:
    extent = _extent(selection)
    moment = timezone.localtime()
    return f"{described(search)}; tải ngày {moment:%d/%m/%Y}" + (f"; {extent}" if extent else "")


def _csv(
    request: HttpRequest, search: SearchRequest, selection: Selection, batches: Iterator[list[Row]]
) -> HttpResponseBase:
    note = _note(search, selection)

    def pieces() -> Iterator[str]:
        yield BYTE_ORDER_MARK + csv_heading([*labels(), _NOTE])
        for rows in batches:
            yield csv_lines(rows, worded=True, further=[note])

    return StreamingHttpResponse(pieces(), content_type="text/csv; charset=utf-8")


def _jsonl(
    request: HttpRequest, search: SearchRequest, selection: Selection, batches: Iterator[list[Row]]
) -> HttpResponseBase:
    further = {_NOTE_NAME: _note(search, selection)}
    pieces = (json_lines(rows, further) for rows in batches)
    return StreamingHttpResponse(pieces, content_type="application/jsonl; charset=utf-8")


def _xlsx(
    request: HttpRequest, search: SearchRequest, selection: Selection, batches: Iterator[list[Row]]
) -> HttpResponseBase:
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 -- the response closes it
    about: list[tuple[str, str | int]] = [
        ("Tìm và lọc", described(search)),
        ("Số sáng kiến trong tệp", len(selection.ids)),
        ("Số sáng kiến tìm thấy", selection.total),
        ("Lưu ý", _extent(selection) or "Tệp có đủ mọi kết quả."),
        ("Tải lúc", f"{timezone.localtime():%d/%m/%Y %H:%M}"),
        ("Địa chỉ", absolute(request, params.url(reverse("search:catalogue"), search))),
        ("Từ điển dữ liệu", absolute(request, reverse("showcase:data-dictionary"))),
        ("Giấy phép", _LICENCE),
    ]
    try:
        write_xlsx(file, batches, about)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, content_type=_XLSX)


_Maker = Callable[[HttpRequest, SearchRequest, Selection, Iterator[list[Row]]], HttpResponseBase]
_MAKERS: dict[str, _Maker] = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}

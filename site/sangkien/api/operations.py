"""What every address of the API shares: reading, paging by number or by cursor, choosing properties."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Query, Router

from sangkien.api import schemas
from sangkien.api.cursors import page_after
from search.contract import MAX_SIZE, MAX_WINDOW

__all__ = ["Cursor", "Fields", "Number", "Size", "cursor_links", "links", "page_of", "read"]

_PROBLEMS = {400: schemas.Problem, 422: schemas.Problem, 429: schemas.Problem}

Size = Annotated[int, Query(ge=1, le=MAX_SIZE, description=f"Số bản ghi mỗi trang, từ 1 đến {MAX_SIZE}")]
Number = Annotated[int, Query(ge=1, le=MAX_WINDOW, description="Trang, từ 1")]
Cursor = Annotated[
    str,
    Query(
        max_length=200,
        description=(
            "Đọc hết bằng con trỏ, theo thứ tự bản ghi được thêm vào: bắt đầu bằng *, rồi gửi next_cursor của trang "
            "trước. Bản ghi thêm vào giữa chừng không làm sót hay lặp"
        ),
    ),
]
Fields = Annotated[
    str,
    Query(
        max_length=1_000,
        description="Chỉ lấy các thuộc tính này của mỗi bản ghi, cách nhau bằng dấu phẩy; để trống: mọi thuộc tính",
    ),
]


def read(
    router: Router, path: str, response: Any, *, missing: bool = False, gone: bool = False, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An address for GET and HEAD that may answer with a problem document, with `missing` 404, with `gone` 410."""
    further = [status for status, may in ((404, missing), (410, gone)) if may]
    answers = {200: response, **_PROBLEMS, **dict.fromkeys(further, schemas.Problem)}
    return router.api_operation(["GET", "HEAD"], path, response=answers, **options)


def links(
    request: HttpRequest, query: Callable[[int], str], page: int, size: int, total: int
) -> dict[str, Any]:
    """Paging of a list whose page n has the query string `query(n)`."""
    address = request.build_absolute_uri(request.path)
    last_reachable = MAX_WINDOW // size
    has_next = page * size < total and page < last_reachable
    return {
        "total": total,
        "page": page,
        "size": size,
        "next": f"{address}?{query(page + 1)}" if has_next else None,
        "previous": f"{address}?{query(page - 1)}" if page > 1 else None,
        "next_cursor": None,
    }


def cursor_links(
    request: HttpRequest, query: Callable[[str], str], size: int, cursor: str | None
) -> dict[str, Any]:
    """Paging of a list that is read by cursor; `cursor` is that of the next page."""
    address = request.build_absolute_uri(request.path)
    return {
        "total": None,
        "page": None,
        "size": size,
        "next": f"{address}?{query(cursor)}" if cursor else None,
        "previous": None,
        "next_cursor": cursor,
    }


def page_of(
    request: HttpRequest, rows: Any, *, page: int, size: int, cursor: str, fields: str
) -> tuple[dict[str, Any], list[Any]]:
    """One page of a queryset and its paging: two queries and the prefetches, one with a cursor."""
    chosen = {"fields": fields} if fields else {}
    if cursor:
        found, following = page_after(rows, cursor, size, scope=request.path)

        def by_cursor(one: str) -> str:
            return urlencode({"cursor": one, "size": size, **chosen})

        return cursor_links(request, by_cursor, size, following), found
    total = rows.count()

    def by_number(number: int) -> str:
        return urlencode({"page": number, "size": size, **chosen})

    start = (page - 1) * size
    return links(request, by_number, page, size, total), list(rows[start : start + size])

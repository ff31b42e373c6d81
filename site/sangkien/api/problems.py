"""Errors of the API as problem documents (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from search.contract import InvalidSearch

__all__ = ["CONTENT_TYPE", "PROBLEM_ERRORS", "TITLES", "no_such_address", "problem", "problem_for"]

CONTENT_TYPE = "application/problem+json"

TITLES: dict[int, str] = {
    400: "Tham số không dùng được",
    404: "Không tìm thấy",
    405: "Chỉ đọc",
    410: "Con trỏ không còn dùng được",
    422: "Tham số sai kiểu",
    429: "Hỏi quá nhanh",
}


def problem(status: int, detail: str, *, parameter: str | None = None) -> HttpResponse:
    """A problem document; `detail` is a Vietnamese sentence, `parameter` the one at fault."""
    content = {
        "type": "about:blank",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "parameter": parameter,
    }
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=f"{CONTENT_TYPE}; charset=utf-8"
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def problem_for(request: HttpRequest, error: Any) -> HttpResponse:
    """The problem document of an exception that `routes` or the framework raise."""
    if isinstance(error, InvalidSearch):
        return problem(400, error.message, parameter=error.parameter)
    if isinstance(error, ValidationError):
        name = str(error.errors[0]["loc"][-1])
        return problem(422, f"Tham số {name} sai kiểu hoặc nằm ngoài khoảng cho phép.", parameter=name)
    if isinstance(error, HttpError):
        return problem(error.status_code, str(error))
    return no_such_address(request)


def no_such_address(request: HttpRequest, path: str = "") -> HttpResponse:
    """404 for a record that is not published and for addresses that the API does not have."""
    return problem(404, "Không có bản ghi đang công bố ở địa chỉ này.")


PROBLEM_ERRORS: tuple[type[Exception], ...] = (InvalidSearch, ValidationError, HttpError, Http404)
"""Exceptions that become problem documents; any other is a fault of the site."""

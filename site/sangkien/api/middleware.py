"""What every answer of the API has in common: who may read it, how often, and errors in one form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from home.rate_limits import Verdict, caller_of, limit_of, take
from sangkien.api.problems import problem
from sangkien.middleware import is_decodable

__all__ = ["ApiMiddleware"]

_ROOT = "/api/"
_METHODS = "GET, HEAD, OPTIONS"
_EXPOSED = "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After"
_PREFLIGHT_SECONDS = 86_400


class ApiMiddleware:
    """Let other sites' scripts read, tell the rate limit, and make a problem document of every refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for the API, pass everything else on."""
        if not request.path_info.startswith(_ROOT):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return _with_access(_options())
        verdict = take(limit_of("api"), caller_of(request))
        response = self._answer(request) if verdict.allowed else _too_often(verdict)
        limit = verdict.limit
        response.headers["RateLimit-Policy"] = f'"{limit.name}";q={limit.requests};w={limit.seconds}'
        response.headers["RateLimit"] = f'"{limit.name}";r={verdict.remaining};t={verdict.full_in}'
        return _with_access(response)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if not is_decodable(request):
            return problem(400, "Địa chỉ có ký tự không đọc được; hãy dùng chữ mã UTF-8.")
        response = self.get_response(request)
        if response.status_code == 405:
            refused = problem(405, "Địa chỉ này chỉ để đọc, bằng GET hoặc HEAD.")
            refused.headers["Allow"] = _METHODS
            return refused
        return response


def _options() -> HttpResponse:
    """What a browser asks before it lets a script send conditions along."""
    response = HttpResponse(status=204)
    response.headers["Allow"] = _METHODS
    response.headers["Access-Control-Allow-Methods"] = _METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    return response


def _too_often(verdict: Verdict) -> HttpResponse:
    limit = verdict.limit
    response = problem(
        429,
        f"Đã hỏi quá {limit.requests} lần trong {limit.seconds} giây. Hãy hỏi lại sau {verdict.retry_after} giây.",
    )
    response.headers["Retry-After"] = str(verdict.retry_after)
    return response


def _with_access(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

"""Health checks: whether the process is up, and whether it can serve visitors."""

import secrets
import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.engines import get_engine

__all__ = ["alive", "ready"]

log = structlog.get_logger(__name__)


class CheckFailedError(Exception):
    """A part answered, but not with what was expected."""


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process takes requests; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when visitors can be served, 503 when not, with the state of each part as JSON.

    Database and cache are needed. The index is not: without it the site lists from the database, so its
    failure is reported as `degraded` with status 200. Details go to the log, never to the answer.
    """
    checks = {
        "database": _run("database", _check_database),
        "cache": _run("cache", _check_cache),
        "index": _run("index", _check_index),
    }
    usable = checks["database"]["ok"] and checks["cache"]["ok"]
    status = "failed" if not usable else "ok" if checks["index"]["ok"] else "degraded"
    return JsonResponse(
        {"status": status, "checks": checks},
        status=HTTPStatus.OK if usable else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _run(name: str, check: Callable[[], None]) -> dict[str, object]:
    """Run one check; return whether it passed and how long it took in milliseconds."""
    started = time.perf_counter()
    try:
        check()
        ok = True
    except Exception:
        log.exception("health_check_failed", check=name)
        ok = False
    return {"ok": ok, "ms": round((time.perf_counter() - started) * 1000, 1)}


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if cursor.fetchone() != (1,):
            raise CheckFailedError


def _check_cache() -> None:
    key = f"health:{secrets.token_hex(8)}"
    cache.set(key, key, timeout=10)
    if cache.get(key) != key:
        raise CheckFailedError
    cache.delete(key)


def _check_index() -> None:
    if not get_engine().health().ok:
        raise CheckFailedError

"""Public pages and the admin's list: queries and time, which must not grow with the catalogue."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.timing import measure as timed
from showcase.models import Field, Initiative

__all__ = ["measure"]

_SAMPLE = 20
"""Initiatives whose pages are visited."""

ADMIN_LISTS = {
    "list": "",
    "last page by title": "ordering=title&p=1000",
    "search a word": "q=máy",
    "search a code": "q=KT-2021",
    "search what nothing holds": "q=khôngcógì",
    "filters": "field={field}&year=2021&highest_level=province",
    "search and filters": "q=máy&field={field}&highest_level=province",
}


def measure(repeat: int) -> dict[str, Any]:
    """Queries and milliseconds of every page, with an empty cache before each visit."""
    client = Client()
    with_most = Initiative.objects.live().annotate(size=Count("authors")).order_by("-size", "pk")
    initiatives = [*with_most[: _SAMPLE // 2], *Initiative.objects.live().order_by("-pk")[: _SAMPLE // 2]]
    field = Field.objects.get(slug="ky-thuat")
    leaf = Field.objects.get(slug="co-khi")
    return {
        "rows": Initiative.objects.count(),
        "initiative": _worst([_visit(client, one.get_absolute_url(), 1) for one in initiatives]),
        "field": _visit(client, field.get_absolute_url(), repeat),
        "leaf field": _visit(client, leaf.get_absolute_url(), repeat),
        "catalogue": _visit(client, "/sang-kien/", repeat),
        "admin": _admin_lists(leaf, repeat),
    }


def _admin_lists(field: Field, repeat: int) -> dict[str, Any]:
    client = Client()
    user, _created = get_user_model().objects.get_or_create(
        username="benchmark", defaults={"is_superuser": True, "is_staff": True}
    )
    client.force_login(user)
    root = f"/{settings.ADMIN_PATH}snippets/showcase/initiative/"
    client.get(root)
    return {
        name: _visit(client, f"{root}?{query.format(field=field.pk)}", repeat)
        for name, query in ADMIN_LISTS.items()
    }


def _visit(client: Client, path: str, repeat: int) -> dict[str, Any]:
    """Most queries of a visit, and its time."""
    counts = []

    def visit() -> None:
        status = client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")

    def counted(action: Callable[[], None]) -> None:
        with CaptureQueriesContext(connection) as queries:
            action()
        counts.append(len(queries))

    counted(visit)
    timing = timed(visit, repeat, before=cache.clear)
    return {"queries": max(counts), "median": timing.median, "p95": timing.p95}


def _worst(visits: list[dict[str, Any]]) -> dict[str, Any]:
    """The largest figures of several visits."""
    return {name: max(visit[name] for visit in visits) for name in ("queries", "median", "p95")}

"""Public pages and the admin's list: queries and time, which must not grow with the catalogue."""

import dataclasses
import itertools
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
    "page 1,000": "p=1000",
    "by year": "ordering=-year",
    "search a word": "q=máy",
    "search a code": "q=KT-2021",
    "search a rare code": "q=10777777",
    "search what nothing holds": "q=khôngcógì",
    "filters": "field={field}&year=2021&highest_level=province",
    "search and filters": "q=máy&field={field}&highest_level=province",
}


def measure(repeat: int) -> dict[str, Any]:
    """Queries and time: public pages as a later visitor meets them, lists with an empty cache."""
    client = Client()
    with_most = Initiative.objects.live().annotate(size=Count("authors")).order_by("-size", "pk")
    initiatives = [*with_most[: _SAMPLE // 2], *Initiative.objects.live().order_by("-pk")[: _SAMPLE // 2]]
    field = Field.objects.get(slug="ky-thuat")
    leaf = Field.objects.get(slug="co-khi")
    client.get("/")
    return {
        "rows": Initiative.objects.count(),
        "initiative": _visit(client, [one.get_absolute_url() for one in initiatives], repeat),
        "field": _visit(client, [field.get_absolute_url()], repeat),
        "leaf field": _visit(client, [leaf.get_absolute_url()], repeat),
        "catalogue": _visit(client, ["/sang-kien/"], repeat),
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
        name: _visit(client, [f"{root}?{query.format(field=field.pk)}"], repeat, before=cache.clear)
        for name, query in ADMIN_LISTS.items()
    }


def _visit(
    client: Client, paths: list[str], repeat: int, *, before: Callable[[], object] = lambda: None
) -> dict[str, Any]:
    """Most queries of a visit to any of the paths, and the time of visits to each in turn."""
    later = itertools.cycle(paths)

    def visit(path: str) -> None:
        status = client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")

    counts = []
    for path in paths:
        before()
        with CaptureQueriesContext(connection) as queries:
            visit(path)
        counts.append(len(queries))
    timing = timed(lambda: visit(next(later)), max(repeat, len(paths)), before=before)
    return {"queries": max(counts), **dataclasses.asdict(timing)}

"""`python -m bench.figures --initiatives 1000000`: preparing the figures, and the page that reads them.

Generates the initiatives into a folder of its own first, or takes `DATABASE_URL` from the environment as it is.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.environment import ROOT, Site
from bench.report import origin, replace_part, table
from bench.timing import Timing
from bench.timing import measure as timed

__all__ = ["PAGES", "measure"]

PAGES = {
    "all years": "",
    "one year, bodies of today": "?year=2022&units=now",
    "workplaces per thousand members": "?level=workplaces&by=per-thousand",
}
"""What is asked of the page of figures, with the query of its address."""


def measure(count: int, repeat: int) -> dict[str, Any]:
    """Prepare the figures of at least `count` initiatives, then time the page; seconds, MiB and milliseconds.

    The page is answered whole, middleware and all, from figures that lie in the database and from nothing else.
    """
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from showcase.generation import generate
    from showcase.models import Initiative, PreparedFigure, StatisticsPage
    from showcase.statistics.prepared import prepare

    if (missing := count - Initiative.objects.count()) > 0:
        generate(missing, seed=1)
    before = _memory()
    start, processor = time.perf_counter(), time.process_time()
    queries: list[tuple[float, str]] = []
    with connection.execute_wrapper(_noting(queries)):
        kept = prepare(wait=True)
    seconds, busy = time.perf_counter() - start, time.process_time() - processor
    client = Client()
    address = StatisticsPage.objects.live().first().url
    pages: dict[str, Any] = {}
    for name, query in PAGES.items():

        def ask(query: str = query) -> None:
            response = client.get(f"{address}{query}")
            if response.status_code != 200:
                raise RuntimeError(f"{address}{query}: {response.status_code}")

        ask()
        asked: list[tuple[float, str]] = []
        with connection.execute_wrapper(_noting(asked)):
            ask()
        timing: Timing = timed(ask, repeat)
        pages[name] = {
            "queries": len(asked),
            "median": timing.median,
            "p95": timing.p95,
            "processor": timing.processor,
        }
    table = f"{reverse('showcase:figure-table', args=['theo-don-vi'])}?units=now"
    timing = timed(lambda: client.get(table), repeat)
    pages["table as CSV"] = {
        "queries": None,
        "median": timing.median,
        "p95": timing.p95,
        "processor": timing.processor,
    }
    cache.clear()
    return {
        "database": connection.vendor,
        "initiatives": Initiative.objects.live().count(),
        "kept": kept,
        "bytes": sum(
            len(json.dumps(value)) for value in PreparedFigure.objects.values_list("value", flat=True)
        ),
        "seconds": seconds,
        "processor": busy,
        "queries": len(queries),
        "memory_before": before,
        "memory": _memory(),
        "slowest": sorted(queries, reverse=True)[:4],
        "pages": pages,
        "load": os.getloadavg()[0],
    }


def _noting(found: list[tuple[float, str]]) -> Callable[..., Any]:
    """Notes how long each query takes, and the beginning of its words."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append((time.perf_counter() - start, sql[:200]))

    return note


def _memory() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Prepare a site, measure in a process of its own, print Markdown tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__)
    parser.add_argument("--initiatives", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench", help="folder of the site")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write into"
    )
    options = parser.parse_args()
    site = Site.given(options.data)
    site.prepare()
    figures = site.measure("figures", count=options.initiatives, repeat=options.repeat)
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    words = "\n\n".join((origin("python -m bench.figures"), *_tables(figures)))
    print(words)
    replace_part(options.report, "figures", words)


def _tables(figures: dict[str, Any]) -> tuple[str, str]:
    """What preparing cost, and the pages."""
    prepared = (
        f"{figures['initiatives']:,} ({figures['database']})",
        f"{figures['seconds']:.1f} s",
        f"{figures['processor']:.1f} s",
        f"{figures['queries']}",
        f"{figures['kept']} figures, {figures['bytes'] / 2**20:.1f} MiB",
        f"{figures['memory']:.0f} MiB",
    )
    pages = [
        (
            name,
            "–" if one["queries"] is None else f"{one['queries']}",
            f"{one['median']:.0f}",
            f"{one['p95']:.0f}",
            f"{one['processor']:.0f}",
        )
        for name, one in figures["pages"].items()
    ]
    return (
        table(("initiatives", "prepared in", "of one processor", "queries", "kept", "memory"), [prepared]),
        table(("page", "queries", "median, ms", "p95, ms", "of one processor, ms"), pages),
    )


if __name__ == "__main__":
    main()

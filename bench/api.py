"""`python -m bench.api --data FOLDER`: queries and time of the API's largest pages.

Takes a site that exists, on the database of `DATABASE_URL` where that is set.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.environment import ROOT, Site
from bench.report import origin, replace_part, table
from bench.timing import Timing
from bench.timing import measure as timed

__all__ = ["measure"]

PAGES = {
    "100 by page": "initiatives?size=100",
    "100 by words": "initiatives?size=100&q=m%C3%A1y",
    "100 filtered": "initiatives?size=100&field=y-te&level=province",
    "100 by cursor": "initiatives?size=100&cursor=*",
    "100 by cursor, filtered": "initiatives?size=100&cursor=*&field=y-te",
    "100 units": "units?size=100",
    "100 changes": "changes?size=100",
    "100 changes with initiatives": "changes?size=100&kind=initiative&records=true",
}


def measure(repeat: int) -> dict[str, Any]:
    """Queries, median and 95th percentile in milliseconds of each page, answered whole each time."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": (10**9, 60)}
    client = Client()
    figures: dict[str, Any] = {}
    for name, path in PAGES.items():
        address = f"/api/v1/{path}"

        def ask(address: str = address) -> None:
            response = client.get(address)
            if response.status_code != 200:
                raise RuntimeError(f"{address}: {response.status_code}")

        ask()
        queries: list[str] = []
        with connection.execute_wrapper(_noting(queries)):
            ask()
        timing: Timing = timed(ask, repeat)
        figures[name] = {"queries": len(queries), "median": timing.median, "p95": timing.p95}
    return figures


def _noting(found: list[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(sql)
        return execute(sql, params, many, context)

    return note


def main() -> None:
    """Measure a site that exists, print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.api", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench", help="folder of the site")
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write into"
    )
    options = parser.parse_args()
    site = Site.given(options.data)
    site.prepare()
    figures = site.measure("api", repeat=options.repeat)
    rows = [
        (name, f"{one['queries']}", f"{one['median']:.0f}", f"{one['p95']:.0f}")
        for name, one in figures.items()
    ]
    words = "\n\n".join(
        (origin("python -m bench.api"), table(("page", "queries", "median, ms", "p95, ms"), rows))
    )
    print(words)
    replace_part(options.report, "api", words)


if __name__ == "__main__":
    main()

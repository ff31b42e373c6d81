"""`python -m bench.dump --initiatives 1000000`: how fast the open data is written, and in how much memory.

Generates the initiatives into a folder of their own first, or takes `DATABASE_URL` from the environment as it is.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.environment import ROOT, Site
from bench.processes import Memory, processor
from bench.report import origin, replace_part, table

__all__ = ["measure"]


def measure(count: int) -> dict[str, Any]:
    """Write one dump of at least `count` initiatives; rows a second, bytes of each file, peak memory in MiB."""
    from django.conf import settings
    from django.db import connection

    from showcase.exporting.dumps import dump
    from showcase.generation import generate
    from showcase.models import Initiative

    if (missing := count - Initiative.objects.count()) > 0:
        generate(missing, seed=1)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        settings.OPEN_DATA = {"PATH": Path(folder), "DAYS": 1}
        start, busy = time.perf_counter(), processor()
        with Memory() as memory:
            made = dump("http://testserver", keep_days=1)
        seconds, busy = time.perf_counter() - start, processor() - busy
    return {
        "database": connection.vendor,
        "rows": made.rows,
        "seconds": seconds,
        "rate": made.rows / seconds,
        "processor_rate": made.rows / busy,
        "memory": memory.peak / 2**20,
        "files": {file.name: file.size for file in made.data},
        "load": os.getloadavg()[0],
    }


def main() -> None:
    """Prepare a site, measure in a process of its own, print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.dump", description=__doc__)
    parser.add_argument("--initiatives", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench", help="folder of the site")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write into"
    )
    options = parser.parse_args()
    site = Site.given(options.data)
    site.prepare()
    figures = site.measure("dump", count=options.initiatives)
    sizes = ", ".join(f"{name} {size / 2**20:.0f} MiB" for name, size in figures["files"].items())
    row = (
        f"{figures['rows']:,} ({figures['database']})",
        f"{figures['seconds']:.1f}",
        f"{figures['rate']:,.0f}",
        f"{figures['processor_rate']:,.0f}",
        f"{figures['memory']:.0f} MiB",
        sizes,
    )
    heads = ("rows", "seconds", "rows a second", "of one processor", "memory", "files")
    words = "\n\n".join((origin("python -m bench.dump"), table(heads, [row])))
    print(words)
    replace_part(options.report, "dump", words)


if __name__ == "__main__":
    main()

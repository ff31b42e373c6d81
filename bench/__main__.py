"""`python -m bench`: run every benchmark and write `docs/performance.md`."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from bench import install, report
from bench.environment import ROOT, Site

__all__: list[str] = []

_FRESH = 50_000
"""Initiatives of a site made anew in every run, to measure generating and indexing."""


def main() -> None:
    """Prepare two sites, small and large, measure, and report."""
    options = _options()
    large, small, fresh = (Site(options.data / name) for name in ("", "small", "fresh"))
    figures: dict[str, Any] = {"volume": []}
    shutil.rmtree(fresh.folder, ignore_errors=True)
    for name, site, count in (
        ("fresh", fresh, min(options.initiatives, _FRESH)),
        ("small", small, options.small),
        ("large", large, options.initiatives),
    ):
        _say(f"{name} site: {count:,} initiatives in {site.folder}")
        site.prepare()
        volume = site.measure("volume", count=count)
        if name != "small":
            figures["volume"].append(volume)
    shutil.rmtree(fresh.folder)
    _say("pages and the editors' list")
    figures["small"] = small.measure("pages", repeat=options.repeat)
    figures["large"] = large.measure("pages", repeat=options.repeat)
    _say("catalogue")
    figures["catalogue"] = large.measure("catalogue", repeat=options.repeat)
    if not options.skip_install:
        _say("clean checkout to first page")
        figures["install"] = install.measure()
    print(report.write(options.report, figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--initiatives", type=int, default=1_000_000, help="size of the large site")
    parser.add_argument("--small", type=int, default=1_000, help="size of the small site")
    parser.add_argument("--repeat", type=int, default=15, help="runs of everything that is timed")
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT / "var" / "bench",
        help="folder of both sites; kept for the next run",
    )
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write")
    parser.add_argument("--skip-install", action="store_true", help="leave the clean checkout out")
    options = parser.parse_args()
    if not 1 <= options.small <= options.initiatives:
        parser.error("sizes must be at least 1, and the small site not larger than the large one")
    if options.repeat < 1:
        parser.error("--repeat must be at least 1")
    return options


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""The figures as one page of Markdown."""

import os
import platform
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.environment import ROOT

__all__ = ["PARTS", "origin", "replace_part", "table", "verdict", "write"]

PARTS = {
    "editing": "Many editors at once",
    "importing": "A million rows in, from the file to the public search",
    "importing-speed": "Importing beside django-import-export",
    "importing-workbook": "Importing a workbook",
    "figures": "Prepared figures",
    "api": "Pages of the API",
    "dump": "The nightly files",
    "mirror": "A mirror of the change feed",
}
"""Parts of the report that other commands of `bench` write, and that stay when everything else is written anew."""

PAGE_FACTOR = 3
PAGE_EXTRA = 25
MAX_QUERIES = 15
MAX_ADMIN = 1_000
MIN_GENERATION = 4_000


def write(file: Path, figures: dict[str, Any]) -> str:
    """Write the report to `file` and return it."""
    parts = [
        "# Performance",
        "Written by `make bench`; `bench/README.md` says what is measured and how. Times are "
        "milliseconds: median / 95th percentile, and in brackets the median of processor time, which "
        "other programs on the machine disturb less. Every figure stands beside its baseline from the "
        "same run.",
        _machine(),
        *_volume(figures["volume"]),
        *_catalogue(figures["catalogue"]),
        *_pages(figures["small"], figures["large"]),
        *_install(figures.get("install")),
        *(text for name, title in PARTS.items() for text in (f"## {title}", _part(file, name))),
    ]
    text = "\n\n".join(parts) + "\n"
    file.write_text(text, encoding="utf-8")
    return text


def _part(file: Path, name: str) -> str:
    """A marked part of a file, with its marks; only the marks where there is none yet."""
    begin, end = _marks(name)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if begin not in text:
        return f"{begin}\n{end}"
    return text[text.index(begin) : text.index(end) + len(end)]


def origin(command: str) -> str:
    """What stands above a part: who wrote it, when, from which state, and on which machine, how busy it was."""
    return (
        f"Written by `{command}` on {time.strftime('%Y-%m-%d')} at {_commit()}; {_processor()}, "
        f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end."
    )


def replace_part(file: Path, name: str, words: str) -> None:
    """Write a marked part of a file anew; everything else stays.

    Raises:
        ValueError: The file has no such part.
    """
    begin, end = _marks(name)
    text = file.read_text(encoding="utf-8")
    before, rest = text[: text.index(begin)], text[text.index(end) :]
    file.write_text(f"{before}{begin}\n\n{words}\n\n{rest}", encoding="utf-8")


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def _machine() -> str:
    names = ("django", "wagtail", "tantivy")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return table(
        ("run", ""),
        [
            ("date", time.strftime("%Y-%m-%d")),
            ("commit", _commit()),
            ("processor", f"{_processor()}, {os.cpu_count()} cores"),
            ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"),
            ("system", platform.platform(terse=True)),
            ("versions", f"Python {platform.python_version()}, {versions}, SQLite {sqlite3.sqlite_version}"),
            ("load average at the end", f"{os.getloadavg()[0]:.1f}"),
        ],
    )


def _commit() -> str:
    told = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"],  # noqa: S607 -- git of the path
        check=False,
        capture_output=True,
        text=True,
    ).stdout.strip()
    return told or "no commit yet"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )


def _volume(volumes: Sequence[dict[str, Any]]) -> Iterable[str]:
    yield "## Volume"
    yield (
        "Records a second of wall clock, and a second of processor time: on a busy machine the first is lower. "
        "Baseline: the same records saved one by one through their models. The large site may be kept from "
        "an earlier run; its figures are those of that day. How fast they are indexed: docs/search.md."
    )
    yield table(
        (
            "step",
            "records",
            "a second",
            "of processor time",
            "baseline",
            "target",
            "size",
            "measured",
            "load",
        ),
        [
            _volume_row("generate", volume["generation"], MIN_GENERATION)
            for volume in volumes
            if "generation" in volume
        ],
    )


def _volume_row(step: str, values: dict[str, Any], target: int) -> Sequence[str]:
    rate = values["rate"]
    return (
        step,
        f"{values['records']:,}",
        f"{rate:,.0f}",
        f"{values['processor_rate']:,.0f}",
        f"{values['baseline_rate']:,.0f} ({rate / values['baseline_rate']:.1f}×)",
        f"≥ {target:,} {verdict(rate >= target)}",
        f"{values['bytes'] / 2**20:,.0f} MiB",
        values["date"],
        f"{values['load']:.1f}",
    )


def _catalogue(rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    yield "## Catalogue page"
    yield (
        "The page with twenty rows, five facets and highlights, beside the engine alone for the same "
        "request, and beside the same files asked plainly: any word in two fields, the same five "
        "facets. Remembered facet counts are forgotten before each run; the last columns are the same"
        f" visits with counts remembered. Target: at most {PAGE_FACTOR} × engine + {PAGE_EXTRA} ms."
    )
    yield table(
        (
            "request",
            "hits",
            "plain",
            "engine",
            "page",
            "page ÷ engine",
            "engine ÷ plain",
            "target",
            "engine again",
            "page again",
        ),
        [
            (
                f"{row['case']}<br>`{row['query']}`" if row["query"] else row["case"],
                f"{row['hits']:,}",
                _timing(row["plain"]),
                _timing(row["engine"]),
                _timing(row["page"]),
                f"{row['page']['median'] / row['engine']['median']:.1f}×",
                f"{row['engine']['median'] / row['plain']['median']:.1f}×",
                _page_target(row),
                _timing(row["engine_again"]),
                _timing(row["page_again"]),
            )
            for row in rows
        ],
    )


def _page_target(row: dict[str, Any]) -> str:
    limit = PAGE_FACTOR * row["engine"]["median"] + PAGE_EXTRA
    return f"≤ {limit:.0f} {verdict(row['page']['median'] <= limit)}"


def _pages(small: dict[str, Any], large: dict[str, Any]) -> Iterable[str]:
    yield "## Pages"
    yield (
        f"As a later visitor meets them. Target: at most {MAX_QUERIES} queries, and no more with "
        f"{large['rows']:,} initiatives than with {small['rows']:,}."
    )
    names = ("initiative", "field", "leaf field", "catalogue")
    yield table(
        (
            "page",
            f"queries at {small['rows']:,}",
            f"at {large['rows']:,}",
            f"time at {small['rows']:,}",
            f"at {large['rows']:,}",
            "target",
        ),
        [
            (
                name,
                str(small[name]["queries"]),
                str(large[name]["queries"]),
                _timing(small[name]),
                _timing(large[name]),
                verdict(large[name]["queries"] <= min(MAX_QUERIES, small[name]["queries"])),
            )
            for name in names
        ],
    )
    yield "## The editors' list of initiatives"
    yield f"Signed in as a superuser, with an empty cache before each visit. Target: ≤ {MAX_ADMIN:,} ms."
    yield table(
        (
            "list",
            f"queries at {large['rows']:,}",
            f"time at {small['rows']:,}",
            f"at {large['rows']:,}",
            "target",
        ),
        [
            (
                name,
                str(values["queries"]),
                _timing(small["admin"][name]),
                _timing(values),
                verdict(values["p95"] <= MAX_ADMIN),
            )
            for name, values in large["admin"].items()
        ],
    )


def _install(install: dict[str, Any] | None) -> Iterable[str]:
    yield "## From a clean checkout to the first page"
    if install is None:
        yield "Not measured in this run."
        return
    yield table(
        ("`make run` in a fresh clone", "seconds"),
        [
            ("first time, packages and demonstration content included", f"{install['first']:.1f}"),
            ("second time", f"{install['second']:.1f}"),
        ],
    )


def _timing(values: dict[str, float]) -> str:
    return f"{values['median']:.0f} / {values['p95']:.0f} ({values['processor']:.0f})"


def verdict(met: bool) -> str:
    """Whether a target was met, in a word."""
    return "met" if met else "**missed**"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

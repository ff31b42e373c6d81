"""Importing initiatives: rows a second and memory, on SQLite and PostgreSQL, beside django-import-export.

    python -m bench.importing                          # a million rows, and 20,000 the other way too
    python -m bench.importing --xlsx 200000            # a workbook
    python -m bench.importing --demonstrate            # one file from dry run to public search

Prints Markdown and writes its parts of docs/performance.md. Every row of the files has its narrative, two authors, a
recognition and keywords (`importing_parts.invented`). An import is timed as a whole, from the first byte read to the
last commit, the check before it apart. Processor time is that of the importing process and of the reading process
beside it, without the database server; memory the most that both held. PostgreSQL is started anew with its
usual settings, so that every commit reaches the disk; `--database-url` takes a server that runs already, with an
empty database.
"""

import argparse
import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.environment import ROOT, Site
from bench.postgres import running
from bench.report import origin, replace_part

__all__ = ["main"]

_DATABASES = ("sqlite", "postgres")
_REPEATED_HEAD = (
    "| database | file | rows | check, rows/s | import, rows/s | of processor time | memory, MiB |",
    "|---|---|--:|--:|--:|--:|--:|",
)


def main() -> None:
    """Prepare fresh sites, measure, and print tables."""
    options = _options()
    work = _demonstrate if options.demonstrate else _xlsx if options.xlsx else _compare
    lines: list[str] = []
    for name in options.databases:
        with _site(options.data / name, name, options) as site:
            site.manage("migrate", "--verbosity=0")
            site.manage("load_demo")
            lines += work(site, name, options)
    words = "\n".join((origin(_asked(options)), "", *lines)).strip()
    print(words)
    part = "importing" if options.demonstrate else "importing-workbook" if options.xlsx else "importing-speed"
    replace_part(options.report, part, words)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.importing", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--compare", type=int, default=20_000, help="rows that django-import-export gets too")
    parser.add_argument("--xlsx", type=int, default=0, help="rows of a workbook to import instead")
    parser.add_argument("--demonstrate", action="store_true", help="file → check → import → index → search")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench" / "importing")
    parser.add_argument("--port", type=int, default=8339, help="of the PostgreSQL that is started")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write into"
    )
    parser.add_argument("--database-url", default="", help="of a PostgreSQL that runs already")
    parser.add_argument("--databases", nargs="+", choices=_DATABASES)
    options = parser.parse_args()
    options.databases = options.databases or (["postgres"] if options.demonstrate else list(_DATABASES))
    return options


def _asked(options: argparse.Namespace) -> str:
    """The command without places of this machine."""
    asked = f"python -m bench.importing --rows {options.rows}"
    if options.xlsx:
        asked = f"python -m bench.importing --xlsx {options.xlsx}"
    if options.demonstrate:
        return f"{asked} --demonstrate"
    return (
        asked if len(options.databases) == len(_DATABASES) else f"{asked} --databases {options.databases[0]}"
    )


@contextlib.contextmanager
def _site(folder: Path, database: str, options: argparse.Namespace) -> Iterator[Site]:
    """A new, empty site; changes are noted for the index, not indexed meanwhile, as with a worker."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    extra = {"TASKS_BACKEND": "database"}
    if database == "sqlite":
        yield Site(folder, extra)
    elif options.database_url:
        yield Site(folder, {**extra, "DATABASE_URL": options.database_url})
    else:
        with running(options.port) as address:
            yield Site(folder, {**extra, "DATABASE_URL": address})


def _step(site: Site, step: str, **options: Any) -> Any:
    """One step in a process of the site; said on the way, for a million rows take their time."""
    print(f"{site.folder.name}: {step} {options}", file=sys.stderr, flush=True)
    found = site.measure("importing_steps", step=step, **options)
    print(f"  {found}", file=sys.stderr, flush=True)
    return found


# Measurements ----------------------------------------------------------------------------------------------


def _compare(site: Site, name: str, options: argparse.Namespace) -> list[str]:
    """The whole file, then fewer rows in both ways."""
    path, short = str(site.folder / "rows.csv"), str(site.folder / "short.csv")
    size = _step(site, "file", path=path, rows=options.rows)["bytes"]
    ours = _step(site, "import", path=path)
    Path(path).unlink()
    _step(site, "empty")
    _step(site, "file", path=short, rows=options.compare)
    same = _step(site, "import", path=short)
    _step(site, "empty")
    theirs = _step(site, "baseline", path=short)
    return [
        *_REPEATED_HEAD,
        _row(name, f"CSV, {size / 2**20:,.0f} MiB", ours),
        "",
        f"| database | rows | check and import, rows/s | django-import-export, rows/s | times faster |\n"
        f"|---|--:|--:|--:|--:|\n"
        f"| {name} | {options.compare:,} | {same['both_rate']:,.0f} | {theirs['rate']:,.0f} | "
        f"{same['both_rate'] / theirs['rate']:.1f} (import alone {same['rate'] / theirs['rate']:.1f}; by processor "
        f"time {same['processor_rate'] / theirs['processor_rate']:.1f}) |",
        "",
    ]


def _xlsx(site: Site, name: str, options: argparse.Namespace) -> list[str]:
    path = str(site.folder / "rows.xlsx")
    size = _step(site, "file", path=path, rows=options.xlsx)["bytes"]
    return [
        *_REPEATED_HEAD,
        _row(name, f"XLSX, {size / 2**20:,.0f} MiB", _step(site, "import", path=path)),
        "",
    ]


def _row(name: str, file: str, found: dict[str, Any]) -> str:
    return (
        f"| {name} | {file} | {found['rows']:,} | {found['check_rate']:,.0f} | {found['rate']:,.0f} | "
        f"{found['processor_rate']:,.0f} | {found['memory']:,.0f} |"
    )


def _demonstrate(site: Site, name: str, options: argparse.Namespace) -> list[str]:
    """One file on its whole way: written, checked without a change, imported, indexed, found by a visitor."""
    path = str(site.folder / "rows.csv")
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    site.manage("search_index", "rebuild")
    file = _step(site, "file", path=path, rows=options.rows)
    done = _step(site, "import", path=path)
    indexed = _step(site, "index")
    found = _step(site, "find", path=path)
    rows = options.rows
    steps = [
        (f"file of {file['bytes'] / 2**20:,.0f} MiB written", file["seconds"], file["memory"]),
        ("dry run: every row read, understood, planned", done["check_seconds"], done["memory"]),
        ("import", done["seconds"], done["memory"]),
        (f"index caught up: {indexed['changes']:,} changes", indexed["seconds"], indexed["memory"]),
    ]
    return [
        f"{rows:,} rows on {name}; {done['people']:,} people named, none of them shown without a consent.",
        "",
        "| step | seconds | rows/s | memory, MiB |",
        "|---|--:|--:|--:|",
        *(f"| {what} | {took:,.1f} | {rows / took:,.0f} | {memory:,.0f} |" for what, took, memory in steps),
        f"| the last row found by public search: `{found['question']}` | {found['seconds']:.2f} | | |",
        "",
        f"The index took {indexed['seconds'] / done['seconds']:.2f} times as long as the import.",
        "",
    ]


if __name__ == "__main__":
    main()

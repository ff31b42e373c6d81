"""`python -m bench.engines`: both search engines at growing sizes; writes the tables of `docs/search.md`.

    python -m bench.engines                                  # 10,000, 100,000 and 1,000,000 initiatives
    python -m bench.engines --sizes 10000 --repeat 5         # small and quick

Each size is a site of its own, with a database, an embedded index and an Elasticsearch index, kept for the next run.
Elasticsearch is started for the run on the loopback interface and stopped afterwards. Then: ten thousand hostile
questions at the largest size, and a cluster of three nodes of which one is killed. Figures are kept beside the sites,
so parts and sizes may be measured one by one: the tables show the last figures of each.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench import engines_report
from bench.cluster import Cluster, running
from bench.environment import ROOT, Site

__all__: list[str] = []

ENGINES = ("embedded", "elasticsearch")
_NODES_SIZE = 20_000
"""Initiatives of the cluster of three nodes."""


def main() -> None:
    """Measure what was asked for, report after every part."""
    options = _options()
    if options.parts & {"speed", "hostile"}:
        with running(options.data / "elasticsearch", heap=options.heap) as cluster:
            sites = {size: _site(options.data, size, cluster) for size in sorted(options.sizes)}
            if "speed" in options.parts:
                for size, site in sites.items():
                    _report(options, "speed", {str(size): _speed(site, size, options)})
            if "hostile" in options.parts:
                for engine in ENGINES:
                    _report(options, "hostile", {engine: _hostile(sites[max(sites)], engine, options)})
    if "nodes" in options.parts:
        _report(options, "nodes", _nodes(options))
    print(engines_report.write(options.report, _kept(options)))


def _kept(options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """The last figures of every part."""
    file = options.data / "engines.json"
    kept: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
    return kept


def _report(options: argparse.Namespace, part: str, found: dict[str, Any]) -> None:
    """Keep new figures, and write the tables."""
    figures = _kept(options)
    figures[part] = {**figures.get(part, {}), **found}
    (options.data / "engines.json").write_text(json.dumps(figures))
    engines_report.write(options.report, figures)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.engines", description=(__doc__ or "").split("\n")[0]
    )
    parts = ("speed", "hostile", "nodes")
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts, help="what to measure")
    parser.add_argument(
        "--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000], help="initiatives"
    )
    parser.add_argument("--repeat", type=int, default=7, help="runs of every question")
    parser.add_argument("--questions", type=int, default=10_000, help="hostile questions for each engine")
    parser.add_argument("--seconds", type=float, default=20, help="each third of the run on three nodes")
    parser.add_argument("--heap", default="2g", help="memory of the Elasticsearch node")
    parser.add_argument(
        "--rebuilds",
        type=int,
        default=2,
        help="of each index, the fastest counts; 0 keeps those that are there",
    )
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "bench", help="folder of the sites; kept")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "search.md", help="file with the tables"
    )
    options = parser.parse_args()
    if not options.report.is_file():
        parser.error(f"{options.report} is not there to take the tables")
    options.parts = set(options.parts)
    return options


def _site(data: Path, size: int, cluster: Cluster) -> Site:
    """The site of a size; the largest usual one is shared with `python -m bench`."""
    folder = data if size == 1_000_000 else data / str(size)
    site = Site(folder, cluster.variables(f"bench-{size}"))
    _say(f"{size:,} initiatives in {folder}")
    site.prepare()
    return site


def _speed(site: Site, size: int, options: argparse.Namespace) -> dict[str, Any]:
    """Rebuild, searches, pages and suggestions of both engines."""
    indexing = site.measure("indexing", count=size, engines=ENGINES, runs=options.rebuilds)
    return {"indexing": indexing, "search": site.measure("search", engines=ENGINES, repeat=options.repeat)}


def _hostile(site: Site, engine: str, options: argparse.Namespace) -> Any:
    """Questions nobody should ask, put to the catalogue."""
    _say(f"{options.questions:,} hostile questions: {engine}")
    return _with(site, SEARCH_ENGINE=engine).measure("hostile", count=options.questions)


def _nodes(options: argparse.Namespace) -> dict[str, Any]:
    """Readers on three nodes while the one that answers most is killed."""
    _say("three nodes, one of them killed")
    with running(options.data / "nodes" / "elasticsearch", nodes=3, heap="1g", port=19_300) as cluster:
        site = Site(options.data / "nodes", {**cluster.variables("nodes"), "SEARCH_ENGINE": "elasticsearch"})
        site.prepare()
        site.measure("indexing", count=_NODES_SIZE, engines=("elasticsearch",), runs=0, changes=0)
        result: dict[str, Any] = site.measure("nodes", pid=cluster.pid(2), seconds=options.seconds, readers=4)
    return result


def _with(site: Site, **variables: str) -> Site:
    return Site(site.folder, {**site.extra, **variables})


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

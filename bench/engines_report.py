"""The figures of both engines as tables, written between the marks of a page of Markdown."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import replace_part, table, verdict

__all__ = ["write"]

FACTORS = {"every word": 1.5, "fewer words": 3.0}
"""Times that the plain question may take: when every word matches, and when fewer are asked for."""

TARGET_SIZE = 1_000_000
"""Initiatives that the targets of searching are for; smaller sizes show how times grow."""

SUGGESTIONS = {"embedded": 15, "elasticsearch": 30}
PAGE_EXTRA = 15
REBUILD_FACTOR = 2
MEMORY = 2**30
VISIBLE = 2_000
HOSTILE_P99 = 300


def write(file: Path, figures: Mapping[str, Any]) -> str:
    """Put the tables of what was measured in the place of those that are there; returns them."""
    text = "\n\n".join(_parts(figures))
    replace_part(file, "figures", text)
    return text


def _parts(figures: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"Measured on {time.strftime('%Y-%m-%d')} with {os.cpu_count()} cores shared by client and engines, load "
        f"{os.getloadavg()[0]:.1f} at the end. Milliseconds: median / 95th percentile over the questions."
    )
    if speed := figures.get("speed"):
        yield from _speed({int(size): speed[size] for size in sorted(speed, key=int)})
    if hostile := figures.get("hostile"):
        yield from _hostile(hostile)
    if nodes := figures.get("nodes"):
        yield from _nodes(nodes)


def _speed(speed: Mapping[int, Any]) -> Iterator[str]:
    yield "### Searching"
    yield table(
        ("initiatives", "engine", "question", "plain", "`Engine.search`", "times: median / p95", "target"),
        [
            (f"{size:,}", engine, group, *_against(size, found["groups"][group], FACTORS[group]))
            for size, engine, found in _searches(speed)
            for group in FACTORS
            if group in found["groups"]
        ],
    )
    yield table(
        (
            "initiatives",
            "engine",
            "suggestions",
            "target p95",
            "catalogue page",
            "page − engine, median",
            "target",
        ),
        [
            (
                f"{size:,}",
                engine,
                f"{found['suggestions']['median']:.1f} / {found['suggestions']['p95']:.1f}",
                _at_target(size, found["suggestions"]["p95"], SUGGESTIONS[engine]),
                f"{found['groups']['all']['page_median']:.0f} / {found['groups']['all']['page_p95']:.0f}",
                f"{found['page_extra']:.0f}",
                _at_target(size, found["page_extra"], PAGE_EXTRA),
            )
            for size, engine, found in _searches(speed)
        ],
    )
    largest = max(speed)
    yield f"By kind of question at {largest:,} initiatives:"
    yield table(
        (
            "question",
            *(
                title
                for engine in speed[largest]["search"]
                for title in (f"{engine}, plain", f"{engine}, `Engine.search`", "times")
            ),
        ),
        _by_class(speed[largest]["search"]),
    )
    yield "### Indexing"
    yield table(
        (
            "initiatives",
            "engine",
            "rebuild, records a second",
            "plain",
            "times as long",
            "target",
            "memory of the indexer",
            "index",
            "a change is found after",
        ),
        [
            _indexing_row(size, engine, found)
            for size, figures in speed.items()
            for engine, found in figures["indexing"].items()
            if "rebuild" in found
        ],
    )


def _searches(speed: Mapping[int, Any]) -> Iterator[tuple[int, str, Any]]:
    for size, figures in speed.items():
        for engine, found in figures["search"].items():
            yield size, engine, found


def _pair(values: Mapping[str, float], name: str) -> str:
    return f"{values[f'{name}_median']:.0f} / {values[f'{name}_p95']:.0f}"


def _against(size: int, values: Mapping[str, float], factor: float) -> tuple[str, ...]:
    median, p95 = values["times_median"], values["times_p95"]
    target = f"≤ {factor}× {verdict(max(median, p95) <= factor)}" if size >= TARGET_SIZE else "–"
    return _pair(values, "plain"), _pair(values, "engine"), f"{median:.2f} / {p95:.2f}", target


def _by_class(search: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    first = next(iter(search.values()))
    for name in first["classes"]:
        cells: list[str] = []
        for found in search.values():
            own = found["classes"][name]
            cells += [_pair(own, "plain"), _pair(own, "engine"), f"{own['times_median']:.2f}"]
        yield (name, *cells)


def _indexing_row(size: int, engine: str, found: Mapping[str, Any]) -> Sequence[str]:
    ours, plain = found["rebuild"], found["plain"]
    visible = found["visible"]
    return (
        f"{size:,}",
        engine,
        f"{ours['rate']:,.0f}",
        f"{plain['rate']:,.0f}",
        f"{found['ratio']:.2f}×",
        f"≤ {REBUILD_FACTOR}× {verdict(found['ratio'] <= REBUILD_FACTOR)}",
        f"{ours['peak_own_bytes'] / 2**20:,.0f} MiB {verdict(ours['peak_own_bytes'] <= MEMORY)}",
        f"{found['bytes'] / 2**20:,.0f} MiB",
        f"{visible['median']:.0f} / {visible['p95']:.0f} ms {verdict(visible['p95'] <= VISIBLE)}",
    )


def _at_target(size: int, value: float, limit: float) -> str:
    return _most(value, limit) if size >= TARGET_SIZE else "–"


def _most(value: float, limit: float) -> str:
    return f"≤ {limit:.0f} {verdict(value <= limit)}"


def _hostile(hostile: Mapping[str, Any]) -> Iterator[str]:
    yield "### Hostile questions"
    yield table(
        ("engine", "questions", "error pages", "median", "p95", "p99", "longest", "target"),
        [
            (
                engine,
                f"{found['questions']:,}",
                str(found["failed"]),
                *(f"{found[name]:.0f}" for name in ("median", "p95", "p99", "most")),
                f"p99 {_most(found['p99'], HOSTILE_P99)}, no error {verdict(not found['failed'])}",
            )
            for engine, found in hostile.items()
        ],
    )


def _nodes(nodes: Mapping[str, Any]) -> Iterator[str]:
    yield "### A node killed under load"
    yield table(
        (
            "three nodes, one replica",
            "pages",
            "failed",
            "answered by the database",
            "median",
            "p95",
            "longest",
        ),
        [
            (
                phase,
                f"{found['pages']:,}",
                str(found["failed"]),
                str(found["degraded"]),
                *(f"{found[name]:.0f}" for name in ("median", "p95", "most")),
            )
            for phase, found in nodes.items()
        ],
    )

"""`python -m bench.relevance.measure`: nDCG@10 and recall@20 of each engine, per class, half and overall.

Deterministic: the same records and questions give the same figures. Elasticsearch takes part when
`ELASTICSEARCH_URL` names a cluster.
"""

import os
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import django

from bench.environment import ROOT, Site

__all__ = ["ENGINES", "measure", "table"]

ENGINES = ("embedded", "elasticsearch", "stock", "stock-any")

_OVERALL = "all"


def measure(engines: Sequence[str] = ENGINES) -> dict[str, Any]:
    """Scores as {"engines": {name: {group: {queries, ndcg, recall}}}, "overlap": share or None, "queries": n}.

    Groups are the classes, the two halves and "all". Django must be set up and the demonstration content loaded.
    An engine without its service is left out. Raises ValueError for an unknown engine, or when a judged record
    is not in the database.
    """
    for engine in engines:
        if engine not in ENGINES:
            raise ValueError(f"{engine!r} is not one of {', '.join(ENGINES)}")
    # Models are loaded only once Django is set up.
    from bench.relevance.judged import catalogue, judged_queries

    queries = judged_queries()
    documents, names = catalogue()
    unknown = {name for one in queries for name in one.grades} - set(names.values())
    if unknown:
        raise ValueError(f"judged, but not in the database: {', '.join(sorted(unknown))}")
    answers: dict[str, list[list[str]]] = {}
    for engine in engines:
        opened = _opened(engine, documents)
        if opened is not None:
            with opened as ask:
                answers[engine] = [[names[record] for record in ask(one.query)] for one in queries]
    return {
        "queries": len(queries),
        "engines": {engine: _scores(queries, found) for engine, found in answers.items()},
        "overlap": _overlap(answers),
    }


def _opened(
    engine: str, documents: Sequence[Any]
) -> AbstractContextManager[Callable[[str], list[Any]]] | None:
    from bench.relevance import rivals

    urls = tuple(filter(None, os.environ.get("ELASTICSEARCH_URL", "").split(",")))
    match engine:
        case "embedded":
            return rivals.embedded(documents)
        case "elasticsearch":
            return rivals.elasticsearch(documents, urls) if urls else None
        case "stock":
            return rivals.stock(documents, "and")
        case _:
            return rivals.stock(documents, "or")


def _scores(queries: Sequence[Any], found: Sequence[Sequence[str]]) -> dict[str, dict[str, float]]:
    from bench.relevance.scores import ndcg, recall

    groups: dict[str, list[tuple[float, float]]] = {}
    for one, answer in zip(queries, found, strict=True):
        pair = ndcg(answer, one.grades), recall(answer, one.grades)
        for group in (one.group, one.half, _OVERALL):
            groups.setdefault(group, []).append(pair)
    return {group: _mean(pairs) for group, pairs in groups.items()}


def _mean(pairs: Sequence[tuple[float, float]]) -> dict[str, float]:
    first, second = zip(*pairs, strict=True)
    return {"queries": len(pairs), "ndcg": statistics.fmean(first), "recall": statistics.fmean(second)}


def _overlap(answers: Mapping[str, Sequence[Sequence[str]]]) -> float | None:
    """How much of the first ten the two engines share, on average; None unless both answered."""
    from bench.relevance.scores import overlap

    if not {"embedded", "elasticsearch"} <= answers.keys():
        return None
    pairs = zip(answers["embedded"], answers["elasticsearch"], strict=True)
    return statistics.fmean(overlap(one, other) for one, other in pairs)


def table(result: Mapping[str, Any]) -> str:
    """The scores as a Markdown table."""
    engines = list(result["engines"])
    groups = list(next(iter(result["engines"].values())))
    ordered = [group for group in groups if group not in _last(groups)] + _last(groups)
    lines = [
        "| questions | | " + " | ".join(f"{engine}: nDCG@10 | recall@20" for engine in engines) + " |",
        "|---|--:|" + "--:|--:|" * len(engines),
    ]
    for group in ordered:
        scores = [result["engines"][engine][group] for engine in engines]
        figures = " | ".join(f"{one['ndcg']:.3f} | {one['recall']:.3f}" for one in scores)
        lines.append(f"| {group} | {scores[0]['queries']} | {figures} |")
    if result["overlap"] is not None:
        lines += ["", f"The two engines share {result['overlap']:.0%} of their first ten."]
    return "\n".join(lines)


def _last(groups: Iterable[str]) -> list[str]:
    return [name for name in ("development", "held-out", _OVERALL) if name in set(groups)]


def main() -> None:
    """Prepare a site of its own with the demonstration content, measure, print."""
    site = Site(ROOT / "var" / "bench" / "relevance")
    site.prepare()
    os.environ.update(site.variables)
    django.setup()
    print(table(measure()))


if __name__ == "__main__":
    main()

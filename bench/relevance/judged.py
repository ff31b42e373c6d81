"""The judged questions of `queries.yaml`, and the records that they speak of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from wagtail.models import Page

from search.contract import IndexDocument, Kind
from search.documents import documents, primary_keys
from showcase.models import Initiative

__all__ = ["HALVES", "Judged", "Record", "catalogue", "judged_queries"]

Record = tuple[Kind, int]

HALVES = ("development", "held-out")
"""Weights were tuned on the first; the second was only measured."""

_GRADES = {"exactly": 3, "useful": 2, "related": 1}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, its class and half, and the grade (1–3) of each record that is worth one, by stable name.

    An initiative goes by its code, any other record by `kind/slug`.
    """

    query: str
    group: str
    half: str
    grades: Mapping[str, int]


@lru_cache(maxsize=1)
def judged_queries() -> tuple[Judged, ...]:
    """All of them; within a class they fall to the two halves in turn. Raises ValueError for a double grade."""
    entries = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
    before: Counter[str] = Counter()
    found = []
    for entry in entries:
        names = [(name, grade) for word, grade in _GRADES.items() for name in entry.get(word, ())]
        grades = dict(names)
        if len(grades) != len(names):
            raise ValueError(f"{entry['query']!r} grades a record twice")
        group = entry["class"]
        found.append(Judged(entry["query"], group, HALVES[before[group] % 2], grades))
        before[group] += 1
    return tuple(found)


def catalogue() -> tuple[Sequence[IndexDocument], Mapping[Record, str]]:
    """Every public record of the database as engines get it, in a fixed order, and the stable name of each."""
    codes = dict(Initiative.objects.values_list("pk", "code"))
    slugs = dict(Page.objects.values_list("pk", "slug"))
    found: list[IndexDocument] = []
    for kind in Kind:
        after = 0
        while ids := primary_keys(kind, after, 1_000):
            found += sorted(documents(kind, ids), key=lambda one: one.pk)
            after = ids[-1]
    names = {
        (one.kind, one.pk): codes[one.pk] if one.kind == Kind.INITIATIVE else f"{one.kind}/{slugs[one.pk]}"
        for one in found
    }
    return found, names

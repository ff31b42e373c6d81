"""The Elasticsearch index: its mapping, and how an `IndexDocument` becomes an Elasticsearch document.

Texts arrive from `search.analysis` as tokens joined by spaces; Elasticsearch only splits on spaces and leaves the
breaks between texts out, whose places keep phrases apart. Positions are kept where phrases are looked up, nowhere
else, and only the packed texts are stored: the rest lives in the index alone.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from elasticsearch.dsl import Float as Decimal
from elasticsearch.dsl import Keyword, Long, Mapping, Short, Text, analyzer, token_filter

from search.analysis import analyse
from search.contract import VERSION_MODULUS, FacetName, IndexDocument, Kind, Label, SuggestionKind
from search.query_tree import Area
from search.stored import NARRATIVE, pack
from search.vietnamese import BREAK, clean, code_key, fold_tokens, tokens

SCHEMA_VERSION = 1
"""Raise it when documents must be rebuilt: another text treatment, another meaning of a field."""

LABEL_KIND = "label"
"""Kind of label documents (names of fields, units and tags), which only suggestions look up."""

TOMBSTONE_KIND = "deleted"
"""Kind of deleted records: only their version is kept, until the next rebuild. Elasticsearch itself forgets the
version of what it deleted after a minute, and a late write would bring the record back."""

LONGEST_BEGINNING = 8
"""Letters of a word up to which its beginnings are indexed; no syllable is longer."""

_SEPARATOR = "\x1f"

FOLDED_FIELDS = {
    Area.ANYWHERE: "all_folded",
    Area.TITLE: "title_folded",
    Area.LINES: "lines_folded",
    Area.SUMMARY: "summary_folded",
    Area.PROBLEM: "problem_folded",
    Area.PAIRS: "pairs",
}
EXACT_FIELDS = {Area.ANYWHERE: "all_exact", Area.TITLE: "title_exact"}

FACET_FIELDS = {name: name.value for name in FacetName}

LABEL_FIELDS = {
    SuggestionKind.FIELD: FacetName.FIELD,
    SuggestionKind.UNIT: FacetName.UNIT,
    SuggestionKind.TAG: FacetName.TAG,
}

SPACES = analyzer(
    "spaces", tokenizer="whitespace", filter=[token_filter("breaks", type="stop", stopwords=[BREAK])]
)


def _mapping() -> Mapping:
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.meta("_source", includes=["source"])
    beginnings = {"min_chars": 1, "max_chars": LONGEST_BEGINNING}
    for name, options in (
        ("all_folded", {"index_options": "positions"}),
        ("title_folded", {"index_options": "positions", "index_prefixes": beginnings}),
        ("lines_folded", {"index_options": "freqs"}),
        ("summary_folded", {"index_options": "freqs"}),
        ("problem_folded", {"index_options": "freqs"}),
        ("all_exact", {"index_options": "freqs"}),
        ("title_exact", {"index_options": "freqs"}),
        ("pairs", {"index_options": "docs"}),
        ("label_folded", {"index_options": "docs", "norms": False, "index_prefixes": beginnings}),
    ):
        mapping.field(name, Text(analyzer=SPACES, **options))
    for facet in FacetName:
        if facet != FacetName.YEAR:
            mapping.field(facet.value, Keyword())
    for name in ("code", "sketch", "label_start"):
        mapping.field(name, Keyword(doc_values=False))
    mapping.field("marked_pairs", Keyword())
    mapping.field("title_key", Keyword(index=False))
    mapping.field("source", Keyword(index=False, doc_values=False))
    mapping.field("pk", Long())
    mapping.field("year", Short())
    mapping.field("benefit_value", Long())
    for name in ("version_part", "date"):
        mapping.field(name, Long(index=False))
    mapping.field("rank", Decimal(index=False))
    return mapping


MAPPING: dict[str, Any] = _mapping().to_dict()
ANALYSIS: dict[str, Any] = SPACES.get_analysis_definition()

SCHEMA_HASH = hashlib.sha256(
    json.dumps([SCHEMA_VERSION, MAPPING, ANALYSIS, NARRATIVE], sort_keys=True).encode()
).hexdigest()[:8]
"""Names the schema in index names: another hash means rebuild."""


def settings(shards: int) -> dict[str, Any]:
    """Settings of an index that is being built: no copies and no refreshing yet."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "analysis": ANALYSIS,
    }


def id_of(kind: Kind, pk: int) -> str:
    """A record's name in the index."""
    return f"{kind.value}-{pk}"


def record_of(name: str) -> tuple[Kind, int]:
    """The record of a name."""
    kind, _, pk = name.rpartition("-")
    return Kind(kind), int(pk)


def values_of(document: IndexDocument) -> dict[str, Any]:
    """A record as Elasticsearch is given it: all the text work."""
    analysed = analyse(document)
    values: dict[str, Any] = {
        "kind": document.kind.value,
        "pk": document.pk,
        "version_part": document.version % VERSION_MODULUS,
        "date": document.date,
        "benefit_value": -1 if document.benefit_value is None else document.benefit_value,
        "rank": analysed.rank,
        "title_key": analysed.title_key,
        "all_exact": analysed.exact,
        "all_folded": analysed.folded,
        "title_exact": analysed.title_exact,
        "title_folded": analysed.title,
        "lines_folded": analysed.lines,
        "summary_folded": analysed.summary,
        "problem_folded": analysed.problem,
        "pairs": " ".join(analysed.pairs),
        "marked_pairs": analysed.marked_pairs,
        "sketch": [str(one) for one in analysed.sketch],
        "source": pack(analysed.stored),
        "field": [label.value for label in document.fields],
        "unit": [label.value for label in document.units],
        "tag": [label.value for label in document.tags],
    }
    for name, value in (
        ("code", code_key(document.code)),
        ("level", document.level),
        ("year", document.year),
        ("campaign", document.campaign),
        ("benefit", document.benefit_band),
        ("evidence", document.evidence),
        ("sector", document.sector),
    ):
        if value not in {"", None}:
            values[name] = value
    return values


def tombstone(pk: int) -> dict[str, Any]:
    """What is left of a deleted record; its version is the document's own."""
    return {"kind": TOMBSTONE_KIND, "pk": pk}


def labels_of(document: IndexDocument) -> Iterable[tuple[SuggestionKind, Label]]:
    """Named values that suggestions may offer."""
    for kind, labels in (
        (SuggestionKind.FIELD, document.fields),
        (SuggestionKind.UNIT, document.units),
        (SuggestionKind.TAG, document.tags),
    ):
        for label in labels:
            yield kind, label


@functools.lru_cache(maxsize=50_000)
def label_id(kind: SuggestionKind, label: Label) -> str:
    """Names a label document: the same label, the same document."""
    key = _SEPARATOR.join((kind.value, label.value, label.text))
    return f"{LABEL_KIND}-{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def label_values(kind: SuggestionKind, label: Label) -> dict[str, Any]:
    """A label for suggestions; found by the beginnings of its words."""
    text = clean(label.text)
    folded = " ".join(fold_tokens(tokens(text)))
    return {
        "kind": LABEL_KIND,
        "label_folded": folded,
        "label_start": folded,
        "source": pack((kind.value, label.value, text)),
    }


__all__ = [
    "ANALYSIS",
    "EXACT_FIELDS",
    "FACET_FIELDS",
    "FOLDED_FIELDS",
    "LABEL_FIELDS",
    "LABEL_KIND",
    "LONGEST_BEGINNING",
    "MAPPING",
    "SCHEMA_HASH",
    "TOMBSTONE_KIND",
    "id_of",
    "label_id",
    "label_values",
    "labels_of",
    "record_of",
    "settings",
    "tombstone",
    "values_of",
]

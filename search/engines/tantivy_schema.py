"""The embedded index: its schema, and how an `IndexDocument` becomes a tantivy document.

Texts arrive from `search.analysis` as tokens joined by spaces; tantivy only splits on spaces. Positions are kept
where phrases are looked up, nowhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

import tantivy

from home.processes import rare_collection
from search.analysis import analyse
from search.contract import VERSION_MODULUS, FacetName, IndexDocument, Kind, Label, SuggestionKind
from search.query_tree import Area
from search.stored import NARRATIVE, pack
from search.vietnamese import BREAK, clean, code_key, fold_tokens, tokens

TANTIVY_VERSION = version("tantivy")
"""Another release may read other files, so it is part of the schema's name."""

SCHEMA_VERSION = 3
"""Raise it when documents must be rebuilt: another text treatment, another meaning of a field."""

UID_SHIFT = 1 << 46
"""A record's number in the index is kind code × UID_SHIFT + pk: below 2⁵³, so sums stay exact in doubles."""

LABEL_KIND = 100
"""Kind number of label documents (names of fields, units and tags), which only suggestions look up."""

TOMBSTONE_KIND = 0
"""Kind number of deleted records: only their version is kept, until the next rebuild."""

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

TEXT_FACETS = (
    FacetName.FIELD,
    FacetName.UNIT,
    FacetName.LEVEL,
    FacetName.CAMPAIGN,
    FacetName.TAG,
    FacetName.BENEFIT,
    FacetName.EVIDENCE,
    FacetName.SECTOR,
)

LABEL_FIELDS = {
    SuggestionKind.FIELD: FacetName.FIELD,
    SuggestionKind.UNIT: FacetName.UNIT,
    SuggestionKind.TAG: FacetName.TAG,
}


def _build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("uid", indexed=True, fast=True)
    builder.add_unsigned_field("kind", indexed=True, fast=True)
    builder.add_unsigned_field("version", fast=True)
    builder.add_unsigned_field("version_part", fast=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_integer_field("date", fast=True)
    builder.add_integer_field("benefit_value", fast=True)
    builder.add_float_field("rank", fast=True)
    for facet in TEXT_FACETS:
        builder.add_text_field(facet.value, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_key", fast=True, tokenizer_name="raw", index_option="basic")
    for name, option in (
        ("all_folded", "position"),
        ("title_folded", "position"),
        ("lines_folded", "freq"),
        ("summary_folded", "freq"),
        ("problem_folded", "freq"),
        ("all_exact", "freq"),
        ("title_exact", "freq"),
        ("pairs", "basic"),
        ("marked_pairs", "basic"),
        ("label_folded", "basic"),
    ):
        builder.add_text_field(name, tokenizer_name="spaces", index_option=option)
    for name in ("code", "label_key", "label_start"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("sketch", indexed=True)
    builder.add_bytes_field("source", stored=True)
    return builder.build()


SCHEMA = _build_schema()

SCHEMA_HASH = hashlib.sha256(
    f"{SCHEMA_VERSION} {TANTIVY_VERSION} {sorted(FOLDED_FIELDS.values())} {NARRATIVE}".encode()
).hexdigest()[:8]
"""Names the schema in directory names: another hash means rebuild."""


def register_tokenizers(index: tantivy.Index) -> None:
    """Tokenizers are not kept in an index: give them to every one that is opened."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    spaces = builder.filter(tantivy.Filter.custom_stopword([BREAK])).build()
    index.register_tokenizer("spaces", spaces)


def uid_of(kind: Kind, pk: int) -> int:
    """A record's number in the index."""
    return kind.code * UID_SHIFT + pk


def record_of(uid: int) -> tuple[Kind, int]:
    """The record behind a number."""
    code, pk = divmod(uid, UID_SHIFT)
    return Kind.from_code(code), pk


def to_tantivy(document: IndexDocument) -> tantivy.Document:
    """A record as tantivy keeps it."""
    return tantivy.Document.from_dict(values_of(document), SCHEMA)


def values_of_all(documents: Sequence[IndexDocument]) -> list[dict[str, Any]]:
    """Fields of several records; what worker processes of a rebuild work out."""
    with rare_collection():
        return list(map(values_of, documents))


def values_of(document: IndexDocument) -> dict[str, Any]:
    """Fields of a record: all the text work, without tantivy's own types."""
    analysed = analyse(document)
    values: dict[str, Any] = {
        "uid": uid_of(document.kind, document.pk),
        "kind": document.kind.code,
        "version": document.version,
        "version_part": document.version % VERSION_MODULUS,
        "date": document.date,
        "benefit_value": -1 if document.benefit_value is None else document.benefit_value,
        "rank": 2.0**analysed.rank - 2.0,
        "title_key": analysed.title_key,
        "all_exact": analysed.exact,
        "all_folded": analysed.folded,
        "title_exact": analysed.title_exact,
        "title_folded": analysed.title,
        "lines_folded": analysed.lines,
        "summary_folded": analysed.summary,
        "problem_folded": analysed.problem,
        "pairs": " ".join(analysed.pairs),
        "marked_pairs": " ".join(analysed.marked_pairs),
        "sketch": analysed.sketch,
        "source": pack(analysed.stored).encode(),
    }
    if document.code:
        values["code"] = code_key(document.code)
    if document.year is not None:
        values["year"] = document.year
    for facet, found in _facet_values(document):
        if found:
            values[facet] = found
    return values


def _facet_values(document: IndexDocument) -> tuple[tuple[str, str | list[str]], ...]:
    return (
        ("field", [label.value for label in document.fields]),
        ("unit", [label.value for label in document.units]),
        ("tag", [label.value for label in document.tags]),
        ("level", document.level),
        ("campaign", document.campaign),
        ("benefit", document.benefit_band),
        ("evidence", document.evidence),
        ("sector", document.sector),
    )


def tombstone(uid: int, version: int) -> tantivy.Document:
    """What is left of a deleted record."""
    return tantivy.Document.from_dict({"uid": uid, "kind": TOMBSTONE_KIND, "version": version}, SCHEMA)


def labels_of(document: IndexDocument) -> Iterable[tuple[SuggestionKind, Label]]:
    """Named values that suggestions may offer."""
    for label in document.fields:
        yield SuggestionKind.FIELD, label
    for label in document.units:
        yield SuggestionKind.UNIT, label
    for label in document.tags:
        yield SuggestionKind.TAG, label


def label_key(kind: SuggestionKind, label: Label) -> str:
    """Identifies a label document."""
    return f"{kind.value}{_SEPARATOR}{label.value}{_SEPARATOR}{label.text}"


def label_document(kind: SuggestionKind, label: Label) -> tantivy.Document:
    """A label for suggestions; found by the beginnings of its words."""
    text = clean(label.text)
    folded = fold_tokens(tokens(text))
    return tantivy.Document.from_dict(
        {
            "kind": LABEL_KIND,
            "label_key": label_key(kind, label),
            "label_folded": " ".join(folded),
            "label_start": " ".join(folded),
            "source": pack((kind.value, label.value, text)).encode(),
        },
        SCHEMA,
    )


__all__ = [
    "EXACT_FIELDS",
    "FOLDED_FIELDS",
    "LABEL_FIELDS",
    "LABEL_KIND",
    "SCHEMA",
    "SCHEMA_HASH",
    "TANTIVY_VERSION",
    "TOMBSTONE_KIND",
    "label_document",
    "label_key",
    "labels_of",
    "record_of",
    "register_tokenizers",
    "to_tantivy",
    "tombstone",
    "uid_of",
    "values_of",
    "values_of_all",
]

"""How fast an index is made anew, beside a plain one, what it takes, and when a single change can be found.

The plain index is what the engine itself makes of the same records, read from the same database by the same code: a
title and a text that it splits into words by its own rules and keeps, the number of the record, and the facets.
"""

import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from bench.processes import Memory, processor
from bench.timing import Timing
from search.contract import FacetName, IndexDocument, Kind, SearchRequest
from search.documents import Structure, initiative_range, primary_keys
from search.engines import get_engine
from search.engines.embedded import REBUILD_HEAP, REBUILD_THREADS
from search.indexing import drain, rebuild
from showcase.generation import generate
from showcase.models import Initiative

__all__ = ["measure"]

_BATCH = 1_000
_CHUNK = 500
"""Documents of one bulk request to a plain Elasticsearch index."""

_PATIENCE = 60.0
"""Seconds after which a change that nobody finds is a failure."""

_TEXT_FACETS = tuple(name for name in FacetName if name not in (FacetName.KIND, FacetName.YEAR))


def measure(
    count: int, engines: Sequence[str] = ("embedded",), runs: int = 1, changes: int = 50
) -> dict[str, Any]:
    """Fill the site up to `count` initiatives; by engine: rates a second, bytes, and milliseconds to be found.

    Of `runs` the fastest counts, ours and the plain one in turn; with none only a missing index is made.
    `processor_rate` is documents per second of processor time of this host, which a busy machine leaves alone.
    """
    missing = count - Initiative.objects.count()
    if missing > 0:
        generate(missing, seed=1)
    return {name: _engine(name, runs, changes) for name in engines}


def _engine(name: str, runs: int, changes: int) -> dict[str, Any]:
    """The figures of one engine, which is the site's own meanwhile."""
    with override_settings(SEARCH={**settings.SEARCH, "ENGINE": name}):
        found: dict[str, Any] = {"date": time.strftime("%Y-%m-%d")}
        ours, plain = [], []
        for _run in range(runs):
            plain.append(_timed(_PLAIN[name]))
            ours.append(_timed(rebuild))
        if runs:
            found |= {"rebuild": max(ours, key=_rate), "plain": max(plain, key=_rate)}
            found["ratio"] = found["plain"]["rate"] / found["rebuild"]["rate"]
        elif not get_engine().health().ok:
            rebuild()
        if changes:
            found["visible"] = _visible(changes)
        return {**found, "bytes": get_engine().health().size_bytes, "load": os.getloadavg()[0]}


def _rate(figures: dict[str, Any]) -> float:
    return float(figures["rate"])


def _timed(action: Callable[[], int]) -> dict[str, Any]:
    """What an action that returns a number of documents took, with all its processes."""
    start, busy = time.perf_counter(), processor()
    with Memory() as memory:
        documents = action()
    seconds, busy = time.perf_counter() - start, processor() - busy
    return {
        "records": documents,
        "seconds": seconds,
        "rate": documents / seconds,
        "processor_rate": documents / busy,
        "peak_bytes": memory.peak,
        "peak_own_bytes": memory.peak_own,
    }


# The plain indexes ---------------------------------------------------------------------------------------


def _documents() -> Iterator[IndexDocument]:
    """All initiatives, as a rebuild reads them."""
    structure, after = Structure(), 0
    while ids := primary_keys(Kind.INITIATIVE, after, _BATCH):
        yield from initiative_range(after, ids[-1], structure)
        after = ids[-1]


def _plain_values(document: IndexDocument) -> dict[str, Any]:
    """The same words in two texts, and the same facets."""
    words = (
        *itertools.islice(document.texts(), 1, None),
        document.title_en,
        document.unit_text,
        document.code,
        *document.authors,
        *(label.text for label in document.tags),
        *(page.text for page in document.attachments),
    )
    facets = {
        FacetName.FIELD: [label.value for label in document.fields],
        FacetName.UNIT: [label.value for label in document.units],
        FacetName.TAG: [label.value for label in document.tags],
        FacetName.LEVEL: document.level,
        FacetName.CAMPAIGN: document.campaign,
        FacetName.BENEFIT: str(document.benefit_band),
        FacetName.EVIDENCE: document.evidence,
        FacetName.SECTOR: document.sector,
        FacetName.YEAR: document.year,
    }
    named = {name.value: value for name, value in facets.items() if value}
    return {"id": document.pk, "title": document.title, "text": "\n".join(words), **named}


def _plain_tantivy() -> int:
    """Documents written to a plain tantivy index, with the memory and threads of our own rebuild."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True)
    for name in ("title", "text"):
        builder.add_text_field(name, stored=True)
    for facet in _TEXT_FACETS:
        builder.add_text_field(facet.value, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(FacetName.YEAR.value, indexed=True, fast=True)
    schema = builder.build()
    folder = Path(tempfile.mkdtemp(prefix="plain-", dir=settings.DATA_DIR))
    try:
        writer = tantivy.Index(schema, path=str(folder)).writer(REBUILD_HEAP, REBUILD_THREADS)
        written = 0
        for document in _documents():
            writer.add_document(tantivy.Document.from_dict(_plain_values(document), schema))
            written += 1
        writer.commit()
        writer.wait_merging_threads()
        return written
    finally:
        shutil.rmtree(folder)


def _plain_elasticsearch() -> int:
    """Documents written to a plain Elasticsearch index, by as many threads as there are processors."""
    from elasticsearch.helpers import parallel_bulk

    from search.engines.elasticsearch_connection import Cluster, connect

    cluster = Cluster(**settings.SEARCH["ELASTICSEARCH"])
    client = connect(cluster).options(request_timeout=cluster.write_timeout)
    name = f"{cluster.prefix}-plain"
    properties: dict[str, Any] = {facet.value: {"type": "keyword"} for facet in _TEXT_FACETS}
    properties |= {"id": {"type": "long"}, FacetName.YEAR.value: {"type": "short"}}
    properties |= {"title": {"type": "text"}, "text": {"type": "text"}}
    client.indices.create(
        index=name,
        mappings={"dynamic": "strict", "properties": properties},
        settings={
            "number_of_shards": cluster.shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
        },
    )
    try:
        actions = ({"_id": str(one.pk), "_source": _plain_values(one)} for one in _documents())
        threads = os.cpu_count() or 1
        done = parallel_bulk(client, actions, thread_count=threads, chunk_size=_CHUNK, index=name)
        written = sum(ok for ok, _item in done)
        client.indices.refresh(index=name)
        return written
    finally:
        client.indices.delete(index=name)


_PLAIN: dict[str, Callable[[], int]] = {
    "embedded": _plain_tantivy,
    "elasticsearch": _plain_elasticsearch,
}


# A single change -----------------------------------------------------------------------------------------


def _visible(changes: int) -> Timing:
    """Milliseconds from the commit of a changed title to the first search that finds it.

    Where tasks run at once; with a worker process its way of noticing them comes on top. Every title gets its own
    word back.
    """
    chosen = list(Initiative.objects.live().order_by("pk")[:changes])
    runs = []
    for number, initiative in enumerate(chosen):
        title, word = initiative.title, f"tu{time.time_ns() % 10**9}so{number}"
        initiative.title = f"{title} {word}"
        clock = _Clock()
        with transaction.atomic():
            transaction.on_commit(clock.start)
            initiative.save()
        _wait_for(word)
        runs.append(clock.milliseconds())
        initiative.title = title
        initiative.save()
    drain()
    return Timing.of(runs)


@dataclass(slots=True)
class _Clock:
    """Wall clock and processor time since a moment."""

    began: tuple[float, float] = (0.0, 0.0)

    def start(self) -> None:
        self.began = time.perf_counter(), time.process_time()

    def milliseconds(self) -> tuple[float, float]:
        wall, processor = self.began
        return (time.perf_counter() - wall) * 1_000, (time.process_time() - processor) * 1_000


def _wait_for(word: str) -> None:
    """Return once a search finds the word; raises TimeoutError when none does."""
    until = time.perf_counter() + _PATIENCE
    while not get_engine().search(SearchRequest(text=word, exact=True)).total:
        if time.perf_counter() > until:
            raise TimeoutError(f"{word} is not found after {_PATIENCE:.0f} s")

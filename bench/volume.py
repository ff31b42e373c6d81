"""How fast initiatives are generated and indexed, each beside the obvious way of doing it."""

import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings
from django.db import transaction

from search.contract import Kind
from search.documents import initiative_documents, primary_keys
from search.engines import get_engine
from search.indexing import rebuild
from showcase.generation import generate
from showcase.models import Initiative

__all__ = ["measure"]

_SAMPLE = 300
"""Initiatives saved one by one through their models, for comparison."""

_PLAIN_SAMPLE = 20_000
"""Documents written to a plain index, for comparison."""


def measure(count: int) -> dict[str, Any]:
    """Fill the folder up to `count` initiatives and index them; returns rates a second.

    What an earlier run has made is kept, and so are the figures of that run, with their date.
    """
    file = Path(settings.DATA_DIR) / "volume.json"
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    missing = count - Initiative.objects.count()
    if missing > 0:
        known = {"generation": _generate(missing)}
    indexed = get_engine().health()
    if not indexed.ok or indexed.documents < Initiative.objects.live().count():
        known["indexing"] = _index()
    file.write_text(json.dumps(known, indent=1))
    return known


def _generate(count: int) -> dict[str, Any]:
    start, processor = time.perf_counter(), _processor_seconds()
    generate(count, seed=1)
    seconds, busy = time.perf_counter() - start, _processor_seconds() - processor
    return {
        **_when(),
        "records": count,
        "seconds": seconds,
        "rate": count / seconds,
        "processor_rate": count / busy,
        "baseline_rate": _one_by_one(),
        "bytes": _size("db.sqlite3"),
    }


def _one_by_one() -> float:
    """Initiatives a second when copies are saved one by one through their models; nothing is kept."""
    rows = Initiative.objects.order_by("-pk").prefetch_related("authors", "recognitions", "awards", "tags")
    originals = list(rows[:_SAMPLE])
    columns = [field.attname for field in Initiative._meta.concrete_fields if not field.primary_key]
    with transaction.atomic():
        start = time.perf_counter()
        for number, original in enumerate(originals):
            copy = Initiative(**{name: getattr(original, name) for name in columns})
            copy.code = f"ZZ-2000-{number:04}"
            original.copy_all_child_relations(copy)
            copy.save()
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    return len(originals) / seconds


def _index() -> dict[str, Any]:
    start, processor = time.perf_counter(), _processor_seconds()
    documents = rebuild()
    seconds, busy = time.perf_counter() - start, _processor_seconds() - processor
    return {
        **_when(),
        "records": documents,
        "seconds": seconds,
        "rate": documents / seconds,
        "processor_rate": documents / busy,
        "baseline_rate": _plain_index(),
        "bytes": get_engine().health().size_bytes,
    }


def _plain_index() -> float:
    """Documents a second for an index of two fields with tantivy's own word splitting, database included."""
    schema = tantivy.SchemaBuilder().add_text_field("title").add_text_field("body").build()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=settings.DATA_DIR))
    try:
        writer = tantivy.Index(schema, path=str(folder)).writer(200_000_000, 1)
        written, after = 0, 0
        start = time.perf_counter()
        while written < _PLAIN_SAMPLE and (ids := primary_keys(Kind.INITIATIVE, after, 1_000)):
            for document in initiative_documents(ids):
                fields = {"title": document.title, "body": f"{document.summary} {document.body}"}
                writer.add_document(tantivy.Document.from_dict(fields, schema))
            written += len(ids)
            after = ids[-1]
        writer.commit()
        writer.wait_merging_threads()
        return written / (time.perf_counter() - start)
    finally:
        shutil.rmtree(folder)


def _processor_seconds() -> float:
    """Processor time of this process and of the workers that it has seen end."""
    return sum(os.times()[:4])


def _when() -> dict[str, Any]:
    return {"date": time.strftime("%Y-%m-%d"), "load": os.getloadavg()[0]}


def _size(name: str) -> int:
    return (Path(settings.DATA_DIR) / name).stat().st_size

"""How fast initiatives are generated, beside saving them one by one."""

import json
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from bench.processes import processor
from search.engines import get_engine
from search.indexing import rebuild
from showcase.generation import generate
from showcase.models import Initiative

__all__ = ["measure"]

_SAMPLE = 300
"""Initiatives saved one by one through their models, for comparison."""


def measure(count: int) -> dict[str, Any]:
    """Fill the folder up to `count` initiatives and see to it that they are indexed; returns rates a second.

    What an earlier run has made is kept, and so are the figures of that run, with their date.
    """
    file = Path(settings.DATA_DIR) / "volume.json"
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    missing = count - Initiative.objects.count()
    if missing > 0:
        known = {"generation": _generate(missing)}
    indexed = get_engine().health()
    if not indexed.ok or indexed.documents < Initiative.objects.live().count():
        rebuild()
    file.write_text(json.dumps(known, indent=1))
    return known


def _generate(count: int) -> dict[str, Any]:
    start, busy = time.perf_counter(), processor()
    generate(count, seed=1)
    seconds, busy = time.perf_counter() - start, processor() - busy
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


def _when() -> dict[str, Any]:
    return {"date": time.strftime("%Y-%m-%d"), "load": os.getloadavg()[0]}


def _size(name: str) -> int:
    return (Path(settings.DATA_DIR) / name).stat().st_size

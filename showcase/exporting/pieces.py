"""The catalogue piece by piece, read and encoded by several processes at once, in the order of its numbers.

    for piece in pieces("https://vidu.vn"):
        sheet.write(piece.sheet)

Reading, encoding and compressing take ten times as long as writing to the disk, and threads would only wait for each
other. At most two pieces for each process are held: memory does not grow with the catalogue. A small catalogue is read
where it is asked for, for starting a process takes longer.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from django.db import connection
from isal import isal_zlib

from home.processes import begin_worker, rare_collection
from showcase.exporting.columnar import Columns, columns_of, csv_bytes
from showcase.exporting.rows import Reader
from showcase.exporting.writers import json_lines
from showcase.models import Initiative

__all__ = ["Piece", "compressed", "pieces"]

PARALLEL_FROM = 20_000
"""Initiatives from which processes are worth their start."""

STRETCH = 2_000
"""Initiatives of a piece."""

_MOST_WORKERS = 4
_LEVEL = 1
"""As small as zlib makes it at its own level 1, in a third of the time."""
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows in three formats: `sheet` as CSV without a heading and `lines` as JSON Lines are compressed."""

    rows: int
    columns: Columns
    sheet: bytes
    lines: bytes


def compressed(data: bytes) -> bytes:
    """A member of a gzip file, which may have any number of them, one after the other."""
    return isal_zlib.compress(data, _LEVEL, _GZIP)


def pieces(origin: str) -> Iterator[Piece]:
    """All published initiatives, naming nobody; `origin` (scheme, host) goes before addresses."""
    if Initiative.objects.live().count() < PARALLEL_FROM:
        reader = Reader(origin, named=False)
        found: Iterator[Piece | None] = (_piece(reader, after, until) for after, until in _stretches())
    else:
        found = _by_workers(origin)
    yield from (piece for piece in found if piece is not None)


def _by_workers(origin: str) -> Iterator[Piece | None]:
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    pool = ProcessPoolExecutor(
        workers,
        # Spawned, not forked: this process has threads of Arrow's and open connections.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin_worker,
        initargs=(connection.settings_dict["NAME"],),
    )
    waiting: deque[Future[Piece | None]] = deque()
    try:
        for after, until in _stretches():
            waiting.append(pool.submit(_in_worker, origin, after, until))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _stretches() -> Iterator[tuple[int, int | None]]:
    """Ranges of keys, after < key ≤ until, with STRETCH initiatives each; the last one has no end."""
    keys = Initiative.objects.live().order_by("pk").values_list("pk", flat=True)
    after = 0
    while last := list(keys.filter(pk__gt=after)[STRETCH - 1 : STRETCH]):
        yield after, last[0]
        after = last[0]
    yield after, None


def _in_worker(origin: str, after: int, until: int | None) -> Piece | None:
    return _piece(_reader(origin), after, until)


@cache
def _reader(origin: str) -> Reader:
    return Reader(origin, named=False)


def _piece(reader: Reader, after: int, until: int | None) -> Piece | None:
    """The initiatives of a range, None where there are none."""
    with rare_collection():
        rows = reader.between(after, until)
        if not rows:
            return None
        columns = columns_of(rows)
        return Piece(len(rows), columns, compressed(csv_bytes(columns)), compressed(json_lines(rows)))

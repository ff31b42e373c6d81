"""Opening index folders for reading and writing."""

from __future__ import annotations

from pathlib import Path

import tantivy

from search.engines import tantivy_schema as schema
from search.engines.base import EngineBusy, EngineError, EngineUnavailable, IndexMissing


def exists(path: Path) -> bool:
    """Whether a folder holds an index."""
    return path.is_dir() and tantivy.Index.exists(str(path))


def create_index(path: Path) -> tantivy.Index:
    """Make an empty index in an existing folder."""
    index = tantivy.Index(schema.SCHEMA, path=str(path))
    schema.register_tokenizers(index)
    index.config_reader("manual")
    return index


def open_index(path: Path) -> tantivy.Index:
    """Open a generation; raises IndexMissing when it is absent, of another schema or another format."""
    if not path.name.startswith(f"{schema.SCHEMA_HASH}-"):
        raise IndexMissing(f"{path.name} has another schema: rebuild")
    try:
        if not exists(path) or not tantivy.Index.is_compatible(str(path)):
            raise IndexMissing(f"{path.name} cannot be read by tantivy {schema.TANTIVY_VERSION}: rebuild")
        index = tantivy.Index.open(str(path))
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"{path.name}: {error}") from error
    schema.register_tokenizers(index)
    index.config_reader("manual")
    index.reload()
    return index


def open_writer(index: tantivy.Index, heap: int, threads: int) -> tantivy.IndexWriter:
    """Take the one write lock of an index; raises EngineBusy while another holds it. `heap` in bytes."""
    try:
        return index.writer(heap, threads)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise EngineBusy("another process is writing") from error
        raise EngineError(str(error)) from error


__all__ = ["create_index", "exists", "open_index", "open_writer"]

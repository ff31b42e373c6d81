"""How much of a sheet is read. Pure; the reading process gets it as JSON on its command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

__all__ = ["IMPORT", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused: bytes of the file, bytes that it unpacks to and how many times its size that is; rows,
    columns and characters of a cell; seconds of wall time and bytes of memory for reading."""

    max_bytes: int = 10 * 1024 * 1024
    max_unpacked: int = 200 * 1024 * 1024
    max_ratio: int = 200
    max_rows: int = 20_000
    max_columns: int = 100
    max_cell: int = 20_000
    seconds: int = 30
    memory: int = 1024 * 1024 * 1024

    def to_json(self) -> str:
        """These limits as one argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Limits:
        """The limits that `to_json` wrote."""
        return cls(**json.loads(text))


IMPORT = Limits(
    max_bytes=4 * 1024**3,
    max_unpacked=8 * 1024**3,
    max_rows=5_000_000,
    max_columns=400,
    max_cell=100_000,
    seconds=24 * 3600,
)
"""Of a table of initiatives: it is read as a stream, so that its size costs time alone."""

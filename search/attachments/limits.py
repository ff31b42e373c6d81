"""How much of a file is read. Pure; the reading process gets it as JSON on its command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a file, pages and characters read from it, seconds of wall time and bytes of memory for that."""

    max_bytes: int = 50 * 1024 * 1024
    max_pages: int = 500
    max_characters: int = 200_000
    seconds: int = 60
    memory: int = 512 * 1024 * 1024

    def to_json(self) -> str:
        """These limits as one argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Limits:
        """The limits that `to_json` wrote."""
        return cls(**json.loads(text))

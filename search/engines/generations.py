"""Index generations on disk: one directory each, and a pointer file that names the live one.

    root/live.json                     {"live": "<name>", "previous": "<name>"}
    root/<schema hash>-<time>-<pid>/   a generation

The pointer is replaced atomically, so a reader sees the old generation or the new one, never neither.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

POINTER = "live.json"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Names of the live generation and of the one before it, "" for none."""

    live: str = ""
    previous: str = ""


class Generations:
    """The generations under one folder (created when first written to)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Directory of a generation; raises ValueError for a name that is not one."""
        if not name or Path(name).name != name or name.startswith("."):
            raise ValueError(name)
        return self.root / name

    def pointer(self) -> Pointer:
        """What is live now; an absent or unreadable pointer counts as none."""
        try:
            data = json.loads((self.root / POINTER).read_text(encoding="utf-8"))
            return Pointer(str(data["live"]), str(data.get("previous", "")))
        except (OSError, ValueError, KeyError, TypeError):
            return Pointer()

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the pointer does: (inode, modification time in ns); zeros without one."""
        try:
            state = os.stat(self.root / POINTER)
        except OSError:
            return (0, 0)
        return (state.st_ino, state.st_mtime_ns)

    def create(self, schema_hash: str) -> str:
        """Make an empty generation and return its name."""
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        name = f"{schema_hash}-{moment}-{os.getpid()}"
        self.path(name).mkdir(parents=True)
        return name

    def leftovers(self) -> list[str]:
        """Generations neither live nor previous: being built, or left by a rebuild that died."""
        pointer = self.pointer()
        if not self.root.is_dir():
            return []
        return sorted(
            entry.name
            for entry in self.root.iterdir()
            if entry.is_dir() and entry.name not in {pointer.live, pointer.previous}
        )

    def point(self, live: str, previous: str) -> None:
        """Swap the pointer in one atomic step that survives a crash."""
        draft = self.root / f"{POINTER}.{os.getpid()}"
        with draft.open("w", encoding="utf-8") as stream:
            json.dump({"live": live, "previous": previous}, stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, self.root / POINTER)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove(self, name: str) -> None:
        """Delete a generation's files; open readers keep what they mapped. Unknown names are ignored."""
        shutil.rmtree(self.path(name), ignore_errors=True)

    def size(self, name: str) -> int:
        """Bytes on disk."""
        total = 0
        for entry in self.path(name).glob("*"):
            try:
                total += entry.stat().st_size
            except OSError:
                continue
        return total


__all__ = ["Generations", "Pointer"]

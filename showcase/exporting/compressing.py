"""Files written by threads of their own beside the rows being read, compressed and with their checksums.

Compressors, hashes and Arrow let other threads run meanwhile. At most `_WAITING` pieces are held for each file: memory
does not grow with it.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Generic, TypeVar

from isal import isal_zlib

__all__ = ["Behind", "CompressedFile"]

_WAITING = 4
_LEVEL = 1
"""As small as zlib makes it at its own level 1, in a third of the time."""

_GZIP = 31

Piece = TypeVar("Piece")


class Behind(Generic[Piece]):
    """Hands pieces to `take` on a thread. Leave the block to have all taken; errors of the thread are raised there."""

    def __init__(self, take: Callable[[Piece], None]) -> None:
        self._take = take
        self._pieces: Queue[Piece | None] = Queue(_WAITING)
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Behind[Piece]":
        self._thread.start()
        return self

    def write(self, piece: Piece) -> None:
        """Add a piece; waits while the thread is behind."""
        if self._error is not None:
            raise self._error
        self._pieces.put(piece)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pieces.put(None)
        self._thread.join()
        if error is None and self._error is not None:
            raise self._error

    def _run(self) -> None:
        while (piece := self._pieces.get()) is not None:
            if self._error is None:
                try:
                    self._take(piece)
                except Exception as error:  # noqa: BLE001 -- handed to the thread that writes, whatever it is
                    self._error = error  # what follows is thrown away: nobody must wait for a full queue


class CompressedFile:
    """Bytes in, gzip on the disk; `sha256` is there after the block."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._compressor = isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
        self._checksum = hashlib.sha256()
        self.sha256 = ""

    def __enter__(self) -> "CompressedFile":
        self._file = self._path.open("wb")
        return self

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._keep(self._compressor.compress(data))

    def _keep(self, data: bytes) -> None:
        self._checksum.update(data)
        self._file.write(data)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file:
            if error is None:
                self._keep(self._compressor.flush())
        self.sha256 = self._checksum.hexdigest()

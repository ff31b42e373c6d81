"""Reading and understanding rows in a process of its own, ahead of the one that writes them.

    for chunk in read_ahead(source, start=0, number=0, size=1_000):     # showcase.importing.chunks

What would become of a row as a new initiative is planned here, too: most rows of a long file are new, and whoever
writes is the one that everything waits for.

The process gets its task through its input and no environment, hence no secrets; it ends when nobody listens any more.
Small files are read where they are: starting a process takes longer.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from home.processes import rare_collection
from showcase.importing.catalogue_names import CatalogueNames
from showcase.importing.chunks import Chunk
from showcase.importing.mapping import Mapping
from showcase.importing.planning import Rules
from showcase.importing.rows import TableError

__all__ = ["Source", "read_ahead", "read_here"]

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-E", "-s", "-m", "showcase.importing.ahead")
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
_SMALL = 1024 * 1024
"""Bytes up to which a file is read in the same process."""
_DIED = "Tiến trình đọc tệp dừng giữa chừng (hết bộ nhớ hoặc bị ngắt); hãy chạy tiếp, hoặc chia nhỏ tệp."


@dataclass(frozen=True, slots=True)
class Source:
    """A file, how it is read, and what may become of its rows."""

    path: str
    name: str
    mapping: Mapping
    names: CatalogueNames
    rules: Rules
    sheet: str = ""


def read_ahead(source: Source, *, start: int, number: int, size: int) -> Iterator[Chunk]:
    """Rows behind the place `start`, the end of row `number`, in chunks of `size`; 0 and 0 is the whole table.

    Raises TableError where the file cannot be read on.
    """
    if Path(source.path).stat().st_size <= _SMALL:
        yield from read_here(source, start=start, number=number, size=size)
        return
    process = subprocess.Popen(  # noqa: S603 - our own module
        _COMMAND, cwd=_ROOT, env=_ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None  # noqa: S101 - piped, for the type checker
    assert process.stdout is not None  # noqa: S101 - likewise
    try:
        with process.stdin as task:
            pickle.dump((source, start, number, size), task, protocol=pickle.HIGHEST_PROTOCOL)
        while True:
            try:
                said = pickle.load(process.stdout)  # noqa: S301 - what our own process wrote
            except (EOFError, pickle.UnpicklingError) as error:
                raise TableError(_DIED) from error
            if said is None:
                return
            if isinstance(said, TableError):
                raise said
            yield said
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def read_here(source: Source, *, start: int, number: int, size: int) -> Iterator[Chunk]:
    """The same in this process."""
    from showcase.importing.limits import IMPORT  # noqa: PLC0415 - see `main`
    from showcase.importing.opening import open_table  # noqa: PLC0415 - likewise
    from showcase.importing.understanding import Reader  # noqa: PLC0415 - likewise

    table = open_table(source.path, source.name, IMPORT, sheet=source.sheet)
    try:
        # What a new initiative must have is asked for by `planning`, which knows whether a row is one.
        reader = Reader(source.mapping, source.names, adding=False)
    except ValueError as error:
        raise TableError(str(error)) from error
    raws = table.rows(start=start, number=number) if start else table.rows()
    rows = ((raw, reader.read(raw)) for raw in raws)
    while wholes := list(islice(rows, size)):
        yield Chunk(wholes, source.rules)


def main() -> None:
    """Read what the task on the standard input says, and write the chunks to the standard output."""
    from django.conf import settings  # noqa: PLC0415 - only in the process of its own

    # Words for choices are looked up without a project: Vietnamese is what they are written in.
    settings.configure(USE_I18N=False)
    source, start, number, size = pickle.load(sys.stdin.buffer)  # noqa: S301 - what our own process wrote
    output = sys.stdout.buffer

    def say(what: Any) -> None:
        pickle.dump(what, output, protocol=pickle.HIGHEST_PROTOCOL)
        output.flush()

    try:
        with rare_collection():
            for chunk in read_here(source, start=start, number=number, size=size):
                say(chunk)
        say(None)
    except TableError as error:
        say(error)
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()

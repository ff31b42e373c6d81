"""A file → its text, read by a process of its own that is ended when it takes too long.

    reading = read_file(Path("huong-dan.pdf"), Limits())
    reading.status, reading.message      # Status.OK, "" – or what stood in the way
    reading.pages                        # ((1, "…"), (2, "…")): text by page, 0 where a format has no pages

Never raises for what stands in a file. The process gets no environment, hence no secrets, and no open files.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from search.attachments.faults import Status
from search.attachments.limits import Limits

__all__ = ["Reading", "read_file"]

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-E", "-s", "-m", "search.attachments.worker")
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file gave. `pages` may hold the first ones even where the status is not OK."""

    status: Status
    message: str = ""
    pages: tuple[tuple[int, str], ...] = ()
    page_count: int = 0
    tool: str = ""


def read_file(path: Path, limits: Limits) -> Reading:
    """Read a file within limits; takes at most `limits.seconds`, and some milliseconds to end the process."""
    if path.stat().st_size > limits.max_bytes:
        return Reading(Status.TOO_LARGE, too_large(limits))
    with TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 - our own module, on a file whose name we made
            (*_COMMAND, str(path), limits.to_json()),
            cwd=_ROOT,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            code = -signal.SIGXCPU
        finally:
            _end(process)
        pages, last = _written(output)
    if last is not None:
        return Reading(
            Status(last["status"]), last["message"], pages, int(last["page_count"]), str(last["tool"])
        )
    if code == -signal.SIGXCPU:
        return Reading(Status.TIMEOUT, f"Đọc quá {limits.seconds} giây chưa xong.", pages)
    return Reading(
        Status.FAILED, "Tệp làm chương trình đọc dừng đột ngột: tệp hỏng hoặc quá phức tạp.", pages
    )


def too_large(limits: Limits) -> str:
    """Why a file is not even opened."""
    return f"Tệp lớn hơn {limits.max_bytes // (1024 * 1024)} MB."


def _end(process: subprocess.Popen[bytes]) -> None:
    """No process outlives its reading."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _written(output: IO[bytes]) -> tuple[tuple[tuple[int, str], ...], dict[str, Any] | None]:
    """The pages written and the last line, None where the process did not get that far."""
    output.seek(0)
    pages: list[tuple[int, str]] = []
    last = None
    for line in output:
        try:
            value = json.loads(line)
        except ValueError:
            break  # a line that its writer did not finish
        if isinstance(value, dict):
            last = value
        else:
            pages.append((int(value[0]), str(value[1])))
    return tuple(pages), last

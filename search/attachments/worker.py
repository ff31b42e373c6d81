"""The reading process: `python -m search.attachments.worker FILE LIMITS`. No Django, no settings, no network.

It writes JSON lines: `[page, text]` for each page with text (page 0 where the format has none), then one object
with `status`, `message`, `page_count` and `tool`. It limits itself before it opens the file, and whoever
started it ends it when its time is up; what it has written until then counts.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from search.attachments.faults import Status, UnreadableError
from search.attachments.limits import Limits
from search.attachments.text import is_garbled, legacy_font, passages

__all__ = ["LONGEST_PIECE", "main", "read"]

LONGEST_PIECE = 5_000
"""Characters kept together: a page of a letter has half of that, and passages are looked for in no more."""

_TYPICAL = 3
"""First pages with text that tell whether an old font was used."""

_NICE = 10
_HEAD = 1_024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SPARE_SECONDS = 5
_OUTPUT_PER_CHARACTER = 8
"""Bytes of JSON that one character may take (`\\u1ec7`), and a little."""


class _Outcome:
    """What is written last; grows while pages go by."""

    def __init__(self) -> None:
        self.status = Status.OK
        self.notes: list[str] = []
        self.page_count = 0
        self.tool = ""

    def to_json(self) -> str:
        """The last line."""
        return json.dumps(
            {
                "status": self.status,
                "message": " ".join(self.notes),
                "page_count": self.page_count,
                "tool": self.tool,
            }
        )


def main() -> None:
    """Read the file named on the command line."""
    path, limits = Path(sys.argv[1]), Limits.from_json(sys.argv[2])
    confine(limits)
    outcome = _Outcome()
    try:
        for page, text in read(path, limits, outcome):
            sys.stdout.write(json.dumps((page, text)) + "\n")
            sys.stdout.flush()
    except UnreadableError as error:
        outcome.status = error.status
        outcome.notes = [error.message]
    except MemoryError:
        outcome.status = Status.TOO_LARGE
        outcome.notes = ["Cần quá nhiều bộ nhớ để đọc tệp."]
    sys.stdout.write(outcome.to_json() + "\n")
    sys.stdout.flush()


def confine(limits: Limits) -> None:
    """Give up what reading a file does not need: memory, processor time, written files, core dumps."""
    os.nice(_NICE)
    output = limits.max_characters * _OUTPUT_PER_CHARACTER + (1 << 20)
    processor = limits.seconds + _SPARE_SECONDS
    for which, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))


def read(path: Path, limits: Limits, outcome: _Outcome) -> Iterator[tuple[int, str]]:
    """(page, text) of the pages with text; raises UnreadableError. Fills `outcome` on the way."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"%PDF-" in head:
        pages = _pdf(path, limits, outcome)
    elif head.startswith(b"PK\x03\x04"):
        pages = _docx(path, outcome)
    elif head.startswith(_OLE):
        raise _ole(path)
    elif not head:
        raise UnreadableError(Status.EMPTY, "Tệp rỗng.")
    else:
        raise UnreadableError(Status.UNSUPPORTED, "Tệp không phải là PDF hay DOCX.")
    yield from _checked(pages, limits, outcome)


def _checked(
    pages: Iterator[tuple[int, str]], limits: Limits, outcome: _Outcome
) -> Iterator[tuple[int, str]]:
    """Pages with text within the limit of characters; says what is odd about them as a whole."""
    left = limits.max_characters
    typical: list[str] = []
    blank = garbled = read_pages = 0
    for page, text in pages:
        if not any(map(str.isalnum, text)):
            blank += 1
            continue
        if is_garbled(text):
            garbled += 1
            continue
        read_pages += 1
        if len(typical) < _TYPICAL:
            typical.append(text)
            if font := legacy_font(" ".join(typical)):
                raise UnreadableError(
                    Status.UNSUPPORTED, f"Chữ trong tệp dùng phông cũ {font}; hãy lưu lại bằng phông Unicode."
                )
        for piece in passages(text[:left], LONGEST_PIECE):
            yield page, piece
        left -= len(text)
        if left <= 0:
            outcome.notes.append(f"Chỉ giữ {limits.max_characters} ký tự đầu.")
            return
    if not read_pages:
        outcome.status = Status.UNSUPPORTED if garbled else Status.EMPTY
        outcome.notes = [_why_nothing(garbled, is_scan=outcome.page_count > 0)]
    elif outcome.page_count and (without := blank + garbled):
        outcome.notes.append(f"{without} trên {outcome.page_count} trang không có lớp chữ đọc được.")


def _why_nothing(garbled: int, *, is_scan: bool) -> str:
    if garbled:
        return "Phông chữ trong tệp không cho biết là chữ gì."
    return "Bản quét, không có lớp chữ." if is_scan else "Tệp không có chữ nào."


def _pdf(path: Path, limits: Limits, outcome: _Outcome) -> Iterator[tuple[int, str]]:
    # Imported where needed: half of the time that a short file takes is starting.
    from search.attachments.pdf import TOOL, open_pdf, pdf_pages  # noqa: PLC0415

    outcome.tool = TOOL
    pdf = open_pdf(path)
    outcome.page_count = len(pdf)
    count = min(outcome.page_count, limits.max_pages)
    if count < outcome.page_count:
        outcome.notes.append(f"Chỉ đọc {count} trang đầu trong {outcome.page_count} trang.")
    return pdf_pages(pdf, count, limits.max_characters)


def _docx(path: Path, outcome: _Outcome) -> Iterator[tuple[int, str]]:
    """Paragraphs gathered into pieces: a word processor makes the pages, the file has none."""
    from search.attachments.docx import TOOL, docx_paragraphs  # noqa: PLC0415

    outcome.tool = TOOL
    piece: list[str] = []
    length = 0
    for paragraph in docx_paragraphs(path):
        if piece and length + len(paragraph) > LONGEST_PIECE:
            yield 0, "\n".join(piece)
            piece, length = [], 0
        piece.append(paragraph)
        length += len(paragraph)
    if piece:
        yield 0, "\n".join(piece)


def _ole(path: Path) -> UnreadableError:
    """Word documents before 2007, and DOCX with a password, are compound files."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return UnreadableError(Status.FAILED, "Tệp DOCX có mật khẩu.")
    return UnreadableError(Status.UNSUPPORTED, "Tệp Word đời cũ (.doc); hãy lưu lại thành DOCX hoặc PDF.")


if __name__ == "__main__":
    main()

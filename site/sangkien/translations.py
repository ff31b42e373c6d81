"""Catalogues of interface words: `.po` files, which people write, → `.mo` files, which gettext reads.

Django's own command needs GNU gettext, which a fresh machine lacks; this needs Python only, not even Django,
and runs as `python -m sangkien.translations locale`. Both formats are those of the GNU gettext manual,
chapters "The Format of PO Files" and "The Format of GNU MO Files".
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["CatalogueError", "compile_catalogue", "compile_catalogues", "read_catalogue", "read_messages"]

_MAGIC = 0x950412DE
_LINE = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d+\])?\s+)?(".*")')


class CatalogueError(ValueError):
    """A `.po` file cannot be read; the message names the file and the line."""


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile every catalogue below `folder`; return the files written. Raises CatalogueError."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(compile_catalogue(read_catalogue(source)))
        written.append(target)
    return written


def read_catalogue(path: Path) -> dict[str, str]:
    """Messages of a `.po` file, the header under ""; untranslated and fuzzy ones are left out.

    A context goes before its message with U+0004 between; plural forms are joined by U+0000.
    """
    messages = {}
    for key, text in _entries(path):
        if key in messages:
            raise CatalogueError(f"{path}: {key!r} stands twice")
        messages[key] = text
    if "" not in messages:
        raise CatalogueError(f"{path}: the header is missing")
    return {key: text for key, text in messages.items() if text.strip("\0")}


def read_messages(path: Path, *, without: re.Pattern[str] | None = None) -> set[str]:
    """Messages that a `.po` file asks to translate, in the form of `read_catalogue`'s keys.

    Those whose entry matches `without`, its comments included, are left out.
    """
    return {key for key, _text in _entries(path, without=without) if key}


def _entries(path: Path, *, without: re.Pattern[str] | None = None) -> Iterator[tuple[str, str]]:
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        if without is not None and without.search(block):
            continue
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        parts = _parts(path, [line for line in lines if not line.startswith("#")])
        is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
        if not parts or is_fuzzy:
            continue
        context = [text for name, text in parts if name == "msgctxt"]
        ids = [text for name, text in parts if name in {"msgid", "msgid_plural"}]
        texts = [text for name, text in parts if name == "msgstr"]
        yield "\4".join([*context, "\0".join(ids)]), "\0".join(texts)


def _parts(path: Path, lines: list[str]) -> list[tuple[str, str]]:
    """(keyword, text) of the lines of an entry; strings on lines of their own continue the last text."""
    parts: list[tuple[str, str]] = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or (match[1] is None and not parts):
            raise CatalogueError(f"{path}: cannot read the line {line!r}")
        text = str(ast.literal_eval(match[2]))
        if match[1]:
            parts.append((match[1], text))
        else:
            parts[-1] = (parts[-1][0], parts[-1][1] + text)
    return parts


def compile_catalogue(messages: dict[str, str]) -> bytes:
    """The bytes of a `.mo` file: little-endian, sorted by message, without a hash table."""
    rows = sorted((key.encode(), text.encode()) for key, text in messages.items())
    header_size = 7 * 4
    tables_size = len(rows) * 2 * 8
    keys: list[int] = []
    texts: list[int] = []
    blob = b""
    for table, column in ((keys, 0), (texts, 1)):
        for row in rows:
            table += [len(row[column]), header_size + tables_size + len(blob)]
            blob += row[column] + b"\0"
    header = (_MAGIC, 0, len(rows), header_size, header_size + len(rows) * 8, 0, 0)
    return struct.pack(f"<{len(header) + len(keys) + len(texts)}I", *header, *keys, *texts) + blob


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        compile_catalogues(Path(argument))

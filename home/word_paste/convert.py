"""Lines and tables → blocks of an article."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Any

from home.word_paste.model import Item, Line, Run, Table
from home.word_paste.reading import Reading, read
from home.word_paste.text import tidy

__all__ = ["HEADING", "PARAGRAPH", "TABLE", "Pasted", "PastedBlock", "clean_rich_text", "convert"]

HEADING, PARAGRAPH, TABLE = "heading", "paragraph", "table"
"""Types of the blocks, as the streams of articles name them."""

DEFAULT_FEATURES = frozenset({"bold", "link", "ol", "ul"})
LOWEST_HEADING = 3
"""Headings down to this level become headings of the page; lower ones are paragraphs in bold."""

DEEPEST_LIST = 3
"""Deepest level of a list, counted from 0; what is deeper stays at it."""

_DASH = re.compile(r"(?P<mark>[-–+*])\s+")


@dataclass(frozen=True)
class PastedBlock:
    """One block: `type` is HEADING (text), PARAGRAPH (rich text) or TABLE (as TableBlock stores it)."""

    type: str
    value: Any


@dataclass(frozen=True)
class Pasted:
    """The blocks, how many pictures were left out, and whether the text was too long and lost its end."""

    blocks: list[PastedBlock]
    images: int = 0
    is_cut: bool = False


def convert(
    html: str,
    features: Collection[str] = DEFAULT_FEATURES,
    *,
    headings: bool = True,
    tables: bool = True,
) -> Pasted:
    """Turn clipboard HTML into blocks. Never raises on any text.

    `features` are the names of Wagtail's rich text features that the paragraphs may use. Without `headings`, those
    are set in bold; without `tables`, their rows become paragraphs.
    """
    reading = read(html)
    parts = _parts(reading, tables=tables)
    if not headings:
        parts = [_lowered(part) if isinstance(part, Line) else part for part in parts]
    blocks = list(_blocks(parts, features))
    return Pasted(blocks, reading.images, reading.is_cut)


def clean_rich_text(html: str, features: Collection[str]) -> str:
    """Clipboard HTML as rich text for one paragraph field; headings are set in bold, tables row by row."""
    lines = [line for line in _parts(read(html), tables=False) if isinstance(line, Line)]
    return _rich_text([_lowered(line) for line in lines], features)


def _parts(reading: Reading, *, tables: bool) -> list[Line | Table]:
    """Lines with their dashes made lists, and the tables that are worth one."""
    flat: list[Line | Table] = []
    for part in reading.parts:
        if isinstance(part, Table) and not (tables and _is_tabular(part)):
            flat.extend(_as_lines(part))
        else:
            flat.append(part)
    return _with_dashed_items(flat)


def _is_tabular(table: Table) -> bool:
    """Whether there are columns to compare: a frame around a text, or a heading set in two halves, is no table."""
    return len(table.rows) > 1 and len(table.rows[0]) > 1


def _as_lines(table: Table) -> Iterator[Line]:
    if table.caption:
        yield Line([Run(table.caption, bold=True)])
    for row in table.rows:
        cells = [cell.replace("\n", " ") for cell in row if cell]
        yield Line(tidy([Run(" – ".join(cells))]))


def _with_dashed_items(parts: list[Line | Table]) -> list[Line | Table]:
    """Make lists of paragraphs that stand in a row and all begin with a dash or a plus, as letters are written.

    A single one may be a line of speech, and stays.
    """
    result: list[Line | Table] = []
    for dashed, group in groupby(parts, key=_begins_with_dash):
        members = list(group)
        if dashed and len(members) > 1:
            first = _mark_of(members[0])
            result.extend(_without_dash(line, first) for line in members if isinstance(line, Line))
        else:
            result.extend(members)
    return result


def _begins_with_dash(part: Line | Table) -> bool:
    return (
        isinstance(part, Line)
        and not part.heading
        and part.item is None
        and bool(part.runs)
        and _DASH.match(part.runs[0].text) is not None
    )


def _mark_of(part: Line | Table) -> str:
    return part.runs[0].text[0] if isinstance(part, Line) else ""


def _without_dash(line: Line, first: str) -> Line:
    """The item that a dashed paragraph is; another mark than the first one's stands one level lower."""
    text = _DASH.sub("", line.runs[0].text, count=1)
    level = 0 if line.runs[0].text[0] == first else 1
    return Line(
        tidy([replace(line.runs[0], text=text), *line.runs[1:]]), item=Item(ordered=False, level=level)
    )


def _blocks(parts: Iterable[Line | Table], features: Collection[str]) -> Iterator[PastedBlock]:
    for kind, group in groupby(parts, key=_kind):
        if kind == PARAGRAPH:
            rich = _rich_text([_lowered(line) for line in group if isinstance(line, Line)], features)
            if rich:
                yield PastedBlock(PARAGRAPH, rich)
            continue
        for part in group:
            if isinstance(part, Table):
                yield PastedBlock(TABLE, _table(part))
            else:
                yield PastedBlock(HEADING, part.text.replace("\n", " "))


def _kind(part: Line | Table) -> str:
    if isinstance(part, Table):
        return TABLE
    return HEADING if 0 < part.heading <= LOWEST_HEADING else PARAGRAPH


def _lowered(line: Line) -> Line:
    """A heading that gets no block of its own: its words in bold."""
    if not line.heading:
        return line
    return Line([replace(run, bold=True) for run in line.runs])


def _table(table: Table) -> dict[str, Any]:
    """The stored form of the table block: the first row names the columns."""
    head, *rows = table.rows
    return {
        "columns": [{"type": "text", "heading": cell.replace("\n", " ")} for cell in head],
        "rows": [{"values": row} for row in rows],
        "caption": table.caption,
    }


# --- Rich text --------------------------------------------------------------------------------------


def _rich_text(lines: Iterable[Line], features: Collection[str]) -> str:
    written = []
    for is_item, group in groupby(lines, key=lambda line: _list_tag(line, features) != ""):
        if is_item:
            written.append(_list(group, features))
        else:
            written.extend(f"<p>{_inline(line.runs, features)}</p>" for line in group if line.runs)
    return "".join(written)


def _list_tag(line: Line, features: Collection[str]) -> str:
    """The list that an item belongs to: of its own kind, of the other kind, or none, as the field offers."""
    if line.item is None:
        return ""
    wanted, other = ("ol", "ul") if line.item.ordered else ("ul", "ol")
    return wanted if wanted in features else other if other in features else ""


def _list(lines: Iterable[Line], features: Collection[str]) -> str:
    """Items with their levels as nested lists; a level that is skipped is closed up."""
    written: list[str] = []
    tags: list[str] = []
    for line in lines:
        tag = _list_tag(line, features)
        level = min(line.item.level if line.item else 0, len(tags), DEEPEST_LIST)
        if level == len(tags):
            tags.append(tag)
            written.append(f"<{tag}><li>")
        else:
            while len(tags) > level + 1:
                written.append(f"</li></{tags.pop()}>")
            written.append("</li><li>" if tags[-1] == tag else f"</li></{tags[-1]}><{tag}><li>")
            tags[-1] = tag
        written.append(_inline(line.runs, features))
    while tags:
        written.append(f"</li></{tags.pop()}>")
    return "".join(written)


def _inline(runs: Iterable[Run], features: Collection[str]) -> str:
    return "".join(_run(run, features) for run in runs)


def _run(run: Run, features: Collection[str]) -> str:
    if run.text == "\n":
        return "<br/>"
    text = escape(run.text, quote=False)
    if run.italic and "italic" in features:
        text = f"<i>{text}</i>"
    if run.bold and "bold" in features:
        text = f"<b>{text}</b>"
    if run.href and "link" in features:
        text = f'<a href="{escape(run.href)}">{text}</a>'
    return text

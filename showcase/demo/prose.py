"""Plain text of the data files → blocks of a page."""

import datetime
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.utils import timezone

__all__ = ["article", "paragraphs", "role_tasks", "step"]

_BLANK = re.compile(r"\n\s*\n")
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*|https://[^)\s]+|mailto:[^)\s]+)\)")

_TABLE = "Bảng: "

Block = tuple[str, Any]


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text, white space folded, list lines kept apart."""
    return [part.strip() for part in _BLANK.split(text or "") if part.strip()]


def _inline(text: str, pages: Mapping[str, int]) -> str:
    def link(found: re.Match[str]) -> str:
        words, address = found.groups()
        page = pages.get(address)
        target = f'linktype="page" id="{page}"' if page else f'href="{address}"'
        return f"<a {target}>{words}</a>"

    return _LINK.sub(link, escape(" ".join(text.split()), quote=False))


def _html(part: str, pages: Mapping[str, int]) -> str:
    rows = [line.strip() for line in part.splitlines()]
    if all(row.startswith("- ") for row in rows):
        return "<ul>" + "".join(f"<li>{_inline(row[2:], pages)}</li>" for row in rows) + "</ul>"
    return f"<p>{_inline(part, pages)}</p>"


def _table(caption: str, lines: Sequence[str]) -> dict[str, Any]:
    head, *rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return {
        "caption": caption.strip(),
        "columns": [{"type": "text", "heading": cell} for cell in head],
        "rows": [{"values": row} for row in rows],
    }


def article(text: str, pages: Mapping[str, int] | None = None) -> list[Block]:
    """Blocks of a text in which `## ` begins a heading, `- ` a list item and a blank line a paragraph.

    Lines of cells between `|` under a line “Bảng: caption” make a table, the first of them its headings. A link to one
    of the addresses in `pages` becomes a link to the page with that key, as an editor makes it.

    """
    blocks: list[Block] = []
    html: list[str] = []

    def flush() -> None:
        if html:
            blocks.append(("paragraph", "".join(html)))
            html.clear()

    for part in paragraphs(text):
        first, _, rest = part.partition("\n")
        if first.startswith(_TABLE):
            flush()
            blocks.append(("table", _table(first.removeprefix(_TABLE), rest.splitlines())))
            continue
        is_heading = first.startswith("## ")
        if is_heading:
            flush()
            blocks.append(("heading", first[3:].strip()))
        if text_below := rest.strip() if is_heading else part:
            html.append(_html(text_below, pages or {}))
    flush()
    return blocks


def step(value: str | Mapping[str, Any]) -> dict[str, Any]:
    """`"Lead: rest"`, or the same under `text` beside `due` and `due_on`, as the values of a step.

    `due_on` counts the days from the day of loading: a running campaign has days to come.
    """
    row: Mapping[str, Any] = {"text": value} if isinstance(value, str) else value
    lead, colon, rest = row["text"].partition(":")
    days = row.get("due_on")
    return {
        "lead": lead.strip(),
        "text": rest.strip() if colon else "",
        "due": str(row.get("due") or ""),
        "due_on": None
        if days is None
        else timezone.localdate() + datetime.timedelta(days=days["from_today"]),
    }


def role_tasks(tasks: Mapping[str, Sequence[Any]] | None) -> list[Block]:
    """Steps by role, upper-level unions first."""
    order = ("upper", "grassroots", "worker")
    return [
        ("role", {"role": role, "steps": [step(value) for value in tasks[role]]})
        for role in order
        if tasks and tasks.get(role)
    ]

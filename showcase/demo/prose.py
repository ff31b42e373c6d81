"""Plain text of the data files → blocks of a page."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

__all__ = ["article", "paragraphs", "role_tasks", "step"]

_BLANK = re.compile(r"\n\s*\n")
_LINK = re.compile(r"\[([^\]]+)\]\((/[^)\s]*|https://[^)\s]+|mailto:[^)\s]+)\)")

Block = tuple[str, Any]


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text, white space folded, list lines kept apart."""
    return [part.strip() for part in _BLANK.split(text or "") if part.strip()]


def _inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', escape(" ".join(text.split()), quote=False))


def _html(part: str) -> str:
    rows = [line.strip() for line in part.splitlines()]
    if all(row.startswith("- ") for row in rows):
        return "<ul>" + "".join(f"<li>{_inline(row[2:])}</li>" for row in rows) + "</ul>"
    return f"<p>{_inline(part)}</p>"


def article(text: str) -> list[Block]:
    """Blocks of a text in which `## ` begins a heading, `- ` a list item and a blank line a paragraph."""
    blocks: list[Block] = []
    html: list[str] = []

    def flush() -> None:
        if html:
            blocks.append(("paragraph", "".join(html)))
            html.clear()

    for part in paragraphs(text):
        first, _, rest = part.partition("\n")
        is_heading = first.startswith("## ")
        if is_heading:
            flush()
            blocks.append(("heading", first[3:].strip()))
        if text_below := rest.strip() if is_heading else part:
            html.append(_html(text_below))
    flush()
    return blocks


def step(value: str | Mapping[str, Any]) -> dict[str, str]:
    """`"Lead: rest"`, or the same under `text` beside `due`, as the values of a step."""
    text, due = (value, "") if isinstance(value, str) else (value["text"], value.get("due") or "")
    lead, colon, rest = text.partition(":")
    return {"lead": lead.strip(), "text": rest.strip() if colon else "", "due": str(due)}


def role_tasks(tasks: Mapping[str, Sequence[Any]] | None) -> list[Block]:
    """Steps by role, upper-level unions first."""
    order = ("upper", "grassroots", "worker")
    return [
        ("role", {"role": role, "steps": [step(value) for value in tasks[role]]})
        for role in order
        if tasks and tasks.get(role)
    ]

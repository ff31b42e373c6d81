"""What stands on an official document, after the layout of Nghị định 30/2020/NĐ-CP (simplified)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["OfficialDocument", "Section"]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (empty for the opening) and its paragraphs; lines of a form end in dots."""

    heading: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """The parts of a document in the order of the page.

    `mark` stands at the top where the file is not the signed original; `rows` are the columns of a form table
    with `blank_rows` empty lines under them.
    """

    parent_body: str
    body: str
    symbol: str
    place_and_date: str
    kind: str
    abstract: str
    sections: Sequence[Section]
    signer_role: str
    recipients: Sequence[str] = ()
    mark: str = ""
    columns: Sequence[str] = field(default=())
    blank_rows: int = 0

"""What stands on a decision and on a list, in the order of the page (layout of Nghị định 30/2020/NĐ-CP)."""

from dataclasses import dataclass

__all__ = ["Annex", "Column", "Head", "Paper", "Signature"]


@dataclass(frozen=True, slots=True)
class Head:
    """The two columns at the top: who issues it under which number; the State's title and motto are always there."""

    parent_body: str
    body: str
    symbol: str
    place_and_date: str


@dataclass(frozen=True, slots=True)
class Signature:
    """The foot: who gets a copy, and who signs; a missing name leaves room to sign by hand."""

    role: str
    name: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `width` is its share of the page's width in per cent."""

    title: str
    width: int
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """A list with numbered rows; every row has a cell per column, lines of a cell are parted by a newline."""

    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision with its annex; without `articles` it is a list that stands alone.

    `mark` stands at the top of what is not a real decision (demonstration content).
    """

    head: Head
    kind: str
    abstract: str
    annex: Annex
    signature: Signature
    authority: str = ""
    bases: tuple[str, ...] = ()
    articles: tuple[tuple[str, str], ...] = ()
    mark: str = ""

    @property
    def is_wide(self) -> bool:
        """Whether the page lies on its side: a list that stands alone tells reasons, which need room."""
        return not self.articles

    @property
    def title(self) -> str:
        """Title in the properties of the file."""
        return " ".join(part for part in (self.kind, self.head.symbol, self.abstract) if part)

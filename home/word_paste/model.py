"""What is read from the clipboard, before it becomes blocks."""

from dataclasses import dataclass, field

__all__ = ["Item", "Line", "Run", "Table"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one format; `text` of "\\n" is a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True)
class Item:
    """A place in a list: numbered or not, and how deep (0 at the margin)."""

    ordered: bool
    level: int = 0


@dataclass
class Line:
    """A paragraph, a heading (`heading` 1–6) or an item of a list."""

    runs: list[Run] = field(default_factory=list)
    heading: int = 0
    item: Item | None = None

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass
class Table:
    """Rows of cells, all rows of one length; a merged cell keeps its words in its first place."""

    rows: list[list[str]] = field(default_factory=list)
    caption: str = ""

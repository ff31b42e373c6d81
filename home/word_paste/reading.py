"""HTML of the clipboard → lines and tables.

Word writes lists as paragraphs with a drawn mark (`mso-list`, class `MsoListParagraph`), Google Docs bold as
`font-weight` on spans, LibreOffice paragraphs inside items: the style attributes say what the elements do not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

import nh3

from home.word_paste.model import Item, Line, Run, Table
from home.word_paste.tables import TableReader
from home.word_paste.text import plain, tidy

__all__ = ["LONGEST", "Reading", "read"]

LONGEST = 2_000_000
"""Characters of HTML that are read: a report of two hundred pages; the rest is left out, and said so."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol"}
_BLOCKS = {
    "p", "div", "li", "blockquote", "pre", "section", "article", "header", "footer", "main", "aside", "figure",
    "figcaption", "dl", "dt", "dd", "address", "center", "hr", "caption", *_LISTS, *_HEADINGS,
}  # fmt: skip
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
_INLINE = {"a", "b", "strong", "i", "em", "span", "font", "sup", "sub", "br", "img", "del", "s", "strike"}
_VOID = {"br", "img", "hr"}
_DROPPED = {
    "script",
    "style",
    "title",
    "xml",
    "object",
    "iframe",
    "noscript",
    "template",
    "svg",
    "math",
    "head",
}
_ATTRIBUTES = {
    "*": {"style", "class"},
    "a": {"href", "style", "class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LINK = re.compile(r"(https?|mailto|tel):\S+", re.IGNORECASE)
_MSO_LEVEL = re.compile(r"\blevel(\d+)")
_MARK = re.compile(
    r"\s*(?P<mark>[·•▪■◦○●§\-–+*]|o|\(?(?:\d{1,3}|[a-z]|[ivxl]{1,6})[.)])[\s\u00a0]+", re.IGNORECASE
)
_SURE_MARK = re.compile(r"\s*(?P<mark>[·•▪■◦●])[\s\u00a0]+")
_NUMBER_MARK = re.compile(r"\(?[\w.]{1,8}[.)]\s*$")
_REVIEW_CLASSES = {"msocommentreference", "msocommenttext", "msocomanchor", "msocomtxt", "msocomoff"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_BOLD_FROM = 600


@dataclass
class Reading:
    """What was found: lines and tables in their order, pictures that were left out, whether the end was cut."""

    parts: list[Line | Table]
    images: int = 0
    is_cut: bool = False


def read(html: str) -> Reading:
    """Read clipboard HTML, however broken; never raises on any text."""
    cleaned = nh3.clean(
        html[:LONGEST],
        tags=_BLOCKS | _TABLE | _INLINE,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(cleaned)
    reader.close()
    reader.finish()
    return Reading(reader.parts, reader.images, len(html) > LONGEST)


@dataclass(frozen=True)
class _Frame:
    """An open element and the format inside it."""

    tag: str = ""
    bold: bool = False
    italic: bool = False
    href: str = ""
    hidden: bool = False
    marks: bool = False
    raised: str = ""
    list_tag: str = ""
    list_depth: int = 0
    in_item: bool = False


class _Reader(HTMLParser):
    """Follows well-formed HTML without recursion; `parts` grows as lines and tables end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Line | Table] = []
        self.images = 0
        self._open: list[_Frame] = [_Frame()]
        self._line = Line()
        self._mark: str | None = None
        self._is_word_item = False
        self._tables = TableReader()

    # --- Events of the parser ---------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self._void(tag)
            return
        frame = _frame(self._open[-1], tag, values)
        self._open.append(frame)
        if frame.hidden:
            return
        if tag in _TABLE:
            self._end_line()
            self._tables.start(tag, values)
        elif tag in _BLOCKS:
            self._start_block(tag, values)

    def handle_endtag(self, tag: str) -> None:
        at = next((place for place in range(len(self._open) - 1, 0, -1) if self._open[place].tag == tag), 0)
        hidden = self._open[-1].hidden
        if at:
            del self._open[at:]
        if hidden:
            return
        if tag in _TABLE:
            self._end_line()
            table = self._tables.end(tag)
            if table is not None:
                self.parts.append(table)
        elif tag in _BLOCKS and not (tag != "li" and self._is_in_item()):
            self._end_line()

    def handle_data(self, data: str) -> None:
        frame = self._open[-1]
        if frame.hidden:
            return
        if self._tables.takes_text:
            self._tables.text(_raised(data, frame.raised))
        elif frame.marks:
            self._mark = (self._mark or "") + data
        else:
            self._line.runs.append(Run(_raised(data, frame.raised), frame.bold, frame.italic, frame.href))

    def finish(self) -> None:
        """Take what is still open."""
        self._end_line()
        while (table := self._tables.end("table")) is not None:
            self.parts.append(table)

    # --- Lines ------------------------------------------------------------------------------------

    def _void(self, tag: str) -> None:
        if self._open[-1].hidden:
            return
        if tag == "img":
            self.images += 1
        elif tag == "hr":
            self._end_line()
        elif self._tables.takes_text:
            self._tables.text("\n")
        else:
            self._line.runs.append(Run("\n"))

    def _start_block(self, tag: str, values: Mapping[str, str]) -> None:
        if self._tables.takes_text or tag == "caption":
            self._tables.text("\n")
            return
        if tag not in _LISTS and tag != "li" and self._is_in_item():
            if self._line.text.strip():
                self._line.runs.append(Run("\n"))
            return
        self._end_line()
        if tag == "li":
            frame = self._open[-1]
            self._line.item = Item(frame.list_tag == "ol", max(frame.list_depth - 1, 0))
        elif tag in _HEADINGS:
            self._line.heading = _HEADINGS[tag]
        elif tag == "p":
            self._start_paragraph(values)

    def _start_paragraph(self, values: Mapping[str, str]) -> None:
        name = values.get("class", "").lower()
        listed = _style(values).get("mso-list", "")
        if "msotitle" in name:
            self._line.heading = 1
        elif level := _MSO_LEVEL.search(listed):
            self._line.item = Item(ordered=False, level=int(level[1]) - 1 if len(level[1]) < 3 else 0)
            self._is_word_item = True
        elif "msolistparagraph" in name:
            self._is_word_item = True

    def _is_in_item(self) -> bool:
        """Whether the words stand in an item of a real list, whose line goes on."""
        return self._open[-1].in_item and self._line.item is not None

    def _end_line(self) -> None:
        """Close the line; an empty one leaves nothing behind, whatever it was meant to be."""
        line, mark, is_word_item = self._line, self._mark, self._is_word_item
        self._line, self._mark, self._is_word_item = Line(), None, False
        line.runs = tidy(line.runs)
        if mark is not None and line.item:
            line.item = replace(line.item, ordered=bool(_NUMBER_MARK.match(plain(mark))))
        elif mark is not None and plain(mark):
            line.runs = tidy([Run(f"{mark} "), *line.runs])
        elif not line.heading:
            _take_drawn_mark(line, _MARK if is_word_item else _SURE_MARK)
        if line.runs:
            self.parts.append(line)


def _take_drawn_mark(line: Line, pattern: re.Pattern[str]) -> None:
    """Make an item of a paragraph that begins with the mark of one, and take the mark away."""
    if not line.runs or (line.item and pattern is _SURE_MARK):
        return
    found = pattern.match(line.runs[0].text)
    # The mark may be a run of its own, the space behind it in the next.
    if not found and len(line.runs) > 1 and (found := pattern.fullmatch(line.runs[0].text + " ")):
        line.runs = tidy(line.runs[1:])
    elif found:
        line.runs = tidy([replace(line.runs[0], text=line.runs[0].text[found.end() :]), *line.runs[1:]])
    if found:
        level = line.item.level if line.item else 0
        line.item = Item(bool(_NUMBER_MARK.match(found["mark"])), level)


def _frame(outer: _Frame, tag: str, values: Mapping[str, str]) -> _Frame:
    """The format inside an element, from the one around it, its name and its style."""
    style = _style(values)
    names = set(values.get("class", "").lower().split())
    weight, slant = style.get("font-weight", ""), style.get("font-style", "")
    bold = outer.bold or tag in ("b", "strong")
    italic = outer.italic or tag in ("i", "em")
    if weight:
        bold = weight.startswith("bold") or (weight.isdecimal() and int(weight[:4]) >= _BOLD_FROM)
    if slant:
        italic = slant in ("italic", "oblique")
    hidden = (
        outer.hidden
        or tag in ("del", "s", "strike")
        or bool(names & _REVIEW_CLASSES)
        or style.get("display") == "none"
        or style.get("mso-hide") == "all"
        or style.get("mso-element", "").startswith("comment")
    )
    href = values.get("href", "").strip()
    return _Frame(
        tag=tag,
        bold=bold,
        italic=italic,
        href=href if tag == "a" and _LINK.fullmatch(href) else outer.href,
        hidden=hidden,
        marks=outer.marks or style.get("mso-list", "") == "ignore",
        raised=tag if tag in ("sup", "sub") else outer.raised,
        list_tag=tag if tag in _LISTS else outer.list_tag,
        list_depth=outer.list_depth + (tag in _LISTS),
        in_item=tag == "li" or (outer.in_item and tag not in _LISTS and tag not in _TABLE),
    )


def _style(values: Mapping[str, str]) -> dict[str, str]:
    """Declarations of a style attribute, names and values in lower case."""
    return dict(_declarations(values.get("style", "")))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.lower().split(";"):
        name, _colon, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _raised(text: str, how: str) -> str:
    """Figures set high or low as such: m² and CO₂ keep their sense without the format."""
    if how and text.strip().isascii() and text.strip().isdecimal():
        return text.translate(_SUPERSCRIPT if how == "sup" else _SUBSCRIPT)
    return text

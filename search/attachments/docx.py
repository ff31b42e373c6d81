"""The paragraphs of a DOCX: its XML parts read as a stream, so that nothing in it is executed, fetched or
held in memory. Part of the reading process: no Django.

Sizes that a ZIP states of itself are not believed: what comes out is counted. A document type declaration,
hence every entity, is refused. Deleted text, field codes and the second copy of a text box are left out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from search.attachments.faults import Status, UnreadableError
from search.attachments.text import page_text

__all__ = ["TOOL", "docx_paragraphs"]

TOOL = "docx 1"
"""What reads DOCX files: a number that moves when this module reads them differently."""

_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_CHUNK = 1 << 16
_MOST_XML = 64 * 1024 * 1024
"""Bytes of one part, unpacked."""
_MOST_RATIO = 200
"""How many times larger than packed a part may be; real documents stay below 30."""
_MOST_ENTRIES = 10_000
_MOST_DEPTH = 500
_SKIPPED = frozenset(("Fallback", "moveFrom", "del", "instrText"))
_BROKEN = "Tệp DOCX hỏng hoặc bị cắt cụt."


class _Paragraphs(ContentHandler):
    """Collects the text of paragraphs as their ends go by."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: list[str] = []
        self._open: list[list[str]] = []
        self._depth = 0
        self._skipping = 0
        self._in_text = False

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """A paragraph, a run of text, a break, or something left out begins."""
        local = name[1]
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise UnreadableError(Status.FAILED, "Tệp DOCX lồng quá nhiều tầng.")
        if local in _SKIPPED:
            self._skipping += 1
        elif local == "p":
            self._open.append([])
        elif local in ("tab", "br", "cr") and self._open:
            self._open[-1].append(" ")
        self._in_text = local == "t"

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        """A paragraph ends: its text is ready."""
        local = name[1]
        self._depth -= 1
        self._in_text = False
        if local in _SKIPPED:
            self._skipping -= 1
        elif local == "p" and self._open and (text := page_text("".join(self._open.pop()))):
            self.ready.append(text)

    def characters(self, content: str) -> None:
        """Letters of a run."""
        if self._in_text and self._open and not self._skipping:
            self._open[-1].append(content)

    def taken(self) -> list[str]:
        """The paragraphs that have become ready since the last call."""
        ready, self.ready = self.ready, []
        return ready


def docx_paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs in order, footnotes last, empty ones left out; raises UnreadableError."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            if len(names) > _MOST_ENTRIES:
                raise UnreadableError(Status.TOO_LARGE, "Tệp DOCX có quá nhiều phần.")
            if _PARTS[0] not in names:
                raise UnreadableError(Status.UNSUPPORTED, "Tệp không phải là văn bản Word (DOCX).")
            for part in _PARTS:
                if part in names:
                    yield from _part(package, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(Status.FAILED, _BROKEN) from error
    except DefusedXmlException as error:
        raise UnreadableError(Status.FAILED, "Tệp DOCX có khai báo XML không được phép.") from error
    except (SAXException, ValueError) as error:
        raise UnreadableError(Status.FAILED, _BROKEN) from error


def _part(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Paragraphs of one part, as they are read."""
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    handler = _Paragraphs()
    parser.setContentHandler(handler)
    packed = max(package.getinfo(name).compress_size, _CHUNK)
    unpacked = 0
    with package.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > _MOST_XML or unpacked > packed * _MOST_RATIO:
                raise UnreadableError(Status.TOO_LARGE, "Nội dung nén trong tệp DOCX quá lớn.")
            parser.feed(chunk)
            yield from handler.taken()
    parser.close()
    yield from handler.taken()

"""Links and pictures of a record, read from what is stored: also those whose target is gone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from django.db.models import ForeignKey
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from home.blocks.links import LinkBlock
from home.models import SiteImage

__all__ = ["DOCUMENT", "IMAGE", "PAGE", "URL", "Use", "uses_of"]

PAGE, DOCUMENT, IMAGE, URL = "page", "document", "image", "url"
_LINK_TYPES = {"page": PAGE, "document": DOCUMENT}


@dataclass(frozen=True)
class Use:
    """A link or a picture: `target` is a key, or the address of a URL; `text` the words of a link.

    For pictures `alt` is the description of this very place, None where the image's own counts.
    """

    kind: str
    target: Any
    place: str
    text: str = ""
    alt: str | None = None
    is_decorative: bool = False


def uses_of(record: Any) -> Iterator[Use]:
    """Links and pictures in the rich texts, streams and image fields of a record; no queries."""
    for field in record._meta.get_fields():
        label = capfirst(str(getattr(field, "verbose_name", "")))
        if isinstance(field, RichTextField):
            yield from _rich(getattr(record, field.name), label)
        elif isinstance(field, StreamField):
            value = getattr(record, field.name)
            for item in value.raw_data:
                child = value.stream_block.child_blocks.get(item["type"])
                if child is not None:
                    yield from _block(child, item["value"], f"{label} › {child.label}")
        elif _is_picture(field) and getattr(record, field.attname) is not None:
            yield Use(IMAGE, getattr(record, field.attname), label)


def _is_picture(field: Any) -> bool:
    return isinstance(field, ForeignKey) and issubclass(field.related_model, SiteImage)


def _block(block: blocks.Block, raw: Any, place: str) -> Iterator[Use]:
    """Uses in the stored value of a block and of the blocks in it."""
    if raw in (None, "", [], {}):
        return
    if isinstance(block, ImageBlock):
        yield _image(raw, place)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _rich(raw, place)
    elif isinstance(block, blocks.PageChooserBlock):
        yield Use(PAGE, raw, place)
    elif isinstance(block, DocumentChooserBlock):
        yield Use(DOCUMENT, raw, place)
    elif isinstance(block, ImageChooserBlock):
        yield Use(IMAGE, raw, place)
    elif isinstance(block, blocks.URLBlock):
        yield Use(URL, raw, place)
    else:
        yield from _children(block, raw, place)


def _children(block: blocks.Block, raw: Any, place: str) -> Iterator[Use]:
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if isinstance(block, LinkBlock) and name == "address" and raw.get(name):
                yield Use(URL, raw[name], place, raw.get("title") or "")
            else:
                yield from _block(child, raw.get(name), place)
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            # Lists from before items had keys hold the bare values.
            value = item["value"] if isinstance(item, dict) and "value" in item else item
            yield from _block(block.child_block, value, place)
    elif isinstance(block, blocks.StreamBlock):
        for item in raw:
            if (child := block.child_blocks.get(item["type"])) is not None:
                yield from _block(child, item["value"], place)
    elif isinstance(block, BaseTypedTableBlock):
        kinds = [block.child_blocks[column["type"]] for column in raw["columns"]]
        for row in raw["rows"]:
            for child, value in zip(kinds, row["values"], strict=False):
                yield from _block(child, value, place)


def _image(raw: Any, place: str) -> Use:
    """A picture with its description of this place; older content holds the bare key."""
    if not isinstance(raw, dict):
        return Use(IMAGE, raw, place)
    return Use(
        IMAGE,
        raw.get("image"),
        place,
        alt=raw.get("alt_text") or "",
        is_decorative=bool(raw.get("decorative")),
    )


def _rich(html: str, place: str) -> Iterator[Use]:
    reader = _Links(place)
    reader.feed(html or "")
    reader.close()
    yield from reader.found


class _Links(HTMLParser):
    """Links and embedded pictures of stored rich text."""

    def __init__(self, place: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Use] = []
        self._place = place
        self._open: Use | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            kind = _LINK_TYPES.get(values.get("linktype", ""))
            target = values.get("id") if kind else values.get("href")
            if target:
                self._open = Use(kind or URL, target, self._place)
        elif tag == "embed" and values.get("embedtype") == "image":
            self.found.append(Use(IMAGE, values.get("id"), self._place, alt=values.get("alt", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            self.found.append(self._open)
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open = replace(self._open, text=f"{self._open.text}{data}".strip())

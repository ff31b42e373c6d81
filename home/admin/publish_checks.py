"""After something was published or submitted: what is worth a second look, said once, under the message of success."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.blocks import BoundBlock, StreamValue
from wagtail.fields import RichTextField, StreamField

from home.content_checks import Text, findings, long_sentences

__all__ = ["text_of_record"]

_ACTIONS = ("action-publish", "action-submit", "action-workflow-action")
_DATES_AHEAD = ("pinned_until", "ends_on", "review_on")
"""Dates that mean nothing once they have passed; those of documents and phases may well lie in the past."""

_LEDES = ("lede", "summary")
_FIGURES = "figures"
_SHOWN = 100


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_findings(request: HttpRequest, record: Any) -> None:
    """One warning with everything that was found; a draft that is only saved is nobody's business yet."""
    if not any(action in request.POST for action in _ACTIONS):
        return
    found = findings(text_of_record(record), timezone.localdate())
    found += _long_sentences(record)
    if found:
        rows = format_html_join("", "<li>{}</li>", ((one,) for one in found))
        messages.warning(request, format_html("{}<ul>{}</ul>", _("Nên xem lại:"), rows))


def text_of_record(record: Any) -> Text:
    """The words of a page or snippet, whatever its fields."""
    names = {one.name for one in record._meta.get_fields()}
    ledes = [getattr(record, name) for name in _LEDES if name in names]
    streams = [block for value in _streams(record) for block in value]
    unsourced = [
        block.value["caption"]
        for block in streams
        if block.block_type == _FIGURES and not (block.value.get("source") or "").strip()
    ]
    if getattr(record, "key_figure", "") and not getattr(record, "key_figure_source", "").strip():
        unsourced.append(record.key_figure)
    return Text(
        title=getattr(record, "title", "") or str(record),
        slug=record.slug if isinstance(getattr(record, "slug", None), str) else "",
        lede=ledes[0] if ledes else None,
        texts=[*_plain_texts(record), *_stream_texts(record)],
        dates_ahead={
            capfirst(str(record._meta.get_field(name).verbose_name)): _day(getattr(record, name))
            for name in _DATES_AHEAD
            if name in names
        },
        unsourced=unsourced,
    )


def _day(value: Any) -> datetime.date | None:
    return value if isinstance(value, datetime.date) else None


def _streams(record: Any) -> Iterator[StreamValue]:
    for one in record._meta.get_fields():
        if isinstance(one, StreamField):
            yield getattr(record, one.name)


def _plain_texts(record: Any) -> Iterator[str]:
    for one in record._meta.get_fields():
        if isinstance(one, RichTextField):
            yield strip_tags(getattr(record, one.name))
        elif isinstance(one, models.CharField | models.TextField) and not one.choices:
            value = getattr(record, one.name, None)
            if isinstance(value, str) and value:
                yield value


def _stream_texts(record: Any) -> Iterator[str]:
    for value in _streams(record):
        yield from map(str, value.stream_block.get_searchable_content(value))


def _long_sentences(record: Any) -> list[str]:
    """The sentences of articles that are too long, as one finding."""
    paragraphs = [
        text
        for value in _streams(record)
        for block in value
        if block.block_type == "paragraph"
        for text in _paragraphs(block)
    ]
    long = [sentence for text in paragraphs for sentence in long_sentences(text)]
    if not long:
        return []
    return [
        _("%(count)d câu dài quá 40 tiếng, nên tách. Ví dụ: “%(sentence)s…”")
        % {"count": len(long), "sentence": long[0][:_SHOWN].rstrip()}
    ]


def _paragraphs(block: BoundBlock) -> list[str]:
    """Texts of the paragraphs and items of rich text, each by itself."""
    source = block.value.source if block.value else ""
    for end in ("</p>", "</li>", "<br/>", "<li>"):
        source = source.replace(end, f"{end}\n")
    return [line for line in strip_tags(source).split("\n") if line.strip()]

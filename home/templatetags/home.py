"""What editorial templates show: ways up, documents, their relations, files and facts."""

import datetime
import math
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from home.blocks.callouts import ROLE_CHOICES
from home.legal_status import LegalStatus
from home.models import AnnouncementPage, GuidanceFile, GuidancePage, SiteDocument
from home.standing import Standing, standing
from home.templatetags.typography import file_size, vi_date

register = template.Library()

_ROLE_NAMES = dict(ROLE_CHOICES)
_ROOT_DEPTH, _FRONT_DEPTH = 1, 2
_WORDS_PER_MINUTE = 240
"""Syllables, which is what spaces part in Vietnamese, read in a minute."""
_ROLE_ICONS = {"upper": "people", "grassroots": "unit", "worker": "person"}


@register.simple_tag
def reading_minutes(body: StreamValue) -> int:
    """How long an article takes to read, in minutes; 0 without text."""
    words = sum(len(text.split()) for text in body.stream_block.get_searchable_content(body))
    return math.ceil(words / _WORDS_PER_MINUTE)


@register.simple_tag
def news_years(items: Iterable[AnnouncementPage]) -> list[tuple[str, list[AnnouncementPage]]]:
    """Announcements under the year of each, in the order of the list; pinned ones under “Đang ghim”."""
    years: dict[str, list[AnnouncementPage]] = {}
    for item in items:
        year = _("Đang ghim") if item.is_pinned else str(timezone.localtime(item.published_at).year)
        years.setdefault(year, []).append(item)
    return list(years.items())


@register.filter
def role_name(role: str) -> str:
    """Name of a role: upper, grassroots, worker."""
    return str(_ROLE_NAMES.get(role, role))


@register.simple_tag
def page_crumbs(page: Page) -> list[dict[str, Any]]:
    """The way up from a page to the front page, for navigation/breadcrumbs.html.

    A page right below the front page names itself too: “Trang chủ” alone says nothing.
    """
    if not page.pk:
        return []
    known: list[dict[str, Any]] | None = getattr(page, "_crumbs", None)
    if known is None:
        # The head of the page names the way up too: it is worked out once.
        known = page._crumbs = _crumbs(page)
    return known


def _crumbs(page: Page) -> list[dict[str, Any]]:
    if page.depth <= _FRONT_DEPTH:
        return []
    above = page.get_ancestors().filter(depth__gt=_ROOT_DEPTH).live()
    crumbs: list[dict[str, Any]] = [
        {"title": _("Trang chủ") if one.depth == _FRONT_DEPTH else one.title, "url": one.url} for one in above
    ]
    if page.depth == _FRONT_DEPTH + 1:
        crumbs.append({"title": page.title, "url": page.url, "current": True})
    return crumbs


@register.simple_tag
def kind_pair(kind: str) -> list[tuple[str, str]]:
    """The parameter that limits a search to one kind of content."""
    return [("kind", kind)]


def _date(document: GuidancePage) -> str:
    return vi_date(document.issued_on, document.issued_precision)


@register.simple_tag
def document_note(document: GuidancePage) -> str:
    """Who issued a document and when, in one line."""
    return f"{document.issuer}, {_date(document)}"


@register.simple_tag
def document_hit(document: GuidancePage) -> dict[str, Any]:
    """What a document shows in a list and at its head, for components/hit.html and number_block.html."""
    return {
        "symbol": document.symbol,
        "issuer": str(document.issuer),
        "kind": str(document.kind),
        "url": document.url,
        "date_text": _date(document),
        "place_and_date": f"{document.place}, {_date(document)}" if document.place else _date(document),
        "date_iso": document.issued_on.isoformat() if document.issued_precision == "day" else "",
        "replaced_by": [{"symbol": other.symbol, "url": other.url} for other in document.replaced_by],
    }


@register.simple_tag
def document_state(document: GuidancePage, day: datetime.date) -> Standing:
    """State of a document on a day, and what explains it, for templates/pages/guidance_index.html.

    `links` are the published documents that have changed or ended it by that day.
    """
    return standing(document, day)


@register.simple_tag
def document_status(document: GuidancePage, day: datetime.date) -> LegalStatus:
    """State of a document on a day, for components/document_item.html."""
    return document.status_on(day)


@register.simple_tag
def document_facts(document: GuidancePage) -> list[dict[str, Any]]:
    """Facts beside a document, for components/facts.html."""
    until = (
        f"đến hết {vi_date(document.effective_to)}" if document.effective_to else "chưa ghi nhận ngày hết hạn"
    )
    facts = [
        ("Ban hành", _date(document), document.signer_role),
        (
            "Hiệu lực",
            str(document.status.label),
            f"từ {vi_date(document.effective_from)}, {until}; "
            f"suy ra từ ngày và quan hệ văn bản, tính hôm nay {vi_date(timezone.localdate())}",
        ),
        ("Cơ quan ban hành", document.issuer.name, ""),
        ("Áp dụng cho", document.audience, ""),
        ("Hỏi thêm", document.contact, ""),
    ]
    return [{"label": label, "values": [{"text": text, "note": note}]} for label, text, note in facts if text]


@register.simple_tag
def role_links(tasks: Iterable[Any]) -> list[dict[str, str]]:
    """Jumps to the tasks of each role, for components/roles.html."""
    return [
        {
            "href": f"#{block.value['role']}",
            "icon": _ROLE_ICONS[block.value["role"]],
            "label": role_name(block.value["role"]),
        }
        for block in tasks
    ]


@register.simple_tag
def thresholds_pair(document: GuidancePage) -> list[Any]:
    """The first two thresholds, one or the other of which is enough; empty where there are fewer."""
    values = [block.value for block in document.thresholds][:2]
    return values if len(values) == 2 else []


def file_item(document: SiteDocument, name: str, role: str = "") -> dict[str, Any]:
    """A file to take away, for components/files.html: its kind, size and pages in words."""
    kind = document.file_extension.upper()
    pages = f"{document.page_count} trang" if document.page_count else ""
    note = ", ".join(part for part in (role, kind, file_size(document.get_file_size()), pages) if part)
    return {"url": document.url, "kind": kind, "name": name, "note": note}


@register.simple_tag
def file_items(files: Iterable[GuidanceFile]) -> list[dict[str, Any]]:
    """Files of a document, for components/files.html, each with what checks a copy of it."""
    return [
        {
            **file_item(file.document, file.name, str(file.get_role_display())),
            "document": file.document,
            "filename": file.document.filename,
            "sha256": file.document.sha256,
        }
        for file in files
    ]


@register.simple_tag
def audio_note(document: SiteDocument) -> str:
    """Kind and size of a recording, for templates/blocks/audio.html."""
    return f"{document.file_extension.upper()}, {file_size(document.get_file_size())}"


@register.simple_tag
def download_items(value: Any) -> list[dict[str, Any]]:
    """The file of a download block, for components/files.html."""
    document = value.get("document")
    return [file_item(document, value.get("title") or document.title)] if document else []

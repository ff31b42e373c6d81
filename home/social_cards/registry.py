"""Which record has which card, and where it is served."""

from collections.abc import Callable
from functools import singledispatch
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import AnnouncementPage, BasePage, CampaignPage, FrontPage, GuidancePage
from home.social_cards.model import MOST_LETTERS, Card
from home.templatetags.typography import vi_date

__all__ = ["card_address", "card_of", "current_card", "register_source"]

_sources: dict[str, tuple[type, Callable[[int], Any]]] = {}


def register_source(name: str, model: type, find: Callable[[int], Any]) -> None:
    """Serve the cards of a model under `name`; `find` gives a published record by its key, or None."""
    _sources[name] = (model, find)


def card_address(record: Any, language: str) -> tuple[str, Card] | None:
    """The address of a record's card and the card itself; None where its kind has none."""
    name = next((name for name, (model, _find) in _sources.items() if isinstance(record, model)), None)
    if name is None:
        return None
    with translation.override(language):
        card = card_of(record)
    if card is None:
        return None
    return reverse("social-card", args=[name, record.pk, card.digest]), card


def current_card(name: str, pk: int) -> tuple[str, Card] | None:
    """The card of a published record as it is now, with its address; None where there is none (any more)."""
    if name not in _sources:
        return None
    record = _sources[name][1](pk)
    if record is None:
        return None
    language = record.locale.language_code if isinstance(record, Page) else settings.LANGUAGE_CODE
    return card_address(record, language)


@singledispatch
def card_of(record: Any) -> Card | None:
    """The card of a record in the language that is active; None where its kind has none."""
    return None


@card_of.register
def _page(record: BasePage) -> Card:
    return Card(
        label=_("Cổng Sáng kiến"), title=_short(record.title), seed=record.slug, demo_words=_demo(record)
    )


@card_of.register
def _front(record: FrontPage) -> Card:
    return Card(label=_("Cổng Sáng kiến"), title=_short(record.headline or record.title), seed=record.slug)


@card_of.register
def _announcement(record: AnnouncementPage) -> Card:
    fields = record.campaign.fields_named if record.campaign and record.campaign.live else []
    return Card(
        label=f"{record.get_kind_display()} · {vi_date(record.published_at)}",
        title=_short(record.title),
        hue=fields[0] if fields else "",
        seed=record.slug,
        foot=record.office.public_name if record.office else "",
        demo_words=_demo(record),
    )


@card_of.register
def _guidance(record: GuidancePage) -> Card:
    return Card(
        label=record.kind.name,
        title=_short(record.title),
        symbol=record.symbol,
        status=record.status.value,
        status_words=str(record.status.label),
        foot=f"{record.issuer}, {vi_date(record.issued_on, record.issued_precision)}",
        demo_words=_demo(record),
    )


@card_of.register
def campaign_card(record: CampaignPage) -> Card:
    """A campaign by its state; the catalogue adds what has been counted."""
    state = record.state_on(timezone.localdate())
    fields = record.fields_named
    return Card(
        label=f"{_('Chiến dịch')} · {state.label}",
        title=_short(record.title),
        hue=fields[0] if fields else "",
        seed=record.slug,
        foot=record.organiser,
        demo_words=_demo(record),
    )


def _demo(record: Any) -> str:
    return _("Nội dung minh hoạ") if record.is_demo else ""


def _short(title: str) -> str:
    return title[:MOST_LETTERS]


def _published_page(pk: int) -> Page | None:
    page = Page.objects.live().public().select_related("locale").filter(pk=pk).first()
    return page.specific if page is not None else None


register_source("trang", BasePage, _published_page)

"""Cards of the catalogue's records; see `home.social_cards`."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from home.models import CampaignPage
from home.social_cards import Card, card_of, register_source
from home.social_cards.registry import campaign_card
from showcase.campaign_report import campaign_report
from showcase.models import Field, Initiative, StoryPage

__all__: list[str] = []


@card_of.register
def _campaign(record: CampaignPage) -> Card:
    """A campaign with the first of its figures, which says what was counted and as of when."""
    card = campaign_card(record)
    headline = campaign_report(record).headline
    if not headline:
        return card
    return replace(card, figure=headline[0]["value"], figure_words=headline[0]["label"])


@card_of.register
def _story(record: StoryPage) -> Card:
    """A story: whoever it is about is told without a name."""
    return Card(
        label=f"{_('Gương sáng')} · {record.field.name}",
        title=record.title,
        hue=record.field.hue,
        seed=record.slug,
        foot=record.person,
        demo_words=_demo(record),
    )


@card_of.register
def _initiative(record: Initiative) -> Card:
    """An initiative: of a closed one the title and the gain alone, in no field's colours."""
    if record.is_abstract_only:
        return Card(
            label=_("Sáng kiến"),
            title=record.title,
            seed="",
            figure=record.result_line,
            demo_words=_demo(record),
        )
    return Card(
        label=f"{_('Sáng kiến')} · {record.field.name}",
        title=record.title,
        hue=record.field.hue,
        seed=record.code,
        figure=record.result_line,
        foot=record.unit.public_name,
        demo_words=_demo(record),
    )


@card_of.register
def _field(record: Field) -> Card:
    return Card(label=_("Lĩnh vực"), title=record.name, hue=record.hue, seed=record.slug, foot=record.summary)


def _demo(record: Any) -> str:
    return _("Nội dung minh hoạ") if record.is_demo else ""


def _published_initiative(pk: int) -> Initiative | None:
    return Initiative.objects.live().select_related("field__parent", "unit").filter(pk=pk).first()


def _field_by_key(pk: int) -> Field | None:
    return Field.objects.with_parent().filter(pk=pk).first()


register_source("sang-kien", Initiative, _published_initiative)
register_source("linh-vuc", Field, _field_by_key)

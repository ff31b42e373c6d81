"""Blocks of stories: those of every article, what tells of a person, and the card of an initiative."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock

from home.blocks.audio import AudioBlock
from home.blocks.gallery import BeforeAfterBlock, GalleryBlock
from home.blocks.portrait import PortraitBlock
from home.blocks.stream import article_blocks

__all__ = ["InitiativeCardBlock", "story_blocks"]


class InitiativeCardBlock(SnippetChooserBlock):
    """The card of an initiative as the catalogue lists it today; nothing once it is withdrawn."""

    def __init__(self, **kwargs: Any) -> None:
        """Choose among initiatives."""
        kwargs.setdefault(
            "help_text", _("Gõ mã hoặc tên để tìm. Ví dụ: NL-2022-0417. Sáng kiến rút xuống thì thẻ tự ẩn.")
        )
        super().__init__("showcase.Initiative", **kwargs)

    def bulk_to_python(self, values: Sequence[Any]) -> list[Any]:
        """Initiatives of all cards of a text in two queries, with what the cards show."""
        chosen = self.target_model.objects.with_card_relations().in_bulk({pk for pk in values if pk})
        return [chosen.get(pk) for pk in values]

    def get_preview_value(self) -> Any:
        """The newest initiative that is published in full; None in an empty catalogue."""
        public = self.target_model.objects.live().with_open_disclosure()
        return public.with_card_relations().newest().first()

    class Meta:
        icon = "pick"
        label = _("Thẻ sáng kiến")
        description = _("Thẻ của một sáng kiến đang công bố, luôn đúng như trong danh mục.")
        template = "blocks/initiative_card.html"
        preview_template = "blocks/previews/base.html"


def story_blocks() -> list[tuple[str, object]]:
    """Blocks of a story: fresh instances, since a block belongs to one stream."""
    return [
        *article_blocks(),
        ("portrait", PortraitBlock()),
        ("before_after", BeforeAfterBlock()),
        ("gallery", GalleryBlock()),
        ("initiative", InitiativeCardBlock()),
        ("audio", AudioBlock()),
    ]

"""What to read next: what editors picked, and what the site fills up with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from wagtail.models import Page

from home.models.guidance import GuidancePage

if TYPE_CHECKING:
    from home.models import AnnouncementPage

__all__ = ["RELATED_TYPES", "RelatedPage", "picked_pages"]

RELATED_TYPES = ["home.AnnouncementPage", "home.GuidancePage", "home.CampaignPage", "showcase.StoryPage"]
"""Types of pages that editors may pick, by name: stories belong to a layer above."""


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """A page to read next; `is_suggested` when the site chose it, which readers are not told.

    `lang` names its language where that is not the one of the page it stands on.
    """

    page: Any
    is_suggested: bool = False
    lang: str = ""

    @property
    def label(self) -> str:
        """What sort of page it is, in words."""
        if hasattr(self.page, "get_kind_display"):
            return str(self.page.get_kind_display())
        return str(capfirst(self.page._meta.verbose_name))


def picked_pages(announcement: "AnnouncementPage", shown: Iterable[int | None]) -> list[RelatedPage]:
    """Published pages that editors picked, in their order; those in `shown` and repetitions are left out.

    A page in another language makes way for its published twin where there is one. The number of queries depends on
    how many types of pages there are, not on how many pages.
    """
    ids = [row.target_id for row in announcement.related_pages.all()]
    if not ids:
        return []
    published = Page.objects.live().public().select_related("locale")
    found = {page.pk: page for page in published.filter(pk__in=ids)}
    chosen = [found[pk] for pk in ids if pk in found]
    foreign = [page.translation_key for page in chosen if page.locale_id != announcement.locale_id]
    twins: dict[Any, Page] = {}
    if foreign:
        here = published.filter(locale_id=announcement.locale_id, translation_key__in=foreign)
        twins = {page.translation_key: page for page in here}
    languages = {}
    for page in chosen:
        one = twins.get(page.translation_key, page)
        languages[one.pk] = "" if one.locale_id == announcement.locale_id else one.locale.language_code
    for pk in set(shown) & set(languages):
        del languages[pk]
    specific = _specific(list(languages))
    return [RelatedPage(specific[pk], lang=lang) for pk, lang in languages.items() if pk in specific]


def _specific(ids: list[int]) -> dict[int, Any]:
    """The pages as what they are; documents with what their state is worked out from."""
    pages = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
    documents = [pk for pk, page in pages.items() if isinstance(page, GuidancePage)]
    if documents:
        pages |= GuidancePage.objects.with_status_relations().in_bulk(documents)
    return pages

"""Selections that every kind of page shares."""

from typing import Any, Self

from wagtail.models import PageManager, PageQuerySet

__all__ = ["PublishedPageManager", "PublishedPageQuerySet"]


class PublishedPageQuerySet(PageQuerySet):
    """Selections by language."""

    def in_locale(self, locale_id: Any) -> Self:
        """Pages of one language tree."""
        return self.filter(locale_id=locale_id)


PublishedPageManager = PageManager

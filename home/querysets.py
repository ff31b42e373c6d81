"""Selections that every kind of page shares."""

from typing import Any, Self

from django.conf import settings
from wagtail.models import PageManager, PageQuerySet

__all__ = ["PublishedPageManager", "PublishedPageQuerySet"]


class PublishedPageQuerySet(PageQuerySet):
    """Selections by who may see the page and by language."""

    def published(self) -> Self:
        """What every visitor may see: live, and behind no restriction. Lists show these alone."""
        return self.live().public()

    def in_locale(self, locale_id: Any) -> Self:
        """Pages of one language tree."""
        return self.filter(locale_id=locale_id)

    def in_default_language(self) -> Self:
        """Pages of the site's own language: their twins in other languages say the same once more."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)


PublishedPageManager = PageManager

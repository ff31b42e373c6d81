"""Selections that every kind of page shares."""

from typing import Any, Self

from django.conf import settings
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Left, Length
from wagtail.models import PageManager, PageQuerySet, PageViewRestriction

__all__ = ["PublishedPageManager", "PublishedPageQuerySet"]


class PublishedPageQuerySet(PageQuerySet):
    """Selections by who may see the page and by language."""

    def published(self) -> Self:
        """What every visitor may see: live, and behind no restriction. Lists show these alone."""
        return self.live().public()

    def public(self) -> Self:
        """Pages behind no restriction, their own or of a page above: in the query itself, for Wagtail asks before."""
        above = PageViewRestriction.objects.filter(page__path=Left(OuterRef("path"), Length("page__path")))
        return self.filter(~Exists(above))

    def in_locale(self, locale_id: Any) -> Self:
        """Pages of one language tree."""
        return self.filter(locale_id=locale_id)

    def in_default_language(self) -> Self:
        """Pages of the site's own language: their twins in other languages say the same once more."""
        return self.filter(locale__language_code=settings.LANGUAGE_CODE)

    def newly_added(self) -> Self:
        """What was first published last comes first: what feeds of dated records, such as documents, go by."""
        return self.order_by(F("first_published_at").desc(nulls_last=True), "-pk")


PublishedPageManager = PageManager

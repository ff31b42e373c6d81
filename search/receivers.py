"""Listening to changes: the one place where search learns of them. No model knows search."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from search.contract import Kind
from search.documents import PAGE_MODELS, kind_of_page
from search.indexing import mark_pending
from showcase.models import Consent
from showcase.signals import initiatives_changed

__all__: list[str] = []


@receiver(initiatives_changed, dispatch_uid="search.initiatives_changed")
def initiatives(sender: Any, ids: list[int], **kwargs: Any) -> None:
    """The catalogue announces its changes itself, single and in bulk."""
    mark_pending(Kind.INITIATIVE, ids)


@receiver((page_published, page_unpublished), dispatch_uid="search.page_visibility")
def page_visibility(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A page appears, changes or disappears."""
    if (kind := kind_of_page(instance)) is not None:
        mark_pending(kind, [instance.pk])


@receiver(post_delete, dispatch_uid="search.page_deleted")
def page_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page is gone for good."""
    for kind, model in PAGE_MODELS.items():
        if sender is model:
            mark_pending(kind, [instance.pk])


@receiver((post_save, pre_delete), sender=Consent, dispatch_uid="search.story_consent")
def story_consent(sender: Any, instance: Consent, created: bool = False, **kwargs: Any) -> None:
    """A consent that is withdrawn or deleted changes whom a story may name; asked while the story points to it."""
    if not created:
        mark_pending(Kind.STORY, instance.stories.values_list("pk", flat=True))

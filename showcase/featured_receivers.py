"""What makes the record of featured contents follow: publishing, withdrawing and deleting; see `showcase.featured`."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, published, unpublished

from home.models import CampaignPage, FrontPage
from showcase.featured import close_runs, record_field, record_page, record_places_of
from showcase.models import Field, FieldPromotion, FieldStory, Initiative, StoryPage

__all__: list[str] = []

_PLACES = (FrontPage, CampaignPage)


@receiver(page_published, dispatch_uid="showcase.featured.page_published")
def page_is_published(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A place shows its slots, or a story takes its place in those that wait for it.

    Wagtail says the same of a page that is only scheduled: it may have left the site until then.
    """
    if sender in _PLACES and not instance.live:
        close_runs(page_id=instance.pk)
    elif sender in _PLACES:
        record_page(instance)
    elif sender is StoryPage:
        record_places_of(instance)


@receiver(page_unpublished, dispatch_uid="showcase.featured.page_unpublished")
def page_is_withdrawn(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A place shows nothing any more, or a story leaves every place; Wagtail says so before deleting a page too."""
    if sender in _PLACES:
        close_runs(page_id=instance.pk)
    elif sender is StoryPage:
        close_runs(story_id=instance.pk)


@receiver(published, sender=Initiative, dispatch_uid="showcase.featured.initiative_published")
def initiative_is_published(sender: Any, instance: Initiative, **kwargs: Any) -> None:
    """An initiative takes its place in the slots that wait for it."""
    record_places_of(instance)


@receiver(unpublished, sender=Initiative, dispatch_uid="showcase.featured.initiative_unpublished")
def initiative_is_withdrawn(sender: Any, instance: Initiative, **kwargs: Any) -> None:
    """An initiative leaves every place."""
    close_runs(initiative_id=instance.pk)


@receiver(pre_delete, sender=Initiative, dispatch_uid="showcase.featured.initiative_deleted")
def initiative_is_deleted(sender: Any, instance: Initiative, **kwargs: Any) -> None:
    """Asked beforehand, while the runs still name it."""
    close_runs(initiative_id=instance.pk)


@receiver(pre_delete, sender=Field, dispatch_uid="showcase.featured.field_deleted")
def field_is_deleted(sender: Any, instance: Field, **kwargs: Any) -> None:
    """Asked beforehand, while the runs still name it."""
    close_runs(field_id=instance.pk)


@receiver((post_save, post_delete), sender=FieldPromotion, dispatch_uid="showcase.featured.field_promotion")
@receiver((post_save, post_delete), sender=FieldStory, dispatch_uid="showcase.featured.field_story")
def field_slot_changed(sender: Any, instance: Any, origin: Any = None, **kwargs: Any) -> None:
    """Fields have no drafts: a slot that is saved is public. A slot that goes with its field is left to the field."""
    if not (isinstance(origin, Field) or _deletes_fields(origin)):
        record_field(instance.field)


def _deletes_fields(origin: Any) -> bool:
    return getattr(origin, "model", None) is Field

"""What makes the catalogue announce a change; see `showcase.signals`."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from showcase.models import Consent, Initiative
from showcase.signals import initiatives_changed

__all__: list[str] = []


@receiver((post_save, post_delete), sender=Initiative, dispatch_uid="showcase.initiative_changed")
def initiative_changed(sender: Any, instance: Initiative, **kwargs: Any) -> None:
    """An initiative is written or deleted, one by one or through a queryset's `delete`."""
    initiatives_changed.send(sender=Initiative, ids=[instance.pk])


@receiver(post_save, sender=Consent, dispatch_uid="showcase.consent_changed")
def consent_changed(sender: Any, instance: Consent, created: bool, **kwargs: Any) -> None:
    """A consent that is given or withdrawn changes who may be named, and which stories may be told."""
    if not created:
        _announce_authors(instance)
        if not instance.stands or not (instance.covers_name and instance.covers_story):
            _withdraw_stories(instance)


@receiver(pre_delete, sender=Consent, dispatch_uid="showcase.consent_deleted")
def consent_deleted(sender: Any, instance: Consent, **kwargs: Any) -> None:
    """A consent that is deleted names nobody any more; asked beforehand, while the authors still point to it."""
    _announce_authors(instance)
    _withdraw_stories(instance)


def _withdraw_stories(consent: Consent) -> None:
    """Take stories off the site whose prose names the person: text cannot be cleaned of a name by itself."""
    for story in consent.stories.live().exclude(name=""):
        story.unpublish()


def _announce_authors(consent: Consent) -> None:
    ids = list(consent.authorships.values_list("initiative_id", flat=True))
    initiatives_changed.send(sender=Initiative, ids=ids)

"""What makes the catalogue announce a change; see `showcase.signals`."""

from typing import Any

from django.db.models.signals import post_delete, post_save
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
    """A consent that is given or withdrawn changes who may be named."""
    if not created:
        ids = list(instance.authorships.values_list("initiative_id", flat=True))
        initiatives_changed.send(sender=Initiative, ids=ids)

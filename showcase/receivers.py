"""What makes the catalogue announce a change; see `showcase.signals`."""

from collections.abc import Callable
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from home.models import CampaignPage
from showcase.changes import (
    announce_award,
    announce_campaign,
    announce_field,
    announce_keyword,
    announce_unit,
)
from showcase.models import AwardType, Consent, Field, Initiative, Keyword, StoryPage, Unit
from showcase.signals import initiatives_changed

__all__: list[str] = []

# What others show of these records: a save that leaves it alone announces nothing.
_SHOWN: dict[type, tuple[Callable[[Any], None], tuple[str, ...]]] = {
    Field: (announce_field, ("name", "slug", "parent_id")),
    Unit: (announce_unit, ("slug", "short_name", "workplace", "place")),
    AwardType: (announce_award, ("name",)),
    Keyword: (announce_keyword, ("name", "slug")),
    CampaignPage: (announce_campaign, ("slug",)),
}


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
    for story in StoryPage.objects.live().filter(consent=consent).exclude(name=""):
        story.unpublish()


def _announce_authors(consent: Consent) -> None:
    ids = list(consent.authorships.values_list("initiative_id", flat=True))
    initiatives_changed.send(sender=Initiative, ids=ids)


def _remember_shown(sender: Any, instance: Any, **kwargs: Any) -> None:
    _announce_one, columns = _SHOWN[sender]
    rows = sender._base_manager.filter(pk=instance.pk).values_list(*columns)
    instance._shown_before = rows.first() if instance.pk else None


def _announce_shown(sender: Any, instance: Any, **kwargs: Any) -> None:
    announce, columns = _SHOWN[sender]
    before = instance._shown_before
    if before is not None and before != tuple(getattr(instance, column) for column in columns):
        announce(instance)


@receiver(pre_delete, sender=Keyword, dispatch_uid="showcase.keyword_deleted")
def keyword_deleted(sender: Any, instance: Keyword, **kwargs: Any) -> None:
    """A tag that is deleted leaves its initiatives; asked beforehand, while they still have it."""
    announce_keyword(instance)


@receiver(pre_delete, sender=CampaignPage, dispatch_uid="showcase.campaign_deleted")
def campaign_deleted(sender: Any, instance: CampaignPage, **kwargs: Any) -> None:
    """A campaign that is deleted leaves what belonged to it; asked beforehand, while it still does."""
    announce_campaign(instance)


for _model in _SHOWN:
    pre_save.connect(_remember_shown, sender=_model, dispatch_uid=f"showcase.{_model.__name__}.before")
    post_save.connect(_announce_shown, sender=_model, dispatch_uid=f"showcase.{_model.__name__}.changed")

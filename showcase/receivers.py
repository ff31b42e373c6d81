"""What makes the catalogue announce a change; see `showcase.signals`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.signals import page_published

from home.models import CampaignPage, SiteImage
from showcase.changes import (
    announce_award,
    announce_campaign,
    announce_field,
    announce_keyword,
    announce_unit,
)
from showcase.consent import obstacles  # noqa: F401 - answers the question of publishing
from showcase.consent.effects import bring_in_line, sync_picture
from showcase.models import AwardType, Consent, Field, ImageConsent, Initiative, Keyword, StoryPage, Unit
from showcase.roles import EDITOR, ensure_roles
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
    """A consent that is given or withdrawn changes who may be named, which stories told, which pictures shown."""
    if not created:
        bring_in_line(instance)


@receiver(pre_delete, sender=Consent, dispatch_uid="showcase.consent_deleted")
def consent_deleted(sender: Any, instance: Consent, **kwargs: Any) -> None:
    """A consent that is deleted allows nothing any more; asked beforehand, while everything still points to it."""
    bring_in_line(instance, deleted=True)


@receiver(post_delete, sender=Consent, dispatch_uid="showcase.consent_gone")
def consent_gone(sender: Any, instance: Consent, **kwargs: Any) -> None:
    """The evidence goes with the consent."""
    if name := instance.evidence_file.name:
        transaction.on_commit(partial(storages["private"].delete, name))


@receiver(post_save, sender=ImageConsent, dispatch_uid="showcase.picture_linked")
def picture_linked(sender: Any, instance: ImageConsent, **kwargs: Any) -> None:
    """A picture of somebody is one of a recognisable person, and goes with the consent."""
    SiteImage.objects.filter(pk=instance.image_id, shows_people=False).update(shows_people=True)
    sync_picture(instance.image)


@receiver(post_delete, sender=ImageConsent, dispatch_uid="showcase.picture_unlinked")
def picture_unlinked(sender: Any, instance: ImageConsent, **kwargs: Any) -> None:
    """A person was not in the picture after all: it may come back when the others agree.

    A link that goes with its picture says nothing of the kind.
    """
    origin = kwargs.get("origin")
    if not (isinstance(origin, ImageConsent) or getattr(origin, "model", None) is ImageConsent):
        return
    if picture := SiteImage.objects.filter(pk=instance.image_id).first():
        sync_picture(picture)


@receiver(post_delete, sender=SiteImage, dispatch_uid="showcase.picture_deleted")
def picture_deleted(sender: Any, instance: SiteImage, **kwargs: Any) -> None:
    """The private copy of a withheld picture goes with it."""
    if instance.withheld:
        transaction.on_commit(partial(storages["private"].delete, instance.file.name))


@receiver(page_published, sender=StoryPage, dispatch_uid="showcase.portrait_published")
def portrait_published(sender: Any, instance: StoryPage, **kwargs: Any) -> None:
    """The portrait of a story goes with the consent of its person."""
    if instance.shows_portrait_photo:
        ImageConsent.objects.get_or_create(consent=instance.consent, image=instance.portrait)


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


@receiver(post_migrate, dispatch_uid="showcase.post_migrate")
def migrated(sender: AppConfig, **kwargs: Any) -> None:
    """A release brought rights and ways of work that the roles of a running site do not have yet."""
    if sender.name == "showcase" and Group.objects.filter(name=EDITOR).exists():
        for name in ("home", "showcase"):
            create_permissions(apps.get_app_config(name), verbosity=0)
        ensure_roles()

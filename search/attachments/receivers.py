"""What changes the text of attached files in the index: the one place where it is listened to.

The records that show a file are marked in the transaction of the change; files are read after it.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.signals import page_published

from home.models import GuidanceFile, GuidancePage, SiteDocument
from search.attachments.extraction import forget_unused, request_reading
from search.attachments.files import owners, within
from search.attachments.names import files_naming
from search.contract import Kind
from search.indexing import mark_pending
from showcase.models import InitiativeAttachment
from showcase.signals import initiatives_changed, name_sought

__all__: list[str] = []


@receiver((post_save, post_delete), sender=GuidanceFile, dispatch_uid="search.guidance_file")
def guidance_file(sender: Any, instance: GuidanceFile, **kwargs: Any) -> None:
    """A document gains a file, loses one, or calls it by another name."""
    _changed(Kind.GUIDANCE, [instance.page_id])


@receiver((post_save, post_delete), sender=InitiativeAttachment, dispatch_uid="search.initiative_attachment")
def initiative_attachment(sender: Any, instance: InitiativeAttachment, **kwargs: Any) -> None:
    """An initiative gains a file, loses one, or calls it by another name."""
    _changed(Kind.INITIATIVE, [instance.initiative_id])


@receiver(page_published, sender=GuidancePage, dispatch_uid="search.guidance_files_published")
def guidance_published(sender: Any, instance: GuidancePage, **kwargs: Any) -> None:
    """A document that becomes public makes its files public."""
    request_reading(Kind.GUIDANCE, [instance.pk])


@receiver(initiatives_changed, dispatch_uid="search.initiative_files")
def initiatives_announced(sender: Any, ids: list[int], **kwargs: Any) -> None:
    """Initiatives that become public, or disclose more, make their files public."""
    request_reading(Kind.INITIATIVE, ids)


@receiver(post_save, sender=SiteDocument, dispatch_uid="search.file_changed")
def file_changed(sender: Any, instance: SiteDocument, created: bool, **kwargs: Any) -> None:
    """A file is replaced, renamed or moved to another collection; a new one belongs to nothing yet."""
    if not created:
        _documents_changed([instance.pk])
        transaction.on_commit(forget_unused)


@receiver(post_delete, sender=SiteDocument, dispatch_uid="search.file_deleted")
def file_deleted(sender: Any, instance: SiteDocument, **kwargs: Any) -> None:
    """A file is gone, and with it the links to it, which announce themselves."""
    transaction.on_commit(forget_unused)


@receiver((post_save, post_delete), sender=CollectionViewRestriction, dispatch_uid="search.file_restriction")
def restriction_changed(sender: Any, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """A collection is closed or opened."""
    _documents_changed(within(instance.collection_id))


@receiver(post_save, sender=Collection, dispatch_uid="search.collection_moved")
def collection_moved(sender: Any, instance: Collection, created: bool, **kwargs: Any) -> None:
    """A collection is saved, and in the same transaction perhaps moved under a closed one."""
    if not created:
        _documents_changed(within(instance.pk))


def _documents_changed(documents: list[int]) -> None:
    for kind, ids in owners(documents).items():
        _changed(kind, ids)


def _changed(kind: Kind, ids: list[int]) -> None:
    mark_pending(kind, ids)
    if ids:
        request_reading(kind, ids)


@receiver(name_sought, dispatch_uid="search.name_sought")
def name_in_files(sender: Any, name: str, **kwargs: Any) -> list[tuple[str, str]]:
    """A consent ends: in which files the name still stands."""
    return files_naming(name)

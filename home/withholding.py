"""Taking a picture away from the public: its sizes are deleted and its original leaves the public folder.

The original is kept in the private storage, which no address serves, so that a new consent can bring it back. The
files move once the database has decided; a file that a failure left behind is moved by `settle`, every night.
"""

from functools import partial

from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction

from home.models import SiteImage, SiteRendition

__all__ = ["restore", "settle", "withhold"]


def withhold(image: SiteImage) -> None:
    """Hide a picture from everybody; inside the transaction that decides so."""
    image.withheld = True
    SiteImage.objects.filter(pk=image.pk).update(withheld=True)
    SiteRendition.objects.filter(image=image).delete()
    transaction.on_commit(partial(_hide, image.pk, image.file.name))


def restore(image: SiteImage) -> None:
    """Let a picture be shown again."""
    image.withheld = False
    SiteImage.objects.filter(pk=image.pk).update(withheld=False)
    transaction.on_commit(partial(_move, image.file.name, _private(), default_storage))


def settle() -> int:
    """Move what a failure left in the wrong place; returns how many files."""
    left = [
        (key, name)
        for key, name in SiteImage.objects.filter(withheld=True).values_list("pk", "file")
        if default_storage.exists(name)
    ]
    for key, name in left:
        _hide(key, name)
    return len(left)


def _private() -> Storage:
    return storages["private"]


def _hide(key: int, name: str) -> None:
    _move(name, default_storage, _private())
    # A page that was being made meanwhile may have cut a size from the original.
    SiteRendition.objects.filter(image_id=key).delete()


def _move(name: str, source: Storage, target: Storage) -> None:
    """Move a file between storages; safe to do twice."""
    if not source.exists(name):
        return
    if not target.exists(name):
        with source.open(name) as file:
            target.save(name, file)
    source.delete(name)

"""Listening to changes: the one place where search learns of them. No model knows search."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from home.models import DocumentKind, GuidancePage, Issuer
from search.contract import Kind
from search.documents import PAGE_MODELS, kind_of_page
from search.indexing import mark_pending, mark_selected
from search.insight import write_heard
from search.models import Abbreviation, PromotedRecord, PromotedResult, ShippedEntryOff, SynonymGroup
from search.roles import grant_editors
from search.snapshots import touch
from showcase.models import Consent, Initiative
from showcase.signals import initiatives_changed, relabelled, roles_ensured

__all__: list[str] = []

_KINDS: dict[type, Kind] = {
    Initiative: Kind.INITIATIVE,
    **{model: kind for kind, model in PAGE_MODELS.items()},
}


@receiver(initiatives_changed, dispatch_uid="search.initiatives_changed")
def initiatives(sender: Any, ids: list[int], **kwargs: Any) -> None:
    """The catalogue announces its changes itself, single and in bulk."""
    mark_pending(Kind.INITIATIVE, ids)


@receiver(relabelled, dispatch_uid="search.relabelled")
def names(sender: Any, records: Any, **kwargs: Any) -> None:
    """A name that many records show has changed."""
    mark_selected(_KINDS[sender], records)


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


@receiver(post_save, dispatch_uid="search.page_saved")
def page_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page is written past the editor: by code, by a command."""
    if sender in _KINDS and sender is not Initiative:
        mark_pending(_KINDS[sender], [instance.pk])


@receiver(post_page_move, dispatch_uid="search.page_moved")
def page_moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A page comes under another one, which may be restricted, with everything below it."""
    _mark_tree(instance)


@receiver((post_save, post_delete), sender=PageViewRestriction, dispatch_uid="search.page_restricted")
def page_restricted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A page is closed or opened, with everything below it."""
    _mark_tree(instance.page)


def _mark_tree(page: Page) -> None:
    for kind, model in PAGE_MODELS.items():
        mark_selected(kind, model.objects.filter(path__startswith=page.path))


@receiver(post_save, sender=Issuer, dispatch_uid="search.issuer_saved")
def issuer_saved(sender: Any, instance: Issuer, **kwargs: Any) -> None:
    """Documents are found by the name of who issued them."""
    mark_selected(Kind.GUIDANCE, GuidancePage.objects.filter(issuer=instance))


@receiver(post_save, sender=DocumentKind, dispatch_uid="search.document_kind_saved")
def document_kind_saved(sender: Any, instance: DocumentKind, **kwargs: Any) -> None:
    """Documents are found by the name of their kind."""
    mark_selected(Kind.GUIDANCE, GuidancePage.objects.filter(kind=instance))


@receiver((post_save, pre_delete), sender=Consent, dispatch_uid="search.story_consent")
def story_consent(sender: Any, instance: Consent, created: bool = False, **kwargs: Any) -> None:
    """A consent that is withdrawn or deleted changes whom a story may name; asked while the story points to it."""
    if not created:
        mark_pending(Kind.STORY, instance.stories.values_list("pk", flat=True))


def editorial_changed(sender: Any, **kwargs: Any) -> None:
    """Editors changed the vocabulary or what is promoted: every process takes notice."""
    touch()


for _model in (SynonymGroup, Abbreviation, ShippedEntryOff, PromotedResult, PromotedRecord):
    for _name, _signal in (("saved", post_save), ("deleted", post_delete)):
        _signal.connect(editorial_changed, sender=_model, dispatch_uid=f"search.{_model.__name__}.{_name}")

request_finished.connect(write_heard, dispatch_uid="search.write_heard")


@receiver(roles_ensured, dispatch_uid="search.roles_ensured")
def editors_made(sender: Any, **kwargs: Any) -> None:
    """The catalogue made its roles; the editors' has rights on search too."""
    grant_editors()


@receiver(post_migrate, dispatch_uid="search.post_migrate")
def migrated(sender: AppConfig, **kwargs: Any) -> None:
    """A release brought tables that the editors of a running site have no rights on yet."""
    if sender.name == "search":
        create_permissions(sender, verbosity=0)
        grant_editors()

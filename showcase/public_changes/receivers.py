"""Who notices that something public changed: the catalogue's own announcements, pages, and names shown elsewhere."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from treebeard.mp_tree import path_updated
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from home.models import CampaignPage, DocumentKind, DocumentRelation, GuidancePage, Issuer, SiteDocument
from showcase.models import (
    AwardType,
    CampaignFigure,
    CampaignTarget,
    Consent,
    Field,
    Initiative,
    Keyword,
    StoryInitiative,
    StoryPage,
    Unit,
    UnitSuccession,
)
from showcase.public_changes.kinds import RecordKind
from showcase.public_changes.marking import mark, touch
from showcase.signals import initiatives_changed, relabelled

__all__: list[str] = []

_PAGES: dict[type, RecordKind] = {
    CampaignPage: RecordKind.CAMPAIGN,
    GuidancePage: RecordKind.DOCUMENT,
    StoryPage: RecordKind.STORY,
}
_RELABELLED: dict[type, RecordKind] = {
    Initiative: RecordKind.INITIATIVE,
    StoryPage: RecordKind.STORY,
    GuidancePage: RecordKind.DOCUMENT,
}


@receiver(initiatives_changed, dispatch_uid="public_changes.initiatives")
def initiatives(sender: Any, ids: list[int], **kwargs: Any) -> None:
    """The catalogue announces its changes itself, single and in bulk."""
    mark(RecordKind.INITIATIVE, ids)


@receiver(relabelled, dispatch_uid="public_changes.relabelled")
def names(sender: Any, records: Any, **kwargs: Any) -> None:
    """A name that many records show has changed."""
    if sender in _RELABELLED:
        touch(_RELABELLED[sender], records)


# Pages ---------------------------------------------------------------------------------------------------


@receiver((page_published, page_unpublished), dispatch_uid="public_changes.page_visibility")
def page_visibility(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A page appears, changes or disappears."""
    _page(instance.specific)


@receiver((post_save, post_delete), dispatch_uid="public_changes.page_written")
def page_written(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A page is written or deleted, by the editor or past it."""
    if sender in _PAGES:
        _page(instance)


@receiver(pre_delete, sender=GuidancePage, dispatch_uid="public_changes.document_goes")
def document_goes(sender: Any, instance: GuidancePage, **kwargs: Any) -> None:
    """A document that goes leaves in force what it replaced; asked beforehand, while it still says so."""
    _targets(instance)


def _page(page: Any) -> None:
    if (kind := _PAGES.get(type(page))) is not None:
        mark(kind, [page.pk])
    if isinstance(page, GuidancePage):
        _targets(page)


def _targets(page: GuidancePage) -> None:
    """Documents of which this one says that it changes or replaces them."""
    mark(RecordKind.DOCUMENT, DocumentRelation.objects.filter(page=page).values_list("target_id", flat=True))


@receiver((post_save, post_delete), sender=DocumentRelation, dispatch_uid="public_changes.relation")
def relation(sender: Any, instance: DocumentRelation, **kwargs: Any) -> None:
    """The state of a document follows from what others say of it."""
    mark(RecordKind.DOCUMENT, [instance.target_id])


@receiver(post_page_move, dispatch_uid="public_changes.page_moved")
def page_moved(sender: Any, instance: Page, **kwargs: Any) -> None:
    """A page comes under another one, which may be restricted, with everything below it."""
    _tree(instance)


@receiver(page_slug_changed, dispatch_uid="public_changes.page_slug")
def page_slug(sender: Any, instance: Page, **kwargs: Any) -> None:
    """The address of a page changes, with those of everything below it."""
    _tree(instance)


@receiver((post_save, post_delete), sender=PageViewRestriction, dispatch_uid="public_changes.page_restricted")
def page_restricted(sender: Any, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A page is closed or opened, with everything below it."""
    _tree(instance.page)


def _tree(page: Page) -> None:
    for model, kind in _PAGES.items():
        below: Any = model._default_manager.filter(path__startswith=page.path)  # type: ignore[attr-defined]  # page types
        mark(kind, below.values_list("pk", flat=True))


@receiver((post_save, post_delete), sender=StoryInitiative, dispatch_uid="public_changes.story_link")
def story_link(sender: Any, instance: StoryInitiative, **kwargs: Any) -> None:
    """A story names its initiatives; links go with a deleted initiative before anything else is heard of it."""
    mark(RecordKind.STORY, [instance.page_id])


@receiver((post_save, post_delete), sender=CampaignTarget, dispatch_uid="public_changes.target")
@receiver((post_save, post_delete), sender=CampaignFigure, dispatch_uid="public_changes.figure")
def figure(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A campaign is told with its targets and figures."""
    mark(RecordKind.CAMPAIGN, [instance.campaign_id])


@receiver(post_save, sender=Issuer, dispatch_uid="public_changes.issuer")
def issuer(sender: Any, instance: Issuer, **kwargs: Any) -> None:
    """Documents name who issued them."""
    touch(RecordKind.DOCUMENT, GuidancePage.objects.filter(issuer=instance))


@receiver(post_save, sender=DocumentKind, dispatch_uid="public_changes.document_kind")
def document_kind(sender: Any, instance: DocumentKind, **kwargs: Any) -> None:
    """Documents name their kind."""
    touch(RecordKind.DOCUMENT, GuidancePage.objects.filter(kind=instance))


@receiver((post_save, pre_delete), sender=Consent, dispatch_uid="public_changes.consent")
def consent(sender: Any, instance: Consent, created: bool = False, **kwargs: Any) -> None:
    """A consent that is withdrawn or deleted changes whom a story names; initiatives are announced by themselves."""
    if not created:
        mark(RecordKind.STORY, instance.stories.values_list("pk", flat=True))


# Fields and units ----------------------------------------------------------------------------------------


@receiver((post_save, post_delete), sender=Field, dispatch_uid="public_changes.field")
def field(sender: Any, instance: Field, **kwargs: Any) -> None:
    """A field, and those under it, which name it as their parent."""
    below = Field.objects.filter(parent_id=instance.pk).values_list("pk", flat=True)
    mark(RecordKind.FIELD, [instance.pk, *below])


@receiver((post_save, post_delete), sender=Unit, dispatch_uid="public_changes.unit")
def unit(sender: Any, instance: Unit, **kwargs: Any) -> None:
    """A unit, those directly under it, which name it as their parent, and those that it succeeds."""
    below = Unit.objects.filter(path__startswith=instance.path, depth=instance.depth + 1)
    before = UnitSuccession.objects.filter(new_id=instance.pk).values_list("old_id", flat=True)
    mark(RecordKind.UNIT, [instance.pk, *below.values_list("pk", flat=True), *before])


@receiver(path_updated, sender=Unit, dispatch_uid="public_changes.unit_moved")
def unit_moved(sender: Any, new_path: str, **kwargs: Any) -> None:
    """A unit comes under another one, which it names as its parent; those below it name the same as before."""
    mark(RecordKind.UNIT, Unit.objects.filter(path=new_path).values_list("pk", flat=True))


@receiver((post_save, post_delete), sender=UnitSuccession, dispatch_uid="public_changes.succession")
def succession(sender: Any, instance: UnitSuccession, **kwargs: Any) -> None:
    """A unit names those that succeed it."""
    mark(RecordKind.UNIT, [instance.old_id])


@receiver(post_save, sender=SiteDocument, dispatch_uid="public_changes.file")
def attached_file(sender: Any, instance: SiteDocument, created: bool = False, **kwargs: Any) -> None:
    """An initiative names its files with their checksums."""
    if not created:
        touch(RecordKind.INITIATIVE, Initiative.objects.filter(attachments__document=instance))


# Names shown elsewhere -----------------------------------------------------------------------------------


def _unit_renamed(unit: Unit) -> None:
    shown = Q(unit=unit) | Q(recognitions__body=unit) | Q(awards__body=unit)
    touch(RecordKind.INITIATIVE, Initiative.objects.filter(shown))
    touch(RecordKind.CAMPAIGN, CampaignPage.objects.filter(Q(targets__unit=unit) | Q(figures__unit=unit)))


def _award_renamed(award: AwardType) -> None:
    touch(RecordKind.INITIATIVE, Initiative.objects.filter(awards__award_type=award))


def _keyword_renamed(keyword: Keyword) -> None:
    touch(RecordKind.INITIATIVE, Initiative.objects.filter(tagged_items__tag=keyword))


def _campaign_renamed(campaign: CampaignPage) -> None:
    touch(RecordKind.INITIATIVE, Initiative.objects.filter(campaign=campaign))


_NAMED: dict[type, tuple[Callable[[Any], None], tuple[str, ...]]] = {
    Unit: (_unit_renamed, ("name", "short_name", "workplace", "slug")),
    AwardType: (_award_renamed, ("name", "slug")),
    Keyword: (_keyword_renamed, ("name", "slug")),
    CampaignPage: (_campaign_renamed, ("title", "short_title", "slug", "live")),
}
"""What others show of these records, which goes further than what they are found by."""


def _remember(sender: Any, instance: Any, **kwargs: Any) -> None:
    _renamed, columns = _NAMED[sender]
    rows = sender._base_manager.filter(pk=instance.pk).values_list(*columns)
    instance._named_before = rows.first() if instance.pk else None


def _compare(sender: Any, instance: Any, **kwargs: Any) -> None:
    renamed, columns = _NAMED[sender]
    before = instance._named_before
    if before is not None and before != tuple(getattr(instance, column) for column in columns):
        renamed(instance)


for _model in _NAMED:
    pre_save.connect(_remember, sender=_model, dispatch_uid=f"public_changes.{_model.__name__}.before")
    post_save.connect(_compare, sender=_model, dispatch_uid=f"public_changes.{_model.__name__}.renamed")


@receiver(pre_delete, sender=CampaignPage, dispatch_uid="public_changes.campaign_goes")
def campaign_goes(sender: Any, instance: CampaignPage, **kwargs: Any) -> None:
    """A campaign that is deleted leaves what belonged to it; asked beforehand, while it still does."""
    _campaign_renamed(instance)


@receiver(pre_delete, sender=Keyword, dispatch_uid="public_changes.keyword_goes")
def keyword_goes(sender: Any, instance: Keyword, **kwargs: Any) -> None:
    """A tag that is deleted leaves its initiatives."""
    _keyword_renamed(instance)

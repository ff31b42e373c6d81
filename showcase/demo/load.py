"""Loading and resetting the demonstration content as a whole."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from wagtail.models import Page, Site

from home.models import (
    AnnouncementPage,
    DocumentKind,
    FrontPage,
    Issuer,
    Office,
    SiteDocument,
    SiteImage,
    SiteSettings,
)
from showcase.demo import (
    accounts,
    award_rounds,
    catalogue,
    editorial,
    english,
    offices,
    reading,
    stories,
    structure,
)
from showcase.demo.reader import checksum
from showcase.models import (
    AwardRound,
    AwardType,
    Consent,
    DemoLoad,
    FeaturedRun,
    Field,
    Initiative,
    Keyword,
    Unit,
)

__all__ = ["ResetRefusedError", "is_loaded", "load", "reset"]

Report = Callable[[str], None]
_BATCH = 2_000


class ResetRefusedError(Exception):
    """A reset was asked for outside development: it deletes every page and initiative."""


def is_loaded() -> bool:
    """Whether the data files as they are now have been loaded."""
    return DemoLoad.objects.filter(checksum=checksum()).exists()


@transaction.atomic
def load(report: Report) -> None:
    """Add everything that is missing, in one transaction; nothing that exists is changed.

    Raises DemoDataError when a data file cannot be used; then nothing is loaded.
    """
    report("Đơn vị, lĩnh vực, hình thức khen thưởng")
    structure.load_structure()
    offices.load_offices()
    report("Cây trang, chiến dịch và số liệu")
    tree = editorial.load_tree()
    campaigns = editorial.load_campaigns(tree)
    report("Văn bản hướng dẫn và tệp")
    documents = editorial.load_guidance(tree, campaigns)
    report("Tin tức")
    known = set(AnnouncementPage.objects.values_list("pk", flat=True))
    editorial.load_announcements(tree, campaigns, documents)
    new = set(AnnouncementPage.objects.values_list("pk", flat=True)) - known
    report("Sáng kiến")
    catalogue.load_initiatives(campaigns)
    award_rounds.load_rounds()
    report("Gương sáng và trang văn bản")
    stories.load_stories(tree)
    editorial.load_site(tree, campaigns)
    reading.load_reading(new, tree.front.locale_id)
    report("Trang tiếng Anh")
    english.load_english(tree, campaigns)
    if settings.DEMO_ACCOUNTS_ALLOWED:
        report("Tài khoản trình diễn")
        accounts.ensure_demo_accounts()
        offices.load_members()
        offices.load_desk(tree)
    DemoLoad.objects.get_or_create(checksum=checksum())


@transaction.atomic
def reset(report: Report) -> None:
    """Delete all pages, initiatives and what they refer to. Raises ResetRefusedError outside development."""
    if not settings.DEBUG and not settings.DEMO_ACCOUNTS_ALLOWED:
        raise ResetRefusedError(
            "A reset deletes every page and initiative; it is refused outside development."
        )
    report("Xoá nội dung cũ")
    SiteSettings.objects.all().delete()
    root = Page.get_first_root_node()
    Site.objects.update(root_page=root)
    while ids := list(Initiative.objects.values_list("pk", flat=True)[:_BATCH]):
        Initiative.objects.filter(pk__in=ids).delete()
    AwardRound.objects.all().delete()
    for front in FrontPage.objects.all():
        Page.objects.get(pk=front.pk).delete()
    models: tuple[type[Model], ...] = (
        *(Keyword, Consent, AwardType, Office, Issuer, DocumentKind),
        *(FeaturedRun, DemoLoad),
    )
    for model in models:
        model._default_manager.all().delete()
    Field.objects.filter(parent__isnull=False).delete()
    Field.objects.all().delete()
    Unit.objects.all().delete()
    for file in (*SiteDocument.objects.all(), *SiteImage.objects.all()):
        file.delete()

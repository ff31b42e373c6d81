"""Pages in their place in the tree: a list page is made, or found, where its child needs one."""

import datetime
from typing import Any, ClassVar

from django.utils import timezone
from factory.declarations import LazyAttribute, Sequence, SubFactory
from wagtail.models import Page, Site

from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    CampaignIndexPage,
    CampaignPage,
    DocumentKind,
    FrontPage,
    GuidanceIndexPage,
    GuidancePage,
    Issuer,
    StandardPage,
)
from showcase.models import CataloguePage, StoryIndexPage, StoryPage
from tests.factories.base import ModelFactory
from tests.factories.catalogue import FieldFactory

__all__ = [
    "AnnouncementIndexPageFactory",
    "AnnouncementPageFactory",
    "CampaignIndexPageFactory",
    "CampaignPageFactory",
    "CataloguePageFactory",
    "DocumentKindFactory",
    "FrontPageFactory",
    "GuidanceIndexPageFactory",
    "GuidancePageFactory",
    "IssuerFactory",
    "StandardPageFactory",
    "StoryIndexPageFactory",
    "StoryPageFactory",
]


class _PageFactory(ModelFactory):
    """A published page under `parent`, by default under the only page of the type that belongs above it."""

    class Meta:
        abstract = True

    _above: ClassVar[type["_PageFactory"] | None] = None
    _only_one: ClassVar[bool] = False

    @classmethod
    def _create(cls, model_class: Any, *args: Any, parent: Page | None = None, **kwargs: Any) -> Any:
        if cls._only_one and (found := model_class.objects.first()):
            return found
        parent = parent or (cls._above() if cls._above else Page.get_first_root_node())
        page = model_class(*args, **kwargs)
        # Parents are read anew: treebeard counts children on the instance at hand.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        return page


class FrontPageFactory(_PageFactory):
    """The front page, at the root of the default site."""

    class Meta:
        model = FrontPage

    _only_one = True
    title = "Cổng Sáng kiến"
    slug = "trang-dau"
    headline = "Việc khó ở chỗ bạn"

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        front = super()._create(model_class, *args, **kwargs)
        site = Site.objects.get(is_default_site=True)
        site.root_page = front
        site.save()
        return front


class CampaignIndexPageFactory(_PageFactory):
    """The list of campaigns."""

    class Meta:
        model = CampaignIndexPage

    _above = FrontPageFactory
    _only_one = True
    title = "Chiến dịch"


class CampaignPageFactory(_PageFactory):
    """A campaign with a start and an end."""

    class Meta:
        model = CampaignPage

    _above = CampaignIndexPageFactory
    title = Sequence(lambda n: f"Chiến dịch {n}")
    organiser = "LĐLĐ thành phố"
    starts_on = datetime.date(2022, 1, 8)
    ends_on = datetime.date(2023, 9, 1)


class AnnouncementIndexPageFactory(_PageFactory):
    """The list of announcements."""

    class Meta:
        model = AnnouncementIndexPage

    _above = FrontPageFactory
    _only_one = True
    title = "Tin tức"


class AnnouncementPageFactory(_PageFactory):
    """A piece of news."""

    class Meta:
        model = AnnouncementPage

    _above = AnnouncementIndexPageFactory
    title = Sequence(lambda n: f"Tin số {n}")
    lede = "Một câu dẫn."
    published_at = datetime.datetime(2022, 5, 1, 9, tzinfo=timezone.get_default_timezone())


class DocumentKindFactory(ModelFactory):
    """Guidance, as a kind of document."""

    class Meta:
        model = DocumentKind
        django_get_or_create = ("name",)

    name = "Hướng dẫn"
    abbreviation = "HD"


class IssuerFactory(ModelFactory):
    """A federation that issues documents."""

    class Meta:
        model = Issuer
        django_get_or_create = ("name",)

    name = "Liên đoàn Lao động thành phố Hà Nội"
    short_name = "LĐLĐ thành phố Hà Nội"


class GuidanceIndexPageFactory(_PageFactory):
    """The list of guidance documents."""

    class Meta:
        model = GuidanceIndexPage

    _above = FrontPageFactory
    _only_one = True
    title = "Văn bản hướng dẫn"
    slug = "huong-dan"


class GuidancePageFactory(_PageFactory):
    """A document in force since its day of issue."""

    class Meta:
        model = GuidancePage

    _above = GuidanceIndexPageFactory
    title = Sequence(lambda n: f"Văn bản {n}")
    number = Sequence(lambda n: n + 1)
    symbol = LazyAttribute(lambda row: f"{row.number}/HD-LĐLĐ")
    kind = SubFactory(DocumentKindFactory)
    issuer = SubFactory(IssuerFactory)
    abstract = "Về việc nhập sáng kiến"
    issued_on = datetime.date(2021, 3, 4)
    effective_from = LazyAttribute(lambda row: row.issued_on)


class StandardPageFactory(_PageFactory):
    """A page of text below the front page."""

    class Meta:
        model = StandardPage

    _above = FrontPageFactory
    title = Sequence(lambda n: f"Trang {n}")


class CataloguePageFactory(_PageFactory):
    """The words of the catalogue."""

    class Meta:
        model = CataloguePage

    _above = FrontPageFactory
    _only_one = True
    title = "Danh mục sáng kiến"
    slug = "sang-kien"


class StoryIndexPageFactory(_PageFactory):
    """The list of stories."""

    class Meta:
        model = StoryIndexPage

    _above = FrontPageFactory
    _only_one = True
    title = "Gương sáng"


class StoryPageFactory(_PageFactory):
    """A story."""

    class Meta:
        model = StoryPage

    _above = StoryIndexPageFactory
    title = Sequence(lambda n: f"Chuyện {n}")
    person = "Công nhân vận hành, một xí nghiệp cấp nước"
    field = SubFactory(FieldFactory)
    published_at = datetime.datetime(2023, 6, 2, 9, tzinfo=timezone.get_default_timezone())

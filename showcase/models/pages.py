"""Pages of the catalogue that editors write around what views and figures fill in."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.blocks.stream import article_blocks
from home.models import BasePage, CampaignPage
from showcase.models.campaign_figures import CampaignFigure
from showcase.models.initiatives import Initiative

__all__ = ["CataloguePage", "CataloguePromotion", "OpenDataPage", "StatisticsPage"]


class CataloguePage(BasePage):
    """Words and promoted initiatives of the catalogue; the list is search's view at the same address."""

    search_hint = models.CharField(
        _("gợi ý dưới ô tìm kiếm"),
        max_length=200,
        blank=True,
        default="Gõ có dấu hay không dấu đều được. Tìm đúng cụm: đặt trong “ngoặc kép”.",
        help_text=_("Một dòng nhỏ dưới ô tìm kiếm của danh mục."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("search_hint"),
        InlinePanel("promotions", heading=_("Sáng kiến nêu bật"), label=_("Sáng kiến"), max_num=6),
    ]
    template = "pages/catalogue.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh mục sáng kiến")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the catalogue: its view is routed before pages, so this answers only other addresses."""
        return HttpResponseRedirect(reverse("search:catalogue"))

    def promoted(self) -> list[Initiative]:
        """Published promoted initiatives, in the editor's order."""
        ids = [promotion.initiative_id for promotion in self.promotions.all()]
        return Initiative.objects.live().with_list_relations().by_ids(ids)


class CataloguePromotion(Orderable):
    """An initiative that editors put first in the catalogue."""

    page = ParentalKey(CataloguePage, on_delete=models.CASCADE, related_name="promotions")
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("sáng kiến"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Sáng kiến đã công bố; rút xuống thì tự rời chỗ này."),
    )

    panels = [FieldPanel("initiative")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "initiative"], name="catalogue_promotion_once")
        ]


class StatisticsPage(BasePage):
    """Figures of the catalogue and of the campaigns, each with its source and day; see `showcase.statistics`."""

    template = "pages/statistics.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("trang số liệu")


class OpenDataPage(BasePage):
    """Open data: what can be downloaded, under which licence, and how programs read it."""

    body = StreamField(
        article_blocks(),
        verbose_name=_("nội dung"),
        blank=True,
        help_text=_("Giấy phép, cách dẫn nguồn, dữ liệu gồm những gì."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "pages/open_data.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("trang dữ liệu mở")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the campaigns whose figures can be downloaded."""
        return {**super().get_context(request, *args, **kwargs), "downloads": self.downloads()}

    def downloads(self) -> Any:
        """Published campaigns whose figures can be downloaded, latest start first."""
        campaigns = CampaignPage.objects.published().in_default_language()
        figures = CampaignFigure.objects.filter(campaign=OuterRef("pk"))
        return campaigns.filter(Exists(figures)).newest()

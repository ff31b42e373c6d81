"""Guidance documents: numbered official documents, their relations, files and plain-language tasks."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.blocks.callouts import RoleTasksBlock
from home.blocks.stream import article_blocks
from home.forms import GuidancePageForm
from home.guidance_filter import GuidanceFilterForm
from home.legal_status import IncomingChange, LegalStatus, RelationType, derive_status
from home.models.base import BasePage, ListPage
from home.models.campaigns import CampaignPage
from home.models.media import SiteDocument
from home.querysets import PublishedPageManager, PublishedPageQuerySet

if TYPE_CHECKING:
    from home.models.announcements import AnnouncementPage

_SYMBOL_TAKEN = _("Cơ quan này đã có văn bản mang số, ký hiệu ấy trong năm.")

__all__ = [
    "DocumentKind",
    "DocumentRelation",
    "GuidanceFile",
    "GuidanceIndexPage",
    "GuidancePage",
    "Issuer",
]


class DocumentKind(models.Model):
    """A kind of official document with the abbreviation used in symbols."""

    name = models.CharField(_("tên loại"), max_length=60, unique=True, help_text=_("Ví dụ: Hướng dẫn"))
    abbreviation = models.CharField(
        _("chữ viết tắt"),
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Ví dụ: HD. Công văn không ghi loại trong ký hiệu nên để trống."),
    )

    panels = [FieldPanel("name"), FieldPanel("abbreviation")]

    class Meta:
        verbose_name = _("loại văn bản")
        verbose_name_plural = _("loại văn bản")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Issuer(models.Model):
    """A body that issues documents."""

    name = models.CharField(_("tên đầy đủ"), max_length=200, unique=True)
    short_name = models.CharField(_("tên gọn"), max_length=100)

    panels = [FieldPanel("name"), FieldPanel("short_name")]

    class Meta:
        verbose_name = _("cơ quan ban hành")
        verbose_name_plural = _("cơ quan ban hành")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name


class GuidanceQuerySet(PublishedPageQuerySet):
    """Chainable selections of guidance documents."""

    def latest(self) -> Self:
        """Latest issue first."""
        return self.order_by("-issued_on", "-pk")

    def named_by(self, announcement: "AnnouncementPage") -> "list[GuidancePage]":
        """Documents that an announcement names, in the editor's order; a preview shows those not saved."""
        ids = [link.document_id for link in announcement.documents.all()]
        found = self.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]

    def with_status_relations(self) -> Self:
        """Fetch what a status and a list entry need, in two further queries at most."""
        incoming = DocumentRelation.objects.from_live_pages().select_related("page")
        return self.select_related("kind", "issuer").prefetch_related(
            Prefetch("incoming_relations", queryset=incoming, to_attr="live_incoming")
        )


GuidanceManager = PublishedPageManager.from_queryset(GuidanceQuerySet)


class GuidanceIndexPage(ListPage):
    """The list of guidance documents."""

    page_size = 20
    template = "pages/guidance_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["home.GuidancePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách văn bản hướng dẫn")

    def get_items(self, request: HttpRequest) -> Any:
        """Documents below this page that the filters let through, latest issue first."""
        return self._documents().filter(**self.filters(request).conditions).with_status_relations().latest()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filters and the day whose states are shown."""
        filters = self.filters(request)
        return {
            **super().get_context(request, *args, **kwargs),
            "filters": filters,
            "day": filters.day,
            "is_today": filters.day == timezone.localdate(),
        }

    def filters(self, request: HttpRequest) -> GuidanceFilterForm:
        """The form of filters, filled from the address; it offers what the documents below have."""
        documents = self._documents()
        return GuidanceFilterForm(
            request.GET,
            issuers=Issuer.objects.filter(pk__in=documents.values("issuer")),
            kinds=DocumentKind.objects.filter(pk__in=documents.values("kind")),
        )

    def _documents(self) -> GuidanceQuerySet:
        return GuidancePage.objects.child_of(self).published()


class GuidancePage(BasePage):
    """A numbered official document with its plain-language page."""

    class Precision(models.TextChoices):
        """How exactly the day of issue is known."""

        DAY = "day", _("Biết ngày")
        MONTH = "month", _("Chỉ biết tháng")

    number = models.PositiveIntegerField(_("số"), help_text=_("Ví dụ: 4 với 04/HD-LĐLĐ"))
    symbol = models.CharField(
        _("số, ký hiệu"),
        max_length=60,
        validators=[RegexValidator(r"^\d+/\S+$", _("Ghi đủ số và ký hiệu, ví dụ 04/HD-LĐLĐ."))],
        help_text=_("Đúng như trên văn bản, ví dụ: 04/HD-LĐLĐ"),
    )
    kind = models.ForeignKey(
        DocumentKind, verbose_name=_("loại văn bản"), on_delete=models.PROTECT, related_name="+"
    )
    issuer = models.ForeignKey(
        Issuer, verbose_name=_("cơ quan ban hành"), on_delete=models.PROTECT, related_name="documents"
    )
    place = models.CharField(_("nơi ban hành"), max_length=60, blank=True, help_text=_("Ví dụ: Hà Nội"))
    issued_on = models.DateField(_("ngày ban hành"))
    issued_precision = models.CharField(
        _("độ chính xác của ngày"), max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    abstract = models.TextField(_("trích yếu"), help_text=_("Đúng như trên văn bản."))
    signer_role = models.CharField(_("chức vụ người ký"), max_length=120, blank=True)
    effective_from = models.DateField(_("có hiệu lực từ"))
    effective_to = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    notice = models.TextField(_("lưu ý đầu trang"), blank=True, help_text=_("Ví dụ: đợt cao điểm đã qua."))
    audience = models.TextField(_("áp dụng cho"), blank=True)
    contact = models.TextField(_("hỏi thêm ở đâu"), blank=True)
    tasks = StreamField([("role", RoleTasksBlock())], verbose_name=_("việc cần làm theo vai"), blank=True)
    thresholds = StreamField(
        [
            (
                "threshold",
                blocks.StructBlock(
                    [
                        ("text", blocks.CharBlock(label=_("Điều kiện"))),
                        ("value", blocks.CharBlock(label=_("Mức"), help_text=_("Ví dụ: từ 80.000.000 đ"))),
                    ],
                    label=_("Mức"),
                ),
            )
        ],
        verbose_name=_("các mức cần đạt (một trong)"),
        blank=True,
    )
    honours = StreamField(
        [("honour", blocks.CharBlock(label=_("Danh hiệu")))],
        verbose_name=_("danh hiệu liên quan"),
        blank=True,
    )
    body = StreamField(article_blocks(), verbose_name=_("toàn văn dạng chữ"), blank=True)
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chiến dịch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="guidance_pages",
    )

    language = models.CharField(_("ngôn ngữ"), max_length=12, default="vi", editable=False)

    objects = GuidanceManager()
    base_form_class = GuidancePageForm

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("symbol")]),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("issuer")]),
                FieldRowPanel([FieldPanel("place"), FieldPanel("signer_role")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("issued_precision")]),
                FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
                FieldPanel("abstract"),
            ],
            heading=_("Văn bản"),
        ),
        InlinePanel("relations", heading=_("Quan hệ với văn bản khác"), label=_("Quan hệ")),
        InlinePanel("files", heading=_("Tệp"), label=_("Tệp")),
        MultiFieldPanel(
            [
                FieldPanel("notice"),
                FieldPanel("audience"),
                FieldPanel("tasks"),
                FieldPanel("thresholds"),
                FieldPanel("honours"),
                FieldPanel("contact"),
                FieldPanel("campaign"),
            ],
            heading=_("Nói cho dễ hiểu"),
        ),
        FieldPanel("body"),
    ]
    template = "pages/guidance.html"
    parent_page_types = ["home.GuidanceIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("văn bản hướng dẫn")
        verbose_name_plural = _("văn bản hướng dẫn")
        constraints = [
            models.UniqueConstraint(
                F("issuer"),
                ExtractYear("issued_on"),
                F("symbol"),
                F("language"),
                condition=~Q(symbol=""),
                name="guidance_symbol_unique",
                violation_error_message=_SYMBOL_TAKEN,
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="guidance_dates_in_order",
            ),
        ]
        indexes = [models.Index(fields=["-issued_on"], name="guidance_issued")]

    def clean(self) -> None:
        """Dates in order, a symbol that begins with its number and is free, with errors at the fields."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            errors["effective_to"] = _("Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.")
        head = (self.symbol or "").split("/", 1)[0]
        if self.number is not None and head.isdecimal() and int(head) != self.number:
            errors["symbol"] = _("Ký hiệu phải bắt đầu bằng đúng số của văn bản.")
        elif self._is_symbol_taken():
            errors["symbol"] = _SYMBOL_TAKEN
        if errors:
            raise ValidationError(errors)

    def _is_symbol_taken(self) -> bool:
        if not (self.symbol and self.issuer_id and self.issued_on):
            return False
        others = GuidancePage.objects.filter(
            issuer_id=self.issuer_id,
            issued_on__year=self.issued_on.year,
            symbol=self.symbol,
            language=self._language_code(),
        )
        return others.exclude(pk=self.pk).exists()

    def _language_code(self) -> str:
        locale = self.locale if self.locale_id else self.get_default_locale()
        return str(locale.language_code)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the language of the tree beside the symbol: a twin in another language has the same one."""
        self.language = self._language_code()
        super().save(*args, **kwargs)

    @cached_property
    def incoming(self) -> list["DocumentRelation"]:
        """Relations from published documents; prefetched by `with_status_relations`."""
        if hasattr(self, "live_incoming"):
            return self.live_incoming
        if not self.pk:
            return []
        return list(DocumentRelation.objects.from_live_pages().filter(target=self).select_related("page"))

    def status_on(self, day: datetime.date) -> LegalStatus:
        """State on a day, from dates and from what published documents do to this one."""
        changes = [
            IncomingChange(RelationType(relation.type), relation.page.effective_from, relation.partly)
            for relation in self.incoming
        ]
        return derive_status(self.effective_from, self.effective_to, changes, day)

    @property
    def status(self) -> LegalStatus:
        """State today, in the site's time zone."""
        return self.status_on(timezone.localdate())

    @property
    def replaced_by(self) -> list["GuidancePage"]:
        """Documents that replace this one wholly and already have effect."""
        today = timezone.localdate()
        return [
            relation.page
            for relation in self.incoming
            if relation.type == RelationType.REPLACES
            and not relation.partly
            and relation.page.effective_from <= today
        ]

    @property
    def citation(self) -> str:
        """The line by which a text cites the document."""
        when = (
            self.issued_on.strftime("tháng %-m/%Y")
            if self.issued_precision == self.Precision.MONTH
            else f"ngày {self.issued_on.day}/{self.issued_on.month}/{self.issued_on.year}"
        )
        return f"{self.kind.name} {self.symbol} {when} của {self.issuer.name}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add relations in both directions with the documents' own states, and the files."""
        context = super().get_context(request, *args, **kwargs)
        outgoing = list(
            self.relations.filter(target__live=True).select_related(
                "target", "target__kind", "target__issuer"
            )
        )
        context.update(
            outgoing=outgoing,
            incoming=self.incoming,
            files=self.files.select_related("document"),
            today=timezone.localdate(),
        )
        return context


class DocumentRelationQuerySet(models.QuerySet["DocumentRelation"]):
    """Chainable selections of relations."""

    def from_live_pages(self) -> Self:
        """Relations stated by published documents: a draft changes nothing."""
        return self.filter(page__live=True)


class DocumentRelation(Orderable):
    """What one document says of another."""

    page = ParentalKey(GuidancePage, on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(_("quan hệ"), max_length=20, choices=RelationType.choices)
    target = models.ForeignKey(
        GuidancePage,
        verbose_name=_("với văn bản"),
        on_delete=models.CASCADE,
        related_name="incoming_relations",
    )
    partly = models.BooleanField(
        _("chỉ một phần"),
        default=False,
        help_text=_("Thay thế hoặc bãi bỏ một phần, phần còn lại vẫn có hiệu lực."),
    )
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)

    objects = DocumentRelationQuerySet.as_manager()

    panels = [
        FieldPanel("type"),
        PageChooserPanel("target", page_type="home.GuidancePage"),
        FieldPanel("partly"),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("quan hệ văn bản")
        constraints = [
            models.UniqueConstraint(fields=["page", "type", "target"], name="document_relation_once"),
            models.CheckConstraint(condition=~Q(page=F("target")), name="document_relation_not_itself"),
        ]

    def clean(self) -> None:
        """A document does nothing to itself."""
        super().clean()
        if self.target_id and self.target_id == self.page_id:
            raise ValidationError({"target": _("Văn bản không thể có quan hệ với chính nó.")})

    @property
    def relation_label(self) -> str:
        """The relation as this document states it."""
        return str(RelationType(self.type).label)

    @property
    def inverse_label(self) -> str:
        """The relation as the other document states it."""
        return RelationType(self.type).inverse_label


class GuidanceFile(Orderable):
    """A file of a document."""

    class Role(models.TextChoices):
        """What the file is."""

        SIGNED = "signed", _("Bản gốc")
        TEXT = "text", _("Bản chữ")
        FORM = "form", _("Biểu mẫu")
        ANNEX = "annex", _("Phụ lục")

    page = ParentalKey(GuidancePage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        SiteDocument, verbose_name=_("tệp"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("là"), max_length=10, choices=Role.choices, default=Role.SIGNED)
    title = models.CharField(_("tên hiển thị"), max_length=200, blank=True)

    panels = [FieldPanel("document"), FieldPanel("role"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("tệp của văn bản")

    @property
    def name(self) -> str:
        """Title to show."""
        return self.title or self.document.title

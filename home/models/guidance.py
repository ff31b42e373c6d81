"""Guidance documents: numbered official documents with their state and plain-language tasks."""

import datetime
from collections.abc import Iterable
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
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks.callouts import RoleTasksBlock
from home.blocks.guidance import HonourBlock, ThresholdBlock
from home.blocks.stream import article_blocks
from home.forms import GuidancePageForm
from home.legal_status import IncomingChange, LegalStatus, RelationType, derive_status
from home.models.base import BasePage
from home.models.campaigns import CampaignPage
from home.models.guidance_history import PublicHistoryMixin
from home.models.guidance_relations import DocumentRelation, state_on
from home.models.guidance_terms import DocumentKind, Issuer
from home.querysets import PublishedPageManager, PublishedPageQuerySet
from home.relations import Issue
from home.templatetags.typography import vi_date

if TYPE_CHECKING:
    from home.models.announcements import AnnouncementPage

_SYMBOL_TAKEN = _("Cơ quan này đã có văn bản mang số, ký hiệu ấy trong năm.")

__all__ = ["GuidancePage", "GuidanceQuerySet"]


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

    def in_states(self, states: Iterable[LegalStatus], day: datetime.date) -> Self:
        """Documents whose state on a day is one of these."""
        return self.alias(state_on_day=state_on(day)).filter(
            state_on_day__in=[state.value for state in states]
        )

    def in_force_on(self, day: datetime.date) -> Self:
        """Documents of which at least a part is in force on a day."""
        return self.in_states([LegalStatus.IN_FORCE, LegalStatus.PARTLY], day)

    @staticmethod
    def status_relations() -> Prefetch:
        """What published documents do to a document, for its state; one query."""
        incoming = DocumentRelation.objects.from_live_pages().select_related("page")
        return Prefetch("incoming_relations", queryset=incoming, to_attr="live_incoming")

    def with_status_relations(self) -> Self:
        """Fetch what a status and a list entry need, in two further queries at most."""
        return self.select_related("kind", "issuer").prefetch_related(self.status_relations())


GuidanceManager = PublishedPageManager.from_queryset(GuidanceQuerySet)


class GuidancePage(PublicHistoryMixin, BasePage):
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
        DocumentKind,
        verbose_name=_("loại văn bản"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Theo chữ viết tắt trong ký hiệu: HD là Hướng dẫn, KH là Kế hoạch."),
    )
    issuer = models.ForeignKey(
        Issuer,
        verbose_name=_("cơ quan ban hành"),
        on_delete=models.PROTECT,
        related_name="documents",
        help_text=_("Cơ quan đứng tên văn bản, không phải nơi soạn thảo."),
    )
    place = models.CharField(_("nơi ban hành"), max_length=60, blank=True, help_text=_("Ví dụ: Hà Nội"))
    issued_on = models.DateField(
        _("ngày ban hành"),
        help_text=_("Ngày ghi trên văn bản. Ví dụ: 04/03/2021; chỉ biết tháng thì chọn ngày 1."),
    )
    issued_precision = models.CharField(
        _("độ chính xác của ngày"),
        max_length=5,
        choices=Precision.choices,
        default=Precision.DAY,
        help_text=_("“Chỉ biết tháng”: trang ghi “tháng 3/2021”, không ghi ngày."),
    )
    abstract = models.TextField(_("trích yếu"), help_text=_("Đúng như trên văn bản."))
    signer_role = models.CharField(
        _("chức vụ người ký"), max_length=120, blank=True, help_text=_("Chỉ chức vụ. Ví dụ: Phó Chủ tịch")
    )
    effective_from = models.DateField(
        _("có hiệu lực từ"), help_text=_("Thường là ngày ban hành. Ví dụ: 04/03/2021")
    )
    effective_to = models.DateField(
        _("hết hiệu lực sau ngày"),
        null=True,
        blank=True,
        help_text=_("Chỉ ghi khi văn bản tự nói ngày hết hiệu lực; bị thay thế thì ghi ở văn bản mới."),
    )
    review_on = models.DateField(
        _("xem lại trước ngày"),
        null=True,
        blank=True,
        help_text=_(
            "Tới ngày này văn bản vào báo cáo “Văn bản cần xem lại” và thư nhắc. Để trống thì nhắc sau 12 tháng không "
            "cập nhật. Ví dụ: 31/12/2026"
        ),
    )
    notice = models.TextField(_("lưu ý đầu trang"), blank=True, help_text=_("Ví dụ: đợt cao điểm đã qua."))
    audience = models.TextField(
        _("áp dụng cho"), blank=True, help_text=_("Ví dụ: Công đoàn cơ sở có đoàn viên đăng ký sáng kiến")
    )
    contact = models.TextField(
        _("hỏi thêm ở đâu"),
        blank=True,
        help_text=_("Ban, điện thoại, thư của cơ quan; không ghi số riêng của cá nhân."),
    )
    tasks = StreamField(
        [("role", RoleTasksBlock())],
        verbose_name=_("việc cần làm theo vai"),
        blank=True,
        help_text=_("Viết cho dễ làm theo: mỗi vai một khối, mỗi việc một bước, có thời hạn."),
    )
    thresholds = StreamField(
        [("threshold", ThresholdBlock())],
        verbose_name=_("các mức cần đạt (một trong)"),
        blank=True,
        help_text=_("Hiện cạnh việc của người lao động. Ví dụ: Có một giải pháp – từ 80.000.000 đ"),
    )
    honours = StreamField(
        [("honour", HonourBlock())],
        verbose_name=_("danh hiệu liên quan"),
        blank=True,
        help_text=_("Danh hiệu xét theo văn bản này. Ví dụ: Bằng Lao động sáng tạo"),
    )
    body = StreamField(
        article_blocks(),
        verbose_name=_("toàn văn dạng chữ"),
        blank=True,
        help_text=_("Chữ của văn bản cho người dùng điện thoại và trình đọc màn hình; dán được từ Word."),
    )
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chiến dịch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="guidance_pages",
        help_text=_("Văn bản sẽ hiện ở trang của chiến dịch này."),
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
                FieldPanel("review_on"),
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
    # The admin's own search: editors know a document by its symbol.
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("symbol", boost=2),
        index.AutocompleteField("symbol"),
    ]
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

    def get_admin_display_title(self) -> str:
        """The symbol first: titles of documents are long, and much alike."""
        title: str = super().get_admin_display_title()
        symbol = self.symbol
        return f"{symbol} · {title}" if symbol and symbol not in title else title

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
        part = "tháng" if self.issued_precision == self.Precision.MONTH else "ngày"
        when = vi_date(self.issued_on, self.issued_precision)
        return f"{self.kind.name} {self.symbol} {part} {when} của {self.issuer.name}"

    @property
    def issue(self) -> Issue:
        """The document as reasons name it."""
        return Issue(self.symbol, self.issued_on, self.issued_precision == self.Precision.DAY)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add relations to published documents in both directions, and the files."""
        context = super().get_context(request, *args, **kwargs)
        context.update(
            outgoing=list(self.relations.filter(target__live=True).select_related("target")),
            incoming=self.incoming,
            files=self.files.select_related("document"),
            today=timezone.localdate(),
        )
        return context

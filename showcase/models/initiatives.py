"""Initiatives: recognised improvements made by workers, and what hangs on them."""

import re
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from home.blocks.callouts import FigureRowBlock
from home.models import CampaignPage, SiteDocument, SiteImage
from home.publishing import GuardedPublishing
from home.slugs import vietnamese_slug
from showcase.addresses import initiative_address
from showcase.choices import Disclosure, Education, Evidence, Level, Scope, Sector, SolutionType
from showcase.codes import CODE_PATTERN, FIRST_YEAR, LAST_YEAR
from showcase.models.people import Consent
from showcase.models.taxonomy import AwardType, Field, Keyword
from showcase.models.units import Unit
from showcase.querysets import InitiativeQuerySet

__all__ = [
    "CODE_PATTERN",
    "Initiative",
    "InitiativeAttachment",
    "InitiativeAuthor",
    "InitiativeAward",
    "InitiativeKeyword",
    "InitiativePicture",
    "Recognition",
]

FULL_SHARE = Decimal(100)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_LINE_WORDS = 24


def first_line(text: str) -> str:
    """The first sentence of a narrative, cut at about a line: for lists, where an import has no line."""
    sentence = _SENTENCE_END.split(text.strip(), maxsplit=1)[0]
    words = sentence.split()
    return sentence if len(words) <= _LINE_WORDS else " ".join(words[:_LINE_WORDS]) + "…"


def lines(text: str) -> list[str]:
    """Lines of a list field, without the empty ones."""
    return [line for line in (part.strip() for part in text.splitlines()) if line]


class Initiative(
    GuardedPublishing,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    """An improvement made by workers and recognised by a council.

    Modelled on the application form of the Statute on Initiatives (Nghị định 13/2012/NĐ-CP, Thông tư
    18/2013/TT-BKHCN) and on the unions' programmes. Money is in whole đồng. `highest_level`, `recognised_on`
    and `shares_total` follow from the recognitions and authors and are written with them.
    """

    code = models.CharField(
        _("mã"),
        max_length=24,
        unique=True,
        validators=[
            RegexValidator(rf"^{CODE_PATTERN}$", _("Mã gồm chữ lĩnh vực, năm và số, ví dụ NL-2022-0417."))
        ],
        help_text=_("Không đổi sau khi công bố. Ví dụ: NL-2022-0417"),
    )
    title = models.CharField(
        _("tên sáng kiến"),
        max_length=250,
        help_text=_("Nói cải tiến cái gì, không viết hoa cả câu. Ví dụ: Cữ định vị cho máy khoan bàn"),
    )
    title_en = models.CharField(
        _("tên tiếng Anh"),
        max_length=250,
        blank=True,
        help_text=_("Ví dụ: Positioning stop for a bench drill"),
    )
    summary = models.TextField(
        _("tóm tắt"),
        max_length=600,
        help_text=_("Hai, ba câu: vướng gì, làm gì, được gì. Hiện trong danh sách và kết quả tìm kiếm."),
    )
    summary_en = models.TextField(
        _("tóm tắt tiếng Anh"),
        max_length=600,
        blank=True,
        help_text=_("Một, hai câu tiếng Anh cho trang tiếng Anh."),
    )
    problem_line = models.CharField(
        _("vướng gì"),
        max_length=220,
        blank=True,
        help_text=_("Một dòng. Ví dụ: Phôi xê dịch khi khoan, hỏng vài chục chi tiết mỗi ca"),
    )
    idea_line = models.CharField(
        _("làm thế nào"),
        max_length=220,
        blank=True,
        help_text=_("Một dòng. Ví dụ: Kẹp phôi bằng cữ thép bắt vào bàn máy"),
    )
    result_line = models.CharField(_("được gì"), max_length=80, blank=True, help_text=_("Ví dụ: −31% điện"))

    problem = models.TextField(
        _("vấn đề: cách cũ và điểm yếu"),
        blank=True,
        help_text=_("Trước đây làm thế nào, mất gì, hỏng ở đâu; có số thì ghi số."),
    )
    solution = models.TextField(
        _("giải pháp: điểm mới"),
        blank=True,
        help_text=_("Điểm mới là gì, vì sao hiệu quả; đủ để nơi khác làm lại được."),
    )
    steps = models.TextField(
        _("các bước"), blank=True, help_text=_("Mỗi dòng một bước; phần trước dấu hai chấm được in đậm.")
    )
    cost = models.BigIntegerField(
        _("chi phí (đồng)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Đồng, chỉ ghi số. Ví dụ: 12500000"),
    )
    results = models.TextField(
        _("kết quả"),
        blank=True,
        help_text=_(
            "Kết quả bằng lời, kèm thời gian theo dõi. Ví dụ: Sau ba tháng, phế phẩm còn sáu phần mười."
        ),
    )
    measures = StreamField(
        [("measure", FigureRowBlock())],
        verbose_name=_("chỉ số trước và sau"),
        blank=True,
        default=list,
        help_text=_("Mỗi dòng một chỉ số, cùng đơn vị ở hai cột."),
    )
    suits = models.TextField(_("dùng được khi"), blank=True, help_text=_("Mỗi dòng một điều kiện."))
    does_not_suit = models.TextField(_("không hợp khi"), blank=True, help_text=_("Mỗi dòng một điều kiện."))

    solution_type = models.CharField(
        _("loại giải pháp"),
        max_length=12,
        choices=SolutionType.choices,
        help_text=_("Theo Điều lệ Sáng kiến (Nghị định 13/2012/NĐ-CP)."),
    )
    field = models.ForeignKey(
        Field,
        verbose_name=_("lĩnh vực"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="initiatives",
        help_text=_("Chọn lĩnh vực con nếu có. Ví dụ: An toàn máy"),
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị khi được công nhận"),
        on_delete=models.PROTECT,
        db_index=False,
        related_name="initiatives",
        help_text=_("Đơn vị tại ngày được công nhận, kể cả khi nay đã sáp nhập."),
    )
    sector = models.CharField(
        _("khu vực"),
        max_length=15,
        choices=Sector.choices,
        help_text=_("Khu vực của nơi làm việc khi được công nhận."),
    )
    scope = models.CharField(
        _("phạm vi áp dụng"),
        max_length=12,
        choices=Scope.choices,
        default=Scope.GRASSROOTS,
        help_text=_("Phạm vi đã áp dụng thật, không phải phạm vi mong muốn."),
    )
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chương trình"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        db_index=False,
        related_name="initiatives",
        help_text=_("Chương trình mà sáng kiến tham gia; để trống nếu không."),
    )
    tags = ClusterTaggableManager(
        through="showcase.InitiativeKeyword",
        verbose_name=_("từ khoá"),
        blank=True,
        help_text=_("Từ người khác sẽ tìm. Ví dụ: máy khoan, đồ gá, phế phẩm"),
    )

    applied_on = models.DateField(
        _("áp dụng từ"), help_text=_("Ngày áp dụng lần đầu hoặc áp dụng thử, ngày nào sớm hơn.")
    )
    year = models.PositiveSmallIntegerField(
        _("năm"), editable=False, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    benefit_value = models.BigIntegerField(
        _("giá trị làm lợi (đồng)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Đồng, chỉ ghi số. Ví dụ: 320000000. Có số thì phải ghi mức bằng chứng."),
    )
    benefit_period = models.CharField(_("tính cho"), max_length=60, blank=True, help_text=_("Ví dụ: năm đầu"))
    benefit_method = models.TextField(
        _("cách tính"),
        blank=True,
        help_text=_("Cách tính ra số ấy. Ví dụ: điện tiết kiệm mỗi tháng × giá điện × 12"),
    )
    benefit_evidence = models.CharField(
        _("mức bằng chứng"),
        max_length=8,
        choices=Evidence.choices,
        blank=True,
        help_text=_("Ai đã xác nhận số tiền: tác giả nêu, hội đồng công nhận hay nơi áp dụng xác nhận."),
    )
    other_productivity = models.TextField(
        _("năng suất"), blank=True, help_text=_("Ví dụ: Mỗi ca thêm 40 chi tiết")
    )
    other_quality = models.TextField(
        _("chất lượng"), blank=True, help_text=_("Ví dụ: Lỗi ren giảm còn một phần ba")
    )
    other_safety = models.TextField(
        _("an toàn"), blank=True, help_text=_("Ví dụ: Không còn đưa tay gần mũi khoan")
    )
    other_environment = models.TextField(
        _("môi trường"), blank=True, help_text=_("Ví dụ: Bớt 2 tấn dầu thải mỗi năm")
    )
    other_welfare = models.TextField(
        _("đời sống"), blank=True, help_text=_("Ví dụ: Hết phải tăng ca ngày cuối tháng")
    )

    disclosure = models.CharField(
        _("công bố"),
        max_length=8,
        choices=Disclosure.choices,
        default=Disclosure.FULL,
        help_text=_("“Chỉ tóm tắt”: ngoài tên, hiệu quả và khen thưởng, không phần nào được đưa ra ngoài."),
    )
    is_demo = models.BooleanField(
        _("nội dung minh hoạ"),
        default=False,
        help_text=_("Đánh dấu sáng kiến dựng lên để trình diễn; trang sẽ ghi rõ."),
    )

    highest_level = models.CharField(
        _("cấp công nhận cao nhất"), max_length=12, choices=Level.choices, blank=True, editable=False
    )
    recognised_on = models.DateField(_("ngày công nhận đầu tiên"), null=True, editable=False)
    shares_total = models.DecimalField(
        _("tổng phần đóng góp"), max_digits=6, decimal_places=2, null=True, editable=False
    )
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="initiative")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="initiative",
        for_concrete_model=False,
    )

    objects = InitiativeQuerySet.as_manager()

    search_auto_update = False
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sáng kiến")
        verbose_name_plural = _("sáng kiến")
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="initiative_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(benefit_value__isnull=True) | Q(benefit_value__gte=0),
                name="initiative_benefit_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(benefit_value__isnull=True) | ~Q(benefit_evidence=""),
                name="initiative_benefit_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(shares_total__isnull=True) | Q(shares_total=FULL_SHARE),
                name="initiative_shares_add_up",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR) & Q(year__lte=LAST_YEAR), name="initiative_year_plausible"
            ),
        ]
        indexes = [
            models.Index(fields=["live", "-year", "-id"], name="initiative_live_newest"),
            # Each also finds what points to a field, unit or campaign, so that the keys need no index of their own.
            models.Index(fields=["field", "live", "-year"], name="initiative_field"),
            models.Index(fields=["unit", "live", "-year"], name="initiative_unit"),
            models.Index(fields=["campaign", "live"], name="initiative_campaign"),
            models.Index(fields=["live", "highest_level"], name="initiative_live_level"),
            # The editors' list in its order, and its search on title and code, without reading whole rows.
            models.Index(fields=["-updated_at", "title", "code"], name="initiative_updated"),
            models.Index(fields=["-year", "-updated_at"], name="initiative_year"),
            # What runs out soon, on the editors' home page.
            models.Index(
                fields=["expire_at"],
                name="initiative_expires",
                condition=Q(live=True, expire_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    def clean(self) -> None:
        """A plausible year, and evidence behind a benefit in money, with errors at the fields."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.applied_on and not FIRST_YEAR <= self.applied_on.year <= LAST_YEAR:
            errors["applied_on"] = _("Năm phải từ %(first)s đến %(last)s.") % {
                "first": FIRST_YEAR,
                "last": LAST_YEAR,
            }
        if self.benefit_value is not None and not self.benefit_evidence:
            errors["benefit_evidence"] = _("Giá trị bằng tiền cần ghi mức bằng chứng.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the derived columns with the record.

        One transaction holds the record and its authors, recognitions and awards, so that whoever is told of the
        change reads all of it.
        """
        self.derive()
        update_fields = kwargs.get("update_fields")
        if update_fields is not None:
            kwargs["update_fields"] = {
                *update_fields,
                "year",
                "highest_level",
                "recognised_on",
                "shares_total",
                "updated_at",
            }
        with transaction.atomic():
            super().save(*args, **kwargs)

    def derive(self) -> None:
        """Work out the derived columns from the fields, recognitions and authors at hand.

        Recognitions of a draft may still lack their level.
        """
        if self.applied_on:
            self.year = self.applied_on.year
        recognitions = list(self.recognitions.all())
        levels = [Level(recognition.level) for recognition in recognitions if recognition.level]
        self.highest_level = max(levels, key=lambda level: level.rank) if levels else ""
        self.recognised_on = min((recognition.date for recognition in recognitions), default=None)
        shares = [author.share for author in self.authors.all() if author.share is not None]
        self.shares_total = sum(shares, Decimal(0)) if shares else None

    @property
    def keywords(self) -> list[Keyword]:
        """Its tags in the order in which they were given."""
        return [item.tag for item in self.tagged_items.all()]

    @property
    def approved_schedule(self) -> bool:
        """Whether a revision waits for its hour; `with_publication_state` brings the answer with the rows."""
        known: bool | None = getattr(self, "_approved_schedule", None)
        return bool(super().approved_schedule) if known is None else known

    # Addresses -------------------------------------------------------------------------------------------

    @property
    def slug(self) -> str:
        """The readable part of the address; the code alone identifies the record."""
        return vietnamese_slug(self.title) or "sang-kien"

    def get_absolute_url(self) -> str:
        """Address of the public page."""
        return initiative_address(self.code, self.slug)

    @property
    def full_url(self) -> str:
        """Address for the admin's “view live” button."""
        return self.get_absolute_url()

    # Reading ---------------------------------------------------------------------------------------------

    @property
    def is_abstract_only(self) -> bool:
        """Whether title, effect and award are all the public may read."""
        return self.disclosure == Disclosure.ABSTRACT

    @property
    def at_a_glance(self) -> dict[str, str]:
        """The three lines of a list row; a missing one is cut from the narrative."""
        if self.is_abstract_only:
            return {"problem": "", "idea": "", "result": self.result_line}
        return {
            "problem": self.problem_line or first_line(self.problem),
            "idea": self.idea_line or first_line(self.solution),
            "result": self.result_line,
        }

    @property
    def step_list(self) -> list[str]:
        """Steps, one text each."""
        return lines(self.steps)

    @property
    def suits_list(self) -> list[str]:
        """Conditions under which it works."""
        return lines(self.suits)

    @property
    def does_not_suit_list(self) -> list[str]:
        """Conditions under which it does not."""
        return lines(self.does_not_suit)

    @property
    def other_benefits(self) -> list[tuple[str, str]]:
        """Benefits that are not money, as (label, text)."""
        names = ("productivity", "quality", "safety", "environment", "welfare")
        fields = [(self._meta.get_field(f"other_{name}"), getattr(self, f"other_{name}")) for name in names]
        return [(str(field.verbose_name), text) for field, text in fields if text]

    @property
    def missing_lines(self) -> list[str]:
        """Names of the at-a-glance lines that editors still have to write."""
        names = ("problem_line", "idea_line", "result_line")
        return [str(self._meta.get_field(name).verbose_name) for name in names if not getattr(self, name)]

    # Preview ---------------------------------------------------------------------------------------------

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The public page of an initiative."""
        return "pages/initiative.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """What the public view hands to that page."""
        return {"initiative": self, "is_preview": True}


class InitiativeKeyword(ItemBase):
    """A tag on an initiative."""

    tag = models.ForeignKey(Keyword, on_delete=models.CASCADE, related_name="tagged_initiatives")
    # The constraint below is an index that begins with it.
    content_object = ParentalKey(
        Initiative, on_delete=models.CASCADE, db_index=False, related_name="tagged_items"
    )

    class Meta:
        verbose_name = _("từ khoá của sáng kiến")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="initiative_keyword_once")
        ]


class InitiativeAuthor(Orderable):
    """An author, in the order of the decision. Birth date, address and phone are not stored."""

    initiative = ParentalKey(Initiative, on_delete=models.CASCADE, related_name="authors")
    name = models.CharField(
        _("họ và tên"),
        max_length=120,
        help_text=_("Họ và tên như trong quyết định. Chỉ hiện ra ngoài khi có phiếu đồng ý."),
    )
    job_title = models.CharField(
        _("công việc"),
        max_length=160,
        blank=True,
        help_text=_("Hiện thay tên khi chưa có phiếu đồng ý. Ví dụ: Thợ nguội bậc 5/7"),
    )
    workplace = models.CharField(
        _("nơi làm việc"), max_length=200, blank=True, help_text=_("Tổ, xưởng. Ví dụ: Xưởng cơ khí số 2")
    )
    education = models.CharField(
        _("trình độ"),
        max_length=12,
        choices=Education.choices,
        blank=True,
        help_text=_("Dùng để xét khen thưởng; không hiện ra ngoài."),
    )
    holds_leadership_post = models.BooleanField(
        _("giữ chức vụ quản lý"),
        default=False,
        help_text=_("Từ tổ trưởng trở lên; dùng để xét khen thưởng và thống kê."),
    )
    share = models.DecimalField(
        _("phần đóng góp (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(FULL_SHARE)],
        help_text=_("Ghi cho mọi tác giả, cộng lại đúng 100, hoặc để trống tất cả. Ví dụ: 60"),
    )
    consent = models.ForeignKey(
        Consent,
        verbose_name=_("phiếu đồng ý nêu tên"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="authorships",
        help_text=_("Phiếu còn hiệu lực có mục nêu tên; thiếu thì công chúng chỉ thấy công việc."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("tác giả")
        verbose_name_plural = _("tác giả")
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=FULL_SHARE)),
                name="author_share_range",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_named(self) -> bool:
        """Whether a standing consent covers the name."""
        return self.consent is not None and self.consent.covers_name and self.consent.stands

    @property
    def public_name(self) -> str:
        """Name with consent, else the job title: nobody is named without agreeing."""
        if self.may_be_named:
            return self.name
        return self.job_title or str(_("Một tác giả"))


class Recognition(Orderable):
    """A decision that recognises the initiative at a level."""

    # The constraint below is an index that begins with it.
    initiative = ParentalKey(
        Initiative, on_delete=models.CASCADE, db_index=False, related_name="recognitions"
    )
    level = models.CharField(
        _("cấp"), max_length=12, choices=Level.choices, help_text=_("Cấp ra quyết định công nhận.")
    )
    body = models.ForeignKey(
        Unit,
        verbose_name=_("nơi công nhận"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Đơn vị có hội đồng công nhận."),
    )
    decision_number = models.CharField(
        _("số quyết định"), max_length=60, blank=True, help_text=_("Ví dụ: 125/QĐ-CĐCS")
    )
    date = models.DateField(_("ngày"), help_text=_("Ngày của quyết định. Ví dụ: 20/04/2022"))
    certificate_number = models.CharField(
        _("số giấy chứng nhận"),
        max_length=60,
        blank=True,
        help_text=_("Số trên giấy chứng nhận, nếu có. Ví dụ: 0417/GCN"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("công nhận")
        verbose_name_plural = _("công nhận")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "level", "body"], name="recognition_once_per_body")
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} · {self.date:%d/%m/%Y}"


class InitiativeAward(Orderable):
    """An honour given for the initiative."""

    initiative = ParentalKey(Initiative, on_delete=models.CASCADE, related_name="awards")
    award_type = models.ForeignKey(
        AwardType,
        verbose_name=_("hình thức"),
        on_delete=models.PROTECT,
        related_name="initiative_awards",
        help_text=_("Hình thức khen đã có trong danh mục."),
    )
    body = models.ForeignKey(
        Unit,
        verbose_name=_("nơi khen"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Để trống thì lấy cấp trao của hình thức khen."),
    )
    decision_number = models.CharField(
        _("số quyết định"), max_length=60, blank=True, help_text=_("Ví dụ: 88/QĐ-TLĐ")
    )
    date = models.DateField(_("ngày"), help_text=_("Ngày ký quyết định khen. Ví dụ: 01/05/2022"))

    class Meta(Orderable.Meta):
        verbose_name = _("khen thưởng")
        verbose_name_plural = _("khen thưởng")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "award_type"], name="initiative_award_once")
        ]

    def __str__(self) -> str:
        return str(self.award_type)


class InitiativePicture(Orderable):
    """A picture with the text that stands in for it."""

    initiative = ParentalKey(Initiative, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(
        SiteImage,
        verbose_name=_("hình"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Hình chụp việc làm, máy móc; có mặt người thì cần phiếu đồng ý."),
    )
    alternative_text = models.CharField(
        _("mô tả hình cho người không nhìn thấy"),
        max_length=250,
        help_text=_("Nói hình có gì với người không nhìn thấy. Ví dụ: Cữ thép hình chữ L bắt trên bàn khoan"),
    )
    caption = models.CharField(
        _("chú thích"), max_length=250, blank=True, help_text=_("Ví dụ: Cữ lắp ở máy khoan số 3")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("hình")


class InitiativeAttachment(Orderable):
    """A file to read or download."""

    initiative = ParentalKey(Initiative, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        SiteDocument,
        verbose_name=_("tệp"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Bản vẽ, phiếu, báo cáo; không để tệp có số điện thoại, địa chỉ riêng."),
    )
    title = models.CharField(
        _("tên hiển thị"),
        max_length=200,
        blank=True,
        help_text=_("Ví dụ: Bản vẽ cữ định vị. Để trống thì dùng tên của tệp."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("tệp đính kèm")

    @property
    def name(self) -> str:
        """Title to show."""
        return self.title or self.document.title

"""Rounds of the award desk: who was considered for an honour, how far they came, who decided, and on what paper.

Nothing here is public. Candidates are initiatives, or people as far as author rows tell them apart; the machine shows
what the conditions say (`showcase.awards.eligibility`) and people move candidates from stage to stage.
"""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.models import CampaignPage
from showcase.choices import Level
from showcase.models.initiatives import Initiative
from showcase.models.taxonomy import AwardType
from showcase.models.units import Unit

__all__ = [
    "AwardCandidate",
    "AwardRound",
    "AwardStep",
    "AwardWriting",
    "AwardWritten",
    "CandidateInitiative",
    "Stage",
]


class Stage(models.TextChoices):
    """How far a candidate has come."""

    LONG = "long", _("Danh sách xét")
    SHORT = "short", _("Danh sách rút gọn")
    CHOSEN = "chosen", _("Quyết định khen")
    LEFT = "left", _("Không xét tiếp")


class AwardRound(models.Model):
    """One selection for one honour: the conditions are those of `day`, the deciding body is `body`.

    `decided_at` closes it; the words for the decision on paper are kept with it. Texts of several lines hold one item
    per line.
    """

    name = models.CharField(
        _("tên đợt xét"),
        max_length=200,
        help_text=_("Ví dụ: Xét Sáng kiến Thủ đô, Tháng Công nhân 2022"),
    )
    award_type = models.ForeignKey(
        AwardType,
        verbose_name=_("hình thức khen"),
        on_delete=models.PROTECT,
        related_name="rounds",
        help_text=_("Điều kiện theo thời kỳ của hình thức này được dùng để đối chiếu."),
    )
    level = models.CharField(
        _("cấp xét"), max_length=12, choices=Level.choices, help_text=_("Cấp ra quyết định khen.")
    )
    body = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị xét"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Đơn vị ra quyết định. Ví dụ: LĐLĐ thành phố Hà Nội"),
    )
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chương trình"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Chỉ xét sáng kiến của chương trình này; để trống thì xét mọi sáng kiến."),
    )
    day = models.DateField(
        _("ngày xét"),
        help_text=_(
            "Điều kiện có hiệu lực ngày này được áp dụng, sáng kiến sau ngày này không tính. Ví dụ: 01/05/2022"
        ),
    )
    note = models.TextField(
        _("ghi chú"), blank=True, help_text=_("Ví dụ: hạn nhận hồ sơ, thành phần hội đồng.")
    )

    decision_number = models.CharField(
        _("số quyết định"),
        max_length=60,
        blank=True,
        help_text=_("Ví dụ: 915/QĐ-LĐLĐ. Để trống khi chưa có số."),
    )
    decided_on = models.DateField(
        _("ngày quyết định"), null=True, blank=True, help_text=_("Ngày ký. Ví dụ: 15/05/2022")
    )
    place = models.CharField(_("nơi ký"), max_length=80, blank=True, help_text=_("Ví dụ: Hà Nội"))
    parent_body = models.CharField(
        _("cơ quan cấp trên"),
        max_length=200,
        blank=True,
        help_text=_("Dòng đầu bên trái. Để trống thì lấy đơn vị cấp trên trong cây đơn vị."),
    )
    authority = models.CharField(
        _("người hoặc cơ quan quyết định"),
        max_length=200,
        blank=True,
        help_text=_("Đứng trước các căn cứ. Ví dụ: Ban Thường vụ Liên đoàn Lao động thành phố Hà Nội"),
    )
    bases = models.TextField(
        _("căn cứ"),
        blank=True,
        help_text=_("Mỗi dòng một căn cứ. Ví dụ: Căn cứ Hướng dẫn số 04/HD-LĐLĐ ngày 4/3/2021;"),
    )
    reward = models.TextField(
        _("điều về mức thưởng"),
        blank=True,
        help_text=_("Nội dung Điều 2. Ví dụ: Kinh phí khen thưởng trích từ quỹ khen thưởng của đơn vị."),
    )
    recipients = models.TextField(
        _("nơi nhận"), blank=True, help_text=_("Mỗi dòng một nơi. Ví dụ: Như Điều 3")
    )
    signer_role = models.CharField(
        _("chức vụ người ký"), max_length=160, blank=True, help_text=_("Ví dụ: TM. Ban Thường vụ – Chủ tịch")
    )
    signer_name = models.CharField(
        _("họ tên người ký"), max_length=120, blank=True, help_text=_("Để trống thì chừa chỗ để ghi tay.")
    )
    decided_at = models.DateTimeField(_("chốt lúc"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người chốt"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    is_demo = models.BooleanField(
        _("nội dung minh hoạ"), default=False, help_text=_("Đánh dấu đợt xét dựng lên để trình diễn.")
    )

    objects: ClassVar[models.Manager["AwardRound"]] = models.Manager()

    class Meta:
        verbose_name = _("đợt xét thưởng")
        verbose_name_plural = _("đợt xét thưởng")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_on__isnull=False),
                name="round_decided_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A decision is not older than the day whose conditions it applies, with the error at the field."""
        super().clean()
        if self.decided_on and self.day and self.decided_on < self.day:
            raise ValidationError({"decided_on": _("Ngày quyết định phải từ ngày xét trở đi.")})

    @property
    def is_decided(self) -> bool:
        """Whether somebody has closed the round; its lists stand still then."""
        return self.decided_at is not None

    @property
    def honours_people(self) -> bool:
        """Whether candidates are people and not initiatives."""
        return self.award_type.subject == AwardType.Subject.PERSON


class AwardCandidate(models.Model):
    """An initiative or a person in a round.

    `key` tells candidates of a round apart: `i<id of the initiative>`, or `p<id of the unit>:<form of the name>`.
    `name` and `unit` are as they were when the candidate was added. A person joined to another one points to them.
    """

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="candidates")
    key = models.CharField(max_length=300, editable=False)
    name = models.CharField(_("ứng viên"), max_length=250)
    unit = models.ForeignKey(
        Unit, verbose_name=_("đơn vị"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stage = models.CharField(_("giai đoạn"), max_length=8, choices=Stage.choices, default=Stage.LONG)
    joined_into = models.ForeignKey(
        "self", verbose_name=_("gộp vào"), null=True, on_delete=models.SET_NULL, related_name="joined"
    )
    added_at = models.DateTimeField(_("thêm lúc"), auto_now_add=True)

    objects: ClassVar[models.Manager["AwardCandidate"]] = models.Manager()

    class Meta:
        verbose_name = _("ứng viên")
        verbose_name_plural = _("ứng viên")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="award_candidate_once"),
            models.CheckConstraint(
                condition=Q(joined_into__isnull=True) | ~Q(joined_into=models.F("pk")),
                name="award_candidate_not_itself",
            ),
        ]
        indexes = [models.Index(fields=["round", "stage"], name="award_candidate_stage")]

    def __str__(self) -> str:
        return self.name


class CandidateInitiative(models.Model):
    """An initiative that a candidate is considered for; `author_name` is the row of authors that is meant."""

    candidate = models.ForeignKey(AwardCandidate, on_delete=models.CASCADE, related_name="works")
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="candidacies")
    author_name = models.CharField(_("tên tác giả"), max_length=120, blank=True)

    objects: ClassVar[models.Manager["CandidateInitiative"]] = models.Manager()

    class Meta:
        verbose_name = _("sáng kiến của ứng viên")
        verbose_name_plural = _("sáng kiến của ứng viên")
        constraints = [
            models.UniqueConstraint(fields=["candidate", "initiative"], name="candidate_initiative_once")
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} – {self.initiative_id}"


class AwardStep(models.Model):
    """Who moved, joined or parted a candidate, when, whence, where to and why."""

    candidate = models.ForeignKey(AwardCandidate, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(_("từ"), max_length=8, choices=Stage.choices, blank=True)
    after = models.CharField(_("đến"), max_length=8, choices=Stage.choices, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người làm"),
    )
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    objects: ClassVar[models.Manager["AwardStep"]] = models.Manager()

    class Meta:
        verbose_name = _("bước xét")
        verbose_name_plural = _("bước xét")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class AwardWriting(models.Model):
    """Awards of a decision written onto initiatives in one step, which can be taken back in one step."""

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="writings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người ghi"),
    )
    at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người hoàn tác"),
    )
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True)

    objects: ClassVar[models.Manager["AwardWriting"]] = models.Manager()

    class Meta:
        verbose_name = _("lần ghi khen thưởng")
        verbose_name_plural = _("lần ghi khen thưởng")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(undone_at__isnull=True), name="award_writing_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.at:%d/%m/%Y}"

    @property
    def shown_rows(self) -> "models.QuerySet[AwardWritten]":
        """Its initiatives by code, with the code alone."""
        return (
            self.rows.select_related("initiative")
            .only("refusal", "undo_refusal", "initiative__code", "writing")
            .order_by("initiative__code")
        )


class AwardWritten(models.Model):
    """One initiative of a writing: the award it was given, or why it was not."""

    writing = models.ForeignKey(AwardWriting, on_delete=models.CASCADE, related_name="rows")
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="+")
    decision_number = models.CharField(_("số quyết định"), max_length=60, blank=True)
    date = models.DateField(_("ngày"))
    refusal = models.CharField(_("vì sao không ghi"), max_length=300, blank=True)
    undo_refusal = models.CharField(_("vì sao không hoàn tác"), max_length=300, blank=True)

    objects: ClassVar[models.Manager["AwardWritten"]] = models.Manager()

    class Meta:
        verbose_name = _("khen thưởng đã ghi")
        verbose_name_plural = _("khen thưởng đã ghi")
        constraints = [models.UniqueConstraint(fields=["writing", "initiative"], name="award_written_once")]

    def __str__(self) -> str:
        return f"{self.writing_id} – {self.initiative_id}"

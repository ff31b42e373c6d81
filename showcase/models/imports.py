"""Imports of initiatives: a stored file, what became of each of its rows, and what it takes to undo them all."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

__all__ = ["ImportChange", "ImportDecision", "ImportFault", "ImportProfile", "ImportRun"]

ERROR_SUFFIX = ".loi.csv"
SEEN_SUFFIX = ".da-doc"
EXTENSIONS = ("csv", "tsv", "txt", "xlsx", "jsonl", "ndjson")


def private_storage() -> Storage:
    """Where imported files are kept, with the names in them: no address of the public site leads there."""
    return storages["private"]


class ImportProfile(models.Model):
    """A mapping of columns that people use again: `mapping` has a target for each heading."""

    name = models.CharField(
        _("tên cách đọc cột"),
        max_length=120,
        unique=True,
        help_text=_("Đặt theo nơi gửi bảng. Ví dụ: Bảng của LĐLĐ tỉnh Bắc Ninh"),
    )
    mapping = models.JSONField(_("cột"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người lưu"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    class Meta:
        verbose_name = _("cách đọc cột")
        verbose_name_plural = _("cách đọc cột")
        default_permissions = ()
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file on its way into the catalogue.

    The row is also the lease: `holder` names the process that works on it and `renewed_at` when it last wrote. Rows
    are read in batches; `cursor` (where reading goes on: a byte of a text file, a row of a workbook), `last_row`, the
    counts and what the batch wrote change in one transaction, so a process that dies loses nothing and repeats
    nothing. Every row read is counted once: as added, updated, unchanged or failed.
    """

    class Mode(models.TextChoices):
        """What may happen to a row: its code decides whether the initiative exists."""

        BOTH = "both", _("Thêm mới và cập nhật")
        ADD = "add", _("Chỉ thêm mới")
        UPDATE = "update", _("Chỉ cập nhật")

    class State(models.TextChoices):
        """How far it is. A state that works has a holder; one without a living holder was interrupted."""

        UPLOADED = "uploaded", _("Chờ chọn cột")
        CHECKING = "checking", _("Đang kiểm tra")
        CHECKED = "checked", _("Đã kiểm tra, chưa nhập")
        RUNNING = "running", _("Đang nhập")
        CANCELLED = "cancelled", _("Đã dừng giữa chừng")
        DONE = "done", _("Đã nhập xong")
        FAILED = "failed", _("Không đọc được tệp")
        UNDOING = "undoing", _("Đang hoàn tác")
        UNDONE = "undone", _("Đã hoàn tác")

    file = models.FileField(
        _("tệp"),
        upload_to="nhap-sang-kien/%Y/",
        storage=private_storage,
        max_length=250,
        validators=[FileExtensionValidator(EXTENSIONS)],
    )
    name = models.CharField(_("tên tệp"), max_length=250)
    size = models.BigIntegerField(_("cỡ (byte)"))
    checksum = models.CharField(_("mã kiểm SHA-256"), max_length=64, db_index=True)
    sheet = models.CharField(_("trang tính"), max_length=120, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người nhập"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    mode = models.CharField(_("cách nhập"), max_length=8, choices=Mode.choices, default=Mode.BOTH)
    publishes = models.BooleanField(_("công bố ngay"), default=False)
    clears = models.BooleanField(_("ô trống xoá nội dung đang có"), default=False)
    headings = models.JSONField(_("tiêu đề cột"), default=list)
    mapping = models.JSONField(_("cột"), default=dict)

    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.UPLOADED)
    message = models.TextField(_("ghi chú"), blank=True)
    holder = models.CharField(_("tiến trình"), max_length=200, blank=True)
    renewed_at = models.DateTimeField(_("cập nhật"), null=True, blank=True)
    stop_asked = models.BooleanField(_("được yêu cầu dừng"), default=False)

    cursor = models.BigIntegerField(_("đọc tiếp từ"), default=0)
    last_row = models.PositiveIntegerField(_("dòng cuối đã đọc"), default=0)
    rows_read = models.PositiveIntegerField(_("số dòng đã đọc"), default=0)
    added = models.PositiveIntegerField(_("thêm mới"), default=0)
    updated = models.PositiveIntegerField(_("cập nhật"), default=0)
    unchanged = models.PositiveIntegerField(_("giữ nguyên"), default=0)
    failed = models.PositiveIntegerField(_("dòng lỗi"), default=0)
    faults_found = models.PositiveIntegerField(_("số lỗi"), default=0)
    error_bytes = models.BigIntegerField(_("cỡ tệp lỗi"), default=0)
    check_result = models.JSONField(_("kết quả kiểm tra"), default=dict)
    undo_result = models.JSONField(_("kết quả hoàn tác"), default=dict)

    WORKING = (State.CHECKING, State.RUNNING, State.UNDOING)

    class Meta:
        verbose_name = _("lần nhập sáng kiến")
        verbose_name_plural = _("các lần nhập sáng kiến")
        default_permissions = ()
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_read=F("added") + F("updated") + F("unchanged") + F("failed")),
                name="import_run_counts_add_up",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Whether a process has it in hand, or had when it was interrupted."""
        return self.state in self.WORKING

    @property
    def was_imported(self) -> bool:
        """Whether its counts are those of an import, not of a check before it."""
        return self.state not in (self.State.UPLOADED, self.State.CHECKING, self.State.CHECKED)

    @property
    def rows_expected(self) -> int:
        """Rows of the file as the check counted them; 0 before."""
        return int(self.check_result.get("rows_read", 0))

    @property
    def percent(self) -> int:
        """Progress from 0 to 100: by rows once they are counted, by bytes of a text file before."""
        if self.state == self.State.UNDOING:
            done, batches = self.undo_result.get("batches_done", 0), self.undo_result.get("batches", 0)
            return int(100 * done // batches) if batches else 0
        if self.state in (self.State.CHECKED, self.State.DONE, self.State.UNDONE):
            return 100
        if self.state != self.State.CHECKING and self.rows_expected:
            return min(100, 100 * self.rows_read // self.rows_expected)
        if self.name.lower().endswith(".xlsx") or not self.size:
            return 0
        return min(100, 100 * self.cursor // self.size)

    @property
    def counts(self) -> dict[str, int]:
        """What became of the rows read."""
        return {name: getattr(self, name) for name in ("added", "updated", "unchanged", "failed")}

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """The file and the rows with errors go with the record."""
        name = self.file.name
        gone = super().delete(*args, **kwargs)
        if name:
            self._delete_files(name)
        return gone

    def forget_files(self) -> None:
        """Delete the file, its errors and what undoing takes, in which names stand; who, when and the counts stay."""
        name = str(self.file.name)
        self.faults.all().delete()
        self.decisions.all().delete()
        self.changes.all().delete()
        self.file, self.error_bytes = "", 0
        self.check_result = {key: found for key, found in self.check_result.items() if isinstance(found, int)}
        self.save(update_fields=["file", "error_bytes", "check_result"])
        transaction.on_commit(lambda: self._delete_files(name))

    @staticmethod
    def _delete_files(name: str) -> None:
        for suffix in ("", ERROR_SUFFIX, SEEN_SUFFIX):
            private_storage().delete(f"{name}{suffix}")

    @property
    def has_file(self) -> bool:
        """Whether the file is still kept, and with it what going on and undoing take."""
        return bool(self.file)

    @property
    def seen_path(self) -> Path:
        """Where the codes read so far are kept between two processes; see `showcase.importing.seen`."""
        return Path(f"{self.file.path}{SEEN_SUFFIX}")

    @property
    def error_path(self) -> Path:
        """Where the faulty rows are kept; see `showcase.importing.error_file`."""
        return Path(f"{self.file.path}{ERROR_SUFFIX}")


class ImportDecision(models.Model):
    """A name in a file that is no record's, and what people decided to read it as.

    `target` is the key of the chosen record; with NEW that of the record above the one to be made, if any.
    """

    class Kind(models.TextChoices):
        """What the name stands for."""

        UNIT = "unit", _("Đơn vị")
        FIELD = "field", _("Lĩnh vực")
        CAMPAIGN = "campaign", _("Chương trình")
        AWARD = "award", _("Hình thức khen thưởng")

    class Action(models.TextChoices):
        """What to do with rows that have the name."""

        OPEN = "", _("Chưa quyết định")
        CHOSEN = "chosen", _("Là mục có sẵn")
        NEW = "new", _("Tạo mục mới")
        SKIP = "skip", _("Không nhập các dòng này")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(_("loại"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("tên trong tệp"), max_length=250)
    rows = models.PositiveIntegerField(_("số dòng"), default=0)
    suggestions = models.JSONField(_("gần giống"), default=list)
    action = models.CharField(_("quyết định"), max_length=6, choices=Action.choices, blank=True)
    target = models.BigIntegerField(_("mục"), null=True, blank=True)

    class Meta:
        verbose_name = _("quyết định về một tên")
        verbose_name_plural = _("quyết định về các tên")
        default_permissions = ()
        ordering = ["kind", "-rows", "name"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "name"], name="import_decision_once"),
            models.CheckConstraint(
                condition=~Q(action="chosen") | Q(target__isnull=False), name="import_decision_has_target"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportFault(models.Model):
    """Something wrong in a row of a file. The first ones of a run are kept here, all of them in its error file."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(_("dòng"))
    column = models.CharField(_("cột"), max_length=250, blank=True)
    value = models.CharField(_("đang ghi"), max_length=250, blank=True)
    reason = models.TextField(_("lý do"))

    class Meta:
        verbose_name = _("lỗi của tệp nhập")
        verbose_name_plural = _("các lỗi của tệp nhập")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class ImportChange(models.Model):
    """What one batch wrote: enough to undo it, and to see what was edited since.

    `added` has the keys of new initiatives, all written at `moment`; `changed` a mapping for each changed one: its
    `id`, and `before` and `after` of the columns that changed.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="changes")
    moment = models.DateTimeField(_("lúc"))
    first_row = models.PositiveIntegerField(_("từ dòng"))
    last_row = models.PositiveIntegerField(_("đến dòng"))
    added = models.JSONField(_("thêm mới"), default=list)
    changed = models.JSONField(_("thay đổi"), default=list)
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("thay đổi của một lần nhập")
        verbose_name_plural = _("các thay đổi của một lần nhập")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.first_row}–{self.last_row}"

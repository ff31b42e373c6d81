"""`manage.py import_initiatives FILE`: initiatives from a table, checked first, resumable, undoable."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from showcase.importing.lease import LeaseLostError, RunHeldError
from showcase.importing.rows import TableError
from showcase.importing.runs import (
    MappingError,
    ask_check,
    ask_import,
    ask_undo,
    go_on,
    same_file,
    take_in,
)
from showcase.importing.work import work
from showcase.models import ImportProfile, ImportRun

_SHOWN_FAULTS = 20


class Command(BaseCommand):
    """Every row ends as added, updated, unchanged or faulty; the faulty ones go to a file."""

    help = "Nhập sáng kiến từ tệp CSV, XLSX hoặc JSON Lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a file, or a run that exists by `--resume`, `--run` or `--undo`."""
        parser.add_argument("file", nargs="?", type=Path, metavar="TỆP", help="Tệp cần nhập.")
        parser.add_argument(
            "--mode",
            choices=[str(value) for value in ImportRun.Mode.values],
            default=ImportRun.Mode.BOTH.value,
            help="both: thêm mới và cập nhật; add: chỉ thêm mới; update: chỉ cập nhật.",
        )
        parser.add_argument("--profile", help="Tên cách đọc cột đã lưu.")
        parser.add_argument("--publish", action="store_true", help="Công bố ngay, không để bản nháp.")
        parser.add_argument(
            "--clear", action="store_true", help="Ô trống xoá nội dung đang có (bình thường thì giữ)."
        )
        parser.add_argument("--user", help="Tên đăng nhập của người nhập, ghi vào lịch sử.")
        parser.add_argument("--dry-run", action="store_true", help="Chỉ kiểm tra, không ghi gì.")
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--run", type=int, metavar="SỐ", help="Nhập lần nhập đã kiểm tra, theo số.")
        chosen.add_argument("--resume", type=int, metavar="SỐ", help="Chạy tiếp lần nhập bị ngắt, theo số.")
        chosen.add_argument("--undo", type=int, metavar="SỐ", help="Hoàn tác cả lần nhập, theo số.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked with a progress bar, or say why not."""
        existing = options["run"] or options["resume"] or options["undo"]
        if (options["file"] is None) == (existing is None):
            raise CommandError("Cần một tệp, hoặc một trong --run, --resume, --undo.")
        if existing is None:
            self._import(options)
            return
        run = self._run(existing)
        if options["undo"]:
            asked = ask_undo(run) or run.state == ImportRun.State.UNDOING
        elif options["run"]:
            asked = ask_import(run)
        else:
            asked = go_on(run)
        if not asked:
            raise CommandError(
                f"Lần nhập số {run.pk} {run.get_state_display().lower()}, không làm được việc này."
            )
        self._tell(self._work(run))

    def _import(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as stream:
                run = take_in(
                    File(stream, name=path.name),
                    path.name,
                    user=self._user(options["user"]),
                    mode=options["mode"],
                    publishes=options["publish"],
                    clears=options["clear"],
                    profile=self._profile(options["profile"]),
                )
            ask_check(run)
        except OSError as error:
            raise CommandError(f"Không mở được tệp {path}.") from error
        except TableError as error:
            raise CommandError(str(error)) from error
        except MappingError as error:
            run.delete()
            raise CommandError(
                f"{error} Các cột đọc được: {', '.join(run.headings)}. Hãy ghép cột trong trang quản trị, lưu lại "
                "thành cách đọc cột rồi dùng --profile."
            ) from error
        self.stdout.write(f"Lần nhập số {run.pk}: {run.name}, SHA-256 {run.checksum}")
        if (before := same_file(run)) is not None:
            self.stdout.write(self.style.WARNING(f"Tệp này đã được nhập ở lần số {before.pk}."))
        run = self._work(run)
        if run.state == ImportRun.State.CHECKED and not options["dry_run"]:
            ask_import(run)
            run = self._work(run)
        self._tell(run)

    def _work(self, run: ImportRun) -> ImportRun:
        """Work on a run under a progress bar."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}% {task.fields[rate]}"),
            TimeElapsedColumn(),
        )
        start, before = time.monotonic(), run.rows_read
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task(str(run.get_state_display()), total=100, rate="")

            def report(fresh: ImportRun) -> None:
                rate = (fresh.rows_read - before) / max(time.monotonic() - start, 0.001)
                progress.update(bar, completed=fresh.percent, rate=f"{rate:,.0f} dòng/giây".replace(",", "."))

            try:
                return work(run.pk, report=report)
            except (RunHeldError, LeaseLostError) as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt as error:
                raise CommandError(
                    f"Đã dừng. Chạy tiếp: manage.py import_initiatives --resume {run.pk}"
                ) from error

    def _tell(self, run: ImportRun) -> None:
        """What came of a run."""
        if run.state == ImportRun.State.FAILED:
            raise CommandError(run.message)
        if run.state == ImportRun.State.UNDONE:
            result = run.undo_result
            self.stdout.write(
                f"Đã hoàn tác: xoá {result.get('deleted', 0)}, trả lại {result.get('restored', 0)}, "
                f"giữ nguyên vì đã sửa hoặc đang dùng {result.get('kept_found', 0)}."
            )
            for code, reason in result.get("kept", [])[:_SHOWN_FAULTS]:
                self.stdout.write(f"  {code}: {reason}")
            return
        self.stdout.write(
            f"{run.get_state_display()}: {run.rows_read} dòng = thêm {run.added} + cập nhật {run.updated} + "
            f"giữ nguyên {run.unchanged} + lỗi {run.failed}."
        )
        for fault in run.faults.all()[:_SHOWN_FAULTS]:
            column = f", cột {fault.column}" if fault.column else ""
            self.stdout.write(f"  Dòng {fault.row}{column}: {fault.reason}")
        if run.failed:
            self.stdout.write(f"Các dòng lỗi: {run.error_path}")
        if names := run.decisions.filter(action=""):
            self.stdout.write("Tên chưa có trong danh mục:")
            for one in names[:_SHOWN_FAULTS]:
                near = "; ".join(label for _pk, label in one.suggestions)
                self.stdout.write(
                    f"  {one.get_kind_display()} “{one.name}” ({one.rows} dòng). Gần giống: {near or '–'}"
                )

    def _run(self, pk: int) -> ImportRun:
        try:
            return ImportRun.objects.get(pk=pk)
        except ImportRun.DoesNotExist as error:
            raise CommandError(f"Không có lần nhập số {pk}.") from error

    def _user(self, name: str | None) -> Any:
        if name is None:
            return None
        users = get_user_model()
        try:
            return users.objects.get_by_natural_key(name)
        except users.DoesNotExist as error:
            raise CommandError(f"Không có tài khoản {name}.") from error

    def _profile(self, name: str | None) -> ImportProfile | None:
        if name is None:
            return None
        try:
            return ImportProfile.objects.get(name=name)
        except ImportProfile.DoesNotExist as error:
            names = ", ".join(ImportProfile.objects.values_list("name", flat=True)) or "chưa có"
            raise CommandError(f"Không có cách đọc cột “{name}”. Đã lưu: {names}.") from error

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="loại")),
                ("object_id", models.BigIntegerField(verbose_name="mã bản ghi")),
                ("version", models.BigIntegerField(verbose_name="phiên bản")),
                (
                    "generation",
                    models.CharField(db_index=True, max_length=100, verbose_name="thế hệ chỉ mục"),
                ),
                ("carried", models.BooleanField(default=False, verbose_name="đã sang thế hệ đang dựng")),
            ],
            options={
                "verbose_name": "thay đổi đã đưa vào chỉ mục",
                "verbose_name_plural": "thay đổi đã đưa vào chỉ mục",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IndexRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rebuild", "Dựng lại"),
                            ("rollback", "Trở lại bản trước"),
                            ("verify", "Kiểm tra"),
                        ],
                        max_length=10,
                        verbose_name="việc",
                    ),
                ),
                ("lease", models.CharField(max_length=10, verbose_name="khoá")),
                ("holder", models.CharField(max_length=200, verbose_name="tiến trình")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "Đang chạy"),
                            ("done", "Xong"),
                            ("failed", "Không xong"),
                            ("lost", "Bị ngắt"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="bắt đầu"),
                ),
                (
                    "renewed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="cập nhật"),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="kết thúc")),
                ("generation", models.CharField(blank=True, max_length=100, verbose_name="thế hệ chỉ mục")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="đã làm")),
                ("expected", models.PositiveIntegerField(default=0, verbose_name="tất cả")),
                ("message", models.TextField(blank=True, verbose_name="ghi chú")),
                ("result", models.JSONField(blank=True, null=True, verbose_name="kết quả")),
            ],
            options={
                "verbose_name": "lần chăm sóc chỉ mục",
                "verbose_name_plural": "các lần chăm sóc chỉ mục",
                "ordering": ["-started_at", "-id"],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.RemoveIndex(
            model_name="pendingindexing",
            name="pending_indexing_due",
        ),
        migrations.AddField(
            model_name="pendingindexing",
            name="error",
            field=models.TextField(blank=True, default="", verbose_name="lỗi lần thử cuối"),
        ),
        migrations.AddIndex(
            model_name="pendingindexing",
            index=models.Index(fields=["-version"], name="pending_indexing_latest"),
        ),
        migrations.AddIndex(
            model_name="indexedchange",
            index=models.Index(
                condition=models.Q(("carried", False)), fields=["id"], name="indexed_change_to_carry"
            ),
        ),
        migrations.AddConstraint(
            model_name="indexedchange",
            constraint=models.UniqueConstraint(fields=("kind", "object_id"), name="indexed_change_once"),
        ),
        migrations.AddConstraint(
            model_name="indexrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "running")), fields=("lease",), name="index_run_one_at_a_time"
            ),
        ),
    ]

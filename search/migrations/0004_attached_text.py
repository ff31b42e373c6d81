from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_editorial")]
    operations = [
        migrations.CreateModel(
            name="AttachedText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="mã kiểm SHA-256")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ok", "Đã đọc"),
                            ("empty", "Không có chữ"),
                            ("too_large", "Quá lớn"),
                            ("timeout", "Đọc quá lâu"),
                            ("unsupported", "Không đọc được loại tệp này"),
                            ("failed", "Đọc hỏng"),
                        ],
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=200, verbose_name="lý do")),
                ("page_count", models.PositiveIntegerField(default=0, verbose_name="số trang")),
                ("tool", models.CharField(blank=True, max_length=60, verbose_name="đọc bằng")),
                ("extracted_at", models.DateTimeField(auto_now=True, verbose_name="đọc lúc")),
                ("pages", models.JSONField(default=list, verbose_name="chữ từng trang")),
            ],
            options={
                "verbose_name": "tệp",
                "verbose_name_plural": "tệp",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("message", ""), _negated=True),
                        fields=["-extracted_at"],
                        name="attached_text_noted",
                    )
                ],
            },
        ),
    ]

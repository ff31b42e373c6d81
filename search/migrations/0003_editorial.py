import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_indexing_runs"),
        ("showcase", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditorialStamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.BigIntegerField(verbose_name="mốc")),
            ],
            options={
                "verbose_name": "mốc thay đổi",
                "verbose_name_plural": "mốc thay đổi",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=32, unique=True, verbose_name="dấu")),
                ("text", models.CharField(blank=True, max_length=120, verbose_name="câu tìm")),
            ],
            options={
                "verbose_name": "câu người đọc tìm",
                "verbose_name_plural": "câu người đọc tìm",
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="Abbreviation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Chỉ ban biên tập thấy. Ví dụ: ai đề nghị, vì sao.",
                        max_length=250,
                        verbose_name="ghi chú",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "short",
                    models.CharField(
                        help_text="Ví dụ: LĐLĐ, TP.HCM, GD&ĐT. Hoa hay thường như nhau.",
                        max_length=20,
                        verbose_name="viết tắt",
                    ),
                ),
                (
                    "long",
                    models.TextField(
                        help_text="Mỗi dòng một cách viết đầy đủ, cách hay dùng nhất đứng đầu.",
                        max_length=2000,
                        verbose_name="viết đầy đủ",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người sửa",
                    ),
                ),
            ],
            options={
                "verbose_name": "chữ viết tắt",
                "verbose_name_plural": "chữ viết tắt",
                "ordering": ["short"],
            },
        ),
        migrations.CreateModel(
            name="PromotedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Chỉ ban biên tập thấy. Ví dụ: ai đề nghị, vì sao.",
                        max_length=250,
                        verbose_name="ghi chú",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "phrases",
                    models.TextField(
                        help_text="Mỗi dòng một câu. Kết quả được ghim khi người đọc gõ đúng trọn câu đó, có dấu hay không dấu, hoa hay thường.",
                        max_length=2000,
                        verbose_name="câu tìm",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người sửa",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả ghim",
                "verbose_name_plural": "kết quả ghim",
                "ordering": ["-updated_at"],
            },
        ),
        migrations.CreateModel(
            name="PromotedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "initiative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="showcase.initiative",
                        verbose_name="sáng kiến",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        help_text="Văn bản hướng dẫn, tin, chiến dịch, gương sáng hoặc trang khác.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="trang",
                    ),
                ),
                (
                    "promotion",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="search.promotedresult",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ghi được ghim",
                "verbose_name_plural": "bản ghi được ghim",
                "ordering": ["sort_order"],
                "abstract": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="QuestionDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(db_index=True, verbose_name="ngày")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("catalogue", "Danh mục sáng kiến"),
                            ("everything", "Tìm trên cả trang"),
                            ("field", "Trang lĩnh vực"),
                        ],
                        max_length=12,
                        verbose_name="nơi tìm",
                    ),
                ),
                ("searches", models.PositiveIntegerField(default=0, verbose_name="lượt tìm")),
                ("empty", models.PositiveIntegerField(default=0, verbose_name="lượt không thấy gì")),
                ("relaxed", models.PositiveIntegerField(default=0, verbose_name="lượt phải bỏ bớt từ")),
                ("corrected", models.PositiveIntegerField(default=0, verbose_name="lượt được sửa chính tả")),
                ("clicks", models.PositiveIntegerField(default=0, verbose_name="lượt chọn kết quả")),
                (
                    "pinned_clicks",
                    models.PositiveIntegerField(default=0, verbose_name="lượt chọn kết quả ghim"),
                ),
                ("positions", models.PositiveIntegerField(default=0, verbose_name="tổng thứ hạng được chọn")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="search.question",
                        verbose_name="câu tìm",
                    ),
                ),
            ],
            options={
                "verbose_name": "số đếm của một ngày",
                "verbose_name_plural": "số đếm theo ngày",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ShippedEntryOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True, verbose_name="mục")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="tắt lúc")),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tắt",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục có sẵn đã tắt",
                "verbose_name_plural": "mục có sẵn đã tắt",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="đang dùng")),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Chỉ ban biên tập thấy. Ví dụ: ai đề nghị, vì sao.",
                        max_length=250,
                        verbose_name="ghi chú",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="sửa lúc")),
                (
                    "terms",
                    models.TextField(
                        help_text="Mỗi dòng một từ hoặc cụm từ, ít nhất hai dòng. Gõ từ nào cũng tìm được các từ còn lại.",
                        max_length=2000,
                        verbose_name="các từ",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người sửa",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhóm từ đồng nghĩa",
                "verbose_name_plural": "từ đồng nghĩa",
                "ordering": ["-updated_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="promotedresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="promoted_result_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotedrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("initiative__isnull", True), ("page__isnull", False)),
                    models.Q(("initiative__isnull", False), ("page__isnull", True)),
                    _connector="OR",
                ),
                name="promoted_record_is_one_record",
                violation_error_message="Mỗi dòng chọn một sáng kiến hoặc một trang, không phải cả hai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="questionday",
            constraint=models.UniqueConstraint(fields=("question", "day", "place"), name="question_day_once"),
        ),
    ]

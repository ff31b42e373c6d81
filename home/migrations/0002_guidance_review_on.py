from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="guidancepage",
            name="review_on",
            field=models.DateField(
                blank=True,
                help_text="Ngày mà văn phòng cần xem lại nội dung trang, ví dụ 31/12/2026. Bạn đọc không thấy ngày này.",
                null=True,
                verbose_name="xem lại trước ngày",
            ),
        ),
    ]

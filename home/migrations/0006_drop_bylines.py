"""The words under announcements are offices now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("home", "0005_offices_from_bylines")]

    operations = [migrations.RemoveField(model_name="announcementpage", name="office_words")]

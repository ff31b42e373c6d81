from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0003_editorial")]
    operations = []

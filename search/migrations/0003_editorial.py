from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0002_indexing_runs")]
    operations = []

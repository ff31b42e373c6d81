"""The words under announcements become offices.

Every distinct byline is an office of the central desk, without people: nobody sees less than before. What drafts and
former versions say is rewritten as well, for a version holds the key of an office now. Versions are read in batches;
announcements are thousands at most, so this takes seconds.
"""

from django.db import migrations

BATCH = 500


def versions_of(apps):
    """Versions of announcements; none where content types have not been made yet."""
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(
        app_label="home", model="announcementpage"
    )
    return apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=kind).order_by("pk")


def bylines_to_offices(apps, schema_editor):
    """Make the offices, and point pages and versions to them."""
    page_model = apps.get_model("home", "AnnouncementPage")
    office_model = apps.get_model("home", "Office")
    offices = {}

    def office_of(words):
        name = str(words or "").strip()
        if not name:
            return None
        if name not in offices:
            offices[name] = office_model.objects.get_or_create(name=name)[0].pk
        return offices[name]

    for words in page_model.objects.order_by().values_list("office_words", flat=True).distinct():
        page_model.objects.filter(office_words=words).update(office_id=office_of(words))
    for version in versions_of(apps).iterator(chunk_size=BATCH):
        if "office" in version.content:
            version.content["office"] = office_of(version.content["office"])
            version.save(update_fields=["content"])


def offices_to_bylines(apps, schema_editor):
    """The names of the offices as words again."""
    page_model = apps.get_model("home", "AnnouncementPage")
    names = dict(apps.get_model("home", "Office").objects.values_list("pk", "name"))
    for pk, name in names.items():
        page_model.objects.filter(office_id=pk).update(office_words=name)
    for version in versions_of(apps).iterator(chunk_size=BATCH):
        if "office" in version.content:
            version.content["office"] = names.get(version.content["office"], "")
            version.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("home", "0004_offices"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(bylines_to_offices, offices_to_bylines)]

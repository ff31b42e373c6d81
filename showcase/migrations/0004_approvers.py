"""Publishing passes from the editors' role to the approvers'; no person loses a right.

Where the role of editors exists, the role of approvers is made with all of its rights, administrators' additions
included, and every editor becomes an approver too. Then the editors' role gives up publishing, locking, and deleting
initiatives. Everybody can do what they could; administrators take people out of “Người duyệt” when they are ready for
two pairs of eyes. The new workflow comes after the migrations (`showcase.receivers`).
"""

from django.db import migrations
from django.db.models import Q

EDITOR, APPROVER = "Biên tập viên", "Người duyệt"

_PAGES = Q(content_type__app_label="wagtailcore", codename__in=["publish_page", "lock_page", "unlock_page"])
_INITIATIVES = Q(
    content_type__app_label="showcase",
    codename__in=["publish_initiative", "lock_initiative", "unlock_initiative", "delete_initiative"],
)


def split(apps, schema_editor):
    """Make approvers of the editors."""
    groups = apps.get_model("auth", "Group").objects
    editors = groups.filter(name=EDITOR).first()
    if editors is None:
        return
    approvers, _created = groups.get_or_create(name=APPROVER)
    approvers.permissions.add(*editors.permissions.all())
    approvers.user_set.add(*editors.user_set.all())
    page_rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for right in page_rights.filter(group=editors):
        page_rights.get_or_create(group=approvers, page_id=right.page_id, permission_id=right.permission_id)
    file_rights = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for right in file_rights.filter(group=editors):
        file_rights.get_or_create(
            group=approvers, collection_id=right.collection_id, permission_id=right.permission_id
        )
    permissions = apps.get_model("auth", "Permission").objects
    page_rights.filter(group=editors, permission__in=permissions.filter(_PAGES)).delete()
    editors.permissions.remove(*permissions.filter(_INITIATIVES))


def join(apps, schema_editor):
    """Give the editors back what the approvers have; the role of approvers stays for administrators to delete."""
    groups = apps.get_model("auth", "Group").objects
    editors, approvers = groups.filter(name=EDITOR).first(), groups.filter(name=APPROVER).first()
    if editors is None or approvers is None:
        return
    editors.permissions.add(*approvers.permissions.all())
    editors.user_set.add(*approvers.user_set.all())
    page_rights = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for right in page_rights.filter(group=approvers):
        page_rights.get_or_create(group=editors, page_id=right.page_id, permission_id=right.permission_id)


class Migration(migrations.Migration):
    dependencies = [
        ("showcase", "0003_offices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(split, join)]

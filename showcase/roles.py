"""The two roles beside the administrator, and what they may do.

An editor writes and publishes everything that the public reads; a contributor writes drafts and submits them
to the editors. Both are Django groups, so an administrator can change them in the admin.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from home.models import DocumentKind, Issuer
from showcase.models import AwardType, CampaignFigure, CampaignTarget, Consent, Field, Initiative, Unit
from showcase.signals import roles_ensured

__all__ = ["CONTRIBUTOR", "EDITOR", "ensure_roles"]

EDITOR = "Biên tập viên"
CONTRIBUTOR = "Cộng tác viên"
REVIEW = "Biên tập duyệt"

# The workflow that Wagtail's migrations leave behind, for a group that this site does not use.
_WAGTAIL_REVIEW = "Moderators approval"

_PAGE_PERMISSIONS = {EDITOR: ("add", "change", "publish", "lock", "unlock"), CONTRIBUTOR: ("add",)}
_FULL = ("add", "change", "delete", "view")
_RECORD_PERMISSIONS: dict[str, dict[type[Model], tuple[str, ...]]] = {
    EDITOR: {
        Initiative: (*_FULL, "publish", "lock", "unlock"),
        **dict.fromkeys((Field, Unit, AwardType, Consent, CampaignTarget, CampaignFigure), _FULL),
        **dict.fromkeys((DocumentKind, Issuer), _FULL),
    },
    CONTRIBUTOR: {Initiative: ("add", "change", "view"), Consent: ("add", "view")},
}


def ensure_roles() -> None:
    """Make the groups and give them their permissions; what an administrator added to them stays."""
    root = Page.get_first_root_node()
    collection = Collection.get_first_root_node()
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for name in (EDITOR, CONTRIBUTOR):
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(access, *_record_permissions(name))
        for action in _PAGE_PERMISSIONS[name]:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{action}_page"
            )
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        # Wagtail asks for permissions on its own models, whatever model the site uses.
        for model in (Image, Document):
            for action in ("add", "choose") if name == CONTRIBUTOR else ("add", "change", "choose"):
                permission = Permission.objects.get(
                    content_type=ContentType.objects.get_for_model(model),
                    codename=f"{action}_{model._meta.model_name}",
                )
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )
    _ensure_review(root)
    roles_ensured.send(sender=Group)


def _ensure_review(root: Page) -> None:
    """Let pages and initiatives be submitted to the editors; a workflow that an administrator chose stays."""
    task, _created = GroupApprovalTask.objects.get_or_create(name=REVIEW)
    task.groups.add(Group.objects.get(name=EDITOR))
    review, _created = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.get_or_create(workflow=review, task=task)
    WorkflowPage.objects.filter(page=root, workflow__name=_WAGTAIL_REVIEW).delete()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": review})
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(Initiative), defaults={"workflow": review}
    )


def _record_permissions(name: str) -> list[Permission]:
    """Permissions on records, looked up by model."""
    wanted = _RECORD_PERMISSIONS[name]
    return [
        Permission.objects.get(
            content_type=ContentType.objects.get_for_model(model),
            codename=f"{action}_{model._meta.model_name}",
        )
        for model, actions in wanted.items()
        for action in actions
    ]

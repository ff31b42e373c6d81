"""The three roles beside the administrator, and what they may do.

A contributor writes drafts and submits them; an editor edits everything, reviews and returns; an approver also
publishes, schedules, withdraws and locks. Nobody but approvers and administrators puts anything before the public
alone: not even what is urgent, which skips the editor and goes to the approver at once.

All are Django groups, so an administrator can change them in the admin. Offices (`home.offices`, `showcase.scope`)
narrow what a role gives to the records of one's own office.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from home.admin.names import name_permissions
from home.models import DocumentKind, Issuer, OfficeApprovalTask
from home.workflow.lanes import REGULAR, URGENT
from showcase.models import (
    AwardRound,
    AwardType,
    CampaignFigure,
    CampaignTarget,
    Consent,
    FeaturedRun,
    Field,
    Initiative,
    Unit,
)
from showcase.signals import roles_ensured

__all__ = ["APPROVER", "CONTRIBUTOR", "EDITOR", "ensure_roles"]

EDITOR = "Biên tập viên"
CONTRIBUTOR = "Cộng tác viên"
APPROVER = "Người duyệt"

EDITING = "Biên tập"
APPROVAL = "Duyệt"
URGENT_APPROVAL = "Duyệt tin khẩn"

# Ways to publication that the site itself made before; what an administrator chose is none of these, and stays.
_FORMER_WORKFLOWS = ("Moderators approval", "Biên tập duyệt")
# Groups that come with Wagtail: the three roles take their place.
_WAGTAIL_GROUPS = ("Moderators", "Editors")

_PAGE_PERMISSIONS = {
    CONTRIBUTOR: ("add",),
    EDITOR: ("add", "change"),
    APPROVER: ("add", "change", "publish", "lock", "unlock"),
}
_FULL = ("add", "change", "delete", "view")
_LISTS: dict[type[Model], tuple[str, ...]] = {
    **dict.fromkeys((Field, Unit, AwardType, Consent, CampaignTarget, CampaignFigure), _FULL),
    **dict.fromkeys((DocumentKind, Issuer), _FULL),
    FeaturedRun: ("view",),
}
_RECORD_PERMISSIONS: dict[str, dict[type[Model], tuple[str, ...]]] = {
    CONTRIBUTOR: {Initiative: ("add", "change", "view"), Consent: ("add", "view")},
    # To delete an initiative that is published would be to withdraw it.
    EDITOR: {Initiative: ("add", "change", "view"), **_LISTS},
    APPROVER: {
        Initiative: (*_FULL, "publish", "lock", "unlock"),
        AwardRound: ("add", "change", "delete", "view"),
        **_LISTS,
    },
}


def ensure_roles() -> None:
    """Make the groups and give them their permissions; what an administrator added to them stays."""
    name_permissions()
    root = Page.get_first_root_node()
    collection = Collection.get_first_root_node()
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for name in (EDITOR, CONTRIBUTOR, APPROVER):
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
    _ensure_workflows(root)
    _retire_former_ways()
    Group.objects.filter(name__in=_WAGTAIL_GROUPS, user=None).delete()
    roles_ensured.send(sender=Group)


def _ensure_workflows(root: Page) -> None:
    """Edited, then approved, for pages and initiatives; approved at once, for what is urgent.

    A workflow that an administrator chose stays. Reviews that go on under a former workflow end under it.
    """
    regular = _ensure_workflow(REGULAR, ((EDITING, EDITOR), (APPROVAL, APPROVER)))
    _ensure_workflow(URGENT, ((URGENT_APPROVAL, APPROVER),))
    WorkflowPage.objects.filter(page=root, workflow__name__in=_FORMER_WORKFLOWS).delete()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": regular})
    initiatives = ContentType.objects.get_for_model(Initiative)
    WorkflowContentType.objects.filter(
        content_type=initiatives, workflow__name__in=_FORMER_WORKFLOWS
    ).delete()
    WorkflowContentType.objects.get_or_create(content_type=initiatives, defaults={"workflow": regular})


def _retire_former_ways() -> None:
    """Take former workflows, and the steps only they have, off the lists; what was never used goes altogether."""
    for workflow in Workflow.objects.filter(name__in=_FORMER_WORKFLOWS):
        reviews = WorkflowState.objects.filter(workflow=workflow)
        steps = list(workflow.tasks)
        if not reviews.exists():
            workflow.delete()
        elif workflow.active and not reviews.active().exists():
            workflow.deactivate()
        for step in steps:
            if not step.workflow_tasks.exists() and not step.task_states.exists():
                step.delete()
            elif step.active and not step.active_workflows.exists():
                step.deactivate()


def _ensure_workflow(name: str, steps: tuple[tuple[str, str], ...]) -> Workflow:
    """A workflow with its steps (their name and the role that does them); one that exists keeps its own."""
    workflow, is_new = Workflow.objects.get_or_create(name=name)
    if is_new:
        for order, (step, role) in enumerate(steps):
            task, _created = OfficeApprovalTask.objects.get_or_create(name=step)
            task.groups.add(Group.objects.get(name=role))
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


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

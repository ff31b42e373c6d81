"""What the log keeps beyond Wagtail's own entries: sign-ins, roles, rights and members of offices.

Entries are Wagtail's (`ModelLogEntry`), so they stand in the same report; nothing in the admin changes or deletes one.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, get_active_log_context, log
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from home.models import Office

__all__ = ["ACTIONS", "connect", "register_actions"]

SIGNED_IN = "home.sign_in"
SIGNED_OUT = "home.sign_out"
REFUSED = "home.sign_in_refused"
ROLES = "home.roles"
RIGHTS = "home.rights"
MEMBERS = "home.members"
URGENT_ON = "home.urgent.set"
URGENT_OFF = "home.urgent.unset"
DEADLINE = "home.deadline"


class _Changed(LogFormatter):
    """An entry that names what was added and taken away."""

    def format_message(self, log_entry: Any) -> str:
        """The label, then the names with a sign."""
        names = [f"+ {name}" for name in log_entry.data.get("added", ())]
        names += [f"− {name}" for name in log_entry.data.get("removed", ())]
        return f"{self.label}: {', '.join(names)}" if names else str(self.label)


class _Moved(LogFormatter):
    """An entry about a deadline."""

    def format_message(self, log_entry: Any) -> str:
        """From which day to which."""
        return f"{self.label}: {log_entry.data.get('before', '')} → {log_entry.data.get('after', '')}"


ACTIONS: dict[str, tuple[Any, type[LogFormatter]]] = {
    SIGNED_IN: (_("Đăng nhập"), LogFormatter),
    SIGNED_OUT: (_("Đăng xuất"), LogFormatter),
    REFUSED: (_("Đăng nhập bị từ chối"), LogFormatter),
    ROLES: (_("Đổi vai của tài khoản"), _Changed),
    RIGHTS: (_("Đổi quyền của vai"), _Changed),
    MEMBERS: (_("Đổi người của bộ phận"), _Changed),
    URGENT_ON: (_("Đánh dấu tin khẩn"), LogFormatter),
    URGENT_OFF: (_("Bỏ dấu tin khẩn"), LogFormatter),
    DEADLINE: (_("Đổi hạn duyệt"), _Moved),
}


def register_actions(registry: Any) -> None:
    """Make the actions known to Wagtail's log; for the hook `register_log_actions`."""
    for action, (label, kind) in ACTIONS.items():
        formatter = type("Formatter", (kind,), {"label": label, "message": label})
        registry.register_action(action)(formatter)


def connect() -> None:
    """Listen to what is logged; called once, when the site starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="home.audit.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="home.audit.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="home.audit.refused")
    users = get_user_model()
    m2m_changed.connect(_roles_changed, sender=users.groups.through, dispatch_uid="home.audit.roles")
    m2m_changed.connect(_rights_changed, sender=Group.permissions.through, dispatch_uid="home.audit.rights")
    m2m_changed.connect(_members_changed, sender=Office.members.through, dispatch_uid="home.audit.members")
    m2m_changed.connect(_sections_changed, sender=Office.sections.through, dispatch_uid="home.audit.sections")
    for model in (GroupPagePermission, GroupCollectionPermission):
        post_save.connect(_tree_right_given, sender=model, dispatch_uid=f"home.audit.{model.__name__}.given")
        post_delete.connect(
            _tree_right_taken, sender=model, dispatch_uid=f"home.audit.{model.__name__}.taken"
        )


def _signed_in(user: Any, **kwargs: Any) -> None:
    log(user, SIGNED_IN, user=user)


def _signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None:
        log(user, SIGNED_OUT, user=user)


def _refused(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Only for accounts that exist: what else is typed into the form may be anything, passwords included."""
    users: Any = get_user_model()
    name = credentials.get(users.USERNAME_FIELD)
    user = users._default_manager.filter(**{users.USERNAME_FIELD: name}).first() if name else None
    if user is not None:
        log(user, REFUSED)


def _changes(model: Any, action: str, keys: Any, before: Any) -> dict[str, list[str]] | None:
    """Names added or removed, or None when nothing changes."""
    if action == "pre_clear":
        names = [str(one) for one in before.all()]
        return {"removed": names} if names else None
    if not keys or action not in {"post_add", "post_remove"}:
        return None
    names = [str(one) for one in model._base_manager.filter(pk__in=keys)]
    return {"added" if action == "post_add" else "removed": names}


def _note(instance: Model, action: str, changes: dict[str, list[str]] | None) -> None:
    """Only what somebody does in the admin: commands, and rows that are loaded as they were, are nobody's doing."""
    if changes and get_active_log_context().user is not None:
        log(instance, action, data=changes)


def _roles_changed(instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any) -> None:
    before = instance.user_set if reverse else instance.groups
    _note(instance, ROLES if not reverse else MEMBERS, _changes(model, action, pk_set, before))


def _rights_changed(
    instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any
) -> None:
    before = instance.group_set if reverse else instance.permissions
    _note(instance, RIGHTS, _changes(model, action, pk_set, before))


def _members_changed(
    instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any
) -> None:
    before = instance.offices if reverse else instance.members
    _note(instance, MEMBERS, _changes(model, action, pk_set, before))


def _sections_changed(
    instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **kwargs: Any
) -> None:
    before = instance.offices if reverse else instance.sections
    _note(instance, RIGHTS, _changes(model, action, pk_set, before))


def _name_of(right: Any) -> str:
    place = getattr(right, "page", None) or right.collection
    return f"{right.permission.name} – {place}"


def _tree_right_given(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    # Rows that are loaded as they were (`raw`) may come before the group they belong to.
    if created and not raw:
        _note(instance.group, RIGHTS, {"added": [_name_of(instance)]})


def _tree_right_taken(instance: Any, **kwargs: Any) -> None:
    """A group that is deleted takes its rights along: that is one entry, Wagtail's own."""
    if Group.objects.filter(pk=instance.group_id).exists():
        _note(instance.group, RIGHTS, {"removed": [_name_of(instance)]})

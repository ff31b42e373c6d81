"""Rights on pages, narrowed by offices.

`OfficePagePolicy` is what Wagtail asks for lists, the explorer, reports and its API; `OfficePagePermissionTester` is
what it asks for one page.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from wagtail.models import Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from home.offices import hosts_signed_pages, page_scope

__all__ = ["OfficePagePermissionTester", "OfficePagePolicy", "in_scope"]

_UNDER_A_LIST = {"add", "publish"}


class OfficePagePolicy(PagePermissionPolicy):
    """Wagtail's rights on subtrees, kept to the pages of the person's offices."""

    def covers(self, user: Any, page: Page) -> bool:
        """Whether a page is one that the person's offices own, or offices do not limit the person."""
        scope = page_scope(user)
        return scope is None or scope.covers(page)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Collection[str], instance: Page
    ) -> bool:
        """Rights of the role on pages of the offices; below a list of signed pages new ones may be added."""
        if not super().user_has_any_permission_for_instance(user, actions, instance):
            return False
        return self.covers(user, instance) or (set(actions) <= {"add"} and hosts_signed_pages(instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> Any:
        """Pages on which the role gives one of the rights, of the person's offices only."""
        pages = super().instances_user_has_any_permission_for(user, actions)
        scope = page_scope(user)
        return pages if scope is None else pages.filter(scope.condition)

    def explorable_instances(self, user: Any) -> Any:
        """What the explorer shows: pages of the offices and the way to them."""
        scope = page_scope(user)
        if scope is None:
            return super().explorable_instances(user)
        # The parent's rule adds the ancestors itself, on top of the pages chosen above.
        explorable = PagePermissionPolicy(self.model).explorable_instances(user)
        return explorable.filter(scope.condition | scope.way)


class OfficePagePermissionTester(PagePermissionTester):
    """What somebody may do with one page; a page of another office cannot be touched, whatever the role."""

    permissions: set[str]

    def __init__(self, user: Any, page: Page) -> None:
        """Take away the role's rights outside the offices, but for adding signed pages to their lists."""
        super().__init__(user, page)
        scope = page_scope(user)
        self.covered = scope is None or scope.covers(page)
        if not self.covered:
            self.permissions = self.permissions & _UNDER_A_LIST if hosts_signed_pages(page) else set()

    def can_edit(self) -> bool:
        """Never outside the offices, even where a task of a workflow would open the editor."""
        return self.covered and super().can_edit()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Never outside the offices."""
        return self.covered and super().can_delete(ignore_bulk)

    def can_publish(self) -> bool:
        """Never outside the offices: of a list of signed pages only new children are published."""
        return self.covered and super().can_publish()

    def can_unpublish(self) -> bool:
        """Never outside the offices."""
        return self.covered and super().can_unpublish()

    def can_lock(self) -> bool:
        """Never outside the offices."""
        return self.covered and super().can_lock()

    def can_unlock(self) -> bool:
        """Never outside the offices."""
        return self.covered and super().can_unlock()

    def can_reorder_children(self) -> bool:
        """Never outside the offices."""
        return self.covered and super().can_reorder_children()

    def can_submit_for_moderation(self) -> bool:
        """Never outside the offices."""
        return self.covered and super().can_submit_for_moderation()

    def can_view_revisions(self) -> bool:
        """Never outside the offices: the history tells what drafts said."""
        return self.covered and super().can_view_revisions()


def in_scope(user: Any, record: Model) -> bool:
    """Whether offices let a person near a record of any kind."""
    covers = getattr(policy_registry.get(record), "covers", None)
    return covers is None or bool(covers(user, record))

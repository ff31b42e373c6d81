"""The editorial layer's place in the admin."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import router
from django.db.models import Model
from django.db.models.deletion import Collector, ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from treebeard.models import Node
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home import audit
from home.admin import (  # noqa: F401 - each registers what it adds
    account,
    calendar,
    careful_pages,
    content_checks,
    dashboard,
    day_preview,
    deadlines,
    editing_script,
    ended_links,
    page_work,
    publish_checks,
    reports,
    reviews,
    stale_twins,
    word_paste,
)
from home.choosers import searchable_chooser
from home.link_handler import DocumentLinkHandler
from home.models import DocumentKind, GuidancePage, Issuer
from home.permissions import CentralPolicy

_NAMED_USERS = 3

hooks.register("register_log_actions", audit.register_actions)
# Before anything asks for rights on the models.
for _shared in (DocumentKind, Issuer):
    register_permission_policy(_shared, CentralPolicy(_shared))


class DocumentKindViewSet(SnippetViewSet):
    """Kinds of official documents."""

    model = DocumentKind
    icon = "doc-full"
    menu_label = _("Loại văn bản")
    list_display = ["name", "abbreviation"]


class IssuerViewSet(SnippetViewSet):
    """Bodies that issue documents."""

    model = Issuer
    chooser_viewset_class = searchable_chooser(names=["name", "short_name"])
    icon = "home"
    menu_label = _("Cơ quan ban hành")
    list_display = ["short_name", "name"]
    search_fields = ["name", "short_name"]


class DocumentSettingsViewSetGroup(SnippetViewSetGroup):
    """What guidance documents refer to."""

    menu_label = _("Văn bản")
    menu_icon = "doc-full-inverse"
    menu_name = "guidance-settings"
    menu_order = 160
    items = (DocumentKindViewSet, IssuerViewSet)


register_snippet(DocumentSettingsViewSetGroup)


@hooks.register("register_rich_text_features", order=10)
def mark_links_to_documents(features: Any) -> None:
    """Links to pages are ours: after Wagtail's own registration, whose place this takes."""
    features.register_link_type(DocumentLinkHandler)


@hooks.register("before_copy_page")
def keep_documents_unique(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to copy official documents: each has a symbol of its own, and a copy would claim the same one."""
    copied = GuidancePage.objects.descendant_of(page, inclusive=True)
    if not request.POST.get("copy_subpages"):
        copied = copied.filter(pk=page.pk)
    if not copied.exists():
        return None
    messages.error(
        request, _now("Không chép văn bản: mỗi văn bản có số, ký hiệu riêng. Hãy thêm một văn bản mới.")
    )
    return redirect("wagtailadmin_explore", page.pk if page.is_root() else page.get_parent().pk)


@hooks.register("before_move_page")
def ask_before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    """Refuse the question to those who may not move: Wagtail asks for the right only when it is answered."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("before_delete_snippet")
def keep_records_in_use(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Refuse to delete what other records cannot do without, and name some of those; all stay or all go."""
    users = [user for instance in instances for user in _protected_users(instance)]
    if not users:
        return None
    names = "; ".join(str(user) for user in users[:_NAMED_USERS])
    more = _now(" và %(count)d bản ghi khác") % {"count": len(users) - _NAMED_USERS}
    messages.error(
        request,
        _now("Chưa xoá được, vì đang dùng ở: %(names)s%(more)s.")
        % {"names": names, "more": more if len(users) > _NAMED_USERS else ""},
    )
    return redirect(instances[0].snippet_viewset.get_url_name("list"))


def _protected_users(instance: Any) -> list[Model]:
    """Records that forbid deleting this one, or in a tree anything below it."""
    doomed = list(type(instance).get_tree(instance)) if isinstance(instance, Node) else [instance]
    collector = Collector(using=router.db_for_write(type(instance), instance=instance))
    try:
        collector.collect(doomed)
    except ProtectedError as error:
        return list(error.protected_objects)
    return []

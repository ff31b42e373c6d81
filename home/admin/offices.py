"""Offices in the admin, and the hooks that keep their members to what is theirs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from home.models import Office
from home.offices import page_scope, signed_models
from home.page_permissions import OfficePagePolicy

__all__ = ["OfficeForm", "OfficeViewSet", "office_panels"]

_NAMED = 3

register_permission_policy(Page, OfficePagePolicy())


class _PersonChoice(forms.ModelMultipleChoiceField):
    """People by their names, not only by what they sign in with."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and user name."""
        name = obj.get_full_name()
        return f"{name} ({obj.get_username()})" if name else str(obj.get_username())


class _SectionChoice(forms.ModelMultipleChoiceField):
    """Pages near the top, indented as the tree is."""

    def label_from_instance(self, obj: Page) -> str:
        """Title, behind a dash for each level."""
        return f"{'– ' * (obj.depth - 2)}{obj.get_admin_display_title()}"


class OfficeForm(WagtailAdminModelForm):
    """An office with people to tick, and the branches of the site that are worth giving away."""

    members = _PersonChoice(
        label=_("Người của bộ phận"),
        help_text=Office._meta.get_field("members").help_text,
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sections = _SectionChoice(
        label=_("Mục được giao"),
        help_text=Office._meta.get_field("sections").help_text,
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer people who may enter the admin's site, and pages that have or may have others below them."""
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = (
            get_user_model()._default_manager.filter(is_active=True).order_by("first_name", "username")
        )
        branches = Page.objects.filter(depth__in=[2, 3])
        if self.instance.pk:
            branches = branches | Page.objects.filter(offices=self.instance)
        self.fields["sections"].queryset = branches.distinct().order_by("path")


def office_panels() -> list[Any]:
    """Fields of an office; layers above add theirs behind them."""
    return [
        MultiFieldPanel(
            [FieldPanel("name"), FieldRowPanel([FieldPanel("name_en"), FieldPanel("short_name")])],
            heading=_("Tên"),
        ),
        FieldPanel("members"),
        FieldPanel("sections"),
    ]


class OfficeIndexView(IndexView):
    """The list of offices, with their people and sections in two queries more."""

    def get_base_queryset(self) -> Any:
        """Offices with what the columns show."""
        return super().get_base_queryset().prefetch_related("members", "sections")


class OfficeViewSet(SnippetViewSet):
    """Offices: administrators decide who belongs to which. Registered by the layer that knows all of their fields."""

    model = Office
    icon = "group"
    menu_label = _("Bộ phận")
    menu_name = "offices"
    menu_order = 550
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = OfficeIndexView
    list_display = [
        "name",
        Column(
            "members",
            label=_("Người"),
            accessor=lambda office: ", ".join(
                one.get_full_name() or one.get_username() for one in office.members.all()
            ),
        ),
        Column(
            "sections",
            label=_("Mục được giao"),
            accessor=lambda office: ", ".join(page.title for page in office.sections.all()),
        ),
    ]
    search_fields = ["name", "short_name"]
    edit_handler = ObjectList(office_panels(), base_form_class=OfficeForm)


@hooks.register("before_delete_snippet")
def keep_signing_offices(request: HttpRequest, instances: Sequence[Any]) -> HttpResponse | None:
    """Refuse to delete an office that has signed pages: they would lose their byline and their desk."""
    offices = [one for one in instances if isinstance(one, Office)]
    if not offices:
        return None
    signed = [
        page
        for model in signed_models()
        for page in model._default_manager.filter(office__in=offices)[:_NAMED]
    ]
    if not signed:
        return None
    titles = "; ".join(page.title for page in signed[:_NAMED])
    messages.error(
        request,
        _now("Chưa xoá được, vì bộ phận đã ký bài: %(titles)s. Hãy chuyển bài sang bộ phận khác trước.")
        % {"titles": titles},
    )
    return redirect(OfficeViewSet.model.snippet_viewset.get_url_name("list"))


@hooks.register("before_create_page")
def keep_to_own_sections(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Refuse a page at the very top of the tree: Wagtail asks no page type of ours about the root."""
    if parent.is_root() and page_scope(request.user) is not None:
        raise PermissionDenied
    return None


@hooks.register("before_move_page")
def ask_before_showing_a_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse the question whether to move a page: Wagtail asks for the right only when the answer comes."""
    if not page.permissions_for_user(request.user).can_move():
        raise PermissionDenied
    return None


@hooks.register("construct_page_chooser_queryset")
def choose_public_or_own(pages: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """Members of limited offices choose among what is published and what is theirs: drafts of others stay unseen."""
    scope = page_scope(request.user)
    if scope is None:
        return pages
    return pages.filter(live=True) | pages.filter(scope.condition | scope.way)

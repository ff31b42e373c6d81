"""Words that mean the same, in the admin: editors' synonyms and abbreviations, and the list shipped with the site."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, UserColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.offices import page_scope
from search.admin.editing import CreateEntryView, EditEntryView, EntryForm, TryOutPanel
from search.models import Abbreviation, ShippedEntryOff, SynonymGroup
from search.overlaps import abbreviation_warnings, group_warnings
from search.shipped import ShippedEntry, shipped_entries
from search.vietnamese import fold

__all__ = ["AbbreviationViewSet", "ShippedVocabularyViewSet", "SynonymGroupViewSet"]

MANAGE = "search.change_synonymgroup"
"""The permission that the shipped list asks for: whoever writes synonyms may switch its entries off."""

_TRACES = [
    BooleanColumn("is_active", label=_("Đang dùng"), sort_key="is_active"),
    DateColumn("updated_at", label=_("Sửa lúc"), sort_key="updated_at"),
    UserColumn("updated_by", label=_("Người sửa")),
]


class _OfGroup:
    """What to mind about a group of synonyms."""

    object: SynonymGroup

    def warnings(self) -> list[str]:
        """See `search.overlaps`."""
        return group_warnings(self.object)


class CreateGroupView(_OfGroup, CreateEntryView):
    """A new group."""

    prefilled = ("terms",)


class EditGroupView(_OfGroup, EditEntryView):
    """A group that is there."""


class SynonymGroupViewSet(SnippetViewSet):
    """Synonyms: they widen a question as soon as they are saved."""

    model = SynonymGroup
    icon = "list-ul"
    menu_label = _("Từ đồng nghĩa")
    list_display = ["__str__", *_TRACES]
    list_filter = ["is_active"]
    search_fields = ["terms", "note"]
    ordering = ["-updated_at"]
    list_per_page = 50
    copy_view_enabled = False
    add_view_class = CreateGroupView
    edit_view_class = EditGroupView
    edit_handler = ObjectList(
        [FieldPanel("terms"), TryOutPanel(heading=_("Tìm thử")), FieldPanel("is_active"), FieldPanel("note")],
        base_form_class=EntryForm,
    )


class _OfAbbreviation:
    """What to mind about an abbreviation."""

    object: Abbreviation

    def warnings(self) -> list[str]:
        """See `search.overlaps`."""
        return abbreviation_warnings(self.object)


class CreateAbbreviationView(_OfAbbreviation, CreateEntryView):
    """A new abbreviation."""

    prefilled = ("short", "long")


class EditAbbreviationView(_OfAbbreviation, EditEntryView):
    """An abbreviation that is there."""


class AbbreviationViewSet(SnippetViewSet):
    """Abbreviations: either form finds the other as soon as they are saved."""

    model = Abbreviation
    icon = "title"
    menu_label = _("Chữ viết tắt")
    list_display = [
        "short",
        Column("long", label=_("Viết đầy đủ"), accessor=lambda one: ", ".join(one.long_list)),
        *_TRACES,
    ]
    list_filter = ["is_active"]
    search_fields = ["short", "long", "note"]
    ordering = ["short"]
    list_per_page = 50
    copy_view_enabled = False
    add_view_class = CreateAbbreviationView
    edit_view_class = EditAbbreviationView
    edit_handler = ObjectList(
        [
            FieldPanel("short"),
            FieldPanel("long"),
            TryOutPanel(heading=_("Tìm thử")),
            FieldPanel("is_active"),
            FieldPanel("note"),
        ],
        base_form_class=EntryForm,
    )


# The shipped list ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A shipped entry and whether it is switched off."""

    entry: ShippedEntry
    is_off: bool

    @property
    def own_url(self) -> str:
        """Address of the form of a new entry, filled in with this one."""
        words = "\n".join(self.entry.terms)
        if self.entry.is_abbreviation:
            address = reverse("wagtailsnippets_search_abbreviation:add")
            return f"{address}?{urlencode({'short': self.entry.short, 'long': words})}"
        return f"{reverse('wagtailsnippets_search_synonymgroup:add')}?{urlencode({'terms': words})}"


class _SwitchColumn(Column):
    """The button that switches an entry off or on again, and a link to write one's own in its place."""

    cell_template_name = "wagtailadmin/search/shipped_switch.html"

    def get_cell_context_data(self, instance: _Row, parent_context: Any) -> dict[str, Any]:
        """Where the form goes, and where it comes back to."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        query = request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return context | {
            "csrf_token": get_token(request),
            "switch_url": reverse("search_shipped:switch"),
            "next_url": f"{reverse('search_shipped:index')}?{query.urlencode()}",
        }


class ShippedListView(BaseListingView):
    """All shipped entries, searched by words with or without marks."""

    index_url_name = "search_shipped:index"
    index_results_url_name = "search_shipped:index_results"
    page_title = _("Danh sách có sẵn")
    header_icon = "clipboard-list"
    template_name = "wagtailadmin/search/shipped.html"
    paginate_by = 50
    is_searchable = True
    columns = [
        Column("short", label=_("Viết tắt"), accessor="entry.short", width="12%"),
        Column("terms", label=_("Từ ngữ"), accessor=lambda row: ", ".join(row.entry.terms)),
        _SwitchColumn("is_off", label=_("Trạng thái"), width="38%"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for whoever manages synonyms."""
        if not request.user.has_perm(MANAGE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> list[_Row]:
        """The entries that hold the words looked for."""
        wanted = fold(self.search_query)
        off = set(ShippedEntryOff.objects.values_list("key", flat=True))
        return [
            _Row(entry, entry.key in off)
            for entry in shipped_entries()
            if wanted in fold(" ; ".join(entry.words))
        ]


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch one entry off, or on again, and go back to the list as it was."""
    # What is switched off is off for the whole site: members of limited offices only look.
    if not request.user.has_perm(MANAGE) or page_scope(request.user) is not None:
        raise PermissionDenied
    editor: Any = request.user
    entry = next((one for one in shipped_entries() if one.key == request.POST.get("key")), None)
    if entry is None:
        messages.error(request, _now("Danh sách có sẵn không còn mục này."))
    else:
        name = ", ".join(entry.words)
        if request.POST.get("off") == "1":
            ShippedEntryOff.objects.update_or_create(key=entry.key, defaults={"updated_by": editor})
            messages.success(request, _now("Đã tắt “%(name)s”.") % {"name": name})
        else:
            for row in ShippedEntryOff.objects.filter(key=entry.key):
                row.delete()
            messages.success(request, _now("Đã bật lại “%(name)s”.") % {"name": name})
    return redirect(get_valid_next_url_from_request(request) or "search_shipped:index")


class _ManagersMenuItem(MenuItem):
    """Shown to whoever manages synonyms."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MANAGE)


class ShippedVocabularyViewSet(ViewSet):
    """The list shipped with the site: read, and switched off entry by entry."""

    name = "search_shipped"
    url_prefix = "search/shipped"
    icon = "clipboard-list"
    menu_label = _("Danh sách có sẵn")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """An entry that only managers see."""
        return _ManagersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, its results alone, and the switch."""
        return [
            path("", ShippedListView.as_view(), name="index"),
            path("results/", ShippedListView.as_view(results_only=True), name="index_results"),
            path("switch/", switch, name="switch"),
        ]

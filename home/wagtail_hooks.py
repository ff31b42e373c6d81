"""The editorial layer's place in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.models import DocumentKind, Issuer


class DocumentKindViewSet(SnippetViewSet):
    """Kinds of official documents."""

    model = DocumentKind
    icon = "doc-full"
    menu_label = _("Loại văn bản")
    list_display = ["name", "abbreviation"]


class IssuerViewSet(SnippetViewSet):
    """Bodies that issue documents."""

    model = Issuer
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

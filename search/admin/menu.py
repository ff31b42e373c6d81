"""The menu “Tìm kiếm”: what editors decide about search."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from search.admin.promotions import PromotedResultViewSet
from search.admin.vocabulary import AbbreviationViewSet, ShippedVocabularyViewSet, SynonymGroupViewSet

__all__ = ["SearchViewSetGroup"]


class SearchViewSetGroup(SnippetViewSetGroup):
    """Words and pinned results."""

    menu_label = _("Tìm kiếm")
    menu_icon = "search"
    menu_name = "search-words"
    menu_order = 155
    items = (SynonymGroupViewSet, AbbreviationViewSet, ShippedVocabularyViewSet, PromotedResultViewSet)


register_snippet(SearchViewSetGroup)

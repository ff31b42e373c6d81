"""What templates show of guidance documents: their relations as a picture and a list, marks behind links."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from home.models import DocumentRelation, GuidancePage
from home.neighbourhood import neighbourhood
from home.relation_graph import Graph, draw
from home.relation_list import relation_list
from home.rich_text import marks_behind_links

register = template.Library()


@register.filter
def legal_marks(html: str) -> SafeString:
    """Marks of documents behind the links of expanded rich text."""
    return mark_safe(marks_behind_links(html))  # noqa: S308 - Wagtail's own template trusts the same text


@register.simple_tag
def document_relations(document: GuidancePage, outgoing: Iterable[DocumentRelation]) -> dict[str, Any]:
    """Documents up to two relations away, for components/relations_graph.html; a fixed number of queries."""
    around = neighbourhood(document, outgoing)
    graph: Graph | None = draw(around.drawn_nodes, around.drawn_edges) if around.drawn_edges else None
    return {"graph": graph, **relation_list(document, around)}

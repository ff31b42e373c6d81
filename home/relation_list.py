"""The list beside the picture of related documents: it says everything that the picture shows, and the rest."""

from collections import defaultdict
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from home.legal_status import CHANGES
from home.models import GuidancePage
from home.neighbourhood import Neighbourhood, Tie
from home.standing import link_to
from home.templatetags.typography import vi_date

__all__ = ["relation_list"]


class RelationList(TypedDict):
    """For components/relations_graph.html; `more` counts the documents that are not in the picture."""

    summary: str
    items: list[dict[str, Any]]
    further: list[dict[str, Any]]
    more_items: list[dict[str, Any]]
    more_further: list[dict[str, Any]]
    more: int
    is_cut: bool


def relation_list(document: GuidancePage, around: Neighbourhood) -> RelationList:
    """Relations of the document itself by kind, then those of its neighbours, each with the state it leaves."""
    own = [tie for tie in around.ties if around.centre in (tie.source, tie.target)]
    others = [tie for tie in around.ties if around.centre not in (tie.source, tie.target)]
    drawn = around.drawn
    items = _grouped(around, [tie for tie in own if tie.other_end(around.centre) in drawn])
    if not any(tie.type in CHANGES and tie.target == around.centre for tie in own):
        items.append({"relation": _("Bị thay thế, sửa đổi, bãi bỏ"), "links": []})
    shown = [tie for tie in others if tie.source in drawn and tie.target in drawn]
    hidden = [tie for tie in others if tie.source not in drawn or tie.target not in drawn]
    count = len(around.near) + len(around.far)
    return {
        "summary": _("Sơ đồ quan hệ của %(symbol)s với %(count)d văn bản; danh sách bên cạnh nói đủ.")
        % {"symbol": document.symbol, "count": max(0, len(drawn) - 1)},
        "items": items,
        "further": [_sentence(around, tie) for tie in shown],
        "more_items": _grouped(around, [tie for tie in own if tie.other_end(around.centre) not in drawn]),
        "more_further": [_sentence(around, tie) for tie in hidden],
        "more": count - max(0, len(drawn) - 1),
        "is_cut": around.is_cut,
    }


def _grouped(around: Neighbourhood, ties: list[Tie]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    for tie in ties:
        is_ours = tie.source == around.centre
        label = str(tie.type.label) if is_ours else tie.type.inverse_label
        other = around.documents[tie.other_end(around.centre)]
        groups[label].append(_link(other, tie))
    return [{"relation": label, "links": links} for label, links in groups.items()]


def _link(document: GuidancePage, tie: Tie) -> dict[str, str]:
    day = vi_date(document.issued_on, document.issued_precision)
    parts = [f"{day} – {document.status.label}"]
    if tie.partly:
        parts.append(_("một phần"))
    if tie.note:
        parts.append(tie.note)
    return {
        "title": f"{document.kind} {document.symbol}",
        "url": document.url or "",
        "note": "; ".join(parts),
    }


def _sentence(around: Neighbourhood, tie: Tie) -> dict[str, Any]:
    source, target = around.documents[tie.source], around.documents[tie.target]
    return {
        "source": link_to(source),
        "relation": str(tie.type.label).lower() + (f" {_('một phần')}" if tie.partly else ""),
        "target": link_to(target),
        "state": f"{target.symbol}: {str(target.status.label).lower()}",
    }

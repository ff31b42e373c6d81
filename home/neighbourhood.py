"""The documents around a document: those it is related to, and those these are related to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from home.legal_status import CHANGES, LegalStatus, RelationType
from home.models import DocumentRelation, GuidancePage
from home.relation_graph import Edge, Node
from home.templatetags.typography import vi_date

__all__ = ["MOST_DRAWN", "MOST_RELATIONS", "Neighbourhood", "Tie", "neighbourhood"]

MOST_DRAWN = 12
"""Documents in the picture, the one of the page among them: more would be no picture on a phone."""

MOST_RELATIONS = 500
"""Relations of neighbours that are read; a plan that a whole country carries out may have more."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What the document with the key `source` says of the one with the key `target`."""

    source: int
    type: RelationType
    target: int
    partly: bool = False
    note: str = ""

    def other_end(self, key: int) -> int:
        """The document at the other end."""
        return self.target if self.source == key else self.source


@dataclass(frozen=True)
class Neighbourhood:
    """Published documents up to two relations away from the one with the key `centre`, and what ties them.

    `near` and `far` are keys of documents one and two relations away, `drawn` those in the picture.
    """

    centre: int
    documents: dict[int, GuidancePage]
    ties: Sequence[Tie] = ()
    near: Sequence[int] = ()
    far: Sequence[int] = ()
    drawn: frozenset[int] = field(default_factory=frozenset)
    is_cut: bool = False

    @property
    def drawn_ties(self) -> list[Tie]:
        """Ties both ends of which are in the picture."""
        return [tie for tie in self.ties if tie.source in self.drawn and tie.target in self.drawn]

    @property
    def drawn_nodes(self) -> list[Node]:
        """Documents of the picture, oldest on top: what they say of each other mostly points up."""
        ordered = sorted(self.drawn, key=lambda key: (self.documents[key].issued_on, key))
        return [self._node(key) for key in ordered]

    @property
    def drawn_edges(self) -> list[Edge]:
        """Relations of the picture."""
        return [
            Edge(tie.source, tie.target, str(tie.type.label), tie.type in CHANGES) for tie in self.drawn_ties
        ]

    def _node(self, key: int) -> Node:
        document = self.documents[key]
        status = LegalStatus(document.status)
        return Node(
            key=key,
            symbol=document.symbol,
            when=vi_date(document.issued_on, document.issued_precision),
            status=status.value,
            status_label=str(status.label),
            is_here=key == self.centre,
        )


def neighbourhood(document: GuidancePage, outgoing: Iterable[DocumentRelation]) -> Neighbourhood:
    """Documents around one, whose own relations are handed over as they are shown (a preview has its own).

    Four queries for any number of documents; none for a document without relations.
    """
    centre = document.pk or 0
    own = [_tie(relation, centre) for relation in outgoing]
    own += [_tie(relation, relation.page_id, centre) for relation in document.incoming]
    if not own:
        return Neighbourhood(centre, {centre: document})
    near = {tie.other_end(centre) for tie in own}
    around = _published_relations().exclude(Q(page=centre) | Q(target=centre))
    found = list(around.filter(Q(page__in=near) | Q(target__in=near))[: MOST_RELATIONS + 1])
    further = [_tie(relation, relation.page_id) for relation in found[:MOST_RELATIONS]]
    far = {key for tie in further for key in (tie.source, tie.target)} - near
    if len(far) > 1:
        between = around.filter(page__in=far, target__in=far)[:MOST_RELATIONS]
        further += [_tie(relation, relation.page_id) for relation in between]
    documents = _documents(near | far)
    documents[centre] = document
    ties = [tie for tie in (*own, *further) if tie.source in documents and tie.target in documents]
    near_keys = _ranked(near, ties, documents, centre)
    far_keys = _ranked(far, ties, documents, centre)
    return Neighbourhood(
        centre,
        documents,
        ties,
        near_keys,
        far_keys,
        frozenset([centre, *(*near_keys, *far_keys)[: MOST_DRAWN - 1]]),
        is_cut=len(found) > MOST_RELATIONS,
    )


def _tie(relation: DocumentRelation, source: int, target: int | None = None) -> Tie:
    return Tie(
        source,
        RelationType(relation.type),
        relation.target_id if target is None else target,
        relation.partly,
        relation.note,
    )


def _published_relations() -> Any:
    return (
        DocumentRelation.objects.from_live_pages()
        .filter(target__live=True)
        .order_by("-page__issued_on", "page_id", "sort_order")
    )


def _documents(keys: Iterable[int]) -> dict[int, GuidancePage]:
    """Published documents by key, with what their states need."""
    documents = GuidancePage.objects.published().filter(pk__in=keys).with_status_relations()
    return {document.pk: document for document in documents.defer_streamfields()}


def _ranked(
    keys: Iterable[int], ties: Sequence[Tie], documents: dict[int, GuidancePage], centre: int
) -> list[int]:
    """Keys of documents that may be shown: those that a change ties first, then the latest."""
    changing = {key for tie in ties if tie.type in CHANGES for key in (tie.source, tie.target)}
    shown = [key for key in keys if key in documents and key != centre]
    return sorted(shown, key=lambda key: (key in changing, documents[key].issued_on, key), reverse=True)

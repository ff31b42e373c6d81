"""The picture of related documents, what it leaves out, and the list that says everything."""

import itertools
import re
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from home.legal_status import RelationType
from home.models import DocumentRelation, GuidancePage
from home.neighbourhood import MOST_DRAWN, Neighbourhood, neighbourhood
from home.relation_graph import MOST_GUTTER, WIDTH, Edge, Node, draw
from home.relation_list import relation_list
from tests.factories import GuidancePageFactory

NODES = st.integers(1, 12).map(
    lambda count: [
        Node(key, f"{key}/HD-LĐLĐ", "4/3/2021", "in_force", "Còn hiệu lực") for key in range(count)
    ]
)
EDGES = st.lists(
    st.builds(Edge, st.integers(0, 14), st.integers(0, 14), st.just("Sửa đổi, bổ sung"), st.booleans()),
    max_size=30,
)


@given(NODES, EDGES)
def test_draw__everything_lies_inside_the_picture(nodes: list[Node], edges: list[Edge]) -> None:
    graph = draw(nodes, edges)
    keys = {node.key for node in nodes}
    assert [drawn.node for drawn in graph.nodes] == nodes
    assert len(graph.edges) == sum(edge.source in keys and edge.target in keys for edge in edges)
    height = int(graph.height)
    for drawn in graph.nodes:
        assert 1 <= int(drawn.x) <= MOST_GUTTER + 1
        assert int(drawn.x) + int(drawn.width) < WIDTH
        foot = int(drawn.y) + int(drawn.height)
        assert foot < height
        assert all(int(drawn.y) < int(line.y) < foot for line in (*drawn.status, *drawn.statements))
    for edge in graph.edges:
        numbers = [int(number) for number in re.findall(r"-?\d+", edge.path)]
        assert all(0 < number < max(WIDTH, height) for number in numbers)


@given(NODES)
def test_draw__boxes_do_not_overlap(nodes: list[Node]) -> None:
    drawn = draw(nodes, [Edge(node.key, 0, "Thực hiện") for node in nodes[1:]]).nodes
    for above, below in itertools.pairwise(drawn):
        assert int(above.y) + int(above.height) < int(below.y)


def test_draw__words_of_a_document_say_what_its_lines_say() -> None:
    nodes = [
        Node(1, "901/KH-TLĐ", "10/12/2025", "in_force", "Còn hiệu lực"),
        Node(2, "906/HD-LĐLĐ", "10/3/2026", "ended", "Hết hiệu lực", is_here=True),
    ]
    graph = draw(nodes, [Edge(2, 1, "Thực hiện")])
    assert [line.text for line in graph.nodes[1].statements] == ["Thực hiện 901/KH-TLĐ"]
    assert (graph.edges[0].is_here, graph.edges[0].is_change) == (True, False)


def test_draw__nothing_needs_no_room() -> None:
    assert draw([], []).height == "0"


# Neighbourhood ------------------------------------------------------------------------------------


def relate(page: GuidancePage, kind: RelationType, target: GuidancePage, **values: Any) -> None:
    DocumentRelation.objects.create(page=page, type=kind, target=target, **values)


def around(page: GuidancePage) -> Neighbourhood:
    fresh = GuidancePage.objects.get(pk=page.pk)
    return neighbourhood(fresh, fresh.get_context(RequestFactory().get("/"))["outgoing"])


@pytest.fixture
def chain(db: None) -> list[GuidancePage]:
    """Five documents, each carrying out the one before."""
    pages = [GuidancePageFactory() for _ in range(5)]
    for above, below in itertools.pairwise(pages):
        relate(below, RelationType.IMPLEMENTS, above)
    return pages


def test_neighbourhood__reaches_two_relations_in_both_directions(chain: list[GuidancePage]) -> None:
    first, second, third, fourth, fifth = (page.pk for page in chain)
    middle, end = around(chain[2]), around(chain[0])
    assert (set(middle.near), set(middle.far)) == ({second, fourth}, {first, fifth})
    assert (set(end.near), set(end.far)) == ({second}, {third})
    assert middle.drawn == {first, second, third, fourth, fifth}
    assert {(tie.source, tie.target) for tie in end.ties} == {(second, first), (third, second)}


def test_neighbourhood__ties_between_documents_far_away_are_seen(chain: list[GuidancePage]) -> None:
    relate(chain[4], RelationType.BASED_ON, chain[0])
    ties = {(tie.source, tie.target) for tie in around(chain[2]).ties}
    assert (chain[4].pk, chain[0].pk) in ties


def test_neighbourhood__leaves_out_what_is_not_public(chain: list[GuidancePage]) -> None:
    GuidancePage.objects.filter(pk=chain[1].pk).update(live=False)
    PageViewRestriction.objects.create(
        page=chain[4].page_ptr, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    found = around(chain[2])
    assert set(found.documents) == {chain[2].pk, chain[3].pk}
    assert {tie.source for tie in found.ties} == {chain[3].pk}


def test_neighbourhood__without_relations_asks_nothing(db: None, django_assert_num_queries: Any) -> None:
    page = GuidancePageFactory()
    page.live_incoming = []
    with django_assert_num_queries(0):
        assert neighbourhood(page, []).drawn == frozenset()


def test_neighbourhood__costs_the_same_whatever_its_size(
    chain: list[GuidancePage], django_assert_num_queries: Any
) -> None:
    page = GuidancePage.objects.with_status_relations().get(pk=chain[2].pk)
    outgoing = list(page.relations.all())
    with django_assert_num_queries(4):
        found = neighbourhood(page, outgoing)
        found.drawn_nodes  # noqa: B018 - the states of the documents
    for _ in range(4):
        relate(GuidancePageFactory(), RelationType.AMENDS, chain[2])
    page = GuidancePage.objects.with_status_relations().get(pk=chain[2].pk)
    with django_assert_num_queries(4):
        found = neighbourhood(page, outgoing)
        assert len(found.drawn_nodes) == 9


def test_list__says_everything_and_counts_what_is_not_drawn(db: None) -> None:
    plan = GuidancePageFactory()
    below = [GuidancePageFactory() for _ in range(MOST_DRAWN + 3)]
    for page in below:
        relate(page, RelationType.IMPLEMENTS, plan)
    relate(below[0], RelationType.REPLACES, below[1], note="Điều 2")
    found = around(plan)
    listed = relation_list(plan, found)
    assert len(found.drawn) == MOST_DRAWN
    assert listed["more"] == 4
    links = [link for item in (*listed["items"], *listed["more_items"]) for link in item["links"]]
    assert {link["url"] for link in links} == {page.url for page in below}
    assert len(listed["further"]) + len(listed["more_further"]) == 1
    assert {below[0].pk, below[1].pk} <= found.drawn


def test_list__says_that_no_change_is_known(chain: list[GuidancePage]) -> None:
    items = relation_list(chain[0], around(chain[0]))["items"]
    assert items[-1] == {"relation": "Bị thay thế, sửa đổi, bãi bỏ", "links": []}
    relate(chain[3], RelationType.AMENDS, chain[0], partly=True, note="Mục 2")
    items = relation_list(chain[0], around(chain[0]))["items"]
    assert "Bị thay thế, sửa đổi, bãi bỏ" not in [item["relation"] for item in items]
    assert any("Mục 2" in link["note"] for item in items for link in item["links"])

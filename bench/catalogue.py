"""The catalogue page beside the engine's own time for the same request, and beside a plain tantivy query."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import tantivy
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from tantivy import Occur, Order, Query

from bench.timing import alternate
from search import params
from search.contract import CATALOGUE_FACETS, Kind, SearchRequest
from search.engines import get_engine
from search.engines.embedded import EmbeddedEngine
from search.engines.generations import Generations
from search.engines.tantivy_query import facet_aggregation, filter_queries
from search.engines.tantivy_schema import SCHEMA, register_tokenizers
from search.vietnamese import fold_tokens, tokens

__all__ = ["PlainIndex", "measure", "visit"]


@dataclass(frozen=True, slots=True)
class Case:
    """A request to the catalogue by its parameters."""

    name: str
    parameters: dict[str, str]

    @property
    def query(self) -> str:
        """The query string."""
        return urlencode(self.parameters)


CASES = (
    Case("no question", {}),
    Case("one common word", {"q": "máy"}),
    Case("two words", {"q": "tiết kiệm"}),
    Case("two words, unmarked", {"q": "thoi gian"}),
    Case("rare word", {"q": "biến tần"}),
    Case(
        "long sentence",
        {"q": "làm sao bớt thời gian chờ khi đổi mã hàng ở máy dập mà không phải mua thêm máy mới"},
    ),
    Case("filters, no question", {"field": "ky-thuat", "level": "province", "year_from": "2020"}),
    Case(
        "one word with filters", {"q": "an toàn", "field": "an-toan", "unit": "ha-noi", "benefit": "80-150"}
    ),
    Case("deep page", {"q": "máy", "page": "400"}),  # or the last page of a smaller site
)


def measure(repeat: int) -> list[dict[str, Any]]:
    """Median and 95th percentile of page, engine and plain query per case, in milliseconds.

    Facet counts that the engine remembers are forgotten before every run: each run is a first visit.
    """
    client = Client()
    engine = EmbeddedEngine(Path(settings.SEARCH["PATH"]))
    plain = PlainIndex()
    rows = []
    for wanted in CASES:
        case = _reachable(wanted, engine)
        request = params.parse(QueryDict(case.query), facets=CATALOGUE_FACETS).request
        timings = alternate(
            {
                "plain": partial(plain.search, request),
                "engine": partial(engine.search, request),
                "page": visit(client, f"/sang-kien/?{case.query}"),
            },
            repeat,
            before=partial(_forget, engine),
        )
        warm = alternate(
            {
                "engine_again": partial(engine.search, request),
                "page_again": visit(client, f"/sang-kien/?{case.query}"),
            },
            repeat,
        )
        response = engine.search(request)
        rows.append({"case": case.name, "query": case.query, "hits": response.total, **timings, **warm})
    return rows


def _reachable(case: Case, engine: EmbeddedEngine) -> Case:
    """The case with its page brought down to the last one that there is."""
    if "page" not in case.parameters:
        return case
    first = params.parse(QueryDict(urlencode({**case.parameters, "page": "1"}))).request
    last = max(1, engine.search(first).total // first.size)
    return Case(case.name, {**case.parameters, "page": str(min(int(case.parameters["page"]), last))})


def _forget(engine: EmbeddedEngine) -> None:
    """Forget the counts of this engine, and of the one behind the pages."""
    of_pages: Any = get_engine()
    for one in (engine, of_pages.engine):
        one._cache = type(one._cache)()


def visit(client: Client, path: str) -> Callable[[], None]:
    """An action that asks for a page; it raises RuntimeError when the page is not there."""

    def ask() -> None:
        status = client.get(path).status_code
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")

    return ask


class PlainIndex:
    """The same files asked as plainly as can be: any word in two fields, twenty hits, five facets counted."""

    def __init__(self) -> None:
        """Open the live generation."""
        generations = Generations(Path(settings.SEARCH["PATH"]))
        index = tantivy.Index.open(str(generations.path(generations.pointer().live)))
        register_tokenizers(index)
        self._searcher = index.searcher()
        self._facets: dict[str, Any] = {}
        for name in CATALOGUE_FACETS:
            self._facets |= facet_aggregation(name)

    def search(self, request: SearchRequest) -> None:
        """Find and count; the answer is thrown away."""
        words = fold_tokens(tokens(request.text))
        clauses = [(Occur.Must, query) for query in filter_queries(request)]
        clauses.append((Occur.Must, Query.term_query(SCHEMA, "kind", Kind.INITIATIVE.code)))
        if words:
            terms = [
                (Occur.Should, Query.term_query(SCHEMA, field, word))
                for word in words
                for field in ("title_folded", "all_folded")
            ]
            clauses.append((Occur.Must, Query.boolean_query(terms)))
        query = Query.boolean_query(clauses)
        if words:
            found = self._searcher.search(query, request.size, offset=request.offset)
        else:
            found = self._searcher.search(
                query, request.size, offset=request.offset, order_by_field="date", order=Order.Desc
            )
        self._searcher.aggregate(query, self._facets)
        for _score, address in found.hits:
            self._searcher.doc(address)

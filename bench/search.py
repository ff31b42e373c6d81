"""Whole searches of every engine beside the same engine asked as plainly as can be, over fixed questions.

`CASES` are what people type, by class; each is asked with twenty hits, highlights and the catalogue's facets. The
plain question finds any of the words in two fields, fetches the stored texts of twenty hits and counts the same
facets. Suggestions are timed as they are typed, letter by letter.
"""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from elasticsearch.dsl import Q, Search

from bench.catalogue import PlainIndex
from bench.timing import Timing, alternate, share
from bench.timing import measure as timed
from search import params
from search.contract import CATALOGUE_FACETS, FACET_SIZES, Kind, SearchRequest
from search.engines.base import Engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_connection import Cluster, connect
from search.engines.embedded import EmbeddedEngine
from search.vietnamese import fold

__all__ = ["CASES", "TYPED", "measure"]


@dataclass(frozen=True, slots=True)
class Case:
    """A request to the catalogue, by its parameters, and what kind of question it is."""

    kind: str
    query: str

    @property
    def request(self) -> SearchRequest:
        """What the catalogue asks the engine for."""
        return params.parse(QueryDict(self.query), facets=CATALOGUE_FACETS).request


def _cases(kind: str, *questions: str, **parameters: str) -> tuple[Case, ...]:
    return tuple(Case(kind, urlencode({"q": question, **parameters})) for question in questions)


RELAXED = "sentence"
"""The class whose questions no record answers in full, so that they are relaxed."""

CASES: tuple[Case, ...] = (
    *_cases("common word", "máy", "điện", "nước", "hàng", "công nhân"),
    *_cases("two words", "tiết kiệm", "an toàn", "năng suất", "chi phí", "sản phẩm", "máy bơm", "bệnh viện"),
    *_cases("rare", "biến tần", "trấu", "nồi hơi", "khuôn dập", "mầm non", "22kV"),
    *_cases("unmarked", "thoi gian", "tiet kiem dien", "may bom nuoc", "an toan lao dong", "ky thuat han"),
    *_cases("abbreviation", "ATVSLĐ", "CNVCLĐ", "TP.HCM", "ldld bac ninh", "PCCC", "BHLĐ"),
    *_cases("synonym", "nhà máy", "băng tải", "máy nén khí", "vòng bi", "học sinh"),
    *_cases("phrase", '"an toàn lao động"', '"tiết kiệm điện"', '"thời gian" chờ', '"máy nén khí" rò'),
    *_cases(
        "several words",
        "tiết kiệm điện cho máy bơm",
        "giảm thời gian thay khuôn",
        "giảm tiếng ồn cho máy nén khí ở xưởng dệt",
        "nâng cao năng suất may",
        "xử lý nước thải nhà máy",
    ),
    *_cases(
        RELAXED,
        "làm sao bớt thời gian chờ khi đổi mã hàng ở máy dập mà không phải mua thêm máy mới",
        "nước thải nhà máy bia dùng lại để tưới cây",
        "máy ép viên trấu ở xưởng tàu vũ trụ",
        "công nhân mới vào bỏ việc sau mấy ngày vì không ai kèm",
        "nhà xưởng mùa hè nóng quá công nhân ngất xỉu giữa ca",
        "thuốc gần giống tên nhau hay bị điều dưỡng lấy nhầm lúc đêm",
        "học sinh vùng cao nghỉ học vì trời rét không có áo ấm",
        "xe nâng lùi không thấy người phía sau suýt va vào thợ",
        "bữa cơm ca bị thừa nhiều phải đổ đi rất lãng phí",
        "ống nước bị rò rỉ ngầm mà không biết chỗ nào để đào",
        "bao bì rách trên băng chuyền làm đổ hàng xuống sàn kho lạnh",
        "sổ sách công đoàn ghi tay nhiều bản khó tìm lại khi cần quyết toán",
    ),
    *_cases("typo", "ky thaut han", "may bom nuocs", "tiết kiệm diên", "an toàn lao đông", "thời gain chờ"),
    *_cases("code", "NL-2022-0417", "AT-2022-0320", "QL-2014-11000000", "nl 2022 0417"),
    *_cases("no question", ""),
    *_cases("filters alone", "", field="ky-thuat"),
    *_cases("filters alone", "", level="province", year_from="2020"),
    *_cases("filters alone", "", field="ky-thuat", level="province", year_from="2020"),
    *_cases("filters alone", "", unit="ha-noi", sort="benefit"),
    *_cases("words with filters", "an toàn", field="an-toan", unit="ha-noi", benefit="80-150"),
    *_cases("words with filters", "máy", level="province"),
    *_cases("words with filters", "tiết kiệm điện", field="nang-luong", year_from="2020"),
    *_cases("words with filters", "bớt thời gian chờ đổi mã hàng máy dập cũ", field="ky-thuat"),
    *_cases("deep page", "máy", page="400"),
    *_cases("deep page", "tiết kiệm", page="250"),
    *_cases("deep page", "", page="500"),
)

TYPED = (
    "tiết kiệm điện",
    "máy bơm nước",
    "an toàn lao động",
    "kỹ thuật hàn",
    "hướng dẫn",
    "Hà Nội",
    "liên đoàn lao động",
    "thời gian chờ",
    "công đoàn cơ sở",
    "nâng cao năng suất",
    "xử lý nước thải",
    "bệnh viện",
)
"""What is typed into the search box."""


class Plain(Protocol):
    """An engine asked plainly."""

    def search(self, request: SearchRequest) -> None:
        """Find, fetch and count; the answer is thrown away."""
        ...


def measure(engines: Sequence[str], repeat: int) -> dict[str, Any]:
    """Figures by engine: `classes` (and "all"), `cases`, `suggestions`; in milliseconds, `hits` in records.

    Median and 95th percentile of a class are those of its cases' medians. Whatever the engine remembers is
    forgotten before every run: each run is a first visit.
    """
    return {name: _measured(*_ENGINES[name](), repeat) for name in engines}


def _embedded() -> tuple[Engine, Plain, Callable[[], None]]:
    engine = EmbeddedEngine(Path(settings.SEARCH["PATH"]))

    def forget() -> None:
        engine._cache = type(engine._cache)()

    return engine, PlainIndex(), forget


def _elasticsearch() -> tuple[Engine, Plain, Callable[[], None]]:
    cluster = Cluster(**settings.SEARCH["ELASTICSEARCH"])
    engine = ElasticsearchEngine(cluster)
    client = connect(cluster)
    index = engine.live_generation()

    def forget() -> None:
        client.indices.clear_cache(index=index)

    return engine, PlainElasticsearch(cluster, index), forget


_ENGINES = {"embedded": _embedded, "elasticsearch": _elasticsearch}


class PlainElasticsearch:
    """The same index asked as plainly as can be: any word in two fields, twenty hits, five facets counted."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        """Ask the live index."""
        self._client = connect(cluster)
        self._index = index

    def search(self, request: SearchRequest) -> None:
        """Find and count; the answer is thrown away."""
        search = Search(using=self._client, index=self._index)
        search = search.filter("term", kind=Kind.INITIATIVE.value)
        for one in request.filters:
            search = search.filter("terms", **{one.name.value: list(one.values)})
        for field, span in (("year", request.years), ("benefit_value", request.benefit)):
            bounds = {"gte": span.lower, "lte": span.upper}
            if span:
                search = search.filter("range", **{field: {k: v for k, v in bounds.items() if v is not None}})
        if request.text:
            fields = ["title_folded", "all_folded"]
            search = search.query(Q("multi_match", query=fold(request.text), fields=fields))
        else:
            search = search.sort("-date")
        for name in CATALOGUE_FACETS:
            search.aggs.bucket(name.value, "terms", field=name.value, size=FACET_SIZES[name])
        start = request.offset
        search.extra(track_total_hits=True)[start : start + request.size].execute()


def _measured(engine: Engine, plain: Plain, forget: Callable[[], None], repeat: int) -> dict[str, Any]:
    cases = []
    for case in CASES:
        request = _reachable(case.request, engine)
        timings = alternate(
            {"plain": partial(plain.search, request), "engine": partial(engine.search, request)},
            repeat,
            before=forget,
        )
        response = engine.search(request)
        totals = {"hits": response.total, "full": response.full_total}
        cases.append({"class": case.kind, "query": case.query, **totals, **timings})
    kinds = [*dict.fromkeys(case.kind for case in CASES), "all"]
    return {
        "cases": cases,
        "classes": {kind: _summary(kind, cases) for kind in kinds},
        "suggestions": _suggestions(engine, repeat),
    }


def _reachable(request: SearchRequest, engine: Engine) -> SearchRequest:
    """The request with its page brought down to the last one that there is."""
    if request.page == 1:
        return request
    last = max(1, engine.search(replace(request, page=1)).total // request.size)
    return replace(request, page=min(request.page, last))


def _summary(kind: str, cases: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Median and 95th percentile of both, and how many times the plain question takes."""
    own = [case for case in cases if kind in ("all", case["class"])]
    found: dict[str, float] = {"cases": len(own)}
    for name in ("plain", "engine"):
        medians = sorted(case[name].median for case in own)
        found |= {f"{name}_median": statistics.median(medians), f"{name}_p95": share(medians, 0.95)}
        found[f"{name}_processor"] = statistics.median(case[name].processor for case in own)
    for figure in ("median", "p95", "processor"):
        found[f"times_{figure}"] = found[f"engine_{figure}"] / found[f"plain_{figure}"]
    return found


def _suggestions(engine: Engine, repeat: int) -> dict[str, float]:
    """Median and 95th percentile over every beginning of two letters and more."""
    beginnings = [text[:end] for text in TYPED for end in range(2, len(text) + 1) if text[end - 1] != " "]
    timings: list[Timing] = [timed(partial(engine.suggest, text), repeat) for text in beginnings]
    medians = sorted(timing.median for timing in timings)
    return {
        "beginnings": len(medians),
        "median": statistics.median(medians),
        "p95": share(medians, 0.95),
        "processor": statistics.median(timing.processor for timing in timings),
    }

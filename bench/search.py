"""Whole searches of every engine beside the same engine asked as plainly as can be, over fixed questions.

`CASES` are what people type, by class; each is asked with twenty hits, highlights and the catalogue's facets. The
plain question finds any of the words in two fields, fetches the stored texts of twenty hits and counts the same
facets. Suggestions are timed as they are typed, letter by letter.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.test import Client, override_settings
from elasticsearch.dsl import Q, Search

from bench.catalogue import PlainIndex, visit
from bench.timing import Timing, alternate, share
from bench.timing import measure as timed
from search import params
from search.contract import CATALOGUE_FACETS, FACET_SIZES, Kind, SearchRequest
from search.engines import Engine, get_engine
from search.engines.elasticsearch_connection import Cluster, connect
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
        "sentence",
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

_KINDS = tuple(case.kind for case in CASES)

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
    """Figures by engine: `groups`, `classes`, `cases`, `suggestions`; in milliseconds, `hits` in records.

    The groups are all questions, those of which a page holds every word, and those that were relaxed. Median and
    95th percentile are those of the cases' medians. Whatever the engine remembers is forgotten before every run: each
    run is a first visit. The page is the catalogue as a visitor without a session gets it.
    """
    found = {}
    for name in engines:
        with override_settings(SEARCH={**settings.SEARCH, "ENGINE": name}):
            found[name] = _measured(*_ENGINES[name](), repeat)
    return found


def _embedded() -> tuple[Engine, Plain, Callable[[], None]]:
    engine: Any = get_engine()

    def forget() -> None:
        engine.engine._cache = type(engine.engine._cache)()

    return engine, PlainIndex(), forget


def _elasticsearch() -> tuple[Engine, Plain, Callable[[], None]]:
    cluster = Cluster(**settings.SEARCH["ELASTICSEARCH"])
    engine = get_engine()
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
    client = Client()
    cases = []
    for case in CASES:
        request = _reachable(case.request, engine)
        timings = alternate(
            {
                "plain": partial(plain.search, request),
                "engine": partial(engine.search, request),
                "page": visit(client, params.url("/sang-kien/", request)),
            },
            repeat,
            before=forget,
        )
        response = engine.search(request)
        totals = {"hits": response.total, "full": response.full_total, "texted": bool(request.text)}
        cases.append({"class": case.kind, "query": case.query, **totals, **timings})
    words = [case for case in cases if case["texted"]]
    groups = {
        "all": cases,
        "every word": [case for case in words if case["full"] == case["hits"]],
        "fewer words": [case for case in words if case["full"] < case["hits"]],
    }
    classes = {kind: [case for case in cases if case["class"] == kind] for kind in dict.fromkeys(_KINDS)}
    return {
        "cases": cases,
        "groups": {name: _summary(own) for name, own in groups.items() if own},
        "classes": {name: _summary(own) for name, own in classes.items()},
        "page_extra": statistics.median(case["page"].median - case["engine"].median for case in cases),
        "suggestions": _suggestions(engine, repeat),
    }


def _reachable(request: SearchRequest, engine: Engine) -> SearchRequest:
    """The request with its page brought down to the last one that there is."""
    if request.page == 1:
        return request
    last = max(1, engine.search(replace(request, page=1)).total // request.size)
    return replace(request, page=min(request.page, last))


def _summary(cases: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Median and 95th percentile of all three, and how many times the plain question takes."""
    found: dict[str, float] = {"cases": len(cases)}
    for name in ("plain", "engine", "page"):
        medians = sorted(case[name].median for case in cases)
        found |= {f"{name}_median": statistics.median(medians), f"{name}_p95": share(medians, 0.95)}
        found[f"{name}_processor"] = statistics.median(case[name].processor for case in cases)
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

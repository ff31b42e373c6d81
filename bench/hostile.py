"""Ten thousand questions nobody should ask, against the pages: no error page, and none of them slow.

The questions are made by hypothesis from a fixed seed, so every run asks the same ones. `requests` is also what
`tests/search/test_hostile.py` draws from.
"""

import random
from collections import Counter
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bench.timing import share
from search.contract import FacetName, Sort

__all__ = ["SEED", "Ask", "ask", "measure", "requests"]

SEED = 20_221_120

Ask = tuple[str, dict[str, str]]
"""A path and its parameters."""

_COMMON = (
    "máy điện nước an toàn thời gian tiết kiệm công nhân lao động cải tiến quy trình sản xuất của và cho"
)
_SHORT = "LĐLĐ CĐCS CNVCLĐ TP.HCM PCCC GD&ĐT ATVSLĐ BHXH CNTT 22kV 1,5 04/HD-LĐLĐ NL-2022-0417"
_SYNTAX = (
    "* ? ~ ^ : ( ) [ ] { } \\ / && || ! AND OR NOT NEAR title: _exists_: _all: ' \" “ ” ` ; -- /* */ %00 %27 "
    "${jndi:ldap://x} {{7*7}} <script>alert(1)</script> ../../etc/passwd *:* a* *a fuzzy~2 [* TO *] \x00 \x1e \x1f"
)
_ODD = "\u0300\u0301\u0309\u0323\u200b\u202e\ufeff\U0001f6e0ﷺ㎏ǅßİıﬁ\ud800\ue000đĐðÐ"

_words = st.sampled_from(f"{_COMMON} {_SHORT} {_SYNTAX}".split(" "))
_syllables = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ", min_size=1, max_size=7)
_letters = st.sampled_from("abcdđeghiklmnopqrstuvxy0123456789")

_texts = st.one_of(
    st.text(max_size=700),
    st.text(alphabet=_ODD + "aăđ 0.-", max_size=120),
    st.lists(_words, min_size=1, max_size=60).map(" ".join),
    st.lists(_syllables, min_size=1, max_size=200).map(" ".join),
    st.lists(_letters, min_size=1, max_size=120).map(" ".join),
    st.tuples(_words, st.integers(1, 90)).map(lambda pair: " ".join([pair[0]] * pair[1])),
    st.lists(_words, min_size=1, max_size=12).map(lambda words: '"' + '" "'.join(words) + '"'),
    st.integers(min_value=-(10**40), max_value=10**40).map(str),
    st.text(alphabet="aăâeêioôơuưyđ", min_size=60, max_size=600),
)
_values = st.one_of(
    st.sampled_from(
        ("", "0", "1", "-1", "2022", "9999999999", "năm", "1e9", "٢٠٢٢", "NaN", "null", "ha-noi")
    ),
    st.text(max_size=40),
)
_parameters = st.dictionaries(
    st.sampled_from(
        [name.value for name in FacetName]
        + ["year_from", "year_to", "exact", "sort", "page", "size", "kind", "trang", "q[]"]
    ),
    st.one_of(_values, st.sampled_from([sort.value for sort in Sort])),
    max_size=4,
)
_paths = st.sampled_from(
    ("/sang-kien/", "/sang-kien/", "/tim-kiem/", "/tim-kiem/goi-y/", "/sang-kien/van-de/")
)

requests: st.SearchStrategy[Ask] = st.builds(
    lambda path, text, parameters, bare: (path, {"q": text} if bare else {**parameters, "q": text}),
    _paths,
    _texts,
    _parameters,
    st.booleans(),
)


def ask(client: Client, request: Ask) -> int:
    """The status of the answer; lone surrogates travel as a browser would send them, as question marks."""
    path, parameters = request
    sent = {name: value.encode(errors="replace").decode() for name, value in parameters.items()}
    return client.get(path, sent).status_code


def measure(count: int) -> dict[str, Any]:
    """Ask `count` questions; statuses, and the times of the pages in milliseconds."""
    client = Client(raise_request_exception=False)
    times: list[float] = []
    statuses: Counter[int] = Counter()
    slowest: list[tuple[float, Ask]] = []

    def visit(request: Ask) -> None:
        began = perf_counter()
        statuses[ask(client, request)] += 1
        took = (perf_counter() - began) * 1_000
        times.append(took)
        slowest.append((took, request))
        slowest.sort(key=lambda one: -one[0])
        del slowest[5:]

    for start in range(0, count, 500):
        _drawn(visit, min(500, count - start), start)
    times.sort()
    return {
        "questions": len(times),
        "statuses": dict(statuses),
        "failed": sum(number for status, number in statuses.items() if status >= 500),
        **{name: share(times, part) for name, part in _SHARES.items()},
        "slowest": slowest,
    }


_SHARES = {"median": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}


def _drawn(visit: Callable[[Ask], None], count: int, start: int) -> None:
    """Call `visit` with `count` requests; hypothesis makes small ones first, so they are drawn in rounds."""

    @seed(SEED + start)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(requests)
    def run(request: Ask) -> None:
        visit(request)

    random.seed(SEED)
    run()

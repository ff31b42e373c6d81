"""Whatever a visitor puts into an address: an answer that helps, never a failure of the site."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]

PATHS = [
    "/sang-kien/",
    "/tim-kiem/",
    "/sang-kien/linh-vuc/nang-luong/",
    "/api/v1/initiatives",
    "/huong-dan/",
    "/so-lieu/",
    "/don-vi/",
]
NAMES = [
    "q",
    "field",
    "unit",
    "level",
    "year",
    "year_from",
    "year_to",
    "campaign",
    "tag",
    "benefit",
    "evidence",
    "sector",
    "sort",
    "page",
    "exact",
    "kind",
    "issuer",
    "status",
    "units",
    "period",
    "by",
    "cursor",
    "limit",
]
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["điện", "LĐLĐ", '"an toàn', "04/HD-LĐLĐ", "nang-luong", "2022", "-80", "initiative", "1"]
    ),
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
)
ANSWERS = {200, 301, 302, 400, 404, 422}

bounded = settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@bounded
@given(path=st.sampled_from(PATHS), pairs=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6))
def test_query__any_values_are_answered(client: Client, path: str, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs)
    assert client.get(f"{path}?{query}").status_code in ANSWERS


@bounded
@given(path=st.sampled_from(PATHS), raw=st.binary(max_size=60))
def test_query__any_bytes_are_answered(client: Client, path: str, raw: bytes) -> None:
    for query in (quote(raw), f"q={quote(raw)}", f"page={quote(raw)}&field={quote(raw)}"):
        assert client.get(path, QUERY_STRING=query).status_code in ANSWERS


@bounded
@given(raw=st.binary(max_size=40))
def test_path__any_bytes_are_answered(client: Client, raw: bytes) -> None:
    part = quote(raw, safe="")
    for path in (f"/{part}/", f"/sang-kien/{part}/", f"/sang-kien/linh-vuc/{part}/", f"/so-lieu/{part}.csv"):
        assert client.get(path).status_code in ANSWERS


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%00b",
        "q=%ED%A0%80",
        "q=%FF%FE",
        "q=%C3",
        "q=" + "a" * 10_000,
        "q=" + "%C4%91%E1%BB%95i+" * 2_000,
        "q=" + "%22" * 500,
        "q=" + "(" * 500,
        "q=*:*+OR+1=1;--",
        "q=%F0%9F%9A%80",
        "q=%E2%80%8B%E2%80%8B",
        "&".join(f"field=f{number}" for number in range(200)),
        "field=" + "x" * 5_000,
        "unit=%27%20OR%201=1",
        "unit=%25%25%25",
        "year=99999999999999999999",
        "year_from=2023&year_to=2020",
        "page=-1",
        "page=1e9",
        "page=999999999",
        "page=501&size=20",
        "benefit=none&benefit=-80&benefit=x",
        "sort=secret",
        "exact=2",
        "kind=nothing",
        "q[]=a&q[0]=b",
        ";;;&&&===",
    ],
)
def test_query__hostile_values_are_answered(client: Client, path: str, query: str) -> None:
    answer = client.get(path, QUERY_STRING=query)
    assert answer.status_code in ANSWERS
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("path", ["/sang-kien/", "/tim-kiem/"])
def test_query__long_question_is_cut_and_answered(client: Client, path: str) -> None:
    assert client.get(path, {"q": "tiết kiệm điện " * 1_000}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("field", "KHÔNG CÓ"), ("year", "hai nghìn"), ("level", "huyen"), ("sort", "ngau-nhien"), ("page", "0")],
)
def test_query__refusal_helps_on(client: Client, name: str, value: str) -> None:
    answer = client.get("/sang-kien/", {"q": "điện", name: value})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'href="/sang-kien/?q=%C4%91i%E1%BB%87n' in text
    assert "<script>" not in text


def test_query__markup_in_a_question_is_shown_as_text(client: Client) -> None:
    for path in ("/sang-kien/", "/tim-kiem/"):
        answer = client.get(path, {"q": "<script>alert(1)</script>\"'><img src=x>"})
        assert b"<script>alert" not in answer.content
        assert b"<img src=x" not in answer.content


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/sang-kien/", "/tim-kiem/", "/tin-tuc/", "/so-lieu/1-trieu-sang-kien.csv"])
def test_method__that_writes_is_no_failure(client: Client, method: str, path: str) -> None:
    answer: Any = getattr(client, method)(path)
    assert answer.status_code < 500

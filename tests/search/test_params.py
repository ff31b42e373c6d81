"""URL parameters ⇄ requests."""

from collections.abc import Mapping

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.contract import BenefitBand, FacetName, Filter, InvalidSearch, Range, SearchRequest, Sort
from search.params import (
    LEVEL_LABELS,
    MAX_TEXT,
    PARAMETERS,
    chips,
    clean_text,
    cleared,
    parse,
    query_string,
    toggled,
    url,
    with_page,
    with_sort,
    with_text,
    without,
)

SLUGS = st.from_regex(r"\A[a-z][a-z0-9-]{0,10}[a-z0-9]\Z")


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """Requests as URLs can express them."""
    values: dict[str, object] = {
        "q": draw(st.text(max_size=40)),
        "field": draw(st.lists(SLUGS, max_size=3)),
        "unit": draw(st.lists(SLUGS, max_size=2)),
        "level": draw(st.lists(st.sampled_from(sorted(LEVEL_LABELS)), max_size=2)),
        "year": draw(st.lists(st.integers(1990, 2030).map(str), max_size=3)),
        "benefit": draw(st.lists(st.sampled_from([band.value for band in BenefitBand]), max_size=2)),
        "year_from": draw(st.sampled_from(["", "2001"])),
        "year_to": draw(st.sampled_from(["", "2020"])),
        "sort": draw(st.sampled_from(["", *(sort.value for sort in Sort)])),
        "page": str(draw(st.integers(1, 500))),
        "exact": draw(st.sampled_from(["", "0", "1"])),
    }
    return parse(values).request


@given(requests())
def test_query_string__round_trip(request: SearchRequest) -> None:
    again = parse(QueryDict(query_string(request))).request
    assert again == request
    assert query_string(again) == query_string(request)


@given(st.dictionaries(st.sampled_from([*PARAMETERS, "khac"]), st.lists(st.text(max_size=30), max_size=4)))
def test_parse__anything_is_read_or_refused_politely(data: Mapping[str, list[str]]) -> None:
    try:
        request = parse(data).request
    except InvalidSearch as error:
        assert error.parameter in PARAMETERS
        assert error.message
        assert len(error.value) <= 100
        error.value.encode("utf-8")
    else:
        query_string(request).encode("ascii")


def test_parse__reads_every_parameter() -> None:
    data = QueryDict(
        "q=tiết  kiệm+điện&field=nang-luong&field=ky-thuat&unit=hn-long-bien&level=province&year=2022"
        "&campaign=1-trieu&tag=đổi+mới&benefit=80-150&evidence=council&sector=enterprise"
        "&year_from=2020&year_to=2023&sort=benefit&page=3&khac=1"
    )
    request = parse(data, facets=(FacetName.LEVEL,)).request
    assert request.text == "tiết kiệm điện"
    assert request.selected(FacetName.FIELD) == ("ky-thuat", "nang-luong")
    assert request.selected(FacetName.TAG) == ("đổi mới",)
    assert request.years == Range(2020, 2023)
    assert (request.sort, request.page) == (Sort.BENEFIT, 3)
    assert {one.name for one in request.filters} == set(FacetName) - {FacetName.KIND}
    assert request.facets == (FacetName.LEVEL,)


def test_parse__empty_values_count_as_absent() -> None:
    assert parse(QueryDict("q=&benefit=&year_from=&page=&sort=")).request == parse({}).request


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "hai"),
        ("page", "501"),
        ("page", "٣"),
        ("page", "9" * 400),
        ("level", "5"),
        ("benefit", "80"),
        ("evidence", "x"),
        ("sector", "x"),
        ("sort", "price"),
        ("year", "20"),
        ("year", "hai nghìn"),
        ("year_from", "1800"),
        ("year_to", "9999"),
        ("unit", "../etc"),
        ("field", "Điện"),
        ("tag", "<script>"),
        ("exact", "yes"),
    ],
)
def test_parse__bad_value_is_refused(parameter: str, value: str) -> None:
    with pytest.raises(InvalidSearch) as caught:
        parse({parameter: [value]})
    assert caught.value.parameter == parameter
    assert caught.value.value == value[:100]


def test_parse__years_in_the_wrong_order() -> None:
    with pytest.raises(InvalidSearch, match="phải trước"):
        parse({"year_from": "2023", "year_to": "2020"})


def test_parse__too_many_values() -> None:
    with pytest.raises(InvalidSearch, match="nhiều nhất"):
        parse({"unit": [f"u{number}" for number in range(51)]})


def test_parse__long_question_is_cut_and_reported() -> None:
    parsed = parse({"q": "điện " * 200})
    assert len(parsed.request.text) <= MAX_TEXT
    assert parsed.text_was_cut
    assert not parse({"q": "điện"}).text_was_cut


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b", "ab"),
        ("điện\ud800", "điện"),
        ("  a\t\n b  ", "a b"),
        ("e\u0301", "é"),
        ("\u202eabc\u200b", "abc"),
        ("\x07", ""),
    ],
)
def test_clean_text__drops_what_nobody_types(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_parse__resolver_names_the_key() -> None:
    resolvers = {"unit": {"LĐLĐ quận Long Biên": "hn-long-bien"}.get}
    request = parse({"unit": "LĐLĐ quận Long Biên"}, resolvers=resolvers).request
    assert request.selected(FacetName.UNIT) == ("hn-long-bien",)
    with pytest.raises(InvalidSearch, match="không tìm thấy"):
        parse({"unit": "Sao Hoả"}, resolvers=resolvers)


def test_sort__relevance_needs_a_question() -> None:
    assert parse({}).request.sort == Sort.NEWEST
    assert parse({"sort": "relevance"}).request.sort == Sort.NEWEST
    assert parse({"q": "điện"}).request.sort == Sort.RELEVANCE
    assert query_string(parse({"q": "a", "sort": "relevance"}).request) == "q=a"


def test_toggled__adds_then_removes_and_goes_to_page_one() -> None:
    start = parse({"q": "điện", "page": "4"}).request
    chosen = toggled(start, FacetName.LEVEL, "province")
    assert query_string(chosen) == "q=%C4%91i%E1%BB%87n&level=province"
    assert toggled(chosen, "level", "province") == with_page(start, 1)
    with pytest.raises(KeyError):
        toggled(start, "page", "2")


def test_url__order_does_not_depend_on_the_way_there() -> None:
    one = toggled(toggled(parse({}).request, "unit", "b"), "field", "a")
    other = toggled(toggled(parse({}).request, "field", "a"), "unit", "b")
    assert one == other
    assert url("/sang-kien/", one) == "/sang-kien/?field=a&unit=b"
    assert url("/sang-kien/", cleared(one)) == "/sang-kien/"


def test_with_text__follows_the_default_order() -> None:
    start = parse({"page": "3"}).request
    asked = with_text(start, " điện\x00 ")
    assert (asked.text, asked.sort, asked.page) == ("điện", Sort.RELEVANCE, 1)
    assert with_text(with_sort(start, Sort.TITLE), "điện").sort == Sort.TITLE
    assert without(asked, "q").sort == Sort.NEWEST


def test_chips__one_per_active_filter() -> None:
    request = parse({"q": "x", "level": ["province", "national"], "year_from": "2020", "page": "2"}).request
    found = chips(request)
    assert [(one.parameter, one.value, one.value_label) for one in found] == [
        ("level", "national", "Toàn quốc"),
        ("level", "province", "Cấp tỉnh, thành phố"),
        ("year_from", "2020", "2020"),
    ]
    assert query_string(found[0].without) == "q=x&level=province&year_from=2020"
    assert query_string(found[2].without) == "q=x&level=national&level=province"


def test_request__window_is_limited() -> None:
    assert SearchRequest(page=500).offset == 9_980
    for values in ({"page": 501}, {"page": 0}, {"size": 0}, {"size": 101}):
        with pytest.raises(InvalidSearch):
            SearchRequest(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (None, "none"),
        (0, "-80"),
        (79_999_999, "-80"),
        (80_000_000, "80-150"),
        (150_000_000, "150-500"),
        (499_999_999, "150-500"),
        (500_000_000, "500-"),
    ],
)
def test_benefit_band__lower_bound_belongs_to_it(value: int | None, band: str) -> None:
    assert BenefitBand.of(value) == band


def test_request__selected_is_empty_without_filter() -> None:
    request = SearchRequest(filters=(Filter(FacetName.LEVEL, ("province",)),))
    assert request.selected(FacetName.LEVEL) == ("province",)
    assert request.selected(FacetName.UNIT) == ()
    assert request.is_filtered
    assert not SearchRequest("điện").is_filtered

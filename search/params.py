"""URL parameters ⇄ `SearchRequest`. Every filter owns its cleaning, its label and its place in the URL.

For views::

    parsed = parse(request.GET, facets=CATALOGUE_FACETS, resolvers={"unit": unit_key_or_none})
    parsed.request                      # SearchRequest
    parsed.text_was_cut                 # the question was longer than MAX_TEXT characters
    query_string(parsed.request)        # canonical "q=…&field=…&page=2", "" when there is nothing to say
    url("/sang-kien/", parsed.request)  # path and canonical query string
    toggled(req, FacetName.LEVEL, "province"), without(req, FacetName.LEVEL), without(req, "year_from"),
    with_page(req, 3), with_sort(req, Sort.NEWEST), with_text(req, "…"), cleared(req)   # → new requests
    chips(req)                          # active filters to show as removable chips
    PARAMETERS["level"].label, PARAMETERS["level"].value_label("province")

Parameters: q field unit units level year campaign tag benefit evidence sector year_from year_to exact sort page.
Unknown ones are ignored; empty ones count as absent; a bad value raises `InvalidSearch`.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urlencode

from search.contract import (
    DEFAULT_SIZE,
    BenefitBand,
    FacetName,
    Filter,
    InvalidSearch,
    Kind,
    Range,
    SearchRequest,
    Sort,
)
from showcase.choices import Evidence, Level, Sector

MAX_TEXT = 500
"""Characters of a question that are used."""

MAX_VALUES = 50
"""Most values chosen within one facet."""

FIRST_YEAR, LAST_YEAR = 1900, 2100

Resolver = Callable[[str], str | None]
"""Turns a raw facet value into the one kept in the index (a unit's name into its key); None if unknown."""

_SPACE_LIKE = re.compile(r"[\s\u2028\u2029]+")
_REMOVED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?")
_TAG = re.compile(r"[^\W_](?:[\w &.,+/()–-]{0,98}[\w)+])?")
_NUMBER = re.compile(r"[0-9]{1,9}")


def clean_text(raw: str) -> str:
    """One line of NFC text without control, direction or zero-width characters, NULs and lone surrogates."""
    visible = _REMOVED.sub("", _SPACE_LIKE.sub(" ", raw))
    return _SPACE_LIKE.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def _echo(raw: str) -> str:
    return clean_text(raw)[:100]


class Parameter(ABC):
    """One URL parameter: `name` in the URL, `label` for people."""

    name: str
    label: str

    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = label

    @abstractmethod
    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        """The request with these cleaned, non-empty values; raises InvalidSearch."""

    @abstractmethod
    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        """What this parameter adds to the canonical query string."""

    @abstractmethod
    def removed(self, request: SearchRequest) -> SearchRequest:
        """The request without this parameter."""

    def value_label(self, value: str) -> str:
        """How a value is called; the value itself where names live in the database."""
        return value

    def fail(self, message: str, value: str) -> InvalidSearch:
        """The exception for a bad value."""
        return InvalidSearch(self.name, message, _echo(value))


class TextParameter(Parameter):
    """The question itself."""

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        return replace(request, text=values[0][:MAX_TEXT].strip())

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        return [(self.name, request.text)] if request.text else []

    def removed(self, request: SearchRequest) -> SearchRequest:
        return replace(request, text="", sort=_sort_without_text(request.sort))


class FacetFilter(Parameter):
    """A facet whose values live in the database: only their shape is checked here."""

    shape: ClassVar[re.Pattern[str]] = _SLUG

    def __init__(self, facet: FacetName, label: str) -> None:
        super().__init__(facet.value, label)
        self.facet = facet

    def clean(self, value: str) -> str:
        """The value as kept in the index; raises InvalidSearch."""
        if not self.shape.fullmatch(value):
            raise self.fail(f"{self.label}: không có lựa chọn này.", value)
        return value

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        cleaned = tuple(sorted({self.clean(value) for value in values}))
        if len(cleaned) > MAX_VALUES:
            raise self.fail(f"{self.label}: chọn nhiều nhất {MAX_VALUES} mục.", str(len(cleaned)))
        return self.with_values(request, cleaned)

    def with_values(self, request: SearchRequest, values: tuple[str, ...]) -> SearchRequest:
        """The request with exactly these values chosen, kept in canonical order."""
        chosen = {one.name: one.values for one in request.filters}
        chosen[self.facet] = values
        filters = tuple(Filter(name, chosen[name]) for name in FacetName if chosen.get(name))
        return replace(request, filters=filters)

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        return [(self.name, value) for value in request.selected(self.facet)]

    def removed(self, request: SearchRequest) -> SearchRequest:
        return self.with_values(request, ())


class TagFilter(FacetFilter):
    """Tags: words as people write them."""

    shape = _TAG

    def clean(self, value: str) -> str:
        return super().clean(value[:101])


class ChoiceFilter(FacetFilter):
    """A facet with a closed list of values."""

    def __init__(self, facet: FacetName, label: str, choices: Mapping[str, Any]) -> None:
        super().__init__(facet, label)
        self.choices = dict(choices)

    def clean(self, value: str) -> str:
        if value not in self.choices:
            raise self.fail(f"{self.label}: không có lựa chọn này.", value)
        return value

    def value_label(self, value: str) -> str:
        return str(self.choices.get(value, value))


def _year(parameter: Parameter, value: str) -> int:
    if not _NUMBER.fullmatch(value) or not FIRST_YEAR <= int(value) <= LAST_YEAR:
        raise parameter.fail(f"{parameter.label}: hãy ghi một năm, ví dụ 2022.", value)
    return int(value)


class YearFilter(FacetFilter):
    """Single years."""

    def clean(self, value: str) -> str:
        return str(_year(self, value))


class YearBound(Parameter):
    """One end of the range of years."""

    def __init__(self, name: str, label: str, *, lower: bool) -> None:
        super().__init__(name, label)
        self.lower = lower

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        year = _year(self, values[0])
        years = replace(request.years, lower=year) if self.lower else replace(request.years, upper=year)
        if years.lower is not None and years.upper is not None and years.lower > years.upper:
            raise self.fail(f"“Từ năm” ({years.lower}) phải trước “Đến năm” ({years.upper}).", values[0])
        return replace(request, years=years)

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        year = request.years.lower if self.lower else request.years.upper
        return [] if year is None else [(self.name, str(year))]

    def removed(self, request: SearchRequest) -> SearchRequest:
        years = replace(request.years, lower=None) if self.lower else replace(request.years, upper=None)
        return replace(request, years=years)


class ExactParameter(Parameter):
    """`exact=1`: only the words as typed, nothing expanded, relaxed or corrected."""

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        if values[0] not in {"0", "1"}:
            raise self.fail(f"{self.label}: không có lựa chọn này.", values[0])
        return replace(request, exact=values[0] == "1")

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        return [(self.name, "1")] if request.exact else []

    def removed(self, request: SearchRequest) -> SearchRequest:
        return replace(request, exact=False)


class ReadingParameter(Parameter):
    """`units=now`: chosen units are bodies of today, with what was merged into them; `then`, unsaid, as they were."""

    values: ClassVar[tuple[str, ...]] = ("then", "now")

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        if values[0] not in self.values:
            raise self.fail(f"{self.label}: không có lựa chọn này.", values[0])
        # Without a unit it says nothing.
        return replace(request, todays_units=values[0] == "now" and bool(request.selected(FacetName.UNIT)))

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        return [(self.name, "now")] if request.todays_units and request.selected(FacetName.UNIT) else []

    def removed(self, request: SearchRequest) -> SearchRequest:
        return replace(request, todays_units=False)


SORT_LABELS: dict[Sort, str] = {
    Sort.RELEVANCE: "Phù hợp nhất",
    Sort.NEWEST: "Mới nhất",
    Sort.OLDEST: "Cũ nhất",
    Sort.BENEFIT: "Lợi ích cao",
    Sort.TITLE: "Tên A–Y",
}


def default_sort(text: str) -> Sort:
    """Best match first for a question, newest first without one."""
    return Sort.RELEVANCE if text else Sort.NEWEST


def _sort_without_text(sort: Sort) -> Sort:
    return Sort.NEWEST if sort == Sort.RELEVANCE else sort


class SortParameter(Parameter):
    """The order; relevance without a question means newest."""

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        try:
            sort = Sort(values[0])
        except ValueError:
            raise self.fail("Không có cách sắp xếp này.", values[0]) from None
        return replace(request, sort=sort if request.text else _sort_without_text(sort))

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        return [] if request.sort == default_sort(request.text) else [(self.name, request.sort.value)]

    def removed(self, request: SearchRequest) -> SearchRequest:
        return replace(request, sort=default_sort(request.text))

    def value_label(self, value: str) -> str:
        return SORT_LABELS[Sort(value)]


class PageParameter(Parameter):
    """The page, from 1."""

    def apply(self, request: SearchRequest, values: Sequence[str]) -> SearchRequest:
        if not _NUMBER.fullmatch(values[0]) or int(values[0]) < 1:
            raise self.fail("Số trang phải là số nguyên từ 1 trở lên.", values[0])
        return replace(request, page=int(values[0]))

    def pairs(self, request: SearchRequest) -> list[tuple[str, str]]:
        return [] if request.page == 1 else [(self.name, str(request.page))]

    def removed(self, request: SearchRequest) -> SearchRequest:
        return replace(request, page=1)


LEVEL_LABELS = dict(reversed(Level.choices))
BENEFIT_LABELS = {
    BenefitBand.UNDER_80.value: "Dưới 80 triệu đồng",
    BenefitBand.FROM_80.value: "80 – 150 triệu đồng",
    BenefitBand.FROM_150.value: "150 – 500 triệu đồng",
    BenefitBand.FROM_500.value: "Từ 500 triệu đồng",
    BenefitBand.NOT_IN_MONEY.value: "Không quy ra tiền",
}
EVIDENCE_LABELS = dict(Evidence.choices)
SECTOR_LABELS = dict(Sector.choices)

PARAMETERS: dict[str, Parameter] = {
    one.name: one
    for one in (
        TextParameter("q", "Từ khoá"),
        FacetFilter(FacetName.FIELD, "Lĩnh vực"),
        FacetFilter(FacetName.UNIT, "Đơn vị"),
        ReadingParameter("units", "Theo đơn vị ngày nay"),
        ChoiceFilter(FacetName.LEVEL, "Cấp công nhận cao nhất", LEVEL_LABELS),
        YearFilter(FacetName.YEAR, "Năm"),
        FacetFilter(FacetName.CAMPAIGN, "Chương trình"),
        TagFilter(FacetName.TAG, "Thẻ"),
        ChoiceFilter(FacetName.BENEFIT, "Giá trị làm lợi mỗi năm", BENEFIT_LABELS),
        ChoiceFilter(FacetName.EVIDENCE, "Mức bằng chứng", EVIDENCE_LABELS),
        ChoiceFilter(FacetName.SECTOR, "Khu vực", SECTOR_LABELS),
        YearBound("year_from", "Từ năm", lower=True),
        YearBound("year_to", "Đến năm", lower=False),
        ExactParameter("exact", "Chỉ tìm đúng chữ đã gõ"),
        SortParameter("sort", "Sắp xếp"),
        PageParameter("page", "Trang"),
    )
}
"""Every parameter, in canonical order."""


@dataclass(frozen=True, slots=True)
class ParsedSearch:
    """A request read from a URL; `text_was_cut` says that the question was longer than MAX_TEXT."""

    request: SearchRequest
    text_was_cut: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: whose it is, its value (and static name of it), and the request without it."""

    parameter: str
    label: str
    value: str
    value_label: str
    without: SearchRequest


def _values(data: Mapping[str, Any], name: str) -> list[str]:
    """All values of a parameter, from a QueryDict or from a mapping of lists or strings."""
    getlist = getattr(data, "getlist", None)
    found = getlist(name) if getlist is not None else data.get(name, ())
    if isinstance(found, str):
        found = (found,)
    cleaned = (clean_text(str(value)) for value in found)
    return [value for value in cleaned if value]


def _resolved(parameter: Parameter, values: list[str], resolver: Resolver) -> list[str]:
    resolved = []
    for value in values:
        known = resolver(value)
        if known is None:
            raise parameter.fail(f"{parameter.label}: không tìm thấy “{_echo(value)}”.", value)
        resolved.append(known)
    return resolved


def parse(
    data: Mapping[str, Any],
    *,
    kinds: Iterable[Kind] = (Kind.INITIATIVE,),
    facets: Iterable[FacetName] = (),
    size: int = DEFAULT_SIZE,
    resolvers: Mapping[str, Resolver] | None = None,
) -> ParsedSearch:
    """Read a request from URL parameters (a QueryDict, or a mapping of strings or lists of strings).

    `resolvers` maps a parameter's name to a function that turns each raw value into the key kept in the index
    or None when there is no such thing. Raises InvalidSearch.
    """
    texts = _values(data, "q")
    request = SearchRequest(
        kinds=tuple(kinds), facets=tuple(facets), size=size, sort=default_sort(texts[0] if texts else "")
    )
    for name, parameter in PARAMETERS.items():
        values = _values(data, name)
        if values and resolvers and name in resolvers:
            values = _resolved(parameter, values, resolvers[name])
        if values:
            request = parameter.apply(request, values)
    return ParsedSearch(request, text_was_cut=bool(texts) and len(texts[0]) > MAX_TEXT)


def query_string(request: SearchRequest) -> str:
    """Canonical query string: stable order, defaults left out, "" for an empty request."""
    return urlencode([pair for parameter in PARAMETERS.values() for pair in parameter.pairs(request)])


def url(path: str, request: SearchRequest, kind: Kind | None = None) -> str:
    """`path` with the canonical query string, after the kind where a list shows one kind of several."""
    query = "&".join(part for part in (kind and f"kind={kind.value}", query_string(request)) if part)
    return f"{path}?{query}" if query else path


def feed_url(path: str, request: SearchRequest, kind: Kind | None = None, form: str = "atom") -> str:
    """Address of the feed of a list of results, which has neither pages nor orders; `form` is “atom” or “rss”."""
    place = f"{path}feed/" if form == "atom" else f"{path}feed/{form}/"
    return url(place, replace(request, page=1, sort=default_sort(request.text)), kind)


def toggled(request: SearchRequest, name: FacetName | str, value: str) -> SearchRequest:
    """Add the value to its facet, or take it out when it is chosen; back to page 1."""
    parameter = PARAMETERS[str(name)]
    if not isinstance(parameter, FacetFilter):
        raise KeyError(name)
    chosen = set(request.selected(parameter.facet)) ^ {value}
    return replace(parameter.with_values(request, tuple(sorted(chosen))), page=1)


def without(request: SearchRequest, name: FacetName | str) -> SearchRequest:
    """Drop a parameter altogether; back to page 1."""
    return replace(PARAMETERS[str(name)].removed(request), page=1)


def with_page(request: SearchRequest, page: int) -> SearchRequest:
    """Another page of the same results; raises InvalidSearch beyond the reachable window."""
    return replace(request, page=page)


def with_sort(request: SearchRequest, sort: Sort) -> SearchRequest:
    """Another order, from page 1."""
    return replace(request, sort=sort, page=1)


def with_text(request: SearchRequest, text: str, *, exact: bool | None = None) -> SearchRequest:
    """Another question under the same filters, from page 1."""
    cleaned = clean_text(text)[:MAX_TEXT].strip()
    sort = default_sort(cleaned) if request.sort == default_sort(request.text) else request.sort
    return replace(request, text=cleaned, sort=sort, page=1, exact=request.exact if exact is None else exact)


def cleared(request: SearchRequest) -> SearchRequest:
    """The question alone, without filters and ranges, from page 1."""
    return replace(request, filters=(), years=Range(), benefit=Range(), page=1)


def chips(request: SearchRequest) -> list[Chip]:
    """Active filters in canonical order, each with the request that lacks it."""
    found = []
    for name, parameter in PARAMETERS.items():
        if isinstance(parameter, FacetFilter):
            rest = [toggled(request, name, value) for value in request.selected(parameter.facet)]
        elif isinstance(parameter, YearBound):
            rest = [without(request, name)]
        else:
            continue
        for (_, value), other in zip(parameter.pairs(request), rest, strict=False):
            found.append(Chip(name, parameter.label, value, parameter.value_label(value), other))
    return found


__all__ = [
    "BENEFIT_LABELS",
    "EVIDENCE_LABELS",
    "LEVEL_LABELS",
    "MAX_TEXT",
    "PARAMETERS",
    "SECTOR_LABELS",
    "SORT_LABELS",
    "Chip",
    "ParsedSearch",
    "Resolver",
    "chips",
    "clean_text",
    "cleared",
    "default_sort",
    "feed_url",
    "parse",
    "query_string",
    "toggled",
    "url",
    "with_page",
    "with_sort",
    "with_text",
    "without",
]

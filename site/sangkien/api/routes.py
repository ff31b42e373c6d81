"""What the API answers. Every address is read-only and asks a fixed number of queries."""

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router

from sangkien.api import records, schemas, selections
from sangkien.api.cursors import page_after
from sangkien.api.freshness import date_list, date_record
from sangkien.api.operations import Cursor, Fields, Number, Size, cursor_links, links, page_of, read
from sangkien.api.sparse import choose
from search import params
from search.answer import answer
from search.contract import DEFAULT_SIZE, FacetName, InvalidSearch, SearchRequest, SearchResponse
from search.fallback import conditions
from search.hydrate import hydrate
from search.labels import labels_for, resolve_field, resolve_unit
from search.todays_units import under_todays_units
from showcase.models import Field, Initiative
from showcase.public_changes import RecordKind

__all__ = ["router"]

router = Router()
get = partial(read, router)

_FACETS = tuple(name for name in FacetName if name.value in params.PARAMETERS)
_RESOLVERS: dict[str, params.Resolver] = {"unit": resolve_unit, "field": resolve_field}
_NO_MATTER_FOR_COUNTS = ("page", "sort")


def _schema_of(parameter: params.Parameter) -> dict[str, Any]:
    """JSON Schema of a parameter of the catalogue; filters take several values."""
    schema: dict[str, Any] = {"type": "string"}
    match parameter:
        case params.ChoiceFilter():
            schema["enum"] = list(parameter.choices)
        case params.SortParameter():
            schema["enum"] = list(params.SORT_LABELS)
        case params.ExactParameter():
            schema["enum"] = ["0", "1"]
        case params.ReadingParameter():
            schema["enum"] = list(parameter.values)
        case params.TextParameter():
            schema["maxLength"] = params.MAX_TEXT
        case params.YearFilter() | params.YearBound() | params.PageParameter():
            schema = {"type": "integer"}
    return {"type": "array", "items": schema} if isinstance(parameter, params.FacetFilter) else schema


_EXAMPLES = {"q": "tiết kiệm điện", "level": ["province"]}
_NOTES = {
    "unit": "mã đơn vị như ở /units; đơn vị là đơn vị tại ngày được công nhận, trừ khi có units=now",
    "units": (
        "đi cùng unit. now: đơn vị đã chọn là đơn vị ngày nay, gồm cả những đơn vị đã sáp nhập vào; then, như khi "
        "không gửi: đúng đơn vị đã chọn, như ngày ấy"
    ),
}
"""What the label of a parameter leaves open to a program."""


def catalogue_parameters(leave_out: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The parameters of the catalogue as OpenAPI describes them; an array means: may be repeated."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": f"{parameter.label}: {_NOTES[name]}" if name in _NOTES else parameter.label,
            "schema": _schema_of(parameter),
            **({"example": _EXAMPLES[name]} if name in _EXAMPLES else {}),
        }
        for name, parameter in params.PARAMETERS.items()
        if name not in leave_out
    ]


# Catalogue -----------------------------------------------------------------------------------------------


@get(
    "/initiatives",
    schemas.InitiativeList,
    tags=["Sáng kiến"],
    summary="Tìm và lọc sáng kiến",
    description=(
        "Cùng các bộ lọc như trang Danh mục sáng kiến. Chọn nhiều giá trị của một bộ lọc bằng cách lặp lại "
        "tham số: các giá trị ấy nối bằng “hoặc”, các bộ lọc nối bằng “và”. Xem được đến kết quả thứ 10.000."
    ),
    openapi_extra={"parameters": catalogue_parameters()},
)
def list_initiatives(
    request: HttpRequest,
    response: HttpResponse,
    size: Size = DEFAULT_SIZE,
    cursor: Cursor = "",
    fields: Fields = "",
) -> schemas.InitiativeList:
    """Search and filter the catalogue."""
    choose(request, schemas.Initiative, fields)
    search = params.parse(request.GET, size=size, resolvers=_RESOLVERS).request
    chosen = [urlencode({"fields": fields})] if fields else []
    if cursor:
        return _by_cursor(request, response, search, cursor, chosen)
    found = answer(replace(search, highlight=False))
    if not found.degraded:
        date_list(response, RecordKind.INITIATIVE, searched=True)

    def query(page: int) -> str:
        parts = (params.query_string(params.with_page(search, page)), f"size={size}", *chosen)
        return "&".join(filter(None, parts))

    return schemas.InitiativeList(
        **links(request, query, search.page, size, found.total),
        degraded=found.degraded,
        left_out=list(found.left_out),
        corrected_to=found.corrected_to,
        items=[records.initiative(request, one.record) for one in hydrate(found.hits)],
    )


def _by_cursor(
    request: HttpRequest, response: HttpResponse, search: SearchRequest, cursor: str, chosen: list[str]
) -> schemas.InitiativeList:
    """The filtered catalogue from the database, in the order in which records were added."""
    if search.text or search.sort != params.default_sort(""):
        raise InvalidSearch(
            "cursor", "Có từ khoá hoặc cách sắp xếp thì đọc bằng page; con trỏ đi cùng các bộ lọc."
        )
    filters = params.query_string(params.with_page(search, 1))
    rows = Initiative.objects.live().filter(conditions(under_todays_units(search))).with_list_relations()
    found, following = page_after(rows, cursor, search.size, scope=f"{request.path}?{filters}")
    date_list(response, RecordKind.INITIATIVE)

    def query(one: str) -> str:
        return "&".join(filter(None, (filters, urlencode({"cursor": one, "size": search.size}), *chosen)))

    return schemas.InitiativeList(
        **cursor_links(request, query, search.size, following),
        degraded=False,
        left_out=[],
        corrected_to=None,
        items=[records.initiative(request, one) for one in found],
    )


@get(
    "/initiatives/{code}",
    schemas.InitiativeDetail,
    tags=["Sáng kiến"],
    summary="Một sáng kiến",
    missing=True,
    description=(
        "Toàn bộ nội dung đã công bố. Sáng kiến chỉ công bố tóm tắt có tên, hiệu quả và khen thưởng. "
        "Tác giả được nêu tên khi đã đồng ý."
    ),
)
def get_initiative(
    request: HttpRequest,
    response: HttpResponse,
    code: Annotated[str, Path(description="Mã sáng kiến", examples=["NL-2022-0417"])],
    fields: Fields = "",
) -> schemas.InitiativeDetail:
    """One published initiative."""
    choose(request, schemas.InitiativeDetail, fields)
    record = Initiative.objects.live().with_page_relations().filter(code=code).first()
    if record is None:
        raise Http404(f"no published initiative {code}")
    date_record(response, RecordKind.INITIATIVE, record.pk)
    return records.initiative_detail(request, record)


@get(
    "/facets",
    schemas.FacetList,
    tags=["Sáng kiến"],
    summary="Số sáng kiến theo từng bộ lọc",
    description="Cùng các tham số lọc như /initiatives. Mỗi bộ lọc được đếm khi bỏ qua lựa chọn của nó.",
    openapi_extra={"parameters": catalogue_parameters(leave_out=_NO_MATTER_FOR_COUNTS)},
)
def list_facets(request: HttpRequest, response: HttpResponse) -> schemas.FacetList:
    """Counts of the catalogue's filters."""
    search = params.parse(request.GET, facets=_FACETS, resolvers=_RESOLVERS).request
    found = answer(replace(search, page=1, size=1, highlight=False))
    if not found.degraded:
        date_list(response, RecordKind.INITIATIVE, searched=True)
    return schemas.FacetList(total=found.total, degraded=found.degraded, facets=_facets(found))


def _facets(response: SearchResponse) -> list[schemas.Facet]:
    labels = labels_for({facet.name: [one.value for one in facet] for facet in response.facets})
    return [
        schemas.Facet(
            name=facet.name.value,
            label=params.PARAMETERS[facet.name.value].label,
            values=[
                schemas.FacetValue(
                    value=one.value,
                    label=labels.of(facet.name, one.value),
                    count=one.count,
                    selected=one.selected,
                )
                for one in facet
            ],
        )
        for facet in response.facets
    ]


@get(
    "/fields",
    schemas.FieldList,
    tags=["Danh mục dùng chung"],
    summary="Các lĩnh vực",
    description="Hai cấp; lĩnh vực cấp trên đứng trước lĩnh vực con.",
)
def list_fields(request: HttpRequest, response: HttpResponse, fields: Fields = "") -> schemas.FieldList:
    """All subject areas."""
    choose(request, schemas.FieldRecord, fields)
    date_list(response, RecordKind.FIELD)
    children: dict[int | None, list[Field]] = defaultdict(list)
    for row in Field.objects.with_parent():
        children[row.parent_id].append(row)
    ordered = [row for top in children[None] for row in (top, *children[top.pk])]
    return schemas.FieldList(items=[records.field(request, row) for row in ordered])


@get(
    "/units",
    schemas.UnitList,
    tags=["Danh mục dùng chung"],
    summary="Các đơn vị",
    description="Tổ chức công đoàn và nơi làm việc, kể cả đơn vị đã sáp nhập (xem valid_to, successors).",
)
def list_units(
    request: HttpRequest,
    response: HttpResponse,
    *,
    page: Number = 1,
    size: Size = DEFAULT_SIZE,
    cursor: Cursor = "",
    fields: Fields = "",
) -> schemas.UnitList:
    """Units in the order of their tree."""
    choose(request, schemas.Unit, fields)
    date_list(response, RecordKind.UNIT)
    rows = selections.units().order_by("path")
    paging, units = page_of(request, rows, page=page, size=size, cursor=cursor, fields=fields)
    return schemas.UnitList(**paging, items=selections.unit_records(units))


@get(
    "/units/{slug}",
    schemas.Unit,
    tags=["Danh mục dùng chung"],
    summary="Một đơn vị",
    missing=True,
    description="Một tổ chức công đoàn hoặc nơi làm việc, với đơn vị cấp trên và các đơn vị kế thừa.",
)
def get_unit(
    request: HttpRequest,
    response: HttpResponse,
    slug: Annotated[str, Path(description="Mã đơn vị", examples=["bac-giang"])],
    fields: Fields = "",
) -> schemas.Unit:
    """One unit."""
    choose(request, schemas.Unit, fields)
    units = list(selections.units().filter(slug=slug))
    if not units:
        raise Http404(f"no unit {slug}")
    date_record(response, RecordKind.UNIT, units[0].pk)
    return selections.unit_records(units)[0]


# Pages ---------------------------------------------------------------------------------------------------


@get(
    "/campaigns",
    schemas.CampaignList,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Các chiến dịch với chỉ tiêu và số liệu",
    description="Con số nào cũng có nguồn và thời điểm; khác thời điểm, khác nguồn thì không cộng với nhau.",
)
def list_campaigns(request: HttpRequest, response: HttpResponse, fields: Fields = "") -> schemas.CampaignList:
    """Campaigns with their targets and figures."""
    choose(request, schemas.Campaign, fields)
    date_list(response, RecordKind.CAMPAIGN)
    day = timezone.localdate()
    rows = selections.campaigns().newest()
    return schemas.CampaignList(items=[records.campaign(request, row, day) for row in rows])


@get(
    "/campaigns/{slug}",
    schemas.Campaign,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Một chiến dịch với chỉ tiêu và số liệu",
    missing=True,
    description="Chỉ tiêu được giao và tự đặt, số liệu báo cáo của từng đơn vị, mỗi con số với nguồn và thời điểm.",
)
def get_campaign(
    request: HttpRequest,
    response: HttpResponse,
    slug: Annotated[str, Path(description="Mã chiến dịch", examples=["1-trieu-sang-kien"])],
    fields: Fields = "",
) -> schemas.Campaign:
    """One published campaign."""
    choose(request, schemas.Campaign, fields)
    row = selections.campaigns().filter(slug=slug).first()
    if row is None:
        raise Http404(f"no published campaign {slug}")
    date_record(response, RecordKind.CAMPAIGN, row.pk)
    return records.campaign(request, row, timezone.localdate())


@get(
    "/documents",
    schemas.DocumentList,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Văn bản hướng dẫn",
    description="Tình trạng hiệu lực được suy ra mỗi ngày từ ngày ban hành và quan hệ giữa các văn bản.",
)
def list_documents(
    request: HttpRequest,
    response: HttpResponse,
    *,
    page: Number = 1,
    size: Size = DEFAULT_SIZE,
    cursor: Cursor = "",
    fields: Fields = "",
) -> schemas.DocumentList:
    """Guidance documents with their state today."""
    choose(request, schemas.Document, fields)
    date_list(response, RecordKind.DOCUMENT)
    rows = selections.documents().latest()
    paging, found = page_of(request, rows, page=page, size=size, cursor=cursor, fields=fields)
    return schemas.DocumentList(**paging, items=[records.document(request, row) for row in found])


@get(
    "/stories",
    schemas.StoryList,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Gương sáng",
    description="Nhân vật được nêu tên khi đã đồng ý.",
)
def list_stories(
    request: HttpRequest,
    response: HttpResponse,
    *,
    page: Number = 1,
    size: Size = DEFAULT_SIZE,
    cursor: Cursor = "",
    fields: Fields = "",
) -> schemas.StoryList:
    """Featured stories."""
    choose(request, schemas.Story, fields)
    date_list(response, RecordKind.STORY)
    rows = selections.stories().newest()
    paging, found = page_of(request, rows, page=page, size=size, cursor=cursor, fields=fields)
    return schemas.StoryList(**paging, items=[records.story(request, row) for row in found])

"""What the API answers. Every address is read-only and asks a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router

from home.models import CampaignPage, GuidancePage
from sangkien.api import records, schemas
from search import params
from search.answer import answer
from search.contract import DEFAULT_SIZE, MAX_SIZE, MAX_WINDOW, FacetName, SearchResponse
from search.hydrate import hydrate
from search.labels import labels_for, resolve_unit
from showcase.models import Field, Initiative, StoryPage, Unit

__all__ = ["router"]

router = Router()

_FACETS = tuple(name for name in FacetName if name.value in params.PARAMETERS)
_RESOLVERS = {"unit": resolve_unit}
_NO_MATTER_FOR_COUNTS = ("page", "sort")
_PROBLEMS = {400: schemas.Problem, 422: schemas.Problem}

Size = Annotated[int, Query(ge=1, le=MAX_SIZE, description=f"Số bản ghi mỗi trang, từ 1 đến {MAX_SIZE}")]
Number = Annotated[int, Query(ge=1, le=MAX_WINDOW, description="Trang, từ 1")]


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
        case params.TextParameter():
            schema["maxLength"] = params.MAX_TEXT
        case params.YearFilter() | params.YearBound() | params.PageParameter():
            schema = {"type": "integer"}
    return {"type": "array", "items": schema} if isinstance(parameter, params.FacetFilter) else schema


_EXAMPLES = {"q": "tiết kiệm điện", "level": ["province"]}


def catalogue_parameters(leave_out: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The parameters of the catalogue as OpenAPI describes them; an array means: may be repeated."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": parameter.label,
            "schema": _schema_of(parameter),
            **({"example": _EXAMPLES[name]} if name in _EXAMPLES else {}),
        }
        for name, parameter in params.PARAMETERS.items()
        if name not in leave_out
    ]


def read(path: str, response: Any, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An address for GET and HEAD that may answer with a problem document."""
    return router.api_operation(["GET", "HEAD"], path, response={200: response, **_PROBLEMS}, **options)


def _links(
    request: HttpRequest, query: Callable[[int], str], page: int, size: int, total: int
) -> dict[str, Any]:
    """Paging of a list whose page n has the query string `query(n)`."""
    address = request.build_absolute_uri(request.path)
    last_reachable = MAX_WINDOW // size
    has_next = page * size < total and page < last_reachable
    return {
        "total": total,
        "page": page,
        "size": size,
        "next": f"{address}?{query(page + 1)}" if has_next else None,
        "previous": f"{address}?{query(page - 1)}" if page > 1 else None,
    }


def _page_of(request: HttpRequest, rows: Any, page: int, size: int) -> tuple[dict[str, Any], list[Any]]:
    """One page of a queryset and its paging: two queries and the prefetches."""
    total = rows.count()
    links = _links(request, lambda number: urlencode({"page": number, "size": size}), page, size, total)
    start = (page - 1) * size
    return links, list(rows[start : start + size])


# Catalogue -----------------------------------------------------------------------------------------------


@read(
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
def list_initiatives(request: HttpRequest, size: Size = DEFAULT_SIZE) -> schemas.InitiativeList:
    """Search and filter the catalogue."""
    search = params.parse(request.GET, size=size, resolvers=_RESOLVERS).request
    response = answer(replace(search, highlight=False))

    def query(page: int) -> str:
        return "&".join(filter(None, (params.query_string(params.with_page(search, page)), f"size={size}")))

    return schemas.InitiativeList(
        **_links(request, query, search.page, size, response.total),
        degraded=response.degraded,
        left_out=list(response.left_out),
        corrected_to=response.corrected_to,
        items=[records.initiative(request, found.record) for found in hydrate(response.hits)],
    )


@read(
    "/initiatives/{code}",
    schemas.InitiativeDetail,
    tags=["Sáng kiến"],
    summary="Một sáng kiến",
    description=(
        "Toàn bộ nội dung đã công bố. Sáng kiến chỉ công bố tóm tắt có tên, hiệu quả và khen thưởng. "
        "Tác giả được nêu tên khi đã đồng ý."
    ),
)
def get_initiative(
    request: HttpRequest,
    code: Annotated[str, Path(description="Mã sáng kiến", examples=["NL-2022-0417"])],
) -> schemas.InitiativeDetail:
    """One published initiative."""
    record = Initiative.objects.live().with_page_relations().filter(code=code).first()
    if record is None:
        raise Http404(f"no published initiative {code}")
    return records.initiative_detail(request, record)


@read(
    "/facets",
    schemas.FacetList,
    tags=["Sáng kiến"],
    summary="Số sáng kiến theo từng bộ lọc",
    description="Cùng các tham số lọc như /initiatives. Mỗi bộ lọc được đếm khi bỏ qua lựa chọn của nó.",
    openapi_extra={"parameters": catalogue_parameters(leave_out=_NO_MATTER_FOR_COUNTS)},
)
def list_facets(request: HttpRequest) -> schemas.FacetList:
    """Counts of the catalogue's filters."""
    search = params.parse(request.GET, facets=_FACETS, resolvers=_RESOLVERS).request
    response = answer(replace(search, page=1, size=1, highlight=False))
    return schemas.FacetList(total=response.total, degraded=response.degraded, facets=_facets(response))


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


@read(
    "/fields",
    schemas.FieldList,
    tags=["Danh mục dùng chung"],
    summary="Các lĩnh vực",
    description="Hai cấp; lĩnh vực cấp trên đứng trước lĩnh vực con.",
)
def list_fields(request: HttpRequest) -> schemas.FieldList:
    """All subject areas."""
    children: dict[int | None, list[Field]] = defaultdict(list)
    for row in Field.objects.with_parent():
        children[row.parent_id].append(row)
    ordered = [row for top in children[None] for row in (top, *children[top.pk])]
    return schemas.FieldList(items=[records.field(request, row) for row in ordered])


@read(
    "/units",
    schemas.UnitList,
    tags=["Danh mục dùng chung"],
    summary="Các đơn vị",
    description="Tổ chức công đoàn và nơi làm việc, kể cả đơn vị đã sáp nhập (xem valid_to, successors).",
)
def list_units(request: HttpRequest, page: Number = 1, size: Size = DEFAULT_SIZE) -> schemas.UnitList:
    """Units in the order of their tree."""
    rows = Unit.objects.order_by("path").prefetch_related("successions__new")
    links, units = _page_of(request, rows, page, size)
    above = [unit.path[: -Unit.steplen] for unit in units]
    parents = dict(Unit.objects.filter(path__in=above).values_list("path", "slug"))
    return schemas.UnitList(
        **links,
        items=[records.unit(unit, parents.get(path)) for unit, path in zip(units, above, strict=True)],
    )


# Pages ---------------------------------------------------------------------------------------------------


@read(
    "/campaigns",
    schemas.CampaignList,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Các chiến dịch với chỉ tiêu và số liệu",
    description="Con số nào cũng có nguồn và thời điểm; khác thời điểm, khác nguồn thì không cộng với nhau.",
)
def list_campaigns(request: HttpRequest) -> schemas.CampaignList:
    """Campaigns with their targets and figures."""
    rows = (
        CampaignPage.objects.live()
        .public()
        .in_default_language()
        .newest()
        .prefetch_related("phases", "targets__unit", "figures__unit")
    )
    day = timezone.localdate()
    return schemas.CampaignList(items=[records.campaign(request, row, day) for row in rows])


@read(
    "/documents",
    schemas.DocumentList,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Văn bản hướng dẫn",
    description="Tình trạng hiệu lực được suy ra mỗi ngày từ ngày ban hành và quan hệ giữa các văn bản.",
)
def list_documents(request: HttpRequest, page: Number = 1, size: Size = DEFAULT_SIZE) -> schemas.DocumentList:
    """Guidance documents with their state today."""
    rows = GuidancePage.objects.live().public().in_default_language().with_status_relations().latest()
    links, documents = _page_of(request, rows, page, size)
    return schemas.DocumentList(**links, items=[records.document(request, row) for row in documents])


@read(
    "/stories",
    schemas.StoryList,
    tags=["Chiến dịch, văn bản, gương sáng"],
    summary="Gương sáng",
    description="Nhân vật được nêu tên khi đã đồng ý.",
)
def list_stories(request: HttpRequest, page: Number = 1, size: Size = DEFAULT_SIZE) -> schemas.StoryList:
    """Featured stories."""
    rows = (
        StoryPage.objects.live()
        .public()
        .in_default_language()
        .with_list_relations()
        .prefetch_related("story_initiatives__initiative")
        .newest()
    )
    links, stories = _page_of(request, rows, page, size)
    return schemas.StoryList(**links, items=[records.story(request, row) for row in stories])

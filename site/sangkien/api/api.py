"""The API itself: its description, its headers, its errors."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from sangkien.api.examples import EXAMPLES, HEADERS
from sangkien.api.feed import router as feed
from sangkien.api.problems import CONTENT_TYPE, PROBLEM_ERRORS, TITLES, problem_for
from sangkien.api.routes import router
from sangkien.api.sparse import reduced

__all__ = ["PublicAPI", "api"]


class ReadableRenderer(JSONRenderer):
    """JSON with Vietnamese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class PublicAPI(NinjaAPI):
    """An API that any website may read: it has no cookies, no accounts and nothing to change."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """Give the properties that were asked for, and no others."""
        return super().create_response(request, reduced(request, data), **options)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation after its function alone."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with errors as problem documents; HEAD goes without saying."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            operations.pop("head", None)
            for operation in operations.values():
                answers = {str(status): one for status, one in operation["responses"].items()}
                for status, one in answers.items():
                    if int(status) in TITLES:
                        one["description"] = TITLES[int(status)]
                        one["content"] = {CONTENT_TYPE: next(iter(one["content"].values()))}
                ((_type, answer),) = answers["200"]["content"].items()
                answer["example"] = EXAMPLES[operation["operationId"]]
                answers["200"]["headers"] = HEADERS
                operation["responses"] = answers
        return schema


api = PublicAPI(
    title="Cổng Sáng kiến",
    version="1",
    description=(
        "Đọc danh mục sáng kiến, chiến dịch, văn bản hướng dẫn và gương sáng bằng chương trình. "
        "Chỉ đọc, không cần khoá truy cập."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    renderer=ReadableRenderer(),
)
api.add_router("", router)
api.add_router("", feed)
for error in PROBLEM_ERRORS:
    api.add_exception_handler(error, problem_for)


@api.api_operation(["GET", "HEAD"], "/openapi.json", include_in_schema=False, url_name="description")
def get_description(request: HttpRequest) -> dict[str, Any]:
    """The machine-readable description of the API."""
    return dict(api.get_openapi_schema())

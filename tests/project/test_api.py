"""The public API: what it gives, what it withholds, how it fails, and how many queries it asks."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sangkien.api.api import api
from sangkien.api.documentation import describe
from search import params
from showcase.choices import Disclosure, Evidence, Level
from showcase.models import Consent, Initiative, InitiativeAuthor, InitiativeAward, StoryPage
from tests.factories import (
    AwardTypeFactory,
    ConsentFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StoryPageFactory,
)

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"
LISTS = ["initiatives", "facets", "fields", "units", "campaigns", "documents", "stories", "changes"]
RECORDS = ["initiatives/{code}", "units/{slug}", "campaigns/{slug}"]
PUBLIC_OF_ABSTRACT = {
    "code",
    "url",
    "title",
    "title_en",
    "disclosure",
    "result_line",
    "benefit",
    "awards",
    "is_demo",
}


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"{ROOT}/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def problem(client: Client, path: str, status: int, **query: Any) -> dict[str, Any]:
    response = client.get(f"{ROOT}/{path}", query)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


# Catalogue ----------------------------------------------------------------------------------------


def test_initiatives__same_filters_as_the_page(client: Client, demo_content: None) -> None:
    found = get(client, "initiatives", field="y-te", level="province", size=100)
    expected = Initiative.objects.live().filter(field__parent__slug="y-te", highest_level=Level.PROVINCE)
    assert found["total"] == len(found["items"])
    assert {item["code"] for item in found["items"]} == set(
        expected.exclude(disclosure=Disclosure.ABSTRACT).values_list("code", flat=True)
    )
    assert {item["level"]["value"] for item in found["items"]} == {"province"}


def test_initiatives__unmarked_words_find_marked_ones(client: Client, demo_content: None) -> None:
    marked, unmarked = (get(client, "initiatives", q=words) for words in ("máy dập", "may dap"))
    assert marked["total"] > 0
    assert {item["code"] for item in marked["items"]} & {item["code"] for item in unmarked["items"]}


def test_initiatives__pages_follow_each_other_without_gap_or_repeat(
    client: Client, demo_content: None
) -> None:
    whole = get(client, "initiatives", field="y-te", size=100)
    codes: list[str] = []
    address = f"{ROOT}/initiatives?field=y-te&size=7"
    while address:
        page = client.get(address).json()
        codes += [item["code"] for item in page["items"]]
        address = page["next"]
    assert codes == [item["code"] for item in whole["items"]]
    assert whole["total"] == len(codes)


def test_initiatives__a_page_beyond_the_last_is_empty(client: Client, demo_content: None) -> None:
    page = get(client, "initiatives", q="máy dập", page=90)
    assert page["items"] == []
    assert page["next"] is None


def test_initiatives__withdrawn_since_indexing_is_left_out(client: Client, demo_content: None) -> None:
    code = get(client, "initiatives", q="máy dập")["items"][0]["code"]
    Initiative.objects.filter(code=code).update(live=False)
    assert code not in {item["code"] for item in get(client, "initiatives", q="máy dập")["items"]}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"level": "x"}, "level"),
        ({"year_from": "hai nghìn"}, "year_from"),
        ({"year_from": "2023", "year_to": "2020"}, "year_to"),
        ({"page": "0"}, "page"),
        ({"page": "501", "size": "20"}, "page"),
        ({"unit": "không có đơn vị này"}, "unit"),
        ({"sort": "x"}, "sort"),
        ({"field": "../etc"}, "field"),
    ],
)
def test_initiatives__bad_value_is_400_and_names_its_parameter(
    client: Client, query: dict[str, str], parameter: str
) -> None:
    assert problem(client, "initiatives", 400, **query)["parameter"] == parameter


@pytest.mark.parametrize("size", ["abc", "0", "101", "9" * 400, "-1", "1e3"])
def test_initiatives__bad_size_is_422(client: Client, size: str) -> None:
    assert problem(client, "initiatives", 422, size=size)["parameter"] == "size"


@pytest.mark.parametrize("page", ["x", "0", "10001", "9" * 30])
@pytest.mark.parametrize("path", ["units", "documents", "stories"])
def test_lists__bad_page_is_422(client: Client, path: str, page: str) -> None:
    assert problem(client, path, 422, page=page)["parameter"] == "page"


@pytest.mark.parametrize(
    "path", ["initiatives/NOPE", "initiatives/KT-2022-9999", "initiatives/a%2Fb", "x", ""]
)
def test_api__unknown_address_is_404(client: Client, path: str) -> None:
    problem(client, path, 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_api__cannot_be_written(client: Client, method: str) -> None:
    assert getattr(client, method)(f"{ROOT}/initiatives").status_code == 405


def test_initiative__unpublished_is_404(client: Client) -> None:
    code = InitiativeFactory(live=False).code
    problem(client, f"initiatives/{code}", 404)


def test_initiative__all_that_is_published(client: Client) -> None:
    InitiativeFactory(
        cost=12_000_000,
        benefit_value=120_000_000,
        benefit_evidence=Evidence.COUNCIL,
        benefit_method="Giờ công × đơn giá",
    )
    initiative = Initiative.objects.get()
    found = get(client, f"initiatives/{initiative.code}")
    assert found["problem"] == initiative.problem
    assert found["steps"] == initiative.step_list
    assert found["cost"] == 12_000_000
    assert found["benefit"] == {
        "value": 120_000_000,
        "period": "",
        "evidence": {"value": "council", "label": "Hội đồng công nhận"},
        "method": "Giờ công × đơn giá",
    }
    assert found["applied_on"] == "2022-01-12"
    assert found["unit"] == {"slug": initiative.unit.slug, "name": initiative.unit.workplace}
    assert found["url"] == f"http://testserver{initiative.get_absolute_url()}"


def test_initiative__names_only_with_a_standing_consent(client: Client) -> None:
    withdrawn = ConsentFactory(person="Lò Thị Xuân", withdrawn_on=datetime.date(2023, 1, 1))
    photo_only = ConsentFactory(person="Hà Văn Thu", covers_name=False)
    initiative = InitiativeFactory(
        authors=[
            InitiativeAuthor(name="Đỗ Văn Khải", job_title="Thợ tiện", consent=ConsentFactory()),
            InitiativeAuthor(name="Lò Thị Xuân", job_title="Thợ may", consent=withdrawn),
            InitiativeAuthor(name="Hà Văn Thu", job_title="Thợ điện", consent=photo_only),
            InitiativeAuthor(name="Bùi Thị Đông", job_title="Thợ sơn"),
        ]
    )
    response = client.get(f"{ROOT}/initiatives/{initiative.code}")
    assert response.json()["authors"] == [
        {"name": "Đỗ Văn Khải", "job_title": "Thợ tiện"},
        {"name": None, "job_title": "Thợ may"},
        {"name": None, "job_title": "Thợ điện"},
        {"name": None, "job_title": "Thợ sơn"},
    ]
    for name in ("Lò Thị Xuân", "Hà Văn Thu", "Bùi Thị Đông"):
        assert name not in response.content.decode()


def test_initiative__abstract_only_gives_title_effect_and_awards(client: Client) -> None:
    award = AwardTypeFactory(name="Bằng Lao động sáng tạo")
    initiative = InitiativeFactory(
        disclosure=Disclosure.ABSTRACT,
        benefit_value=90_000_000,
        benefit_evidence=Evidence.ADOPTER,
        benefit_method="Bí mật trong cách tính",
        awards=[InitiativeAward(award_type=award, date=datetime.date(2022, 5, 1))],
        authors=[InitiativeAuthor(name="Đỗ Văn Khải", job_title="Thợ tiện", consent=ConsentFactory())],
        tags=["khoan"],
    )
    found = get(client, f"initiatives/{initiative.code}")
    given = {name for name, value in found.items() if value not in (None, [])}
    assert given == PUBLIC_OF_ABSTRACT - {"title_en"}
    assert found["awards"] == ["Bằng Lao động sáng tạo"]
    assert found["benefit"]["value"] == 90_000_000
    assert found["benefit"]["method"] is None


def test_initiatives__abstract_only_in_lists_too(client: Client, demo_content: None) -> None:
    title = (
        Initiative.objects.live().filter(disclosure=Disclosure.ABSTRACT).values_list("title", flat=True)[0]
    )
    items = get(client, "initiatives", q=f'"{title}"')["items"]
    item = next(item for item in items if item["title"] == title)
    assert {name for name, value in item.items() if value not in (None, [])} <= PUBLIC_OF_ABSTRACT


def test_facets__counts_agree_with_the_list(client: Client, demo_content: None) -> None:
    facets = {facet["name"]: facet for facet in get(client, "facets", field="y-te")["facets"]}
    assert set(facets) == {
        "field",
        "unit",
        "level",
        "year",
        "campaign",
        "tag",
        "benefit",
        "evidence",
        "sector",
    }
    for value in facets["level"]["values"]:
        found = get(client, "initiatives", field="y-te", level=value["value"])
        assert (value["value"], found["total"]) == (value["value"], value["count"])
    chosen = [value["value"] for value in facets["field"]["values"] if value["selected"]]
    assert chosen == ["y-te"]
    assert {value["value"]: value["label"] for value in facets["field"]["values"]}["y-te"] == "Y tế"


def test_facets__campaign_names_are_vietnamese(client: Client, demo_content: None) -> None:
    facets = {facet["name"]: facet["values"] for facet in get(client, "facets")["facets"]}
    names = {value["value"]: value["label"] for value in facets["campaign"]}
    assert names["1-trieu-sang-kien"] == "1 triệu sáng kiến"


def test_fields__parents_first(client: Client, demo_content: None) -> None:
    seen: set[str] = set()
    for field in get(client, "fields")["items"]:
        assert field["parent"] is None or field["parent"] in seen
        seen.add(field["slug"])
    assert {"y-te", "dieu-duong"} <= seen


def test_units__merged_bodies_stay_and_name_their_successors(client: Client, demo_content: None) -> None:
    units = {
        unit["slug"]: unit for page in (1, 2) for unit in get(client, "units", size=100, page=page)["items"]
    }
    assert units["bac-giang"]["valid_to"] == "2025-06-30"
    assert units["bac-giang"]["successors"] == ["bac-ninh-2025"]
    assert units["bac-giang"]["parent"] == "tong-ldld"
    assert units["tong-ldld"]["parent"] is None


# Pages --------------------------------------------------------------------------------------------


def test_campaigns__figures_have_their_source(client: Client, demo_content: None) -> None:
    campaigns = {campaign["slug"]: campaign for campaign in get(client, "campaigns")["items"]}
    assert len(campaigns) == 5
    million = campaigns["1-trieu-sang-kien"]
    assert million["state"] == {"value": "ended", "label": "Đã kết thúc"}
    assert all(figure["source"] for campaign in campaigns.values() for figure in campaign["figures"])
    entered = next(
        figure for figure in million["figures"] if figure["unit"] and figure["unit"]["slug"] == "thanh-hoa"
    )
    assert (entered["value"], entered["as_of"]) == (35728, "2022-04-20T01:00:00Z")
    assert client.get(million["figures_url"]).status_code == 200


def test_documents__status_is_derived(client: Client, demo_content: None) -> None:
    documents = {document["symbol"]: document for document in get(client, "documents", size=100)["items"]}
    replaced = documents["907/HD-LĐLĐ"]
    assert replaced["status"]["value"] == "ended"
    assert [other["symbol"] for other in replaced["replaced_by"]] == ["906/HD-LĐLĐ"]
    assert documents["116/LĐLĐ"]["issued_precision"]["value"] == "month"


def test_documents__draft_is_left_out(client: Client) -> None:
    GuidancePageFactory(live=False)
    published = GuidancePageFactory()
    assert [one["symbol"] for one in get(client, "documents")["items"]] == [published.symbol]


def test_stories__that_name_somebody_without_consent_are_left_out(client: Client) -> None:
    StoryPageFactory(name="Đỗ Văn Khải", consent=ConsentFactory(person="Đỗ Văn Khải"))
    StoryPageFactory(name="Hà Văn Thu", consent=ConsentFactory(person="Hà Văn Thu"))
    StoryPage.objects.filter(name="Hà Văn Thu").update(consent=None)
    assert [one["name"] for one in get(client, "stories")["items"]] == ["Đỗ Văn Khải"]


def test_stories__withdrawn_consent_takes_the_name_away(client: Client) -> None:
    StoryPageFactory(name="Đỗ Văn Khải", consent=ConsentFactory(person="Đỗ Văn Khải"))
    assert "Đỗ Văn Khải" in client.get(f"{ROOT}/stories").content.decode()
    consent = Consent.objects.get(person="Đỗ Văn Khải")
    consent.withdrawn_on = datetime.date(2023, 1, 1)
    consent.save()
    assert "Đỗ Văn Khải" not in client.get(f"{ROOT}/stories").content.decode()


def test_stories__unpublished_is_left_out(client: Client) -> None:
    StoryPageFactory(live=False)
    assert get(client, "stories")["total"] == 0


# The whole ----------------------------------------------------------------------------------------

QUERIES = {
    "initiatives?size=50": 5,
    "initiatives?size=50&q=m%C3%A1y": 5,
    "initiatives?size=100&cursor=*": 4,
    "facets": 6,
    "fields": 2,
    "units?size=50": 6,
    "units?size=50&cursor=*": 5,
    "units/bac-giang": 5,
    "campaigns": 10,
    "campaigns/1-trieu-sang-kien": 10,
    "documents": 6,
    "stories": 7,
    "changes": 4,
    "changes?kind=initiative&records=true": 12,
    "openapi.json": 0,
}


@pytest.mark.parametrize(("path", "queries"), QUERIES.items())
def test_api__number_of_queries(
    client: Client,
    demo_content: None,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    path: str,
    queries: int,
) -> None:
    client.get(f"{ROOT}/{path}")
    with django_assert_max_num_queries(queries):
        assert client.get(f"{ROOT}/{path}").status_code == 200


def test_initiative__number_of_queries(
    client: Client, demo_content: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    codes = (
        Initiative.objects.live().exclude(disclosure=Disclosure.ABSTRACT).values_list("code", flat=True)[:5]
    )
    for code in codes:
        with django_assert_max_num_queries(12):
            get(client, f"initiatives/{code}")


@pytest.mark.parametrize("path", [*LISTS, "openapi.json"])
def test_api__any_site_may_read_and_ask_again_cheaply(client: Client, demo_content: None, path: str) -> None:
    response = client.get(f"{ROOT}/{path}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    again = client.get(f"{ROOT}/{path}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.head(f"{ROOT}/{path}").status_code == 200


def test_openapi__names_every_address_and_parameter() -> None:
    schema = json.loads(json.dumps(api.get_openapi_schema()))
    assert set(schema["paths"]) == {f"{ROOT}/{path}" for path in [*LISTS, *RECORDS]}
    named = {parameter["name"] for parameter in schema["paths"][f"{ROOT}/initiatives"]["get"]["parameters"]}
    assert named == {*params.PARAMETERS, "size", "cursor", "fields"}
    for operations in schema["paths"].values():
        assert list(operations) == ["get"]
        assert "application/problem+json" in operations["get"]["responses"]["400"]["content"]


def test_openapi__every_property_is_described() -> None:
    schema = json.loads(json.dumps(api.get_openapi_schema()))
    missing = [
        f"{name}.{key}"
        for name, record in schema["components"]["schemas"].items()
        for key, value in record.get("properties", {}).items()
        if not value.get("description")
    ]
    assert missing == []


def test_describe__nested_properties_and_working_example() -> None:
    sections = describe(json.loads(json.dumps(api.get_openapi_schema())), "http://testserver")
    endpoints = {endpoint.path: endpoint for section in sections for endpoint in section.endpoints}
    listed = endpoints[f"{ROOT}/initiatives"]
    properties = {prop.name: prop for prop in listed.properties}
    assert properties["items[].benefit.evidence.value"].type == "chuỗi"
    assert properties["next"].type == "chuỗi hoặc null"
    level = next(parameter for parameter in listed.parameters if parameter.name == "level")
    assert level.choices == tuple(params.LEVEL_LABELS)
    assert (
        listed.example_url
        == f"http://testserver{ROOT}/initiatives?q=ti%E1%BA%BFt+ki%E1%BB%87m+%C4%91i%E1%BB%87n&level=province"
    )
    assert endpoints[f"{ROOT}/initiatives/{{code}}"].example_url.endswith("/initiatives/NL-2022-0417")


def test_documentation__shows_what_the_description_says(client: Client, demo_content: None) -> None:
    html = client.get(reverse("api-documentation")).content.decode()
    for path, operations in api.get_openapi_schema()["paths"].items():
        assert f"GET {path}" in html
        for parameter in operations["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in html
    assert "<code>items[].benefit.evidence.value</code>" in html
    assert 'href="/api/v1/openapi.json"' in html


def test_documentation__every_example_call_works(client: Client, demo_content: None) -> None:
    sections = describe(api.get_openapi_schema(), "")
    for endpoint in (endpoint for section in sections for endpoint in section.endpoints):
        assert client.get(endpoint.example_url).status_code == 200, endpoint.example_url


def test_open_data__offers_the_figures_of_every_campaign(client: Client, demo_content: None) -> None:
    html = client.get("/du-lieu/").content.decode()
    for slug in ("75-nghin-sang-kien", "1-trieu-sang-kien", "sang-kien-thu-do"):
        address = reverse("showcase:campaign-figures", args=[slug])
        assert html.count(f'href="{address}"') == 1
        assert client.get(address).headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reverse("api-documentation") in html
    assert "creativecommons.org/licenses/by/4.0" in html

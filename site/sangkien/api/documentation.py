"""The OpenAPI description of the API → what a page shows of it; pure, so it always says what the API says."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

__all__ = ["Endpoint", "Parameter", "Property", "Section", "describe"]

_TYPES = {
    "string": "chuỗi",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "đúng hoặc sai",
    "object": "đối tượng",
}
_FORMATS = {"date": "ngày", "date-time": "thời điểm"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address; `choices` are its only values, () when it has no such list."""

    name: str
    type: str
    description: str
    required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an answer; `name` is its way from the top, as `items[].field.slug`."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the API; `answer` is an example of what comes back, as JSON."""

    key: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    properties: tuple[Property, ...]
    example_url: str
    answer: str
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Addresses that belong together."""

    title: str
    endpoints: tuple[Endpoint, ...]


def describe(schema: Mapping[str, Any], origin: str) -> list[Section]:
    """Sections in the order of the description; `origin` (scheme, host) goes before example addresses."""
    sections: dict[str, list[Endpoint]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            endpoint = _endpoint(schema, origin, path, method, operation)
            sections.setdefault(operation["tags"][0], []).append(endpoint)
    return [Section(title, tuple(endpoints)) for title, endpoints in sections.items()]


def _endpoint(
    schema: Mapping[str, Any], origin: str, path: str, method: str, operation: Mapping[str, Any]
) -> Endpoint:
    answers = operation["responses"]
    ((_content_type, answer),) = answers["200"]["content"].items()
    return Endpoint(
        key=operation["operationId"].replace("_", "-"),
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=tuple(_parameter(schema, one) for one in operation["parameters"]),
        properties=tuple(_properties(schema, answer["schema"])),
        example_url=origin + _example(path, operation["parameters"]),
        answer=json.dumps(answer["example"], ensure_ascii=False, indent=2),
        problems=tuple((status, one["description"]) for status, one in answers.items() if status != "200"),
    )


def _parameter(schema: Mapping[str, Any], parameter: Mapping[str, Any]) -> Parameter:
    own, _nullable = _resolved(schema, parameter["schema"])
    items, _nullable = _resolved(schema, own.get("items", {}))
    choices = own.get("enum") or items.get("enum") or ()
    return Parameter(
        name=parameter["name"],
        type=_type(schema, own),
        description=parameter.get("description") or own.get("description", ""),
        required=parameter.get("required", False),
        choices=tuple(str(choice) for choice in choices),
    )


def _example(path: str, parameters: list[Mapping[str, Any]]) -> str:
    """A call that works: path parameters and those with an example filled in."""
    pairs: list[tuple[str, Any]] = []
    for parameter in parameters:
        examples = parameter["schema"].get("examples") or [parameter.get("example")]
        if examples[0] is None:
            continue
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(examples[0])))
        else:
            pairs.append((parameter["name"], examples[0]))
    return f"{path}?{urlencode(pairs, doseq=True)}" if pairs else path


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """`part` without references and without null as one of its types; whether it may be null."""
    nullable = False
    while True:
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            part = {**schema["components"]["schemas"][name], "is_record": True}
        elif "anyOf" in part:
            kinds = [one for one in part["anyOf"] if one.get("type") != "null"]
            nullable = nullable or len(kinds) < len(part["anyOf"])
            part = kinds[0]
        else:
            return part, nullable


def _type(schema: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Vietnamese words for the type of a value."""
    part, nullable = _resolved(schema, part)
    if part["type"] == "array":
        words = f"danh sách {_type(schema, part['items'])}"
    else:
        words = _FORMATS.get(part.get("format", "")) or _TYPES[part["type"]]
    return f"{words} hoặc null" if nullable else words


def _properties(schema: Mapping[str, Any], part: Mapping[str, Any], prefix: str = "") -> Iterator[Property]:
    part, _nullable = _resolved(schema, part)
    if part["type"] == "array":
        yield from _properties(schema, part["items"], f"{prefix}[]")
        return
    for name, value in part.get("properties", {}).items():
        way = f"{prefix}.{name}" if prefix else name
        example = value.get("examples")
        note = f"; ví dụ {json.dumps(example[0], ensure_ascii=False)}" if example else ""
        yield Property(way, _type(schema, value), value.get("description", "") + note)
        yield from _properties(schema, value, way)

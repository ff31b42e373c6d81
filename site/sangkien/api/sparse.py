"""Sparse answers: only the properties that `fields=` names."""

from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel

from search.contract import InvalidSearch

__all__ = ["choose", "reduced"]

_CHOSEN = "_api_fields"


def choose(request: HttpRequest, record: type[BaseModel], raw: str) -> None:
    """Remember which properties of the records are wanted: names with commas between; "" for all.

    Raises InvalidSearch for a property that these records do not have.
    """
    names = [name for name in (part.strip() for part in raw.split(",")) if name]
    unknown = [name for name in names if name not in record.model_fields]
    if unknown:
        known = ", ".join(record.model_fields)
        raise InvalidSearch("fields", f"Không có thuộc tính “{unknown[0][:40]}”. Có: {known}.", raw[:100])
    if names:
        setattr(request, _CHOSEN, frozenset(names))


def reduced(request: HttpRequest, data: Any) -> Any:
    """An answer with the chosen properties of its record, or of each record of its list."""
    names = getattr(request, _CHOSEN, None)
    if names is None or not isinstance(data, dict):
        return data
    if isinstance(data.get("items"), list):
        return {**data, "items": [_only(item, names) for item in data["items"]]}
    return _only(data, names)


def _only(record: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name in names}

"""Names of facet values that live in the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from home.models import CampaignPage
from home.moments import of_the_moment
from search.contract import FacetName
from search.params import PARAMETERS
from showcase.models import Field, FormerSlug, Keyword, Unit

__all__ = ["Labels", "labels_for", "resolve_field", "resolve_unit"]


def _fields(values: Iterable[str]) -> dict[str, str]:
    return dict(Field.objects.filter(slug__in=values).values_list("slug", "name"))


def _units(values: Iterable[str]) -> dict[str, str]:
    return {
        slug: workplace or name
        for slug, name, workplace in Unit.objects.filter(slug__in=values).values_list(
            "slug", "short_name", "workplace"
        )
    }


def _campaigns(values: Iterable[str]) -> dict[str, str]:
    return {
        slug: short_title or title
        for slug, short_title, title in CampaignPage.objects.live()
        .in_default_language()
        .filter(slug__in=values)
        .values_list("slug", "short_title", "title")
    }


def _tags(values: Iterable[str]) -> dict[str, str]:
    return dict(Keyword.objects.filter(slug__in=values).values_list("slug", "name"))


_SOURCES: Mapping[FacetName, Callable[[Iterable[str]], dict[str, str]]] = {
    FacetName.FIELD: _fields,
    FacetName.UNIT: _units,
    FacetName.CAMPAIGN: _campaigns,
    FacetName.TAG: _tags,
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by facet and value; a value without a name is shown as it is."""

    names: Mapping[FacetName, Mapping[str, str]] = field(default_factory=dict)

    def of(self, name: FacetName, value: str) -> str:
        """Name of a facet value."""
        if name in self.names:
            return self.names[name].get(value, value)
        return PARAMETERS[name.value].value_label(value)


def labels_for(values: Mapping[FacetName, Iterable[str]]) -> Labels:
    """Look up the names of these values: one query for each facet that has any."""
    wanted = {name: list(found) for name, found in values.items() if name in _SOURCES}
    return Labels({name: _SOURCES[name](found) if found else {} for name, found in wanted.items()})


def resolve_field(raw: str) -> str:
    """The slug that a field has today where a link still has a former one; anything else as it is."""
    return _former_fields().get(raw, raw)


@of_the_moment
def _former_fields() -> dict[str, str]:
    """Former slugs of fields with those of today; few, and none of a field that has its slug back."""
    return dict(FormerSlug.objects.filter(field__isnull=False).values_list("slug", "field__slug"))


def resolve_unit(raw: str) -> str | None:
    """Slug of the unit that a visitor means by a slug, a name or a part of one; None when there is none.

    Bodies come before workplaces: “Long Biên” means the district, not a company with that name.
    """
    exact = Unit.objects.filter(slug=raw).values_list("slug", flat=True).first()
    if exact:
        return exact
    if (renamed := FormerSlug.objects.current_unit(raw)) is not None:
        return renamed
    named = Unit.objects.filter(
        Q(name__iexact=raw) | Q(short_name__iexact=raw) | Q(workplace__iexact=raw) | Q(place__iexact=raw)
    )
    found = named.order_by("depth", "path").values_list("slug", flat=True).first()
    if found:
        return found
    part = Unit.objects.filter(Q(name__icontains=raw) | Q(workplace__icontains=raw))
    return part.order_by("depth", "path").values_list("slug", flat=True).first()

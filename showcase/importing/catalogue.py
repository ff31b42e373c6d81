"""What a run needs to know of the catalogue before it starts: names, sectors, and whose units the person may touch."""

from collections.abc import Iterator
from typing import cast

from django.conf import settings
from django.db.models import F

from home.models import CampaignPage
from showcase.importing.ahead import Source
from showcase.importing.catalogue_names import CatalogueNames
from showcase.importing.mapping import Mapping
from showcase.importing.names import NameIndex
from showcase.importing.planning import Rules
from showcase.importing.rows import Kind
from showcase.importing.runs import mapping_of
from showcase.models import AwardType, Field, ImportDecision, ImportRun, Unit
from showcase.scope import unit_paths, units_of

__all__ = ["names_of", "rules_of", "source_of"]


def source_of(run: ImportRun) -> Source:
    """The file of a run and how it is read; five queries."""
    return Source(run.file.path, run.name, mapping_of(run), names_of(run), rules_of(run), run.sheet)


def names_of(run: ImportRun) -> CatalogueNames:
    """Every name of the catalogue, and what was decided for this run; five queries."""
    chosen = run.decisions.filter(action=ImportDecision.Action.CHOSEN, target__isnull=False)
    decided = {
        (cast(Kind, kind), name): target
        for kind, name, target in chosen.values_list("kind", "name", "target")
        if target is not None
    }
    return CatalogueNames(
        {"unit": _units(), "field": _fields(), "campaign": _campaigns(), "award": _awards()}, decided
    )


def rules_of(run: ImportRun) -> Rules:
    """What the run may do, for the person who asked for it."""
    mode, user, mapping = run.mode, run.started_by, mapping_of(run)
    own = None
    if user is not None and unit_paths(user) is not None:
        own = frozenset(units_of(user).order_by().values_list("pk", flat=True))
    return Rules(
        adds=mode != ImportRun.Mode.UPDATE,
        updates=mode != ImportRun.Mode.ADD,
        clears=run.clears,
        sectors=dict(Unit.objects.order_by().values_list("pk", "sector")),
        own_units=own,
        author_parts=_author_parts(mapping),
        headings={target: mapping.headings[column] for column, target in mapping.columns},
    )


def _author_parts(mapping: Mapping) -> frozenset[str]:
    """What the file says of authors; one cell with all of them says names and, where it has any, shares."""
    names = {name for _column, name in mapping.columns}
    if "authors" in names:
        return frozenset({"share"})
    return frozenset(name.rpartition(".")[2] for name in names if name.startswith("authors."))


def _units() -> NameIndex:
    rows = Unit.objects.order_by("path").values_list(
        "pk", "short_name", "name", "slug", "workplace", "place", "kind", "valid_to"
    )
    exact: dict[str, int] = {}

    def named() -> Iterator[tuple[int, list[str]]]:
        for pk, short, name, slug, workplace, place, kind, until in rows.iterator(chunk_size=2_000):
            exact[slug] = pk
            # The first name is shown where people decide: two bodies may have had one name, one after the other.
            first = f"{short} (đến {until.day}/{until.month}/{until.year})" if until else short
            known = [first, short, name, slug, workplace]
            yield pk, [one for one in known if one] + _place(place, kind)

    return NameIndex(named(), units=True, exact=exact)


def _place(place: str, kind: str) -> list[str]:
    """Provincial federations are known by their place as well."""
    return [place] if place and kind == Unit.Kind.PROVINCE else []


def _fields() -> NameIndex:
    rows = (
        Field.objects.order_by("pk")
        .annotate(above=F("parent__name"))
        .values_list("pk", "name", "slug", "above")
    )
    found = list(rows)
    return NameIndex(
        ((pk, [name, slug, *([f"{above} {name}"] if above else [])]) for pk, name, slug, above in found),
        exact={slug: pk for pk, _name, slug, _above in found},
    )


def _campaigns() -> NameIndex:
    rows = CampaignPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).order_by("pk")
    return NameIndex((pk, [title, slug]) for pk, title, slug in rows.values_list("pk", "title", "slug"))


def _awards() -> NameIndex:
    rows = AwardType.objects.order_by("pk").values_list("pk", "name", "slug")
    return NameIndex((pk, [name, slug]) for pk, name, slug in rows)

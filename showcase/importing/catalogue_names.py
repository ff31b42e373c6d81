"""Records by the names that people write, as one picture that a reading process can take along. Pure."""

from collections.abc import Mapping

from showcase.importing.names import NameIndex, name_key, unit_key
from showcase.importing.rows import Kind

__all__ = ["CatalogueNames"]


class CatalogueNames:
    """Answers for a run (`rows.Lookups`): what people decided about a name comes before what the catalogue says."""

    def __init__(self, indexes: Mapping[Kind, NameIndex], decided: Mapping[tuple[Kind, str], int]) -> None:
        """Take the names of every kind, and the records that were chosen for names that are nobody's."""
        self._indexes = dict(indexes)
        self._decided = {(kind, key_of(kind, name)): pk for (kind, name), pk in decided.items()}
        self._known: dict[tuple[Kind, str], int | None] = {}

    def unit(self, name: str) -> int | None:
        """Key of a unit."""
        return self._find("unit", name)

    def field(self, name: str) -> int | None:
        """Key of a subject area."""
        return self._find("field", name)

    def campaign(self, name: str) -> int | None:
        """Key of a campaign."""
        return self._find("campaign", name)

    def award(self, name: str) -> int | None:
        """Key of an award type."""
        return self._find("award", name)

    def suggestions(self, kind: Kind, name: str) -> list[tuple[int, str]]:
        """Keys and names of the records that may be meant: those that share the name, else the nearest."""
        return self._indexes[kind].candidates(name)

    def _find(self, kind: Kind, name: str) -> int | None:
        place = (kind, name)
        if place not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            decided = self._decided.get((kind, key_of(kind, name)))
            index = self._indexes.get(kind)
            self._known[place] = index.find(name) if decided is None and index else decided
        return self._known[place]


_REMEMBERED = 50_000


def key_of(kind: Kind, name: str) -> str:
    """What spellings of one name have in common."""
    return unit_key(name) if kind == "unit" else name_key(name)

"""The vocabulary shipped with the site, entry by entry, so that editors can switch single ones off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from search.vietnamese import normalise
from search.vocabulary import shipped

__all__ = ["ShippedEntry", "shipped_entries", "still_on"]


@dataclass(frozen=True, slots=True)
class ShippedEntry:
    """One entry; `key` is its abbreviation or first term, so it survives a change of the other terms."""

    key: str
    terms: tuple[str, ...]
    short: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that it makes equal, as people write it."""
        return (self.short, *self.terms) if self.short else self.terms

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is an abbreviation, else a group of synonyms."""
        return bool(self.short)


@lru_cache(maxsize=1)
def shipped_entries() -> tuple[ShippedEntry, ...]:
    """All entries: abbreviations, then synonyms, in the order of the files; those of one key are one entry."""
    found: dict[str, ShippedEntry] = {}

    def enter(key: str, terms: Iterable[Any], short: str = "") -> None:
        known = found.get(key, ShippedEntry(key, (), short))
        found[key] = replace(known, terms=tuple(dict.fromkeys((*known.terms, *map(str, terms)))))

    for one in shipped("abbreviations"):
        enter(f"abbreviation:{normalise(str(one['short']))}", one["long"], str(one["short"]))
    for group in filter(None, shipped("synonyms")):
        enter(f"synonym:{normalise(str(group[0]))}", group)
    return tuple(found.values())


def still_on(off: Collection[str]) -> tuple[list[dict[str, Any]], list[tuple[str, ...]]]:
    """Abbreviations and synonyms, shaped for `Vocabulary.build`, without the keys switched off."""
    kept = [entry for entry in shipped_entries() if entry.key not in off]
    return (
        [{"short": entry.short, "long": entry.terms} for entry in kept if entry.is_abbreviation],
        [entry.terms for entry in kept if not entry.is_abbreviation],
    )

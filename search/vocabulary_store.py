"""The vocabulary in force: the shipped lists without what editors switched off, and editors' own entries.

Engines take `current_vocabulary`; a change is in use in every process within `snapshots.CHECK_SECONDS`.
"""

from typing import Any

from search import terms
from search.models import Abbreviation, ShippedEntryOff, SynonymGroup
from search.shipped import still_on
from search.snapshots import Snapshot
from search.vocabulary import Vocabulary, default_vocabulary, shipped

__all__ = ["current_vocabulary"]


def current_vocabulary() -> Vocabulary:
    """The vocabulary in force; the shipped one while the database cannot be asked."""
    return _vocabulary.get()


def _make() -> Vocabulary:
    abbreviations, synonyms = still_on(set(ShippedEntryOff.objects.values_list("key", flat=True)))
    return Vocabulary.build(
        [*_own_abbreviations(), *abbreviations], [*_own_synonyms(), *synonyms], shipped("common_words")
    )


def _own_abbreviations() -> list[dict[str, Any]]:
    """Entries that can be used; one that cannot, whatever wrote it, is left out."""
    entries = [
        {"short": entry.short, "long": [term for term in entry.long_list if terms.usable(term)]}
        for entry in Abbreviation.objects.active()
        if not terms.short_errors(entry.short)
    ]
    return [entry for entry in entries if entry["long"]]


def _own_synonyms() -> list[list[str]]:
    groups = [list(filter(terms.usable, group.term_list)) for group in SynonymGroup.objects.active()]
    return [group[: terms.MAX_TERMS] for group in groups if len(group) > 1]


_vocabulary = Snapshot(_make, default_vocabulary)

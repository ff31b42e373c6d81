"""Keywords by name, made where they are missing."""

from collections.abc import Collection

from home.slugs import vietnamese_slug
from showcase.models import Keyword

__all__ = ["Keywords"]

_REMEMBERED = 50_000
_ATTEMPTS = 20


class Keywords:
    """Remembers the keys of keywords; whatever their case, as everywhere on the site."""

    def __init__(self) -> None:
        """Start without any."""
        self._keys: dict[str, int] = {}

    def forget(self) -> None:
        """Ask the database again: a transaction that made keywords was undone."""
        self._keys.clear()

    def keys(self, names: Collection[str]) -> dict[str, int]:
        """Keys by casefolded name; missing keywords are added, also while others add the same ones."""
        wanted = {name.casefold(): name for name in names}
        if len(self._keys) > _REMEMBERED:
            self._keys.clear()
        missing = [name for folded, name in wanted.items() if folded not in self._keys]
        if missing:
            self._find(missing)
            for _attempt in range(_ATTEMPTS):
                missing = [name for name in missing if name.casefold() not in self._keys]
                if not missing:
                    break
                self._add(missing)
                self._find(missing)
        return {folded: self._keys[folded] for folded in wanted}

    def _find(self, names: list[str]) -> None:
        """Exact names first; those that differ in case alone are looked for one by one, for they are few."""
        for start in range(0, len(names), 500):
            part = Keyword.objects.filter(name__in=names[start : start + 500])
            self._keys.update((name.casefold(), pk) for name, pk in part.values_list("name", "pk"))
        for name in names:
            if name.casefold() not in self._keys:
                found = Keyword.objects.filter(name__iexact=name).values_list("pk", flat=True).first()
                if found is not None:
                    self._keys[name.casefold()] = found

    def _add(self, names: list[str]) -> None:
        """Add with slugs that are free as far as one can see; what another process took is tried again."""
        slugs = {name: vietnamese_slug(name) or "tu-khoa" for name in names}
        added, taken = [], set[str]()
        for name, base in slugs.items():
            slug, number = base, 1
            while slug in taken or Keyword.objects.filter(slug=slug).exists():
                number += 1
                slug = f"{base}-{number}"
            taken.add(slug)
            added.append(Keyword(name=name, slug=slug))
        Keyword.objects.bulk_create(added, ignore_conflicts=True)

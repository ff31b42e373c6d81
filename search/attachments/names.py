"""Files whose text holds the name of a person: for editors to judge when a consent ends."""

import unicodedata

from home.models import SiteDocument
from search.models.attachments import AttachedText

__all__ = ["files_naming"]

_AT_ONCE = 50


def files_naming(name: str) -> list[tuple[str, str]]:
    """(title, address) of the files whose extracted text holds a name, whatever its case; reads every text once."""
    sought = _plain(name)
    if not sought:
        return []
    hits = [
        digest
        for digest, pages in AttachedText.objects.values_list("sha256", "pages").iterator(chunk_size=_AT_ONCE)
        if any(sought in _plain(text) for _page, text in pages)
    ]
    return [(document.title, document.url) for document in SiteDocument.objects.filter(sha256__in=hits)]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())

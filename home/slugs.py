"""Slugs that read well in Vietnamese: `Đổi mới` → `doi-moi`.

Django's `slugify` drops đ altogether (it has no decomposition), so titles lose letters: `điện` → `ien`.
"""

import re
import unicodedata

__all__ = ["vietnamese_slug"]

_STROKE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})
_BREAKS = re.compile(r"[^a-z0-9]+")


def vietnamese_slug(text: str, max_length: int = 80) -> str:
    """Return an ASCII slug of at most `max_length` characters, cut between words where possible.

    Text without a single Latin letter or digit gives an empty string; the caller decides what stands in.
    """
    stripped = (
        unicodedata.normalize("NFKD", text.translate(_STROKE)).encode("ascii", "ignore").decode("ascii")
    )
    slug = _BREAKS.sub("-", stripped.lower()).strip("-")
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rsplit("-", 1)[0]
    return cut[:max_length].strip("-")

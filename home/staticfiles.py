"""Static files as production serves them."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["JoinedStylesheetStorage", "StylesheetError", "join_imports"]

IMPORT = re.compile(r'^@import url\("(?P<name>[^"]+)"\)(?: (?P<media>[a-z]+))?;$', re.MULTILINE)
STYLESHEET = "css/site.css"


class StylesheetError(ValueError):
    """The stylesheet imports something that cannot be joined."""


def join_imports(text: str, read: Callable[[str], str]) -> str:
    """Replace each ``@import url("…");`` of ``text`` by the file it names, wrapped in its medium if any.

    ``read`` gives the text of a file by the name in the import. Raises :class:`StylesheetError` for a file
    in another folder that has addresses of its own: they would point elsewhere once joined.
    """

    def joined(match: re.Match[str]) -> str:
        content = read(match["name"])
        if "url(" in content and "/" in match["name"]:
            raise StylesheetError(
                f"{match['name']} has relative addresses and cannot be joined from a folder"
            )
        if match["media"]:
            return f"@media {match['media']} {{\n{content}}}"
        return content.rstrip("\n")

    return IMPORT.sub(joined, text)


class JoinedStylesheetStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, with the stylesheet of the site joined into one.

    In the source each component has a stylesheet of its own and ``css/site.css`` imports them. Served like
    that they cost some seventy requests and twice the bytes, for each is compressed alone; ``collectstatic``
    joins them.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the stylesheet, then hash and compress as usual."""
        if not dry_run and STYLESHEET in paths:
            folder = PurePosixPath(STYLESHEET).parent

            def read(name: str) -> str:
                with self.open(str(folder / name)) as file:
                    return file.read().decode()

            text = join_imports(read(PurePosixPath(STYLESHEET).name), read)
            self.delete(STYLESHEET)
            self._save(STYLESHEET, ContentFile(text.encode()))
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)

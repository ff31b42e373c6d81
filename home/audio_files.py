"""Sound recordings among the files of the site: which there are, and how they are played.

Players jump within a recording, and Safari plays none without it, so recordings are served with byte ranges
(RFC 9110, section 14), which Wagtail's own view of documents does not know. That view takes no streamed answer
from elsewhere, so a part is read into memory: at most WAGTAILDOCS_MAX_UPLOAD_SIZE bytes.
"""

import re
from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks

__all__ = ["AUDIO_TYPES", "UnsatisfiableRangeError", "audio_type", "byte_range", "serve_audio"]

AUDIO_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
"""Media type of each extension that a recording may have."""

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class UnsatisfiableRangeError(ValueError):
    """A range begins behind the end of the file."""


def audio_type(filename: str) -> str:
    """Media type of a recording by its name; "" for any other file."""
    return AUDIO_TYPES.get(PurePath(filename).suffix.lstrip(".").lower(), "")


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a `Range` header asks of a file of `size` bytes; None where the whole file is sent.

    Several ranges, other units and what cannot be read are answered with the whole file, as the standard allows.
    Raises UnsatisfiableRangeError.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        if not int(last) or not size:
            raise UnsatisfiableRangeError(header)
        return max(size - int(last), 0), size - 1
    start = int(first)
    stop = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableRangeError(header)
    return start, stop


@hooks.register("before_serve_document", order=100)
def serve_audio(document: Any, request: HttpRequest) -> HttpResponse | None:
    """Send a recording, whole or in part; behind Wagtail's own check of who may have the file."""
    media_type = audio_type(document.filename)
    if not media_type:
        return None
    size = document.file.size
    tag = f'"{document.get_file_hash()}"'
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        asked = ""
    try:
        part = byte_range(asked, size)
    except UnsatisfiableRangeError:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    start, stop = part or (0, size - 1)
    with document.file.open("rb") as file:
        file.seek(start)
        response = HttpResponse(
            file.read(stop - start + 1), status=206 if part else 200, content_type=media_type
        )
    if part:
        response["Content-Range"] = f"bytes {start}-{stop}/{size}"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response

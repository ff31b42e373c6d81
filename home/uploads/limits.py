"""Limits of uploads, as the settings say."""

from dataclasses import dataclass

from django.conf import settings

__all__ = ["Limits", "limits"]


@dataclass(frozen=True)
class Limits:
    """Limits beside Wagtail's own on types and bytes."""

    max_name: int
    """Characters of a file name."""
    max_members: int
    """Files inside a zip, DOCX, XLSX…"""
    max_unpacked: int
    """Bytes that they unpack to."""
    max_ratio: int
    """How many times its packed size a part may unpack to; parts below a mebibyte are not held to it."""
    max_pages: int
    """Pages of a PDF."""
    seconds: int
    """Time for opening a PDF."""
    memory: int
    """Bytes of memory for opening a PDF."""


def limits() -> Limits:
    """The limits of `settings.UPLOADS`."""
    return Limits(**settings.UPLOADS)

"""The admin's forms for pictures and files, one base for every way in: add, add many, dialogs, change."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from home.uploads.checks import check_document
from home.uploads.images import broken_image, check_image, clean_image

__all__ = ["DocumentForm", "ImageForm"]


def _readable(to_python: Callable[[Any], Any], data: Any) -> Any:
    try:
        return to_python(data)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise broken_image() from error


class ImageForm(BaseImageForm):
    """A picture that is checked and freed of hidden data before it is stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the field read pictures that break its reader: Wagtail's own takes a cut file for a fault of the site."""
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            field = self.fields["file"]
            field.to_python = partial(_readable, field.to_python)

    def clean_file(self) -> Any:
        """Look at new files only."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            check_image(file)
            clean_image(file)
        return file


class DocumentForm(BaseDocumentForm):
    """A file that is what its name says."""

    def clean_file(self) -> Any:
        """Look at new files only."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            check_document(file)
        return file

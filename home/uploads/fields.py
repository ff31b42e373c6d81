"""Validators for file fields of models."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from home.uploads.checks import check_document
from home.uploads.images import check_image
from home.uploads.names import extension

__all__ = ["validate_evidence"]

_PICTURES = {"jpg", "jpeg", "png", "webp"}


def validate_evidence(value: Any) -> None:
    """A scan of a signed paper: a PDF or a picture, as large as a document may be."""
    file = getattr(value, "file", value)
    if not isinstance(file, UploadedFile):
        return
    most = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    if file.size and file.size > most:
        raise ValidationError(
            _("Tệp nặng %(size)s, nhiều nhất %(most)s.")
            % {"size": filesizeformat(file.size), "most": filesizeformat(most)}
        )
    kind = extension(file.name or "")
    if kind in _PICTURES:
        check_image(file)
    elif kind == "pdf":
        check_document(file)
    else:
        raise ValidationError(_("Căn cứ là tệp PDF hoặc hình (jpg, png, webp)."))

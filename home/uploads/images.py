"""Pictures: whole, of their kind, and without what the camera wrote about place and owner."""

import io
import warnings
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from home.uploads.checks import refuse_hidden_archive
from home.uploads.names import check_name, extension

__all__ = ["broken_image", "check_image", "clean_image"]

# Phones write JPEG files with a second, smaller picture behind the first (MPO).
_SAME = {"MPO": "JPEG"}
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}
_SAVE: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "GIF": {},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 85},
}
_PRIVATE = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "Raw profile type exif", "mp")
_ORIENTATION = 0x0112


def check_image(file: UploadedFile) -> None:
    """Raise `ValidationError` unless the whole picture can be read and is of the kind that its name says."""
    name = file.name or ""
    check_name(name)
    if not file.size:
        raise _refusal(_("Tệp rỗng, không có nội dung."))
    refuse_hidden_archive(file)
    try:
        with _opened(file) as image:
            if _kind(image) != _FORMATS.get(extension(name)):
                raise _refusal(_("Nội dung hình không đúng với đuôi của tên tệp."))
            for frame in range(getattr(image, "n_frames", 1)):
                image.seek(frame)
                image.load()
    except ValidationError:
        raise
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise broken_image() from error
    finally:
        file.seek(0)


def broken_image() -> ValidationError:
    """The reason for a picture that cannot be read to its end."""
    return _refusal(_("Hình hỏng, tải lên chưa hết, hoặc quá lớn để mở."))


def clean_image(file: UploadedFile) -> None:
    """Write the picture anew, in place, when it carries anything beside itself; its orientation is applied.

    Place, device, owner and comments go; the colour profile stays, or colours would change.
    """
    with _opened(file) as image:
        kind = _kind(image)
        several = image.format in _SAME
        frames = 1 if several else getattr(image, "n_frames", 1)
        orientation = image.getexif().get(_ORIENTATION, 1)
        texts = getattr(image, "text", None) if kind == "PNG" else None
        if not (len(image.getexif()) or texts or several or any(image.info.get(name) for name in _PRIVATE)):
            file.seek(0)
            return
        options: dict[str, Any] = dict(_SAVE[kind])
        if profile := image.info.get("icc_profile"):
            options["icc_profile"] = profile
        if frames > 1:
            options.update(save_all=True, loop=image.info.get("loop", 0))
            if duration := image.info.get("duration"):
                options["duration"] = duration
            picture: Image.Image = image
        else:
            picture = ImageOps.exif_transpose(image)
            if image.format == "JPEG" and orientation == 1:
                # Same tables as the camera's: nothing visible is lost.
                options["quality"] = "keep"
                picture = image
        content = io.BytesIO()
        for name in _PRIVATE:
            picture.info.pop(name, None)
        picture.save(content, kind, exif=b"", **({"pnginfo": None} if kind == "PNG" else {}), **options)
    _replace(file, content.getvalue())


def _kind(image: Image.Image) -> str:
    return _SAME.get(str(image.format), str(image.format))


def _opened(file: UploadedFile) -> Image.Image:
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(io.BytesIO(file.read()))


def _replace(file: UploadedFile, content: bytes) -> None:
    """Change an upload in place: views of the admin keep hold of the very object that the browser sent."""
    raw: Any = file.file
    raw.seek(0)
    raw.truncate()
    raw.write(content)
    raw.flush()
    raw.seek(0)
    file.size = len(content)


def _refusal(message: str) -> ValidationError:
    return ValidationError(message, code="invalid_image")

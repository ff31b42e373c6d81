"""A sound recording with its words."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from home.audio_files import AUDIO_TYPES, audio_type

__all__ = ["AudioBlock"]


class AudioValue(blocks.StructValue):
    """A recording with what its player needs."""

    @property
    def media_type(self) -> str:
        """Media type of the file; "" when the file is gone."""
        document = self.get("document")
        return audio_type(document.filename) if document else ""


class AudioBlock(blocks.StructBlock):
    """A recording from this site's own files; nobody depends on hearing it, for its words are required."""

    title = blocks.CharBlock(
        label=_("Tên bản ghi âm"),
        max_length=160,
        help_text=_("Ví dụ: Nghe tiếng nước vào bể lúc hai giờ sáng"),
    )
    document = DocumentChooserBlock(
        label=_("Tệp ghi âm"), help_text=_("Tệp MP3, M4A, OGG hoặc WAV. Ví dụ: tieng-nuoc-vao-be.mp3")
    )
    speaker = blocks.CharBlock(
        label=_("Ai nói, ghi ở đâu"),
        required=False,
        max_length=200,
        help_text=_("Ví dụ: Công nhân vận hành bơm, ghi tại trạm số 2"),
    )
    transcript = blocks.RichTextBlock(
        label=_("Lời ghi âm"),
        features=["bold", "ol", "ul"],
        help_text=_(
            "Chép đủ lời và tả tiếng động đáng kể. Ví dụ: (Tiếng nước dâng.) “Nghe đục là bể sắp đầy.”"
        ),
    )

    def clean(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse files that no browser plays, with the error at the file."""
        cleaned = super().clean(value)
        document = cleaned["document"]
        if document is not None and not audio_type(document.filename):
            names = ", ".join(sorted(AUDIO_TYPES))
            raise blocks.StructBlockValidationError(
                block_errors={
                    "document": ValidationError(
                        _("Tệp này không phải bản ghi âm. Chọn tệp có đuôi: %(names)s."),
                        params={"names": names},
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "media"
        label = _("Ghi âm có lời")
        description = _("Bản ghi âm nghe ngay trên trang, kèm lời chép đầy đủ.")
        template = "blocks/audio.html"
        preview_template = "blocks/previews/audio.html"
        value_class = AudioValue

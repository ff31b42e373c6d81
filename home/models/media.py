"""Images and files of the site, with what this project needs beside Wagtail's own fields."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

__all__ = ["THUMBNAILS", "SiteDocument", "SiteImage", "SiteRendition"]

THUMBNAILS = tuple(
    f"format-{form}|fill-{size}" for size in ("480x270", "960x540") for form in ("avif", "webp", "jpeg")
)
"""Crops of a picture in a list, which keep its focal point; as in templates/components/picture--thumbnail.html."""


class SiteImage(AbstractImage):
    """An image with its credit; the alternative text is Wagtail's `description`."""

    credit = models.CharField(
        _("nguồn hình"),
        max_length=200,
        blank=True,
        help_text=_("Người chụp hoặc nơi cung cấp. Ví dụ: Ban Chính sách – Pháp luật"),
    )
    shows_people = models.BooleanField(
        _("có người nhận ra được"),
        default=False,
        help_text=_(
            "Đánh dấu khi nhìn hình biết được là ai. Hình như vậy chỉ được công bố khi mọi người trong hình có "
            "phiếu đồng ý dùng hình còn hiệu lực; gắn hình với phiếu ở Danh mục → Phiếu đồng ý."
        ),
    )
    withheld = models.BooleanField(_("đã rút khỏi trang công khai"), default=False, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit", "shows_people")

    class Meta(AbstractImage.Meta):
        verbose_name = _("hình ảnh")
        verbose_name_plural = _("hình ảnh")


class SiteRendition(AbstractRendition):
    """A size and format of a `SiteImage`."""

    image = models.ForeignKey(SiteImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_site_rendition"
            )
        ]


class SiteDocument(AbstractDocument):
    """A file to download, with its SHA-256 so that a reader can check a copy."""

    sha256 = models.CharField(_("mã kiểm SHA-256"), max_length=64, blank=True, editable=False)
    page_count = models.PositiveIntegerField(
        _("số trang"), null=True, blank=True, help_text=_("Ghi khi muốn hiện cạnh tệp. Ví dụ: 6")
    )

    admin_form_fields = (*Document.admin_form_fields, "page_count")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")

    def _set_document_file_metadata(self) -> None:
        """Work out the SHA-256 together with Wagtail's size and hash, whenever the file changes."""
        super()._set_document_file_metadata()
        digest = hashlib.sha256()
        with self.open_file() as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
        self.sha256 = digest.hexdigest()

"""Videos on other sites, offered by a link: nothing of theirs is loaded here, and the spoken words stand beside it."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

__all__ = ["VideoBlock", "VideoValue", "provider_of", "validate_video_address"]

_PROVIDERS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "tiktok.com": "TikTok",
    "dailymotion.com": "Dailymotion",
    "zalo.me": "Zalo",
    "vtv.vn": "VTV",
    "vtvgo.vn": "VTVgo",
    "congdoan.vn": "Cổng thông tin Công đoàn Việt Nam",
    "laodong.vn": "Báo Lao Động",
}
"""Names of well-known hosts, whose subdomains count as well."""

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")

_duration = RegexValidator(
    r"^(?:\d{1,2}:[0-5]\d|\d{1,3}):[0-5]\d$",
    _("Viết phút:giây hoặc giờ:phút:giây, ví dụ 4:35 hoặc 1:02:10."),
)


def _host(address: str) -> str:
    """The host of an address in the form in which computers know it; "" where there is none to trust."""
    try:
        host = (urlsplit(address).hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    return host if _HOST.fullmatch(host) else ""


def validate_video_address(address: str) -> None:
    """Only https addresses with a host name, and no account in front of it. Raises ValidationError."""
    if not address.startswith("https://"):
        raise ValidationError(
            _("Địa chỉ phải bắt đầu bằng https://, ví dụ https://www.youtube.com/watch?v=…")
        )
    if re.search(r"[\s\\<>\"]", address):
        raise ValidationError(
            _("Địa chỉ có dấu cách hoặc ký tự lạ; hãy chép lại từ thanh địa chỉ của trình duyệt.")
        )
    if not _host(address) or "@" in urlsplit(address).netloc:
        raise ValidationError(
            _("Địa chỉ không có tên miền hợp lệ; hãy chép lại từ thanh địa chỉ của trình duyệt.")
        )


def provider_of(address: str) -> str:
    """Name of the site that an address leads to: a well-known one's own name, else its host without “www.”."""
    host = _host(address)
    for known, name in _PROVIDERS.items():
        if host == known or host.endswith(f".{known}"):
            return name
    return host.removeprefix("www.")


class VideoValue(blocks.StructValue):
    """A video with what follows from its address and its length."""

    @property
    def provider(self) -> str:
        """Name of the site that shows it."""
        return provider_of(self.get("url") or "")

    @property
    def length(self) -> str:
        """“4 phút 35 giây”; "" where the length is not given."""
        text = self.get("duration") or ""
        if not text:
            return ""
        *hours, minutes, seconds = (int(part) for part in text.split(":"))
        total = (hours[0] * 60 if hours else 0) + minutes
        parts = [(total // 60, _now("giờ")), (total % 60, _now("phút")), (seconds, _now("giây"))]
        return " ".join(f"{number} {unit}" for number, unit in parts if number) or f"0 {_now('giây')}"


class VideoBlock(blocks.StructBlock):
    """A video guide: where it is, how long it takes, and its words for whoever cannot or would not watch it."""

    title = blocks.CharBlock(
        label=_("Tên video"), max_length=160, help_text=_("Ví dụ: Nhập sáng kiến vào phần mềm trong năm bước")
    )
    url = blocks.CharBlock(
        label=_("Địa chỉ video"),
        max_length=500,
        validators=[validate_video_address],
        help_text=_(
            "Chép từ thanh địa chỉ của trình duyệt, bắt đầu bằng https://. Trang này không tải gì từ đó: "
            "người xem bấm vào mới sang trang ngoài."
        ),
    )
    duration = blocks.CharBlock(
        label=_("Thời lượng"), required=False, validators=[_duration], help_text=_("Ví dụ: 4:35 (phút:giây)")
    )
    poster = ImageChooserBlock(
        label=_("Hình bìa"),
        required=False,
        help_text=_("Chọn trong kho hình, nên là hình ngang 16:9. Để trống thì trang vẽ một hình thay."),
    )
    transcript = blocks.RichTextBlock(
        label=_("Lời trong video"),
        features=["bold", "link", "ol", "ul"],
        help_text=_(
            "Chép đủ lời nói và điều hiện trên màn hình, cho người không nghe được, không xem được hoặc đang "
            "ở nơi mạng yếu."
        ),
    )

    class Meta:
        icon = "media"
        label = _("Video hướng dẫn")
        label_format = "{title}"
        description = _("Đường dẫn tới một video ở trang ngoài, kèm lời trong video.")
        preview_value = {
            "title": "Nhập sáng kiến vào phần mềm trong năm bước",
            "url": "https://www.youtube.com/watch?v=vi-du",
            "duration": "4:35",
            "transcript": "<p>Mở phần mềm, chọn “Thêm sáng kiến”.</p>",
        }
        template = "blocks/video.html"
        value_class = VideoValue

"""The script of the editing forms: their tokens, and word of a lost connection."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks

__all__ = ["editing_script"]


@hooks.register("insert_editor_js")
def editing_script() -> SafeString:
    """Gives every form its token and tells of a lost connection."""
    words = {
        "offline": _("Mất kết nối. Những gì bạn gõ vẫn còn trong trang này và sẽ được lưu khi có mạng lại."),
        "back": _("Đã có mạng lại, nội dung đã được lưu."),
        "kept": _(
            "Cửa sổ này còn giữ phần chữ chưa lưu được lúc mất kết nối. Chép lại phần cần dùng rồi bỏ đi."
        ),
        "show": _("Xem phần chữ chưa lưu"),
        "discard": _("Bỏ bản giữ tạm"),
    }
    attributes = format_html_join("", ' data-word-{}="{}"', words.items())
    return format_html(
        '<script type="module" id="editing-guard" src="{}"{}></script>',
        static("js/admin/editing.js"),
        attributes,
    )

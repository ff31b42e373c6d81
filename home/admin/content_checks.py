"""Checks of the page as it looks, run in the editor's preview: Wagtail's own, and what matters in Vietnamese.

Wagtail runs them with axe inside the preview; rules of ours ask functions in static/js/admin/content_checks.js.
"""

from typing import Any

from django.forms import Media
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.userbar import ContentCheckerItem

from home.content_checks import LONGEST_SENTENCE

__all__ = ["SiteChecker"]

EMPTY_WORDS = ["tại đây", "ở đây", "vào đây", "đây", "xem tại đây", "xem thêm", "bấm vào đây", "link", "here"]
"""Words of links that say nothing to somebody who hears only the links of a page."""


def _rule(name: str, selector: str) -> dict[str, Any]:
    return {
        "id": name,
        "impact": "moderate",
        "selector": selector,
        "tags": ["best-practice"],
        "any": [f"check-{name}"],
        "enabled": True,
    }


class SiteChecker(ContentCheckerItem):
    """The checker with the rules of this site, on the article alone: the frame of the page is not the editor's."""

    axe_include = ["main"]
    axe_run_only = [
        *ContentCheckerItem.axe_run_only,
        "image-alt",
        "link-words",
        "table-header",
        "sentence-length",
    ]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        _rule("link-words", "main a[href]"),
        _rule("table-header", "main table"),
        _rule("sentence-length", "main .prose p, main .prose li"),
    ]
    axe_custom_checks = [
        *ContentCheckerItem.axe_custom_checks,
        {"id": "check-link-words", "options": {"words": EMPTY_WORDS}},
        {"id": "check-table-header"},
        {"id": "check-sentence-length", "options": {"longest": LONGEST_SENTENCE}},
    ]
    axe_messages = {
        **ContentCheckerItem.axe_messages,
        "image-alt": {
            "error_name": _("Hình chưa có mô tả"),
            "help_text": _("Ghi hình có gì cho người không nhìn thấy, hoặc đánh dấu hình trang trí"),
        },
        "link-words": {
            "error_name": _("Liên kết không nói dẫn tới đâu"),
            "help_text": _("Thay “tại đây” bằng tên trang hay tệp được dẫn tới"),
        },
        "table-header": {
            "error_name": _("Bảng không có tên cột"),
            "help_text": _("Đặt tên cho các cột để người nghe trang biết ô nói về gì"),
        },
        "sentence-length": {
            "error_name": _("Câu dài quá 40 tiếng"),
            "help_text": _("Tách thành hai, ba câu; mỗi câu một ý"),
        },
    }

    @property
    def media(self) -> Media:
        """The functions behind the rules, loaded after Wagtail's own script."""
        return Media(js=[versioned_static("js/admin/content_checks.js")])


@hooks.register("construct_wagtail_userbar")
def use_site_checker(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Put the site's checker in the place of Wagtail's."""
    items[:] = [
        SiteChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]

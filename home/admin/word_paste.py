"""Pasting from Word in the editor: a dialog over every article body, and cleaned pasting into single paragraphs.

The browser sends what the clipboard holds; the answer is what Wagtail's own stream widget takes, so the form, its
unsaved changes and its autosave behave as if somebody had typed the blocks. See static/js/admin/word_paste.js.
"""

from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from wagtail import blocks, hooks
from wagtail.admin.staticfiles import versioned_static

from home.blocks.stream import article_blocks
from home.blocks.text import PARAGRAPH_FEATURES
from home.legacy_font import legacy_font, legacy_font_of_line
from home.word_paste import HEADING, LONGEST, TABLE, Pasted, PastedBlock, clean_rich_text, convert

__all__ = ["WordPasteView", "pasted_answer"]

_NAME = "word_paste"
_FIELD_FEATURES = frozenset({"bold", "italic", "link", "ol", "ul"})


class WordPasteView(View):
    """POST `html`, or `text` where the clipboard has no HTML, and `types`, the blocks that the stream offers.

    The answer is JSON: `blocks` (type, value as the stream widget takes it, label, preview) and `notes`, sentences
    about what was left out. With `features` instead of `types` it is `html`, cleaned for one paragraph field.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Convert; a clipboard without words is refused with a sentence."""
        html = request.POST.get("html", "").strip() or _as_html(request.POST.get("text", ""))
        if len(html) > 2 * LONGEST:
            return _refusal(_("Đoạn dán dài quá: hãy dán từng phần."))
        if "features" in request.POST:
            features = _FIELD_FEATURES.intersection(request.POST["features"].split())
            return JsonResponse({"html": clean_rich_text(html, features)})
        types = set(request.POST.get("types", "").split())
        pasted = convert(html, PARAGRAPH_FEATURES, headings=HEADING in types, tables=TABLE in types)
        if not pasted.blocks:
            return _refusal(_("Chưa thấy chữ nào trong đoạn dán. Hãy chép lại từ Word rồi dán vào ô."))
        return JsonResponse(pasted_answer(pasted))


def pasted_answer(pasted: Pasted) -> dict[str, Any]:
    """What the browser is told of the blocks: for the stream, and for the person who looks first."""
    return {"blocks": [_described(one) for one in pasted.blocks], "notes": list(_notes(pasted))}


class _Article:
    """The blocks of an article, made when first asked for: blocks look up their labels in the catalogue."""

    @cached_property
    def stream(self) -> blocks.StreamBlock:
        """A stream of every block; none of its values is ever stored."""
        return blocks.StreamBlock(article_blocks())


_article = _Article()


def _described(pasted: PastedBlock) -> dict[str, Any]:
    block = _article.stream.child_blocks[pasted.type]
    value = block.to_python(pasted.value)
    return {
        "type": pasted.type,
        "value": block.get_form_state(value),
        "label": str(block.label),
        "preview": block.render(value),
    }


def _notes(pasted: Pasted) -> Any:
    if pasted.images:
        yield ngettext(
            "Đã bỏ %(count)d hình: hãy tải hình lên thư viện rồi thêm bằng khối “Hình ảnh”.",
            "Đã bỏ %(count)d hình: hãy tải hình lên thư viện rồi thêm bằng khối “Hình ảnh”.",
            pasted.images,
        ) % {"count": pasted.images}
    if any(one.type == TABLE and not one.value["caption"] for one in pasted.blocks):
        yield _("Bảng chưa có chú thích: hãy ghi trước khi công bố.")
    if pasted.is_cut:
        yield _("Văn bản dài quá nên phần cuối bị bỏ: hãy dán tiếp phần còn lại.")
    words = " ".join(strip_tags(str(one.value)) for one in pasted.blocks)
    if font := legacy_font(words) or legacy_font_of_line(words):
        yield _("Chữ có vẻ dùng phông cũ %(font)s: hãy chuyển sang Unicode trong Word rồi dán lại.") % {
            "font": font
        }


def _as_html(text: str) -> str:
    """Plain text of the clipboard, a paragraph for every line."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _refusal(reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=400)


@hooks.register("register_admin_urls")
def word_paste_urls() -> list[URLPattern]:
    """Where the dialog sends the clipboard; Wagtail lets only people with access to the admin in."""
    return [path("word-paste/", WordPasteView.as_view(), name=_NAME)]


@hooks.register("insert_editor_js")
def word_paste_script() -> SafeString:
    """The dialog and its script, in every editor form."""
    dialog = render_to_string("wagtailadmin/editing/word_paste.html", {"url": reverse(_NAME)})
    script = versioned_static("js/admin/word_paste.js")
    return format_html('{}<script type="module" src="{}"></script>', dialog, script)

"""What is worth a second look before readers see it: hints for editors, never a refusal. Pure.

findings(Text(title="HỘI THI SÁNG KIẾN", slug="…", texts=[…], …), today) → ["Tên viết hoa cả câu …", …]
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from home.legacy_font import legacy_font_of_line
from home.templatetags.typography import vi_date

__all__ = ["LONGEST_SENTENCE", "LONGEST_SLUG", "Text", "findings", "long_sentences"]

LONGEST_SLUG = 75
"""Characters of a slug that still fit into a message or a printed line."""

LONGEST_SENTENCE = 40
"""Syllables, which is what spaces part in Vietnamese, of a sentence that is read in one breath."""

_CAPITALS_FROM = 12
"""Letters from which a title in capitals is one; shorter ones may be a name (`CÔNG TY`, `LĐLĐ`)."""

_SENTENCE_END = re.compile(r"[.!?…]+[\s”\"')]+|\n+")
_SYLLABLE = re.compile(r"\w+(?:[-/.,]\w+)*")
_SHOWN = 60


@dataclass(frozen=True)
class Text:
    """What is looked at: words as plain text, dates by the name of their field, captions of figures without source."""

    title: str
    slug: str = ""
    lede: str | None = None
    """None for a record that has none."""
    texts: Sequence[str] = ()
    dates_ahead: Mapping[str, datetime.date | None] = field(default_factory=dict)
    unsourced: Sequence[str] = ()


def findings(text: Text, today: datetime.date) -> list[str]:
    """Sentences for the editor, the most visible first; empty when all is well."""
    return list(_findings(text, today))


def _findings(text: Text, today: datetime.date) -> Iterator[str]:
    letters = [letter for letter in text.title if letter.isalpha()]
    if len(letters) >= _CAPITALS_FROM and " " in text.title.strip() and text.title == text.title.upper():
        yield _("Tên viết hoa cả câu: khó đọc, và trình đọc màn hình có thể đánh vần từng chữ.")
    if text.lede is not None and not text.lede.strip():
        yield _("Chưa có lời dẫn: danh sách, kết quả tìm kiếm và bản tin chia sẻ sẽ chỉ có tên.")
    if len(text.slug) > LONGEST_SLUG:
        yield _("Đường dẫn dài %(count)d ký tự: nên dưới %(most)d, chỉ giữ từ chính.") % {
            "count": len(text.slug),
            "most": LONGEST_SLUG,
        }
    for name, day in text.dates_ahead.items():
        if day is not None and day < today:
            yield _("“%(name)s” là %(day)s, đã qua.") % {"name": name, "day": vi_date(day)}
    for caption in text.unsourced:
        yield _("Số liệu “%(caption)s” chưa ghi nguồn.") % {"caption": _shown(caption)}
    yield from _odd_letters([text.title, text.lede or "", *text.texts])


def _odd_letters(texts: Iterable[str]) -> Iterator[str]:
    """What was typed in old fonts, or with marks apart from their letters; the first place of each."""
    broken = fonts = False
    for text in texts:
        if not fonts and (font := legacy_font_of_line(text)):
            fonts = True
            yield _("Chữ ở “%(text)s” có vẻ dùng phông cũ %(font)s: người đọc sẽ thấy ký hiệu lạ.") % {
                "text": _shown(text),
                "font": font,
            }
        if not broken and not unicodedata.is_normalized("NFC", text):
            broken = True
            yield _(
                "Dấu ở “%(text)s” rời khỏi chữ (Unicode tổ hợp): tìm kiếm trong trình duyệt sẽ không thấy. "
                "Dán lại bằng “Dán từ Word” để sửa."
            ) % {"text": _shown(text)}


def long_sentences(text: str) -> list[str]:
    """Sentences of more than LONGEST_SENTENCE syllables; lines end sentences too."""
    return [
        sentence.strip()
        for sentence in _SENTENCE_END.split(text)
        if len(_SYLLABLE.findall(sentence)) > LONGEST_SENTENCE
    ]


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"

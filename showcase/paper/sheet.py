"""What stands on the A4 sheet of an initiative: no more than its public page shows, in the order of the workshop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from home.templatetags.typography import change, dong, number, vi_date
from showcase.models import Initiative

__all__ = ["LEVELS", "Limit", "Part", "Sheet", "build_sheet", "shortened"]

_MOST_AUTHORS = 6
_MOST_WORDS_OF_A_FACT = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sheet: paragraphs, or items; `numbered` items are steps."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    numbered: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet; `address` is what the QR code opens, `spoken` the same as one types it.

    `is_short` when something was left out so that it fits.
    """

    code: str
    title: str
    lead: str
    parts: tuple[Part, ...]
    facts: tuple[tuple[str, str], ...]
    address: str
    spoken: str
    is_demo: bool = False
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of a text, how many items, and how much of each may stand."""

    words: int
    items: int
    item_words: int


LEVELS = (Limit(160, 12, 40), Limit(110, 10, 28), Limit(75, 8, 22), Limit(50, 7, 16), Limit(32, 5, 12))
"""From what is nearly everything to what always fits."""


def build_sheet(initiative: Initiative, address: str) -> Sheet:
    """The sheet of an initiative fetched with its page relations; runs no queries."""
    spoken = address.split("://", 1)[-1]
    if initiative.is_abstract_only:
        parts = (
            Part(
                "Công bố",
                (
                    "Giải pháp có bí mật công nghệ: tờ này chỉ ghi tên, hiệu quả và khen thưởng. "
                    "Muốn áp dụng, hãy hỏi qua công đoàn cơ sở nơi bạn làm.",
                ),
            ),
        )
        result = _result(initiative, closed=True)
        return Sheet(
            code=initiative.code,
            title=initiative.title,
            lead="",
            parts=(*result, *parts),
            facts=_honours(initiative),
            address=address,
            spoken=spoken,
            is_demo=initiative.is_demo,
        )
    found = (
        Part("Vấn đề", _paragraphs(initiative.problem)),
        Part("Giải pháp", _paragraphs(initiative.solution)),
        Part("Các bước", items=tuple(initiative.step_list), numbered=True),
        *_result(initiative, closed=False),
        Part("Dùng được khi", items=tuple(initiative.suits_list)),
        Part("Không hợp khi", items=tuple(initiative.does_not_suit_list)),
    )
    return Sheet(
        code=initiative.code,
        title=initiative.title,
        lead=initiative.summary,
        parts=tuple(part for part in found if part.paragraphs or part.items),
        facts=_facts(initiative),
        address=address,
        spoken=spoken,
        is_demo=initiative.is_demo,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _result(initiative: Initiative, *, closed: bool) -> tuple[Part, ...]:
    paragraphs = [initiative.result_line] if initiative.result_line else []
    if not closed:
        paragraphs += _paragraphs(initiative.results)
    if initiative.benefit_value is not None:
        period = f" {initiative.benefit_period}" if initiative.benefit_period else ""
        evidence = initiative.get_benefit_evidence_display().lower()
        paragraphs.append(f"Giá trị làm lợi{period}: {dong(initiative.benefit_value)} ({evidence}).")
    measures = () if closed else tuple(_measure(block.value) for block in initiative.measures)
    return (Part("Kết quả", tuple(paragraphs), measures),) if paragraphs or measures else ()


def _measure(value: object) -> str:
    """A measurement in a line: `Điện (kWh): trước 41.200, sau 28.400 (−31%)`."""
    row = dict(value)  # type: ignore[call-overload] # a StructValue is a mapping
    unit = f" ({row['unit']})" if row.get("unit") else ""
    changed = change(row.get("before"), row.get("after"))
    told = f" ({changed})" if changed else ""
    return f"{row['what']}{unit}: trước {number(row.get('before'))}, sau {number(row.get('after'))}{told}"


def _facts(initiative: Initiative) -> tuple[tuple[str, str], ...]:
    facts = [
        ("Nơi đã làm", initiative.unit.public_name),
        ("Hỏi qua", initiative.unit.short_name),
        ("Áp dụng từ", vi_date(initiative.applied_on)),
    ]
    if initiative.cost is not None:
        facts.append(("Chi phí", dong(initiative.cost)))
    authors = [author.public_name for author in initiative.authors.all()]
    if authors:
        more = len(authors) - _MOST_AUTHORS
        names = ", ".join(authors[:_MOST_AUTHORS]) + (f" và {more} người nữa" if more > 0 else "")
        facts.append(("Tác giả", names))
    recognised = max(
        initiative.recognitions.all(), key=lambda one: one.level == initiative.highest_level, default=None
    )
    if recognised is not None:
        facts.append(
            (
                "Công nhận",
                f"{recognised.get_level_display()}, {recognised.body.public_name}, {vi_date(recognised.date)}",
            )
        )
    return (*facts, *_honours(initiative))


def _honours(initiative: Initiative) -> tuple[tuple[str, str], ...]:
    names = ", ".join(dict.fromkeys(award.award_type.name for award in initiative.awards.all()))
    return (("Khen thưởng", names),) if names else ()


def shortened(sheet: Sheet, limit: Limit) -> Sheet:
    """The sheet with at most so much of everything; what is left out is said where it is missing."""
    parts = tuple(_short_part(part, limit) for part in sheet.parts)
    lead = _cut(sheet.lead, limit.words)
    facts = tuple((label, _cut(text, _MOST_WORDS_OF_A_FACT)) for label, text in sheet.facts)
    is_short = (parts, lead, facts) != (sheet.parts, sheet.lead, sheet.facts)
    return replace(sheet, parts=parts, lead=lead, facts=facts, is_short=is_short)


def _short_part(part: Part, limit: Limit) -> Part:
    left = len(part.items) - limit.items
    note = f"Còn {left} {'bước' if part.numbered else 'mục'} nữa." if left > 0 else ""
    items = tuple(_cut(item, limit.item_words) for item in part.items[: limit.items])
    return replace(part, paragraphs=_cut_all(part.paragraphs, limit.words), items=items, note=note)


def _cut(text: str, most: int) -> str:
    """The first words of a text, with an ellipsis where it goes on."""
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]).rstrip(",;:.") + " …"


def _cut_all(paragraphs: Sequence[str], most: int) -> tuple[str, ...]:
    """Paragraphs up to so many words in all."""
    kept: list[str] = []
    left = most
    for paragraph in paragraphs:
        if left <= 0:
            kept[-1] = kept[-1].removesuffix(" …") + " …"
            break
        kept.append(_cut(paragraph, left))
        left -= len(paragraph.split())
    return tuple(kept)

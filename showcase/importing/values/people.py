"""Authors who stand in one cell, as lists of unions have them.

split_authors("Nguyễn Văn A (60%); Trần Thị B (thợ hàn, 40%)")
"""

from __future__ import annotations

import re
from decimal import Decimal

from showcase.importing.rows import ParsedAuthor
from showcase.importing.values.faults import ValueFault
from showcase.importing.values.shares import parse_share

__all__ = ["clean_name", "split_authors"]

_LONGEST_NAME, _LONGEST_JOB = 120, 160
_MOST_AUTHORS = 60
_LONGEST_CELL = 4_000
_ASIDE = re.compile(r"^(.*?)\s*\(([^()]*)\)\s*$")
_SHARE_BEHIND = re.compile(r"^(.*?)\s*[-–—:,]?\s*(\d{1,3}(?:[.,]\d{1,4})?\s*%)\s*$")
_BULLET = re.compile(r"^\s*(?:\d{1,2}\s*[.)/]|[-–—+*•])\s*")
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’\-]+[^\W\d_]+)*\.?")
_TEAM = re.compile(r"(?:tập thể|tổ|nhóm|đội|ban|phòng|xưởng|phân xưởng) [^;,%\n]+", re.IGNORECASE)
_TITLES = re.compile(r"^(?:ông|bà|anh|chị|đồng chí|đ/c|đc)[.:]?\s+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:và|&)\s+")


def clean_name(text: str) -> str:
    """A person's name, or a team's, without the number and the form of address before it. Raises ValueFault."""
    name = _TITLES.sub("", _BULLET.sub("", text)).strip(" .,;:-–")
    if len(name) > _LONGEST_NAME:
        raise ValueFault(f"Họ và tên dài quá {_LONGEST_NAME} ký tự: có phải nhiều người trong một ô không?")
    if not _NAME.fullmatch(name) and not _TEAM.fullmatch(name):
        raise ValueFault(
            f"“{name[:60]}” không giống họ và tên; nhiều người thì cách nhau bằng dấu chấm phẩy."
        )
    return name


def split_authors(text: str) -> list[ParsedAuthor]:
    """The people in a cell, parted by semicolons or lines; by commas where each part is plainly a name or has a
    share. Raises ValueFault."""
    if len(text) > _LONGEST_CELL:
        raise ValueFault(
            f"Ô tác giả dài quá {_LONGEST_CELL} ký tự; hãy chia thành các cột Tác giả 1, Tác giả 2, …"
        )
    pieces = [piece for piece in re.split(r"[;\n]", text) if piece.strip()]
    if len(pieces) == 1:
        pieces = _by_commas(pieces[0])
    if len(pieces) > _MOST_AUTHORS:
        raise ValueFault(f"Quá {_MOST_AUTHORS} tác giả trong một ô.")
    return [_author(piece) for piece in pieces]


def _by_commas(text: str) -> list[str]:
    """Parts between commas outside brackets."""
    parts = [part for part in re.split(r",(?![^(]*\))(?!\d)", text) if part.strip()]
    if len(parts) > 1 and (all("%" in part for part in parts) or all(_is_plain_name(part) for part in parts)):
        return parts
    both = _AND.split(text)
    return both if len(both) == 2 and all(_is_plain_name(part) for part in both) else [text]


def _is_plain_name(text: str) -> bool:
    """Two to six words that all begin with a capital."""
    words = _BULLET.sub("", text).split()
    return (
        2 <= len(words) <= 6
        and all(word[0].isupper() for word in words)
        and bool(_NAME.fullmatch(" ".join(words)))
    )


def _author(text: str) -> ParsedAuthor:
    text = " ".join(_BULLET.sub("", text).split())
    share: Decimal | None = None
    job = ""
    if found := _SHARE_BEHIND.match(text):
        text, share = found[1], parse_share(found[2])
    if found := _ASIDE.match(text):
        text = found[1]
        for part in re.split(r"[,;](?!\d)|\s[-–]\s", found[2]):
            if "%" in part and share is None:
                share = parse_share(part.replace("đóng góp", "").strip(" :"))
            elif part.strip():
                job = f"{job}, {part.strip()}" if job else part.strip()
    if len(job) > _LONGEST_JOB:
        raise ValueFault(f"Công việc dài quá {_LONGEST_JOB} ký tự.")
    return ParsedAuthor(clean_name(text), job_title=job, share=share)

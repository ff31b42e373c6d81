"""Values of closed vocabularies by their Vietnamese label, by a usual other name or by their code; marks do not matter.

The codes are those of `showcase.choices`; a test holds both together.
"""

from __future__ import annotations

from showcase.importing.names import name_key
from showcase.importing.rows import BadCell, Cell
from showcase.importing.values.faults import ValueFault

__all__ = ["VOCABULARIES", "parse_choice", "parse_flag"]

_WORDS: dict[str, dict[str, str]] = {
    "level": {
        "grassroots": "Cấp cơ sở|cơ sở|cấp CĐCS|CĐCS|công đoàn cơ sở|cấp 1",
        "upper": "Cấp trên trực tiếp|cấp trên|cấp trên trực tiếp cơ sở|cấp huyện|cấp quận|"
        "cấp quận huyện|cấp ngành|cấp tổng công ty",
        "province": "Cấp tỉnh, thành phố|cấp tỉnh|cấp thành phố|tỉnh|thành phố|cấp TP|cấp tỉnh thành|"
        "LĐLĐ tỉnh|LĐLĐ thành phố",
        "national": "Toàn quốc|cấp toàn quốc|cấp quốc gia|cấp Tổng Liên đoàn|Tổng LĐLĐ|cấp nhà nước|trung ương",
    },
    "scope": {
        "grassroots": "Cơ sở|cấp cơ sở|trong đơn vị",
        "province": "Ngành, tỉnh, thành phố|ngành|tỉnh|thành phố|cấp tỉnh|cấp ngành|cấp thành phố|ngành tỉnh",
        "national": "Toàn quốc|cả nước|cấp quốc gia",
    },
    "sector": {
        "enterprise": "Doanh nghiệp nhà nước|DNNN|doanh nghiệp có vốn nhà nước",
        "public_service": "Đơn vị sự nghiệp|đơn vị sự nghiệp công lập|sự nghiệp|ĐVSN|sự nghiệp công",
        "state_agency": "Cơ quan nhà nước|hành chính|cơ quan hành chính|cơ quan|hành chính nhà nước",
        "non_state": "Khu vực ngoài nhà nước|ngoài nhà nước|doanh nghiệp ngoài nhà nước|FDI|tư nhân|"
        "doanh nghiệp tư nhân|doanh nghiệp FDI|ngoài khu vực nhà nước",
    },
    "solution_type": {
        "product": "Kỹ thuật – sản phẩm|kỹ thuật sản phẩm|giải pháp kỹ thuật sản phẩm|sản phẩm",
        "process": "Kỹ thuật – quy trình|kỹ thuật quy trình|giải pháp kỹ thuật quy trình|quy trình",
        "management": "Quản lý|giải pháp quản lý|quản lí|giải pháp quản lí",
        "practice": "Tác nghiệp|giải pháp tác nghiệp",
        "progress": "Ứng dụng tiến bộ kỹ thuật|ứng dụng TBKT|giải pháp ứng dụng tiến bộ kỹ thuật|"
        "ứng dụng tiến bộ kĩ thuật",
        "research": "Đề tài nghiên cứu|đề tài|đề tài khoa học|nghiên cứu khoa học|NCKH",
    },
    "education": {
        "secondary": "Trung học|THPT|phổ thông|trung học phổ thông|12/12|THCS|trung học cơ sở",
        "vocational": "Sơ cấp, công nhân kỹ thuật|sơ cấp|công nhân kỹ thuật|CNKT|công nhân kĩ thuật|sơ cấp nghề",
        "intermediate": "Trung cấp|trung cấp nghề|trung cấp chuyên nghiệp|TC",
        "college": "Cao đẳng|cao đẳng nghề|CĐ",
        "university": "Đại học|cử nhân|kỹ sư|kĩ sư|ĐH|bác sĩ",
        "postgraduate": "Sau đại học|thạc sĩ|thạc sỹ|tiến sĩ|tiến sỹ|ThS|TS",
    },
    "evidence": {
        "stated": "Tác giả kê khai|tự kê khai|kê khai|tác giả nêu|tác giả",
        "council": "Hội đồng công nhận|hội đồng|hội đồng sáng kiến|hội đồng xác nhận",
        "adopter": "Nơi áp dụng xác nhận|nơi áp dụng|đơn vị áp dụng xác nhận|đơn vị áp dụng",
    },
    "disclosure": {
        "full": "Công bố đầy đủ|đầy đủ|công khai|không bảo mật|toàn văn",
        "abstract": "Chỉ công bố tóm tắt (có bí mật công nghệ)|chỉ tóm tắt|chỉ công bố tóm tắt|tóm tắt|bảo mật|bí mật|"
        "bí mật công nghệ|có bí mật công nghệ",
    },
}

VOCABULARIES: dict[str, dict[str, str]] = {
    name: {name_key(word): code for code, words in codes.items() for word in (code, *words.split("|"))}
    for name, codes in _WORDS.items()
}
"""By the name of a vocabulary: key of a word → code."""

_LONGEST = 120
"""Characters of a word that is looked up; keys are remembered, and longer texts are none of these words."""

_YES = frozenset({"co", "x", "dung", "1", "true", "yes", "quan-ly", "la-quan-ly"})
_NO = frozenset({"khong", "0", "sai", "false", "no", "khong-giu"})


def parse_choice(cell: Cell, vocabulary: str) -> str:
    """The code of a cell's word. Raises ValueFault, which names the words that there are."""
    if isinstance(cell, BadCell):
        raise ValueFault(cell.reason)
    text = str(cell)
    found = VOCABULARIES[vocabulary].get(name_key(text)) if len(text) <= _LONGEST else None
    if found is None:
        labels = "; ".join(f"“{words.split('|')[0]}”" for words in _WORDS[vocabulary].values())
        raise ValueFault(f"Không có trong danh mục; hãy ghi một trong: {labels}.")
    return found


def parse_flag(cell: Cell) -> bool:
    """Yes or no; a cross means yes. Raises ValueFault."""
    if isinstance(cell, BadCell):
        raise ValueFault(cell.reason)
    text = str(cell).strip()
    key = (name_key(text) or text) if len(text) <= _LONGEST else ""
    if key in _YES or key in ("✓", "✔", "+"):
        return True
    if key in _NO or key in ("-", "–", "—"):
        return False
    raise ValueFault("Hãy ghi “có” hoặc “không”.")

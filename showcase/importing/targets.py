"""What a column of a table of initiatives may hold. Pure.

A target is named as the field it fills; of the people, decisions and honours of an initiative there are several, and
a column of theirs says whose: `authors.2.share`. The same collections can stand in one cell: `authors`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "COLLECTIONS",
    "DEFAULTABLE",
    "MOST_PARTS",
    "REQUIRED",
    "TARGETS",
    "Sort",
    "Target",
    "is_target",
    "label_of",
    "target_of",
]

Sort: TypeAlias = Literal[
    "code",
    "line",
    "text",
    "lines",
    "date",
    "money",
    "choice",
    "lookup",
    "tags",
    "share",
    "flag",
    "name",
    "collection",
]
"""How the text of a cell becomes a value."""


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that a column may hold.

    `length` is the most characters that the field takes (0: no limit). `words` are headings under which the column is
    found, as slugs, most telling first; `of` is the kind of a looked-up record or the vocabulary of a choice.
    """

    name: str
    label: str
    sort: Sort
    words: tuple[str, ...]
    length: int = 0
    of: str = ""
    example: str = ""


def _t(
    name: str, label: str, sort: Sort, words: str, *, length: int = 0, of: str = "", example: str = ""
) -> Target:
    return Target(name, label, sort, tuple(words.split()), length, of, example)


_ALL = (
    _t(
        "code",
        "Mã sáng kiến",
        "code",
        "ma ma-sang-kien ma-sk ma-so ma-ho-so code",
        length=24,
        example="NL-2022-0417",
    ),
    _t(
        "title",
        "Tên sáng kiến",
        "line",
        "ten-sang-kien ten-sk ten-giai-phap ten-de-tai ten-sang-kien-giai-phap noi-dung-sang-kien ten title",
        length=250,
        example="Cữ định vị cho máy khoan bàn",
    ),
    _t("title_en", "Tên tiếng Anh", "line", "ten-tieng-anh title-en english-title", length=250),
    _t(
        "summary",
        "Tóm tắt",
        "text",
        "tom-tat mo-ta-tom-tat noi-dung-tom-tat tom-tat-noi-dung summary",
        length=600,
    ),
    _t("summary_en", "Tóm tắt tiếng Anh", "text", "tom-tat-tieng-anh summary-en", length=600),
    _t("problem_line", "Vướng gì (một dòng)", "line", "vuong-gi vuong-mac problem-line", length=220),
    _t("idea_line", "Làm thế nào (một dòng)", "line", "lam-the-nao y-tuong cach-lam idea-line", length=220),
    _t("result_line", "Được gì (một dòng)", "line", "duoc-gi result-line", length=80, example="−31% điện"),
    _t("problem", "Vấn đề", "text", "van-de thuc-trang hien-trang cach-cu giai-phap-cu ly-do problem"),
    _t(
        "solution",
        "Giải pháp",
        "text",
        "giai-phap diem-moi noi-dung noi-dung-giai-phap giai-phap-moi solution",
    ),
    _t("steps", "Các bước", "lines", "cac-buoc buoc-thuc-hien cac-buoc-thuc-hien steps"),
    _t(
        "cost",
        "Chi phí (đồng)",
        "money",
        "chi-phi kinh-phi chi-phi-thuc-hien dau-tu cost",
        example="12.500.000 đ",
    ),
    _t("results", "Kết quả", "text", "ket-qua hieu-qua ket-qua-ap-dung hieu-qua-ap-dung results"),
    _t("suits", "Dùng được khi", "lines", "dung-duoc-khi dieu-kien dieu-kien-ap-dung suits"),
    _t("does_not_suit", "Không hợp khi", "lines", "khong-hop-khi han-che does-not-suit"),
    _t(
        "solution_type",
        "Loại giải pháp",
        "choice",
        "loai-giai-phap loai-sang-kien loai-hinh hinh-thuc-giai-phap loai solution-type",
        of="solution_type",
        example="Kỹ thuật – quy trình",
    ),
    _t(
        "field",
        "Lĩnh vực",
        "lookup",
        "linh-vuc nganh linh-vuc-ap-dung field",
        of="field",
        example="An toàn máy",
    ),
    _t(
        "unit",
        "Đơn vị",
        "lookup",
        "don-vi ten-don-vi cong-doan-co-so cdcs ten-cong-doan cong-doan don-vi-ap-dung don-vi-cong-tac co-quan "
        "ldld lien-doan-lao-dong unit",
        of="unit",
        example="CĐCS Công ty Cấp nước số 2",
    ),
    _t("sector", "Khu vực", "choice", "khu-vuc loai-hinh-don-vi thanh-phan sector", of="sector"),
    _t("scope", "Phạm vi áp dụng", "choice", "pham-vi pham-vi-ap-dung pham-vi-anh-huong scope", of="scope"),
    _t("campaign", "Chương trình", "lookup", "chuong-trinh chien-dich phong-trao campaign", of="campaign"),
    _t("tags", "Từ khoá", "tags", "tu-khoa the tags keywords", length=100, example="máy khoan; đồ gá"),
    _t(
        "applied_on",
        "Áp dụng từ",
        "date",
        "ap-dung-tu ngay-ap-dung ngay-ap-dung-lan-dau ngay-ap-dung-thu thoi-gian-ap-dung thoi-diem-ap-dung applied-on",
        example="5/3/2022",
    ),
    _t(
        "benefit_value",
        "Giá trị làm lợi (đồng)",
        "money",
        "gia-tri-lam-loi so-tien-lam-loi tien-lam-loi lam-loi hieu-qua-kinh-te gia-tri gtll benefit-value",
        example="320.000.000 đ",
    ),
    _t("benefit_period", "Tính cho", "line", "tinh-cho thoi-gian-tinh benefit-period", length=60),
    _t("benefit_method", "Cách tính", "text", "cach-tinh phuong-phap-tinh benefit-method"),
    _t(
        "benefit_evidence",
        "Mức bằng chứng",
        "choice",
        "muc-bang-chung bang-chung can-cu-xac-nhan ai-xac-nhan benefit-evidence",
        of="evidence",
    ),
    _t("other_productivity", "Lợi ích: năng suất", "text", "nang-suat other-productivity"),
    _t("other_quality", "Lợi ích: chất lượng", "text", "chat-luong other-quality"),
    _t("other_safety", "Lợi ích: an toàn", "text", "an-toan other-safety"),
    _t("other_environment", "Lợi ích: môi trường", "text", "moi-truong other-environment"),
    _t("other_welfare", "Lợi ích: đời sống", "text", "doi-song other-welfare"),
    _t("disclosure", "Công bố", "choice", "cong-bo muc-cong-bo bao-mat disclosure", of="disclosure"),
    _t(
        "authors",
        "Tác giả (cả trong một ô)",
        "collection",
        "tac-gia-dong-tac-gia danh-sach-tac-gia nhom-tac-gia authors",
        example="Nguyễn Văn A (60%); Trần Thị B (40%)",
    ),
    _t(
        "recognitions",
        "Công nhận (cả trong một ô)",
        "collection",
        "cong-nhan recognitions",
        example="Cấp cơ sở | CĐCS Công ty A | 125/QĐ-CĐCS | 20/4/2022",
    ),
    _t(
        "awards",
        "Khen thưởng (cả trong một ô)",
        "collection",
        "khen-thuong danh-sach-khen-thuong awards",
        example="Bằng Lao động sáng tạo | 88/QĐ-TLĐ | 1/5/2022",
    ),
)

_PARTS = (
    _t(
        "authors.name",
        "Tác giả: họ và tên",
        "name",
        "tac-gia ho-va-ten ho-ten ten-tac-gia chu-nhiem author name",
        length=120,
    ),
    _t(
        "authors.job_title",
        "Tác giả: công việc",
        "line",
        "chuc-danh cong-viec nghe-nghiep chuc-vu job-title",
        length=160,
    ),
    _t(
        "authors.workplace",
        "Tác giả: nơi làm việc",
        "line",
        "noi-lam-viec bo-phan phong-ban workplace",
        length=200,
    ),
    _t(
        "authors.education",
        "Tác giả: trình độ",
        "choice",
        "trinh-do trinh-do-chuyen-mon education",
        of="education",
    ),
    _t(
        "authors.holds_leadership_post",
        "Tác giả: giữ chức vụ quản lý",
        "flag",
        "giu-chuc-vu giu-chuc-vu-quan-ly la-quan-ly can-bo-quan-ly quan-ly holds-leadership-post",
    ),
    _t(
        "authors.share",
        "Tác giả: phần đóng góp (%)",
        "share",
        "ty-le ti-le ty-le-dong-gop ti-le-dong-gop phan-dong-gop dong-gop phan-tram share",
        example="60",
    ),
    _t("recognitions.level", "Công nhận: cấp", "choice", "cap cap-cong-nhan level", of="level"),
    _t(
        "recognitions.body",
        "Công nhận: nơi công nhận",
        "lookup",
        "noi-cong-nhan don-vi-cong-nhan co-quan-cong-nhan hoi-dong body",
        of="unit",
    ),
    _t(
        "recognitions.decision_number",
        "Công nhận: số quyết định",
        "line",
        "so-quyet-dinh so-qd so-quyet-dinh-cong-nhan quyet-dinh-cong-nhan so-qd-cong-nhan decision-number",
        length=60,
    ),
    _t(
        "recognitions.date",
        "Công nhận: ngày",
        "date",
        "ngay-cong-nhan ngay-quyet-dinh ngay-qd ngay-quyet-dinh-cong-nhan ngay-qd-cong-nhan date",
    ),
    _t(
        "recognitions.certificate_number",
        "Công nhận: số giấy chứng nhận",
        "line",
        "so-giay-chung-nhan so-gcn certificate-number",
        length=60,
    ),
    _t(
        "awards.award_type",
        "Khen thưởng: hình thức",
        "lookup",
        "hinh-thuc-khen hinh-thuc-khen-thuong danh-hieu award-type",
        of="award",
    ),
    _t("awards.body", "Khen thưởng: nơi khen", "lookup", "noi-khen cap-khen co-quan-khen", of="unit"),
    _t(
        "awards.decision_number",
        "Khen thưởng: số quyết định",
        "line",
        "so-quyet-dinh-khen so-quyet-dinh-khen-thuong so-qd-khen so-qd-khen-thuong",
        length=60,
    ),
    _t(
        "awards.date",
        "Khen thưởng: ngày",
        "date",
        "ngay-khen ngay-khen-thuong ngay-quyet-dinh-khen ngay-quyet-dinh-khen-thuong ngay-qd-khen",
    ),
)

TARGETS: dict[str, Target] = {one.name: one for one in (*_ALL, *_PARTS)}
"""Everything that a column may hold; parts of collections without the number that a column adds."""

COLLECTIONS = ("authors", "recognitions", "awards")
"""Targets of which an initiative has several."""

MOST_PARTS = 30
"""How many authors, decisions or honours a table may give columns to."""

REQUIRED = ("code", "title", "summary", "solution_type", "field", "unit", "sector", "applied_on")
"""What a new initiative must have; a summary may be cut from the narrative."""

DEFAULTABLE = (
    "solution_type",
    "sector",
    "scope",
    "field",
    "unit",
    "campaign",
    "benefit_evidence",
    "benefit_period",
    "disclosure",
    "applied_on",
)
"""Targets that one value can stand in for, where the table has no column of them or a cell is empty."""

_NUMBERED = re.compile(rf"({'|'.join(COLLECTIONS)})\.([1-9]\d?)\.([a-z_]+)")


def target_of(name: str) -> Target:
    """The target that a column's name means: `authors.2.share` → the share of an author. Raises KeyError."""
    found = _NUMBERED.fullmatch(name)
    if found is None:
        if "." in name:
            raise KeyError(name)
        return TARGETS[name]
    if int(found[2]) > MOST_PARTS:
        raise KeyError(name)
    return TARGETS[f"{found[1]}.{found[3]}"]


def is_target(name: str) -> bool:
    """Whether a column can be given this name."""
    try:
        target_of(name)
    except KeyError:
        return False
    return True


def label_of(name: str) -> str:
    """The words for a target: “Tác giả 2: phần đóng góp (%)”. Raises KeyError."""
    target = target_of(name)
    if "." not in name:
        return target.label
    head, _colon, rest = target.label.partition(":")
    return f"{head} {name.split('.')[1]}:{rest}"

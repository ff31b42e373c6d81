"""The one declaration of what an exported initiative holds: names, types, units, meaning.

Files, their data dictionary and the types of Parquet follow from it. A closed record (technology secrets) has only the
columns that say so: title, effect and award, everywhere.
"""

import enum
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Choices

from showcase.choices import Disclosure, Evidence, Level, Scope, Sector, SolutionType

__all__ = ["COLUMNS", "LIST_SEPARATOR", "Column", "Type"]

LIST_SEPARATOR = " | "
"""Between the values of a list within one cell of a sheet."""


class Type(enum.StrEnum):
    """What a value is; the Vietnamese word is for the data dictionary."""

    TEXT = "chuỗi"
    INTEGER = "số nguyên"
    DATE = "ngày"
    MOMENT = "thời điểm"
    BOOLEAN = "đúng hoặc sai"
    LIST = "danh sách chuỗi"


ClosedList: TypeAlias = type[Choices]
"""A closed vocabulary of `showcase.choices`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its labels for people, what it means; `closed` records have it too."""

    name: str
    label: str
    label_en: str
    meaning: str
    type: Type = Type.TEXT
    unit: str = ""
    choices: ClosedList | None = None
    closed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("code", "Mã", "Code", "Mã sáng kiến, không đổi", closed=True),
    Column("url", "Địa chỉ", "Address", "Trang của sáng kiến trên cổng", closed=True),
    Column("title", "Tên sáng kiến", "Title", "Tên sáng kiến", closed=True),
    Column("title_en", "Tên tiếng Anh", "English title", "Tên tiếng Anh, nếu có", closed=True),
    Column(
        "disclosure",
        "Công bố",
        "Disclosure",
        "abstract: có bí mật công nghệ, chỉ có tên, hiệu quả và khen thưởng; các cột khác để trống",
        choices=Disclosure,
        closed=True,
    ),
    Column("result_line", "Được gì", "Result", "Kết quả trong một dòng", closed=True),
    Column(
        "benefit_value",
        "Giá trị làm lợi (đồng)",
        "Benefit value (VND)",
        "Giá trị làm lợi bằng tiền; không cộng các giá trị khác mức bằng chứng",
        Type.INTEGER,
        unit="đồng",
        closed=True,
    ),
    Column("benefit_period", "Tính cho", "Benefit period", "Khoảng thời gian của giá trị ấy", closed=True),
    Column(
        "benefit_evidence",
        "Mức bằng chứng",
        "Evidence of benefit",
        "Ai đứng sau con số",
        choices=Evidence,
        closed=True,
    ),
    Column("awards", "Khen thưởng", "Awards", "Các hình thức khen thưởng", Type.LIST, closed=True),
    Column(
        "is_demo",
        "Nội dung minh hoạ",
        "Demonstration content",
        "true: dựng lên để trình diễn, không có thật",
        Type.BOOLEAN,
        closed=True,
    ),
    Column("problem_line", "Vướng gì", "Problem in a line", "Vướng mắc trong một dòng"),
    Column("idea_line", "Làm thế nào", "Idea in a line", "Cách làm trong một dòng"),
    Column("summary", "Tóm tắt", "Summary", "Hai, ba câu tóm tắt"),
    Column("summary_en", "Tóm tắt tiếng Anh", "English summary", "Tóm tắt bằng tiếng Anh, nếu có"),
    Column("field", "Mã lĩnh vực", "Field key", "Mã lĩnh vực, dùng được làm tham số lọc"),
    Column("field_name", "Lĩnh vực", "Field", "Tên lĩnh vực"),
    Column("unit", "Mã đơn vị", "Unit key", "Mã đơn vị tại ngày được công nhận"),
    Column("unit_name", "Đơn vị", "Unit", "Tên đơn vị tại ngày được công nhận"),
    Column("year", "Năm", "Year", "Năm áp dụng", Type.INTEGER),
    Column("level", "Cấp công nhận cao nhất", "Highest level", "Cấp công nhận cao nhất", choices=Level),
    Column("solution_type", "Loại giải pháp", "Type of solution", "Loại giải pháp", choices=SolutionType),
    Column("sector", "Khu vực", "Sector", "Khu vực của nơi làm việc khi được công nhận", choices=Sector),
    Column("scope", "Phạm vi áp dụng", "Scope", "Phạm vi đã áp dụng thật", choices=Scope),
    Column("campaign", "Mã chương trình", "Campaign key", "Mã chương trình mà sáng kiến tham gia"),
    Column("campaign_name", "Chương trình", "Campaign", "Tên gọn của chương trình"),
    Column("tags", "Từ khoá", "Tags", "Từ khoá", Type.LIST),
    Column("applied_on", "Áp dụng từ", "Applied on", "Ngày áp dụng lần đầu hoặc áp dụng thử", Type.DATE),
    Column(
        "authors",
        "Tác giả",
        "Authors",
        "Theo thứ tự trong quyết định; người chưa đồng ý nêu tên thì ghi công việc",
        Type.LIST,
    ),
    Column(
        "recognitions",
        "Công nhận",
        "Recognitions",
        "Mỗi lần công nhận: cấp, nơi công nhận, ngày, số quyết định",
        Type.LIST,
    ),
    Column("problem", "Vấn đề", "Problem", "Cách cũ và điểm yếu"),
    Column("solution", "Giải pháp", "Solution", "Điểm mới"),
    Column("steps", "Các bước", "Steps", "Các bước làm", Type.LIST),
    Column("cost", "Chi phí (đồng)", "Cost (VND)", "Chi phí thực hiện", Type.INTEGER, unit="đồng"),
    Column("results", "Kết quả", "Results", "Kết quả bằng lời"),
    Column("suits", "Dùng được khi", "Suits", "Điều kiện để dùng được", Type.LIST),
    Column("does_not_suit", "Không hợp khi", "Does not suit", "Trường hợp không hợp", Type.LIST),
    Column("benefit_method", "Cách tính", "Method of benefit", "Cách tính giá trị làm lợi"),
    Column("other_productivity", "Năng suất", "Productivity", "Lợi ích về năng suất"),
    Column("other_quality", "Chất lượng", "Quality", "Lợi ích về chất lượng"),
    Column("other_safety", "An toàn", "Safety", "Lợi ích về an toàn"),
    Column("other_environment", "Môi trường", "Environment", "Lợi ích về môi trường"),
    Column("other_welfare", "Đời sống", "Welfare", "Lợi ích về đời sống"),
    Column("updated_at", "Sửa lúc", "Updated at", "Lần sửa gần nhất", Type.MOMENT),
)
"""Every column, in the order of the files. Columns may be added at the end; none is renamed or removed."""

"""What the API says of each record. The descriptions are what its documentation shows.

Money is in whole đồng; days are ISO 8601; a property without a value is null, never left out.
"""

import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from pydantic import BaseModel, Field

__all__ = [
    "Attachment",
    "Author",
    "Benefit",
    "Campaign",
    "CampaignList",
    "CodedName",
    "Document",
    "DocumentList",
    "DocumentReference",
    "Facet",
    "FacetList",
    "FacetValue",
    "FieldList",
    "FieldRecord",
    "Figure",
    "Honour",
    "Initiative",
    "InitiativeDetail",
    "InitiativeList",
    "Measure",
    "OtherBenefit",
    "Phase",
    "Problem",
    "Recognition",
    "Reference",
    "Story",
    "StoryList",
    "Target",
    "Unit",
    "UnitList",
]


class Reference(BaseModel):
    """Another record, by its key and its name."""

    slug: str = Field(..., description="Mã, dùng được làm tham số lọc", examples=["y-te"])
    name: str = Field(..., description="Tên", examples=["Y tế"])


class CodedName(BaseModel):
    """A value of a closed vocabulary with its Vietnamese name."""

    value: str = Field(..., description="Mã, không đổi")
    label: str = Field(..., description="Tên tiếng Việt")


class Problem(BaseModel):
    """An error, after RFC 9457 (`application/problem+json`)."""

    type: str = Field("about:blank", description="Loại lỗi; about:blank: chỉ cần đọc status")
    title: str = Field(..., description="Tên ngắn của lỗi")
    status: int = Field(..., description="Mã trạng thái HTTP", examples=[400])
    detail: str = Field(..., description="Câu giải thích cho người đọc")
    parameter: str | None = Field(None, description="Tham số sai, nếu lỗi ở một tham số")


class Page(BaseModel):
    """One page of a list."""

    total: int | None = Field(
        ..., description="Tổng số bản ghi khớp; null khi đọc bằng con trỏ", examples=[128]
    )
    page: int | None = Field(..., description="Trang này, từ 1; null khi đọc bằng con trỏ")
    size: int = Field(..., description="Số bản ghi mỗi trang")
    next: str | None = Field(..., description="Địa chỉ trang sau; null ở trang cuối")
    previous: str | None = Field(
        ..., description="Địa chỉ trang trước; null ở trang đầu và khi đọc bằng con trỏ"
    )
    next_cursor: str | None = Field(
        None, description="Con trỏ của trang sau khi đọc bằng con trỏ; null ở trang cuối"
    )


# Initiatives ---------------------------------------------------------------------------------------------


class Benefit(BaseModel):
    """A benefit in money, with who stands behind it. Values of different evidence are never added."""

    value: int = Field(..., description="Giá trị làm lợi, đồng", examples=[120000000])
    period: str = Field(..., description="Tính cho khoảng thời gian nào", examples=["năm đầu"])
    evidence: CodedName = Field(..., description="Mức bằng chứng: stated, council hoặc adopter")
    method: str | None = Field(None, description="Cách tính; chỉ có ở địa chỉ của một sáng kiến")


class Initiative(BaseModel):
    """An initiative as lists show it.

    Of one published in abstract only, everything but title, effect and awards is null.
    """

    code: str = Field(..., description="Mã sáng kiến, không đổi", examples=["NL-2022-0417"])
    url: str = Field(..., description="Trang của sáng kiến trên cổng")
    title: str = Field(..., description="Tên sáng kiến")
    title_en: str | None = Field(..., description="Tên tiếng Anh")
    disclosure: CodedName = Field(
        ..., description="full: công bố đầy đủ; abstract: chỉ tên, hiệu quả, khen thưởng"
    )
    result_line: str | None = Field(..., description="Được gì, một dòng", examples=["−31% điện"])
    benefit: Benefit | None = Field(..., description="Giá trị làm lợi bằng tiền")
    awards: list[str] = Field(..., description="Hình thức khen thưởng")
    is_demo: bool = Field(..., description="Nội dung minh hoạ, không có thật")
    problem_line: str | None = Field(..., description="Vướng gì, một dòng")
    idea_line: str | None = Field(..., description="Làm thế nào, một dòng")
    summary: str | None = Field(..., description="Tóm tắt")
    field: Reference | None = Field(..., description="Lĩnh vực")
    unit: Reference | None = Field(..., description="Đơn vị khi được công nhận")
    year: int | None = Field(..., description="Năm áp dụng", examples=[2022])
    level: CodedName | None = Field(..., description="Cấp công nhận cao nhất")


class InitiativeList(Page):
    """Initiatives that match, best or latest first."""

    degraded: bool = Field(
        ..., description="true: máy tìm kiếm tạm ngừng, kết quả lấy thẳng từ cơ sở dữ liệu"
    )
    left_out: list[str] = Field(..., description="Những chữ trong câu tìm mà kết quả không nhất thiết có")
    corrected_to: str | None = Field(..., description="Câu đã được tìm thay cho câu gõ sai")
    items: list[Initiative] = Field(..., description="Các sáng kiến")


class Author(BaseModel):
    """An author; named only with a standing consent."""

    name: str | None = Field(..., description="Họ tên; null khi người ấy chưa đồng ý nêu tên")
    job_title: str | None = Field(..., description="Công việc")


class Measure(BaseModel):
    """A figure before and after."""

    what: str = Field(..., description="Đo gì")
    unit: str = Field(..., description="Đơn vị đo")
    before: float | None = Field(..., description="Trước khi áp dụng")
    after: float | None = Field(..., description="Sau khi áp dụng")


class OtherBenefit(BaseModel):
    """A benefit that is not money."""

    label: str = Field(..., description="Loại lợi ích")
    text: str = Field(..., description="Nội dung")


class Recognition(BaseModel):
    """A decision that recognises the initiative."""

    level: CodedName = Field(..., description="Cấp công nhận")
    body: Reference = Field(..., description="Nơi công nhận")
    date: datetime.date = Field(..., description="Ngày quyết định")
    decision_number: str | None = Field(..., description="Số quyết định")
    certificate_number: str | None = Field(..., description="Số giấy chứng nhận")


class Honour(BaseModel):
    """An honour with its decision."""

    award: Reference = Field(..., description="Hình thức khen thưởng")
    body: Reference | None = Field(..., description="Nơi khen")
    date: datetime.date = Field(..., description="Ngày quyết định")
    decision_number: str | None = Field(..., description="Số quyết định")


class Attachment(BaseModel):
    """A file to download."""

    name: str = Field(..., description="Tên tệp")
    url: str = Field(..., description="Địa chỉ tải")
    sha256: str = Field(..., description="Mã kiểm SHA-256 của tệp")


class InitiativeDetail(Initiative):
    """Everything published of one initiative; of one in abstract only, the rest is empty or null."""

    summary_en: str | None = Field(None, description="Tóm tắt tiếng Anh")
    problem: str | None = Field(None, description="Vấn đề: cách cũ và điểm yếu")
    solution: str | None = Field(None, description="Giải pháp: điểm mới")
    steps: list[str] = Field([], description="Các bước")
    cost: int | None = Field(None, description="Chi phí, đồng")
    results: str | None = Field(None, description="Kết quả")
    measures: list[Measure] = Field([], description="Chỉ số trước và sau")
    suits: list[str] = Field([], description="Dùng được khi")
    does_not_suit: list[str] = Field([], description="Không hợp khi")
    other_benefits: list[OtherBenefit] = Field([], description="Lợi ích không quy ra tiền")
    solution_type: CodedName | None = Field(None, description="Loại giải pháp")
    sector: CodedName | None = Field(None, description="Khu vực")
    scope: CodedName | None = Field(None, description="Phạm vi áp dụng")
    campaign: Reference | None = Field(None, description="Chương trình")
    tags: list[Reference] = Field([], description="Từ khoá")
    applied_on: datetime.date | None = Field(None, description="Áp dụng từ ngày")
    authors: list[Author] = Field([], description="Tác giả, theo thứ tự trong quyết định")
    recognitions: list[Recognition] = Field([], description="Các lần công nhận")
    honours: list[Honour] = Field([], description="Khen thưởng kèm quyết định")
    attachments: list[Attachment] = Field([], description="Tệp đính kèm")
    updated_at: datetime.datetime | None = Field(None, description="Lần sửa gần nhất")


# Facets, fields, units -----------------------------------------------------------------------------------


class FacetValue(BaseModel):
    """A value of a filter and how many initiatives carry it."""

    value: str = Field(..., description="Giá trị dùng làm tham số lọc")
    label: str = Field(..., description="Tên")
    count: int = Field(..., description="Số sáng kiến")
    selected: bool = Field(..., description="Đang được chọn")


class Facet(BaseModel):
    """A filter with its commonest values, counted without the filter itself."""

    name: str = Field(..., description="Tên tham số", examples=["field"])
    label: str = Field(..., description="Tên tiếng Việt", examples=["Lĩnh vực"])
    values: list[FacetValue] = Field(..., description="Các giá trị")


class FacetList(BaseModel):
    """The filters of the catalogue; none while the search engine is out of order."""

    total: int = Field(..., description="Tổng số sáng kiến khớp")
    degraded: bool = Field(..., description="true: máy tìm kiếm tạm ngừng, không có số đếm")
    facets: list[Facet] = Field(..., description="Các bộ lọc")


class FieldRecord(Reference):
    """A subject area."""

    parent: str | None = Field(..., description="Mã lĩnh vực cấp trên; null ở cấp trên cùng")
    summary: str | None = Field(..., description="Một câu giới thiệu")
    url: str = Field(..., description="Trang của lĩnh vực trên cổng")


class FieldList(BaseModel):
    """All subject areas, parents before their children."""

    items: list[FieldRecord] = Field(..., description="Các lĩnh vực")


class Unit(Reference):
    """A union body, or a workplace that a grassroots union covers. A merged body stays, with its last day."""

    short_name: str = Field(..., description="Tên gọn")
    workplace: str | None = Field(..., description="Nơi làm việc mà công đoàn cơ sở bao trùm")
    kind: CodedName = Field(..., description="Cấp")
    place: str | None = Field(..., description="Địa bàn")
    parent: str | None = Field(..., description="Mã đơn vị cấp trên")
    valid_from: datetime.date | None = Field(..., description="Có từ ngày")
    valid_to: datetime.date | None = Field(..., description="Đến hết ngày; null: đang hoạt động")
    successors: list[str] = Field(..., description="Mã các đơn vị kế thừa")
    is_demo: bool = Field(..., description="Nội dung minh hoạ, không có thật")


class UnitList(Page):
    """Units in the order of their tree: a body, then what lies below it."""

    items: list[Unit] = Field(..., description="Các đơn vị")


# Pages ---------------------------------------------------------------------------------------------------


class Phase(BaseModel):
    """A stretch of a campaign."""

    name: str = Field(..., description="Tên giai đoạn")
    starts_on: datetime.date | None = Field(..., description="Từ ngày")
    ends_on: datetime.date | None = Field(..., description="Đến ngày")
    text: str = Field(..., description="Việc chính")


class Target(BaseModel):
    """How many initiatives were to be reached."""

    kind: CodedName = Field(..., description="Ai đặt chỉ tiêu")
    unit: Reference | None = Field(..., description="Đơn vị; null: cả nước")
    value: int = Field(..., description="Số sáng kiến", examples=[60000])
    as_of: datetime.date | None = Field(..., description="Thời điểm; null khi nguồn không nêu")
    source: str = Field(..., description="Nguồn")
    note: str = Field(..., description="Ghi chú")


class Figure(BaseModel):
    """A reported number, as its source gives it."""

    kind: CodedName = Field(..., description="Đếm gì")
    unit: Reference | None = Field(..., description="Đơn vị; null: cả nước hoặc nhóm nêu trong label")
    label: str = Field(..., description="Diễn giải")
    value: int = Field(..., description="Số; với benefit là đồng", examples=[163532])
    approximate: bool = Field(..., description="Số tròn: nguồn ghi “hơn” hoặc “khoảng”")
    as_of: datetime.datetime | None = Field(..., description="Tính đến; null khi nguồn không nêu")
    source: str = Field(..., description="Nguồn")
    note: str = Field(..., description="Ghi chú")


class Campaign(BaseModel):
    """A programme with its targets and reported figures."""

    slug: str = Field(..., description="Mã, dùng được làm tham số lọc", examples=["1-trieu-sang-kien"])
    url: str = Field(..., description="Trang của chiến dịch trên cổng")
    figures_url: str = Field(..., description="Các số liệu dạng CSV")
    title: str = Field(..., description="Tên đầy đủ")
    short_title: str = Field(..., description="Tên gọn")
    summary: str = Field(..., description="Lời dẫn")
    organiser: str = Field(..., description="Đơn vị phát động")
    starts_on: datetime.date = Field(..., description="Ngày bắt đầu")
    ends_on: datetime.date | None = Field(..., description="Ngày kết thúc")
    state: CodedName = Field(..., description="Trạng thái hôm nay, suy ra từ ngày")
    phases: list[Phase] = Field(..., description="Các giai đoạn")
    targets: list[Target] = Field(..., description="Chỉ tiêu")
    figures: list[Figure] = Field(..., description="Số liệu báo cáo; không cộng lại với nhau")
    sources: str = Field(..., description="Nói chung về nguồn")
    is_demo: bool = Field(..., description="Nội dung minh hoạ, không có thật")


class CampaignList(BaseModel):
    """All campaigns, latest start first."""

    items: list[Campaign] = Field(..., description="Các chiến dịch")


class DocumentReference(BaseModel):
    """Another guidance document."""

    symbol: str = Field(..., description="Số, ký hiệu", examples=["04/HD-LĐLĐ"])
    url: str = Field(..., description="Trang của văn bản trên cổng")


class Document(DocumentReference):
    """A guidance document with its state today."""

    number: int = Field(..., description="Số", examples=[4])
    kind: str = Field(..., description="Loại văn bản", examples=["Hướng dẫn"])
    issuer: str = Field(..., description="Cơ quan ban hành")
    title: str = Field(..., description="Tên trang")
    abstract: str = Field(..., description="Trích yếu")
    issued_on: datetime.date = Field(..., description="Ngày ban hành")
    issued_precision: CodedName = Field(
        ..., description="month: chỉ biết tháng, ngày trong issued_on là quy ước"
    )
    effective_from: datetime.date = Field(..., description="Có hiệu lực từ")
    effective_to: datetime.date | None = Field(..., description="Hết hiệu lực sau ngày")
    status: CodedName = Field(..., description="Tình trạng hôm nay, suy ra từ ngày và quan hệ văn bản")
    replaced_by: list[DocumentReference] = Field(..., description="Văn bản thay thế")
    is_demo: bool = Field(..., description="Nội dung minh hoạ, không có thật")


class DocumentList(Page):
    """Guidance documents, latest issue first."""

    items: list[Document] = Field(..., description="Các văn bản")


class Story(BaseModel):
    """A feature on a worker or a team; named only with a standing consent."""

    slug: str = Field(..., description="Mã trong địa chỉ")
    url: str = Field(..., description="Trang của câu chuyện trên cổng")
    title: str = Field(..., description="Tên bài")
    summary: str = Field(..., description="Lời dẫn")
    person: str = Field(..., description="Nhân vật, không nêu tên")
    name: str | None = Field(..., description="Tên nhân vật; null khi người ấy chưa đồng ý nêu tên")
    field: Reference = Field(..., description="Lĩnh vực")
    published_at: datetime.datetime = Field(..., description="Đăng lúc")
    initiatives: list[str] = Field(..., description="Mã các sáng kiến trong bài")
    is_demo: bool = Field(..., description="Nội dung minh hoạ, không có thật")


class StoryList(Page):
    """Stories, latest first."""

    items: list[Story] = Field(..., description="Các câu chuyện")


def coded(choice: Any) -> CodedName:
    """A choice of a closed vocabulary as the API writes it."""
    return _named(choice, get_language())


@lru_cache(typed=True)
def _named(choice: Any, language: str | None) -> CodedName:
    """Vocabularies are short, and a page of the catalogue names hundreds of their values.

    By type as well: members of different vocabularies may be equal as texts.
    """
    return CodedName(value=str(choice.value), label=str(choice.label))

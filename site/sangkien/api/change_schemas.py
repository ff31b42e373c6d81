"""What the change feed says of each change."""

import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from showcase.public_changes import RecordKind

__all__ = ["Change", "ChangeList"]


class Change(BaseModel):
    """What became of a record: only the last change of each is told."""

    action: Literal["created", "updated", "deleted"] = Field(
        ...,
        description="created: mới công khai sau con trỏ đã gửi; updated: có thay đổi; "
        "deleted: đã xoá, đã rút xuống hoặc không còn công khai",
    )
    kind: RecordKind = Field(..., description="Loại bản ghi", examples=["initiative"])
    id: int = Field(..., description="Số của bản ghi trong loại của nó, không bao giờ đổi", examples=[417])
    key: str = Field(
        ..., description="Mã công khai lúc ấy: mã sáng kiến, slug hoặc số ký hiệu", examples=["NL-2022-0417"]
    )
    at: datetime.datetime = Field(..., description="Thay đổi lúc")
    record: dict[str, Any] | None = Field(
        None,
        description="Bản ghi như địa chỉ của loại ấy trả về, khi gọi với records=true; null khi đã mất",
    )


class ChangeList(BaseModel):
    """Changes in strict order after a cursor."""

    items: list[Change] = Field(..., description="Các thay đổi, cũ trước mới sau")
    cursor: str = Field(..., description="Con trỏ để hỏi tiếp: gửi trong since")
    more: bool = Field(..., description="true: còn thay đổi, hỏi tiếp ngay; false: đã theo kịp")
    next: str = Field(..., description="Địa chỉ để hỏi tiếp")

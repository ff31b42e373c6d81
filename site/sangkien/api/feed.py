"""The change feed: what a mirror has to read to stay in step."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError

from sangkien.api.change_schemas import Change, ChangeList
from sangkien.api.cursors import read_cursor, write_cursor
from sangkien.api.operations import Size, read
from sangkien.api.selections import records_by_id
from search.contract import MAX_SIZE
from showcase.models import PublicChange
from showcase.public_changes import RecordKind, head, read_after

__all__ = ["router"]

router = Router()
get = partial(read, router)

NOW = "now"
"""The cursor of whoever wants only what comes from here on."""

_SCOPE = "changes"

Since = Annotated[
    str,
    Query(
        max_length=200,
        description=(
            "Con trỏ của câu trả lời trước. Để trống: từ đầu, tức mọi bản ghi đang công khai. now: chỉ lấy con trỏ "
            "hiện thời, để đọc toàn bộ rồi theo tiếp từ đó"
        ),
    ),
]
Kinds = Annotated[
    list[RecordKind],
    Query(description="Chỉ những loại này; lặp lại tham số để chọn nhiều loại. Để trống: mọi loại"),
]
WithRecords = Annotated[bool, Query(description="true: gửi kèm bản ghi, khỏi phải hỏi từng địa chỉ")]


@get(
    "/changes",
    ChangeList,
    tags=["Theo kịp thay đổi"],
    summary="Những thay đổi sau một con trỏ",
    description=(
        "Mỗi bản ghi chỉ hiện một lần, với thay đổi cuối của nó; thứ tự là chặt và không số nào bị sót, kể cả khi "
        "nhiều người sửa cùng lúc. Rút xuống, xoá và thu hồi công khai đều là deleted; người rút lại đồng ý nêu tên "
        "thì sáng kiến hiện lại là updated, không còn tên. Tình trạng suy ra từ ngày (hiệu lực văn bản, trạng thái "
        "chiến dịch) đổi lúc nửa đêm mà không có thay đổi nào được ghi: hãy đọc lại hai loại ấy mỗi ngày. Con trỏ "
        "không còn dùng được thì nhận 410: hãy đọc lại từ đầu."
    ),
    gone=True,
)
def list_changes(
    request: HttpRequest,
    *,
    since: Since = "",
    kind: Kinds = [],  # noqa: B006 -- ninja reads the default, nothing writes to it
    records: WithRecords = False,
    size: Size = MAX_SIZE,
) -> ChangeList:
    """Changes after a cursor."""
    if since == NOW:
        return _page(request, [], head(), kind, records=records, size=size, more=False)
    last_read = read_cursor(since, _SCOPE, "since") if since else 0
    page = read_after(last_read, size, kind)
    if last_read > head():
        raise HttpError(410, "Con trỏ này mới hơn mọi thay đổi ở đây. Hãy đọc lại từ đầu.")
    found = _records(request, page.changes) if records else None
    items = [_change(change, last_read, found) for change in page.changes]
    return _page(request, items, page.cursor, kind, records=records, size=size, more=page.more)


def _page(
    request: HttpRequest,
    items: list[Change],
    cursor: int,
    kinds: Sequence[RecordKind],
    *,
    records: bool,
    size: int,
    more: bool,
) -> ChangeList:
    written = write_cursor(cursor, _SCOPE)
    pairs: list[tuple[str, Any]] = [("since", written), *(("kind", one.value) for one in kinds)]
    pairs += [("records", "true")] if records else []
    address = f"{request.build_absolute_uri(request.path)}?{urlencode([*pairs, ('size', size)])}"
    return ChangeList(items=items, cursor=written, more=more, next=address)


def _records(request: HttpRequest, changes: Sequence[PublicChange]) -> dict[tuple[str, int], dict[str, Any]]:
    """The records of changes that left one, by kind and number: a fixed number of queries for each kind."""
    wanted: dict[RecordKind, list[int]] = defaultdict(list)
    for change in changes:
        if change.is_public:
            wanted[RecordKind(change.kind)].append(change.object_id)
    return {
        (kind.value, pk): record.model_dump()
        for kind, ids in wanted.items()
        for pk, record in records_by_id(request, kind, ids).items()
    }


def _change(
    change: PublicChange, last_read: int, found: dict[tuple[str, int], dict[str, Any]] | None
) -> Change:
    """A change as it looks to whoever read up to `last_read`; a record that is just gone is told as deleted."""
    record = None if found is None else found.get((change.kind, change.object_id))
    if not change.is_public or (found is not None and record is None):
        action = "deleted"
    else:
        action = "created" if (change.public_since or 0) > last_read else "updated"
    return Change.model_validate(
        {
            "action": action,
            "kind": change.kind,
            "id": change.object_id,
            "key": change.key,
            "at": change.changed_at,
            "record": record,
        }
    )

"""Example answers, one for each operation, as the description and its page show them.

All of it is invented and marked as such; a test reads every example with the schema of its operation.
"""

from typing import Any

__all__ = ["EXAMPLES", "HEADERS"]

HEADERS: dict[str, Any] = {
    "ETag": {"description": "Mã của câu trả lời; gửi lại trong If-None-Match", "schema": {"type": "string"}},
    "Last-Modified": {
        "description": "Lần đổi gần nhất, khi biết chắc; gửi lại trong If-Modified-Since",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "Hạn mức: q lần hỏi trong w giây",
        "schema": {"type": "string", "examples": ['"api";q=600;w=60']},
    },
    "RateLimit": {
        "description": "Còn r lần hỏi; đầy lại sau t giây",
        "schema": {"type": "string", "examples": ['"api";r=598;t=1']},
    },
}
"""Headers that every answer carries."""

_ORIGIN = "https://sangkien.example"
_API = f"{_ORIGIN}/api/v1"
_CURSOR = "NDE3OmZZY2JxS3h2U1RrT1g"
_MOMENT = "2026-11-20T08:15:00Z"


def _coded(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def _named(slug: str, name: str) -> dict[str, str]:
    return {"slug": slug, "name": name}


_FIELD = _named("nang-luong", "Năng lượng")
_BODY = _named("cdcs-co-khi-minh-hoa", "CĐCS Công ty Cơ khí Minh Hoạ")
_UNIT = _named("cdcs-co-khi-minh-hoa", "Công ty Cơ khí Minh Hoạ")
_PROVINCE = _named("ldld-tinh-minh-hoa", "LĐLĐ tỉnh Minh Hoạ")

_INITIATIVE: dict[str, Any] = {
    "code": "NL-2022-0417",
    "url": f"{_ORIGIN}/sang-kien/NL-2022-0417/ha-ap-suat-may-nen-khi/",
    "title": "Hạ áp suất máy nén khí theo ca",
    "title_en": None,
    "disclosure": _coded("full", "Công bố đầy đủ"),
    "result_line": "−31% điện",
    "benefit": {
        "value": 120_000_000,
        "period": "năm đầu",
        "evidence": _coded("council", "Hội đồng công nhận"),
        "method": None,
    },
    "awards": ["Bằng Lao động sáng tạo"],
    "is_demo": True,
    "problem_line": "Máy nén chạy 8 bar suốt đêm dù chỉ cần 6 bar",
    "idea_line": "Hẹn giờ hạ áp suất khi dây chuyền nghỉ",
    "summary": "Bộ hẹn giờ hạ áp suất máy nén khí ngoài ca sản xuất.",
    "field": _FIELD,
    "unit": _UNIT,
    "year": 2022,
    "level": _coded("province", "Cấp tỉnh, thành phố"),
}

_DETAIL: dict[str, Any] = {
    **_INITIATIVE,
    "benefit": {**_INITIATIVE["benefit"], "method": "Điện giảm mỗi tháng × giá điện × 12"},
    "summary_en": None,
    "problem": "Máy nén giữ 8 bar cả đêm, điện không tải chiếm một phần ba.",
    "solution": "Bộ hẹn giờ và van điện từ hạ áp suất còn 6 bar ngoài ca.",
    "steps": ["Đo áp suất từng ca", "Lắp bộ hẹn giờ và van"],
    "cost": 12_500_000,
    "results": "Ba tháng theo dõi, điện giảm 31%.",
    "measures": [{"what": "Điện mỗi tháng", "unit": "kWh", "before": 18_400.0, "after": 12_700.0}],
    "suits": ["Máy nén có van xả không tải"],
    "does_not_suit": ["Dây chuyền chạy liên tục"],
    "other_benefits": [{"label": "an toàn", "text": "Bớt tiếng ồn ca đêm"}],
    "solution_type": _coded("process", "Kỹ thuật – quy trình"),
    "sector": _coded("non_state", "Khu vực ngoài nhà nước"),
    "scope": _coded("grassroots", "Cơ sở"),
    "campaign": _named("1-trieu-sang-kien", "1 triệu sáng kiến"),
    "tags": [_named("may-nen-khi", "máy nén khí")],
    "applied_on": "2022-01-12",
    "authors": [{"name": None, "job_title": "Thợ điện bậc 5/7"}],
    "recognitions": [
        {
            "level": _coded("province", "Cấp tỉnh, thành phố"),
            "body": _PROVINCE,
            "date": "2022-05-01",
            "decision_number": "901/QĐ-LĐLĐ",
            "certificate_number": None,
        }
    ],
    "honours": [
        {
            "award": _named("bang-lao-dong-sang-tao", "Bằng Lao động sáng tạo"),
            "body": None,
            "date": "2022-07-28",
            "decision_number": "902/QĐ-TLĐ",
        }
    ],
    "attachments": [],
    "updated_at": _MOMENT,
}

_FIELD_RECORD = {
    **_FIELD,
    "parent": None,
    "summary": "Điện, hơi, khí nén, nhiên liệu.",
    "url": f"{_ORIGIN}/sang-kien/linh-vuc/nang-luong/",
}

_UNIT_RECORD = {
    "slug": "ldld-tinh-cu",
    "name": "LĐLĐ tỉnh Cũ (minh hoạ)",
    "short_name": "Tỉnh Cũ",
    "workplace": None,
    "kind": _coded("province", "LĐLĐ tỉnh, thành phố"),
    "place": "Tỉnh Cũ",
    "parent": "tong-ldld",
    "valid_from": None,
    "valid_to": "2025-06-30",
    "successors": ["ldld-tinh-minh-hoa"],
    "is_demo": True,
}

_CAMPAIGN: dict[str, Any] = {
    "slug": "1-trieu-sang-kien",
    "url": f"{_ORIGIN}/chien-dich/1-trieu-sang-kien/",
    "figures_url": f"{_ORIGIN}/so-lieu/1-trieu-sang-kien.csv",
    "title": "1 triệu sáng kiến – nỗ lực vượt khó, sáng tạo",
    "short_title": "1 triệu sáng kiến",
    "summary": "Chương trình của Tổng Liên đoàn Lao động Việt Nam.",
    "organiser": "Tổng LĐLĐ Việt Nam",
    "starts_on": "2022-01-08",
    "ends_on": "2023-09-01",
    "state": _coded("ended", "Đã kết thúc"),
    "phases": [
        {"name": "Cao điểm", "starts_on": "2022-04-01", "ends_on": "2022-05-31", "text": "Đăng ký, nhập."}
    ],
    "targets": [
        {
            "kind": _coded("assigned", "Được giao"),
            "unit": _named("ha-noi", "LĐLĐ thành phố Hà Nội"),
            "value": 60_000,
            "as_of": None,
            "source": "Báo chí 2022",
            "note": "",
        }
    ],
    "figures": [
        {
            "kind": _coded("entered", "Đã nhập"),
            "unit": None,
            "label": "",
            "value": 163_532,
            "approximate": False,
            "as_of": "2022-04-20T01:00:00Z",
            "source": "Báo chí 2022",
            "note": "",
        }
    ],
    "sources": "Số liệu công bố trên báo chí.",
    "is_demo": False,
}

_DOCUMENT = {
    "symbol": "907/HD-LĐLĐ",
    "url": f"{_ORIGIN}/huong-dan/907-hd-ldld-2024/",
    "number": 907,
    "kind": "Hướng dẫn",
    "issuer": "LĐLĐ tỉnh Minh Hoạ",
    "title": "Hướng dẫn xét sáng kiến",
    "abstract": "Về xét, công nhận sáng kiến ở cơ sở",
    "issued_on": "2024-03-04",
    "issued_precision": _coded("day", "Biết ngày"),
    "effective_from": "2024-03-04",
    "effective_to": None,
    "status": _coded("ended", "Hết hiệu lực"),
    "replaced_by": [{"symbol": "906/HD-LĐLĐ", "url": f"{_ORIGIN}/huong-dan/906-hd-ldld-2025/"}],
    "is_demo": True,
}

_STORY = {
    "slug": "nguoi-ha-tieng-on",
    "url": f"{_ORIGIN}/guong-sang/nguoi-ha-tieng-on/",
    "title": "Người hạ tiếng ồn của ca đêm",
    "summary": "Một bộ hẹn giờ đổi nếp làm việc của cả xưởng.",
    "person": "Thợ điện bậc 5/7",
    "name": None,
    "field": _FIELD,
    "published_at": "2024-05-01T01:00:00Z",
    "initiatives": ["NL-2022-0417"],
    "is_demo": True,
}


def _page(path: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {
        "total": 128,
        "page": 1,
        "size": 20,
        "next": f"{_API}/{path}?page=2&size=20",
        "previous": None,
        "next_cursor": None,
        "items": list(items),
    }


EXAMPLES: dict[str, Any] = {
    "list_initiatives": {
        **_page("initiatives", _INITIATIVE),
        "degraded": False,
        "left_out": [],
        "corrected_to": None,
    },
    "get_initiative": _DETAIL,
    "list_facets": {
        "total": 128,
        "degraded": False,
        "facets": [
            {
                "name": "field",
                "label": "Lĩnh vực",
                "values": [{"value": "nang-luong", "label": "Năng lượng", "count": 31, "selected": False}],
            }
        ],
    },
    "list_fields": {"items": [_FIELD_RECORD]},
    "list_units": _page("units", _UNIT_RECORD),
    "get_unit": _UNIT_RECORD,
    "list_campaigns": {"items": [_CAMPAIGN]},
    "get_campaign": _CAMPAIGN,
    "list_documents": _page("documents", _DOCUMENT),
    "list_stories": _page("stories", _STORY),
    "list_changes": {
        "items": [
            {
                "action": "updated",
                "kind": "initiative",
                "id": 417,
                "key": "NL-2022-0417",
                "at": _MOMENT,
                "record": None,
            },
            {
                "action": "deleted",
                "kind": "story",
                "id": 93,
                "key": "bai-da-rut",
                "at": _MOMENT,
                "record": None,
            },
        ],
        "cursor": _CURSOR,
        "more": False,
        "next": f"{_API}/changes?since={_CURSOR}&size=100",
    },
}

"""What becomes of a row of an import: pure rules, without a database."""

import csv
import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from showcase.importing.error_file import COLUMN, ErrorFile
from showcase.importing.planning import COLUMNS, Addition, Change, Rules, Stored, plan_row
from showcase.importing.rows import ParsedAuthor, ParsedAward, ParsedRecognition, ParsedRow, RowError
from showcase.importing.seen import Seen, title_key

DAY = datetime.date(2022, 3, 5)
VALUES: dict[str, Any] = {
    "title": "Cữ định vị",
    "field": 3,
    "unit": 7,
    "solution_type": "product",
    "sector": "non_state",
    "applied_on": DAY,
    "solution": "Kẹp phôi bằng cữ thép.",
}


def parsed(code: str = "KT-2022-0001", *, without: tuple[str, ...] = (), **more: Any) -> ParsedRow:
    parts = {
        name: more.pop(name)
        for name in ("authors", "recognitions", "awards", "tags", "blank")
        if name in more
    }
    values = {name: value for name, value in {**VALUES, **more}.items() if name not in without}
    return ParsedRow(2, code, values, **parts)


def stored(**more: Any) -> Stored:
    values: dict[str, Any] = dict.fromkeys(COLUMNS.values(), "")
    values |= {
        "cost": None,
        "benefit_value": None,
        "campaign_id": None,
        "summary": "Tóm tắt.",
        "scope": "grassroots",
    }
    values |= {COLUMNS[name]: value for name, value in VALUES.items()} | {"disclosure": "full"}
    parts = {
        name: more.pop(name) for name in ("authors", "recognitions", "awards", "tags", "held") if name in more
    }
    return Stored(11, {**values, **more}, **parts)


def reasons(plan: Any) -> list[str]:
    assert isinstance(plan, list), plan
    return [fault.reason_vi for fault in plan]


def author(name: str, share: Any = None, consent: int | None = None, job: str = "") -> tuple[Any, ...]:
    return (name, job, "", "", False, None if share is None else Decimal(share), consent)


def test_new_row__is_complete_with_what_follows_from_it() -> None:
    plan = plan_row(
        parsed(
            without=("sector",),
            authors=(ParsedAuthor("An", share=Decimal(60)), ParsedAuthor("Bình", share=Decimal(40))),
            recognitions=(
                ParsedRecognition("grassroots", None, datetime.date(2022, 4, 20)),
                ParsedRecognition("province", 9, datetime.date(2022, 9, 1)),
            ),
            tags=("Máy khoan", "đồ gá", "máy khoan"),
        ),
        None,
        Rules(sectors={7: "enterprise"}),
    )
    assert isinstance(plan, Addition)
    assert plan.values["sector"] == "enterprise"
    assert plan.values["summary"] == "Kẹp phôi bằng cữ thép."
    assert (plan.values["scope"], plan.values["disclosure"]) == ("grassroots", "full")
    assert plan.recognitions[0][:2] == ("grassroots", 7)
    assert plan.tags == ("Máy khoan", "đồ gá")
    assert (plan.derived.year, plan.derived.highest_level) == (2022, "province")
    assert plan.derived.recognised_on == datetime.date(2022, 4, 20)
    assert plan.derived.shares_total == Decimal(100)


def test_new_row__says_everything_that_is_missing_at_its_column() -> None:
    plan = plan_row(
        parsed(without=("title", "unit", "applied_on")), None, Rules(headings={"title": "Tên SK"})
    )
    assert isinstance(plan, list)
    assert [fault.column_heading for fault in plan] == ["Tên SK", "Đơn vị", "Áp dụng từ"]


def test_mode__decides_by_the_code() -> None:
    assert "chỉ cập nhật" in reasons(plan_row(parsed(), None, Rules(adds=False)))[0]
    assert "chỉ thêm mới" in reasons(plan_row(parsed(), stored(), Rules(updates=False)))[0]
    assert "Mã gồm" in reasons(plan_row(parsed("kt 1"), None, Rules()))[0]


def test_same_row__changes_nothing() -> None:
    assert plan_row(parsed(), stored(), Rules()) is None
    assert plan_row(parsed(tags=("Đồ gá",)), stored(tags=("đồ gá",)), Rules()) is None


def test_changed_value__is_all_that_changes() -> None:
    plan = plan_row(parsed(title="Cữ mới"), stored(), Rules())
    assert isinstance(plan, Change)
    assert dict(plan.values) == {"title": "Cữ mới"}
    assert (plan.authors, plan.recognitions, plan.awards, plan.new_tags) == (None, None, None, ())


def test_empty_cell__leaves_what_is_stored_unless_asked_to_clear() -> None:
    row = parsed(solution="", blank=frozenset({"solution"}))
    assert plan_row(row, stored(), Rules()) is None
    cleared = plan_row(row, stored(), Rules(clears=True))
    assert isinstance(cleared, Change)
    assert dict(cleared.values) == {"solution": ""}
    needed = plan_row(parsed(title="", blank=frozenset({"title"})), stored(), Rules(clears=True))
    assert reasons(needed) == ["Không được để trống."]


def test_locked_or_drafted__is_left_to_the_editor() -> None:
    assert reasons(plan_row(parsed(title="Khác"), stored(held="Đang khoá."), Rules())) == ["Đang khoá."]


def test_author__known_by_name_keeps_consent_and_what_the_file_does_not_say() -> None:
    before = stored(authors=(author("Nguyễn Văn A", 100, consent=5, job="Thợ nguội"),))
    row = parsed(authors=(ParsedAuthor("nguyễn văn a", job_title="Thợ hàn"), ParsedAuthor("Trần Thị B")))
    plan = plan_row(row, before, Rules(author_parts=frozenset({"job_title"})))
    assert "mọi tác giả" in reasons(plan)[0]
    alone = plan_row(
        parsed(authors=(ParsedAuthor("Nguyễn Văn A", job_title="Thợ hàn"),)),
        before,
        Rules(author_parts=frozenset({"job_title"})),
    )
    assert isinstance(alone, Change)
    assert alone.authors == (author("Nguyễn Văn A", 100, consent=5, job="Thợ hàn"),)
    assert alone.derived.shares_total == Decimal(100)


def test_shares__that_do_not_add_up_are_named() -> None:
    row = parsed(authors=(ParsedAuthor("An", share=Decimal(60)), ParsedAuthor("Bình", share=Decimal(39))))
    plan = plan_row(row, None, Rules())
    assert isinstance(plan, list)
    assert (plan[0].value, plan[0].reason_vi) == ("99", "Các phần đóng góp phải cộng lại đúng 100.")


def test_decisions__are_merged_never_dropped() -> None:
    kept = ("grassroots", 7, "1/QĐ", datetime.date(2022, 4, 1), "")
    row = parsed(recognitions=(ParsedRecognition("province", 9, datetime.date(2022, 9, 1), "2/QĐ"),))
    plan = plan_row(row, stored(recognitions=(kept,)), Rules())
    assert isinstance(plan, Change)
    assert plan.recognitions == (kept, ("province", 9, "2/QĐ", datetime.date(2022, 9, 1), ""))
    twice = (ParsedAward(4, DAY), ParsedAward(4, DAY))
    assert "hai lần" in reasons(plan_row(parsed(awards=twice), None, Rules()))[0]


def test_unit_of_others__is_refused_for_new_and_known() -> None:
    assert "ngoài phạm vi" in reasons(plan_row(parsed(), None, Rules(own_units=frozenset({8}))))[0]
    moved = plan_row(parsed(unit=8), stored(), Rules(own_units=frozenset({8})))
    assert "ngoài phạm vi" in reasons(moved)[0]


def test_money__needs_evidence() -> None:
    plan = plan_row(parsed(benefit_value=5), None, Rules())
    assert reasons(plan) == ["Giá trị bằng tiền cần ghi mức bằng chứng."]


# Codes and titles ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["A", "B", "C", "D"]), max_size=30), st.integers(1, 7))
def test_seen__finds_every_repetition_however_the_rows_are_cut(codes: list[str], size: int) -> None:
    rows = [(code, number) for number, code in enumerate(codes, start=2)]
    seen = Seen()
    found: dict[int, int] = {}
    for start in range(0, len(rows), size):
        found |= seen.repeated(rows[start : start + size])
        assert seen.repeated(rows[start : start + size]) == {
            row: first
            for row, first in found.items()
            if row in {number for _code, number in rows[start : start + size]}
        }
    seen.close()
    first = dict(reversed(rows))
    assert found == {number: first[code] for code, number in rows if first[code] != number}


def test_seen__titles_that_differ_in_marks_alone_are_one_within_a_unit() -> None:
    assert title_key("Cữ định vị!", 7) == title_key("cu  DINH vi", 7)
    assert title_key("Cữ định vị", 7) != title_key("Cữ định vị", 8)
    seen = Seen()
    seen.note_titles([(title_key("Cữ", 7), "KT-2020-0001")])
    assert seen.same_titles(
        [(title_key("cu", 7), "KT-2022-0001"), (title_key("Khác", 7), "KT-2022-0002")]
    ) == {"KT-2022-0001": "KT-2020-0001"}
    seen.close()


# Error file ----------------------------------------------------------------------------------------------


def test_error_file__has_rows_as_they_came_and_takes_back_a_lost_batch(tmp_path: Path) -> None:
    path = tmp_path / "loi.csv"
    fault = RowError(2, "Tỷ lệ", "99", "Cộng lại 99.")
    with ErrorFile(path, ["Mã", "Tên"], 0) as file:
        size = file.write([(("KT-1", "=1+1, “hai”\ndòng"), [fault])])
        file.write([(("KT-2", None), [fault])])
        file.back_to(size)
    with ErrorFile(path, ["Mã", "Tên"], size) as file:
        file.write([(("KT-3", datetime.date(2022, 4, 20)), [fault, fault])])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert rows[0] == ["Mã", "Tên", COLUMN]
    assert rows[1][:2] == ["KT-1", "=1+1, “hai”\ndòng"]
    assert rows[2][:2] == ["KT-3", "20/4/2022"]
    assert rows[1][2] == "[Tỷ lệ: Cộng lại 99 (đang ghi “99”).]"
    assert len(rows) == 3

"""Importing initiatives: what is written, counted, refused, resumed and undone."""

import csv
import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from showcase.importing import work as working
from showcase.importing.decisions import DecisionError, decide
from showcase.importing.lease import LeaseLostError, RunHeldError, mine, take
from showcase.importing.rows import TableError
from showcase.importing.runs import MappingError, ask_check, ask_import, ask_stop, go_on, same_file
from showcase.importing.work import work
from showcase.importing.writing import Writer
from showcase.models import (
    ImportRun,
    Initiative,
    InitiativeAuthor,
    Keyword,
    OfficeUnit,
    Unit,
)
from showcase.roles import APPROVER
from tests.factories import ConsentFactory, InitiativeFactory, OfficeFactory, UnitFactory, UserFactory
from tests.imports import HEADINGS, catalogue, checked, content, imported, row, upload

pytestmark = pytest.mark.django_db

State = ImportRun.State


def codes(first: int, last: int) -> list[str]:
    return [f"KT-2022-{number:04}" for number in range(first, last + 1)]


def assert_adds_up(run: ImportRun, rows: int) -> None:
    assert run.rows_read == rows
    assert sum(run.counts.values()) == rows


@pytest.fixture(autouse=True)
def known() -> Any:
    """Field, unit and award that the rows name."""
    return catalogue()


def test_import__writes_whole_records_with_all_that_hangs_on_them(known: Any) -> None:
    run = imported(content([row("KT-2022-0001"), row("KT-2022-0002")]), publishes=True)
    assert (run.state, run.counts) == (State.DONE, {"added": 2, "updated": 0, "unchanged": 0, "failed": 0})
    one = Initiative.objects.get(code="KT-2022-0001")
    field, unit, _award = known
    assert (one.field, one.unit, one.sector, one.year) == (field, unit, "enterprise", 2022)
    assert (one.benefit_value, one.benefit_evidence) == (80_000_000, "council")
    assert [(author.name, author.share) for author in one.authors.all()] == [
        ("Nguyễn Văn An", Decimal(60)),
        ("Trần Thị Bình", Decimal(40)),
    ]
    assert one.shares_total == Decimal(100)
    assert one.recognitions.get().body == unit
    assert (one.highest_level, str(one.recognised_on)) == ("grassroots", "2022-04-20")
    assert sorted(one.tags.names()) == ["máy khoan", "đồ gá"]
    assert one.live
    assert one.summary
    assert list(one.measures) == []
    one.full_clean(exclude=["latest_revision"])
    one.save()
    one.refresh_from_db()
    assert (one.highest_level, one.shares_total) == ("grassroots", Decimal(100))


def test_names__are_stored_and_shown_only_with_consent() -> None:
    imported(content([row("KT-2022-0001")]), publishes=True)
    author = InitiativeAuthor.objects.first()
    assert author is not None
    assert author.name == "Nguyễn Văn An"
    assert not author.may_be_named
    assert author.public_name != author.name


def test_new_records__are_drafts_unless_asked_to_be_published() -> None:
    imported(content([row("KT-2022-0001")]))
    one = Initiative.objects.get()
    assert not one.live
    assert one.first_published_at is None
    assert one.get_latest_revision_as_object().title == one.title


def test_check__writes_nothing_and_tells_the_same_counts() -> None:
    InitiativeFactory(code="KT-2022-0002", title="Cũ")
    rows = [row("KT-2022-0001"), row("KT-2022-0002"), row("sai mã"), row("KT-2022-0001")]
    before = Initiative.objects.count(), Keyword.objects.count()
    run = checked(content(rows))
    assert (Initiative.objects.count(), Keyword.objects.count()) == before
    assert run.state == State.CHECKED
    assert run.counts == {"added": 1, "updated": 1, "unchanged": 0, "failed": 2}
    assert_adds_up(run, 4)
    assert [fault.row for fault in run.faults.all()] == [4, 5]
    assert "dòng 2" in run.faults.last().reason  # type: ignore[union-attr]  # there are two
    assert run.check_result["additions"][0]["code"] == "KT-2022-0001"
    assert run.check_result["changes"][0]["parts"][0] == {
        "name": "title",
        "before": "Cũ",
        "after": "Cữ định vị KT-2022-0002",
    }
    told = run.counts
    ask_import(run)
    done = work(run.pk)
    assert done.counts == told


def test_modes__leave_the_other_rows_as_errors() -> None:
    InitiativeFactory(code="KT-2022-0001", title="Cũ")
    data = content([row("KT-2022-0001"), row("KT-2022-0002")])
    assert imported(data, mode="add").counts == {"added": 1, "updated": 0, "unchanged": 0, "failed": 1}
    assert Initiative.objects.get(code="KT-2022-0001").title == "Cũ"
    Initiative.objects.filter(code="KT-2022-0002").delete()
    assert imported(data, mode="update").counts == {"added": 0, "updated": 1, "unchanged": 0, "failed": 1}
    assert not Initiative.objects.filter(code="KT-2022-0002").exists()


def test_second_import_of_the_same_file__changes_nothing() -> None:
    data = content([row(code) for code in codes(1, 5)])
    first = imported(data)
    before = list(Initiative.objects.order_by("pk").values())
    second = imported(data)
    assert second.counts == {"added": 0, "updated": 0, "unchanged": 5, "failed": 0}
    assert list(Initiative.objects.order_by("pk").values()) == before
    assert second.checksum == hashlib.sha256(data).hexdigest()
    assert same_file(second) == first
    assert not second.changes.exists()


def test_update__keeps_consent_and_what_the_file_has_no_column_for() -> None:
    consent = ConsentFactory(person="Nguyễn Văn An")
    InitiativeFactory(
        code="KT-2022-0001",
        idea_line="Kẹp phôi",
        authors=[InitiativeAuthor(name="Nguyễn Văn An", job_title="Thợ nguội", consent=consent)],
        tags=["cũ"],
    )
    imported(content([row("KT-2022-0001")]))
    one = Initiative.objects.get()
    assert one.idea_line == "Kẹp phôi"
    first = one.authors.first()
    assert (first.job_title, first.consent, first.share) == ("Thợ nguội", consent, Decimal(60))
    assert sorted(one.tags.names()) == ["cũ", "máy khoan", "đồ gá"]
    assert one.shares_total == Decimal(100)


def test_draft_or_locked__is_refused_and_stays() -> None:
    drafted = InitiativeFactory(code="KT-2022-0001", title="Đang sửa")
    drafted.title = "Bản nháp"
    drafted.save_revision()
    locked = InitiativeFactory(code="KT-2022-0002", title="Khoá", locked=True)
    run = imported_or_checked(content([row("KT-2022-0001"), row("KT-2022-0002")]))
    assert run.failed == 2
    drafted.refresh_from_db()
    locked.refresh_from_db()
    assert (drafted.title, locked.title) == ("Đang sửa", "Khoá")


def imported_or_checked(data: bytes, **options: Any) -> ImportRun:
    run = checked(data, **options)
    ask_import(run)
    return work(run.pk)


def test_published_with_history__opens_as_it_was_imported() -> None:
    one = InitiativeFactory(code="KT-2022-0001", title="Cũ")
    one.save_revision().publish()
    imported(content([row("KT-2022-0001", "Tên mới")]))
    one = Initiative.objects.get()
    assert one.title == "Tên mới"
    assert one.get_latest_revision_as_object().title == "Tên mới"
    assert one.revisions.count() == 1


def test_errors__go_to_a_private_file_that_can_be_corrected_and_imported() -> None:
    rows = [
        row("KT-2022-0001"),
        row("KT-2022-0002", Tỷ_lệ_2="39"),
        row("KT-2022-0003", Áp_dụng_từ="31/2/2022"),
    ]
    run = imported(content(rows))
    assert (run.added, run.failed) == (1, 2)
    assert run.error_path.is_relative_to(storages["private"].path(""))
    faulty = list(csv.reader(run.error_path.read_text("utf-8-sig").splitlines()))
    assert faulty[0] == [*HEADINGS, "Lỗi"]
    assert [cells[0] for cells in faulty[1:]] == ["KT-2022-0002", "KT-2022-0003"]
    assert "99" in faulty[1][-1]
    faulty[1][HEADINGS.index("Tỷ lệ 2")] = "40"
    faulty[2][HEADINGS.index("Áp dụng từ")] = "28/2/2022"
    again = imported(content(faulty[1:], faulty[0]))
    assert again.counts == {"added": 2, "updated": 0, "unchanged": 0, "failed": 0}


def test_faults__are_capped_in_the_database_and_complete_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "FAULTS_KEPT", 3)
    run = upload(content([row("sai") for _ in range(10)]))
    ask_check(run)
    run = work(run.pk, batch=4)
    assert (run.faults.count(), run.faults_found) == (3, 10)
    assert len(run.error_path.read_text("utf-8-sig").splitlines()) == 11


def test_unreadable_file__is_refused_and_nothing_kept() -> None:
    with pytest.raises(TableError):
        upload(b"%PDF-1.4")
    assert not ImportRun.objects.exists()


def test_columns__must_say_which_initiative() -> None:
    run = upload(content([["x", "Cữ"]], ["Cột lạ", "Tên sáng kiến"]))
    with pytest.raises(MappingError, match="Mã sáng kiến"):
        ask_check(run)


# Names ---------------------------------------------------------------------------------------------------


def test_unknown_unit__waits_for_decision_then_is_chosen() -> None:
    other = UnitFactory(short_name="CĐCS Xưởng cơ khí Đông Anh", workplace="")
    rows = [row("KT-2022-0001"), row("KT-2022-0002", Đơn_vị="Xưởng cơ khí Đông Anh A")]
    run = checked(content(rows))
    assert (run.added, run.failed) == (1, 1)
    decision = run.decisions.get()
    assert (decision.kind, decision.name, decision.rows) == ("unit", "Xưởng cơ khí Đông Anh A", 1)
    assert [other.pk, "CĐCS Xưởng cơ khí Đông Anh"] in decision.suggestions
    decide(decision, "chosen", other.pk, may_make=False)
    ask_check(run)
    run = work(run.pk)
    assert (run.added, run.failed) == (2, 0)
    ask_import(run)
    work(run.pk)
    assert Initiative.objects.get(code="KT-2022-0002").unit == other


def test_unknown_unit__can_be_made_or_left_out(known: Any) -> None:
    _field, unit, _award = known
    run = checked(
        content([row("KT-2022-0001", Đơn_vị="CĐCS Nhà máy Mới"), row("KT-2022-0002", Đơn_vị="Không rõ")])
    )
    first, second = run.decisions.order_by("name")
    with pytest.raises(DecisionError):
        decide(first, "new", unit.pk, may_make=False)
    with pytest.raises(DecisionError):
        decide(first, "new", None, may_make=True)
    decide(first, "new", unit.pk, may_make=True)
    decide(second, "skip", None, may_make=False)
    ask_check(run)
    work(run.pk)
    ask_import(run)
    run = work(run.pk)
    assert (run.added, run.failed) == (1, 1)
    made = Unit.objects.get(short_name="CĐCS Nhà máy Mới")
    assert made.get_parent() == unit
    assert Initiative.objects.get().unit == made
    assert "theo quyết định" in run.faults.get().reason


def test_same_title_and_unit__is_flagged_but_imported() -> None:
    imported(content([row("KT-2022-0001", "Cữ định vị")]))
    run = checked(content([row("KT-2022-0002", "cữ  Định vị!"), row("KT-2022-0003", "Khác")]))
    assert run.check_result["duplicates_found"] == 1
    assert run.check_result["duplicates"][0]["other"] == "KT-2022-0001"
    assert run.added == 2


def test_office__imports_for_its_own_units_only(known: Any) -> None:
    _field, unit, _award = known
    foreign = UnitFactory(short_name="CĐCS Nơi khác", workplace="")
    person = UserFactory(role=APPROVER)
    office = OfficeFactory(units=[unit])
    office.members.add(person)
    assert OfficeUnit.objects.filter(office=office).exists()
    InitiativeFactory(code="KT-2022-0003", unit=foreign)
    rows = [row("KT-2022-0001"), row("KT-2022-0002", Đơn_vị="CĐCS Nơi khác"), row("KT-2022-0003")]
    run = imported(content(rows), user=person)
    assert (run.added, run.updated, run.failed) == (1, 0, 2)


# Stopping, resuming, several at once ---------------------------------------------------------------------


def stop_after(batches: int) -> Callable[[ImportRun], None]:
    seen: list[int] = []

    def report(run: ImportRun) -> None:
        seen.append(run.rows_read)
        if len(seen) == batches:
            ask_stop(run)

    return report


def test_stop__between_batches_then_goes_on() -> None:
    run = checked(content([row(code) for code in codes(1, 10)]))
    ask_import(run)
    run = work(run.pk, batch=3, report=stop_after(2))
    assert (run.state, run.added) == (State.CANCELLED, 6)
    assert_adds_up(run, 6)
    assert go_on(run)
    run = work(run.pk, batch=3)
    assert (run.state, run.added) == (State.DONE, 10)
    assert Initiative.objects.count() == 10


def test_resume__knows_the_codes_from_before() -> None:
    run = checked(content([*(row(code) for code in codes(1, 4)), row("KT-2022-0001", "Lặp lại")]))
    ask_import(run)
    work(run.pk, batch=2, report=stop_after(1))
    go_on(run)
    run = work(run.pk, batch=2)
    assert (run.added, run.failed) == (4, 1)
    assert Initiative.objects.get(code="KT-2022-0001").title != "Lặp lại"


def test_crash_within_a_batch__leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(content([row("sai"), *(row(code) for code in codes(1, 6))]))
    ask_import(run)
    write = Writer._tag
    calls: list[int] = []

    def failing(self: Writer, owners: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        return write(self, owners)

    monkeypatch.setattr(Writer, "_tag", failing)
    with pytest.raises(MemoryError):
        work(run.pk, batch=3)
    run.refresh_from_db()
    assert (run.state, run.rows_read, run.added) == (State.RUNNING, 3, 2)
    assert Initiative.objects.count() == 2
    assert run.error_path.stat().st_size == run.error_bytes
    run = work(run.pk, batch=3)
    assert (run.state, run.added, run.failed) == (State.DONE, 6, 1)
    assert Initiative.objects.count() == 6
    assert InitiativeAuthor.objects.count() == 12


def test_lease__of_a_living_process_is_respected_and_a_dead_one_taken() -> None:
    run = checked(content([row("KT-2022-0001")]))
    ask_import(run)
    held = take(run.pk)
    with pytest.raises(RunHeldError):
        work(run.pk)
    place, pid, _started = held.holder.rsplit("/", 2)
    ImportRun.objects.filter(pk=run.pk).update(holder=f"{place}/{pid}/1#dead")
    assert work(run.pk).state == State.DONE
    with pytest.raises(LeaseLostError), transaction.atomic():
        mine(held)


def test_code_added_meanwhile__is_planned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(content([row("KT-2022-0001"), row("KT-2022-0002")]))
    ask_import(run)
    write = Writer.write
    calls: list[int] = []

    def raced(self: Writer, additions: Any, changes: Any, moment: Any) -> Any:
        calls.append(len(additions))
        if len(calls) == 1:
            InitiativeFactory(code="KT-2022-0002")
        return write(self, additions, changes, moment)

    monkeypatch.setattr(Writer, "write", raced)
    run = work(run.pk)
    assert calls == [2, 2]
    assert (run.added, run.failed) == (2, 0)


def test_row_that_the_database_refuses__is_one_error_among_good_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(content([row(code) for code in codes(1, 4)]))
    ask_import(run)
    write = Writer.write

    def refusing(self: Writer, additions: Any, changes: Any, moment: Any) -> Any:
        if any(one.code == "KT-2022-0003" for one in additions):
            raise IntegrityError("CHECK constraint failed")
        return write(self, additions, changes, moment)

    monkeypatch.setattr(Writer, "write", refusing)
    run = work(run.pk)
    assert (run.added, run.failed) == (3, 1)
    assert_adds_up(run, 4)
    assert "Cơ sở dữ liệu không nhận" in run.faults.get().reason
    assert "KT-2022-0003" in run.error_path.read_text("utf-8-sig")


def test_counts__are_guarded_by_the_database() -> None:
    run = checked(content([row("KT-2022-0001")]))
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(rows_read=5)

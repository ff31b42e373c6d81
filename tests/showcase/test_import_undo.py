"""Undoing imports, and who is told of them: what was edited or is used since stays."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from showcase.importing.runs import ask_import, ask_undo
from showcase.importing.work import IMPORTED, work
from showcase.models import (
    FieldPromotion,
    ImportChange,
    ImportRun,
    Initiative,
    InitiativeAuthor,
    Recognition,
)
from showcase.roles import APPROVER
from showcase.signals import initiatives_changed
from tests.factories import ConsentFactory, InitiativeFactory, UserFactory
from tests.imports import catalogue, checked, content, imported, row

pytestmark = pytest.mark.django_db

State = ImportRun.State


def codes(first: int, last: int) -> list[str]:
    return [f"KT-2022-{number:04}" for number in range(first, last + 1)]


@pytest.fixture(autouse=True)
def known() -> Any:
    """Field, unit and award that the rows name."""
    return catalogue()


def undone(run: ImportRun, batch: int = 1_000) -> ImportRun:
    assert ask_undo(run)
    return work(run.pk, batch=batch)


def snapshot() -> list[Any]:
    fields = [field.attname for field in Initiative._meta.concrete_fields if field.attname != "updated_at"]
    return [
        *Initiative.objects.order_by("code").values_list(*fields),
        *InitiativeAuthor.objects.order_by("initiative", "sort_order").values_list(
            "initiative", "name", "job_title", "share", "consent"
        ),
        *Recognition.objects.order_by("initiative", "sort_order").values_list(
            "initiative", "level", "body", "date"
        ),
        *Initiative.objects.order_by("code", "tagged_items__tag__name").values_list(
            "code", "tagged_items__tag__name"
        ),
    ]


def test_undo__puts_everything_back() -> None:
    consent = ConsentFactory(person="Đỗ Văn Khải")
    InitiativeFactory(
        code="KT-2022-0002",
        title="Cũ",
        authors=[InitiativeAuthor(name="Đỗ Văn Khải", job_title="Thợ", share=Decimal(100), consent=consent)],
        tags=["cũ", "đồ gá"],
        cost=5,
    )
    before = snapshot()
    run = imported(content([row(code) for code in codes(1, 3)]))
    assert (run.added, run.updated) == (2, 1)
    assert snapshot() != before
    run = undone(run)
    assert snapshot() == before
    assert (run.state, run.undo_result["deleted"], run.undo_result["restored"]) == (State.UNDONE, 2, 1)
    assert not ask_undo(run)


def test_undo__leaves_and_lists_what_was_edited_since() -> None:
    InitiativeFactory(code="KT-2022-0003", title="Cũ", solution="Cũ")
    run = imported(content([row(code) for code in codes(1, 3)]))
    edited = Initiative.objects.get(code="KT-2022-0001")
    edited.title = "Biên tập viên sửa"
    edited.save()
    changed = Initiative.objects.get(code="KT-2022-0003")
    changed.title = "Sửa sau khi nhập"
    changed.save()
    run = undone(run)
    assert list(Initiative.objects.order_by("code").values_list("code", "title", "solution")) == [
        ("KT-2022-0001", "Biên tập viên sửa", edited.solution),
        ("KT-2022-0003", "Sửa sau khi nhập", "Cũ"),
    ]
    assert [code for code, _reason in run.undo_result["kept"]] == ["KT-2022-0001", "KT-2022-0003"]
    assert "tên sáng kiến" in run.undo_result["kept"][1][1]


def test_undo__leaves_what_is_used_elsewhere(known: Any) -> None:
    run = imported(content([row("KT-2022-0001"), row("KT-2022-0002")]), publishes=True)
    FieldPromotion.objects.create(field=known[0], initiative=Initiative.objects.get(code="KT-2022-0001"))
    run = undone(run)
    assert Initiative.objects.get().code == "KT-2022-0001"
    assert run.undo_result["kept"] == [["KT-2022-0001", "đang được dùng ở nơi khác"]]


def test_undo__goes_on_after_an_interruption() -> None:
    run = checked(content([row(code) for code in codes(1, 6)]))
    ask_import(run)
    run = work(run.pk, batch=2)
    assert run.changes.count() == 3
    ask_undo(run)

    def die(run: ImportRun) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(run.pk, report=die)
    assert Initiative.objects.count() == 4
    assert work(run.pk).state == State.UNDONE
    assert not Initiative.objects.exists()
    assert not InitiativeAuthor.objects.exists()
    assert not ImportChange.objects.filter(undone_at=None).exists()


# Telling others ------------------------------------------------------------------------------------------


def test_search__is_told_once_per_batch_of_what_the_public_sees() -> None:
    told: list[list[int]] = []

    def listen(sender: Any, ids: list[int], **kwargs: Any) -> None:
        told.append(sorted(ids))

    initiatives_changed.connect(listen)
    try:
        imported(content([row(code) for code in codes(1, 3)]))
        assert told == []
        run = imported(content([row(code) for code in codes(4, 6)]), publishes=True)
        keys = sorted(Initiative.objects.filter(live=True).values_list("pk", flat=True))
        assert told == [keys]
        undone(run)
        assert told == [keys, keys]
    finally:
        initiatives_changed.disconnect(listen)


def test_log__has_one_entry_per_run() -> None:
    person = UserFactory(role=APPROVER)
    run = imported(content([row(code) for code in codes(1, 3)]), user=person)
    entry = ModelLogEntry.objects.get(action=IMPORTED)
    assert (entry.user, entry.object_id) == (person, str(run.pk))
    assert "3 thêm" in entry.message
    assert run.finished_at is not None
    assert run.finished_at <= timezone.now()


def test_queries__do_not_grow_with_the_batch() -> None:
    def count(rows: int, start: int) -> int:
        run = checked(content([row(code) for code in codes(start, start + rows - 1)]))
        ask_import(run)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            work(run.pk)
        return len(captured)

    count(2, 1)
    assert count(40, 100) == count(5, 200)

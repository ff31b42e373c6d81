"""Lists of work of the catalogue: figures that are due, names without consent."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.admin.work import WorkRow, work_lists
from showcase.admin.work import ConsentMissing, FiguresDue
from showcase.models import CampaignFigure, InitiativeAuthor
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.factories import (
    CampaignPageFactory,
    ConsentFactory,
    InitiativeFactory,
    StoryPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def today(offset: int = 0) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=offset)


def report(campaign: Any, days_ago: int | None, number: int = 1) -> None:
    as_of = None if days_ago is None else timezone.now() - datetime.timedelta(days=days_ago)
    CampaignFigure.objects.create(
        campaign=campaign, kind=CampaignFigure.Kind.SUBMITTED, value=number, as_of=as_of, source="Báo cáo"
    )


def running(title: str) -> Any:
    return CampaignPageFactory(title=title, starts_on=today(-90), ends_on=today(30))


def rows(work: Any, user: Any) -> list[WorkRow]:
    found: list[WorkRow] = work.rows(user, 0, 20)
    return found


def test_figures__running_campaigns_without_a_fresh_figure() -> None:
    user = UserFactory(is_superuser=True)
    fresh, stale, undated = running("Mới"), running("Cũ"), running("Không ngày")
    running("Chưa có")
    report(fresh, 50)
    report(fresh, 3)
    report(stale, 40)
    report(undated, None)
    CampaignPageFactory(title="Đã hết", starts_on=today(-90), ends_on=today(-1))
    CampaignPageFactory(title="Chưa tới", starts_on=today(1), ends_on=None)
    found = {row.title: row.note for row in rows(FiguresDue(), user)}
    assert found == {
        "Không ngày": "Chưa có số liệu nào có ngày",
        "Chưa có": "Chưa có số liệu nào có ngày",
        "Cũ": "Số mới nhất: 40 ngày trước",
    }
    assert rows(FiguresDue(), user)[-1].title == "Cũ"
    assert all(row.url.startswith("/admin/") for row in rows(FiguresDue(), user))


def test_figures__are_the_business_of_those_who_enter_them() -> None:
    assert FiguresDue().is_shown(UserFactory(role=EDITOR))
    assert not FiguresDue().is_shown(UserFactory(role=CONTRIBUTOR))


def test_consent__authors_named_without_one() -> None:
    user = UserFactory(is_superuser=True)
    withdrawn = ConsentFactory(withdrawn_on=today())
    authors = [
        InitiativeAuthor(name="Chưa Có", sort_order=0),
        InitiativeAuthor(name="Đã Rút", consent=withdrawn, sort_order=1),
        InitiativeAuthor(name="Không Tên", consent=ConsentFactory(covers_name=False), sort_order=2),
        InitiativeAuthor(name="Đủ Cả", consent=ConsentFactory(), sort_order=3),
        InitiativeAuthor(name="", job_title="Thợ điện", sort_order=4),
    ]
    InitiativeFactory(authors=authors)
    notes = " ".join(row.note for row in rows(ConsentMissing(), user))
    assert "Chưa Có: chưa có phiếu" in notes
    assert "Đã Rút: phiếu không còn hiệu lực" in notes
    assert "Không Tên" in notes
    assert "Đủ Cả" not in notes
    assert ConsentMissing().count(user) == 3


def test_consent__stories_by_their_latest_draft() -> None:
    user = UserFactory(is_superuser=True)
    good = StoryPageFactory(title="Đủ phiếu", name="Đủ", consent=ConsentFactory())
    StoryPageFactory(title="Không tên")
    bare = StoryPageFactory(title="Chưa lưu lần nào", name="Trần", live=False)
    draft = StoryPageFactory(title="Nháp nêu tên")
    draft.name = "Mới Ghi"
    draft.save_revision(user=user, clean=False)
    covered = StoryPageFactory(title="Nháp đủ phiếu")
    covered.name, covered.consent = "Có Phiếu", ConsentFactory()
    covered.save_revision(user=user, clean=False)
    lapsed = StoryPageFactory(title="Nháp phiếu thiếu", live=False)
    lapsed.name, lapsed.consent = "Thiếu Chuyện", ConsentFactory(covers_story=False)
    lapsed.save_revision(user=user, clean=False)
    good.save_revision(user=user, clean=False)
    found = {row.title: row.note for row in rows(ConsentMissing(), user)}
    assert set(found) == {bare.title, draft.title, lapsed.title}
    assert "Mới Ghi" in found["Nháp nêu tên"]


def test_lists__ask_the_same_questions_for_much_and_for_little() -> None:
    user = UserFactory(role=EDITOR)

    def fill(count: int) -> None:
        for number in range(count):
            report(running(f"Chiến dịch {number}"), 60)
            InitiativeFactory(authors=[InitiativeAuthor(name="A", sort_order=0)])
            StoryPageFactory(name="B", live=False)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            for work in work_lists(user):
                work.rows(user, 0, 5)
                work.count(user)
        return len(asked)

    fill(1)
    queries()
    few = queries()
    fill(7)
    assert queries() == few

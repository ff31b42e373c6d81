"""The pages “Nhập sáng kiến”: upload, columns, check, names, import, errors, undo, who may."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from showcase.import_pages import views
from showcase.importing import tasks
from showcase.importing.runs import ask_import
from showcase.models import ImportProfile, ImportRun, Initiative
from showcase.roles import APPROVER, EDITOR
from tests.editing import messages, text_of
from tests.factories import OfficeFactory, UserFactory
from tests.imports import HEADINGS, catalogue, checked, content, imported, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work begins after the commit, which a test that is rolled back never comes to."""
    monkeypatch.setattr(views, "start_soon", tasks._start)


@pytest.fixture
def person() -> Any:
    """Somebody who may import."""
    catalogue()
    return UserFactory(role=APPROVER)


@pytest.fixture
def approver(client: Client, person: Any) -> Client:
    """Their browser."""
    client.force_login(person)
    return client


def page(name: str, run: ImportRun | None = None) -> str:
    return reverse(name, args=[run.pk] if run else [])


def send(client: Client, data: bytes, name: str = "sang-kien.csv", **values: Any) -> Any:
    given = {"mode": "both", "file": SimpleUploadedFile(name, data), **values}
    return client.post(page("initiative_import_new"), given, follow=True)


def columns_of(run: ImportRun) -> dict[str, str]:
    """What the form of the columns sends when nothing is corrected."""
    return {f"column_{column}": target for column, target in run.mapping["columns"]}


def test_whole_way__from_upload_to_undo(approver: Client) -> None:
    shown = send(approver, content([row("KT-2022-0001"), row("sai mã")]))
    run = ImportRun.objects.get()
    assert shown.redirect_chain[-1][0] == page("initiative_import_columns", run)
    assert "Nguyễn Văn An" in text_of(shown)
    shown = approver.post(
        page("initiative_import_columns", run), {**columns_of(run), "profile_name": "Mẫu của ta"}, follow=True
    )
    run.refresh_from_db()
    assert run.state == "checked"
    assert ImportProfile.objects.get().name == "Mẫu của ta"
    text = text_of(shown)
    assert "Sẽ thêm" in text
    assert "KT-2022-0001" in text
    assert "sai mã" in text
    assert not Initiative.objects.exists()
    shown = approver.post(page("initiative_import_act", run), {"what": "import"}, follow=True)
    assert Initiative.objects.count() == 1
    assert "Hoàn tác cả lần nhập" in text_of(shown)
    errors: Any = approver.get(page("initiative_import_errors", run))
    assert {"private", "no-store"} <= set(errors["Cache-Control"].split(", "))
    assert b"".join(errors.streaming_content).startswith(b"\xef\xbb\xbf")
    approver.post(page("initiative_import_act", run), {"what": "undo"})
    assert not Initiative.objects.exists()
    text = text_of(approver.get(page("initiative_imports")))
    assert "Đã hoàn tác" in text
    assert run.checksum[:12] in text


def test_profile__reads_the_columns_of_the_next_file(approver: Client) -> None:
    headings = ["Số ký hiệu lạ", *HEADINGS[1:]]
    send(approver, content([row("KT-2022-0001")], headings))
    run = ImportRun.objects.get()
    given = {**columns_of(run), "column_0": "code", "profile_name": "Mẫu lạ"}
    approver.post(page("initiative_import_columns", run), given)
    send(approver, content([row("KT-2022-0002")], headings), profile=ImportProfile.objects.get().pk)
    second = ImportRun.objects.first()
    assert second is not None
    assert [0, "code"] in second.mapping["columns"]


def test_columns__without_the_code_are_sent_back_with_words(approver: Client) -> None:
    send(approver, content([row("KT-2022-0001")]))
    run = ImportRun.objects.get()
    given = {**columns_of(run), "column_0": ""}
    shown = approver.post(page("initiative_import_columns", run), given)
    assert shown.status_code == 200
    assert "Mã sáng kiến" in text_of(shown)
    run.refresh_from_db()
    assert run.state == "uploaded"


def test_default__stands_in_for_a_column_that_is_missing(approver: Client) -> None:
    keep = [column for column, heading in enumerate(HEADINGS) if heading != "Loại giải pháp"]
    cells = row("KT-2022-0001")
    send(approver, content([[cells[column] for column in keep]], [HEADINGS[column] for column in keep]))
    run = ImportRun.objects.get()
    given = {**columns_of(run), "default_solution_type": "process"}
    approver.post(page("initiative_import_columns", run), given)
    approver.post(page("initiative_import_act", run), {"what": "import"})
    assert Initiative.objects.get().solution_type == "process"


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"%PDF-1.4"), ("a.csv", b""), ("a.xlsx", b"%PDF-1.4")])
def test_bad_file__is_an_error_at_the_field(approver: Client, name: str, data: bytes) -> None:
    shown = send(approver, data, name)
    assert shown.status_code == 200
    assert shown.context["form"].errors["file"]
    assert not ImportRun.objects.exists()


def test_unknown_name__is_decided_on_the_page(approver: Client, person: Any) -> None:
    run = checked(content([row("KT-2022-0001", Lĩnh_vực="Cơ khi chế tạo")]), user=person)
    decision = run.decisions.get()
    shown = approver.get(page("initiative_import", run))
    assert "Cơ khi chế tạo" in text_of(shown)
    answer = {f"d{decision.pk}": "chosen", f"d{decision.pk}_name": "Không có thật"}
    shown = approver.post(page("initiative_import_names", run), answer, follow=True)
    assert "Không có thật" in messages(shown)
    approver.post(page("initiative_import_names", run), {**answer, f"d{decision.pk}_name": "co khi"})
    run.refresh_from_db()
    assert (run.state, run.added, run.failed) == ("checked", 1, 0)


def test_progress__is_told_as_json(approver: Client, person: Any) -> None:
    run = imported(content([row("KT-2022-0001")]), user=person)
    said = approver.get(page("initiative_import_progress", run)).json()
    assert (said["state"], said["percent"], said["rows"], said["added"]) == ("done", 100, 1, 1)


def test_interrupted__offers_to_go_on(approver: Client, person: Any) -> None:
    run = checked(content([row("KT-2022-0001")]), user=person)
    ask_import(run)
    assert "Dừng lại" in text_of(approver.get(page("initiative_import", run)))
    ImportRun.objects.filter(pk=run.pk).update(renewed_at="2020-01-01T00:00Z")
    shown = text_of(approver.get(page("initiative_import", run)))
    assert "Chạy tiếp từ chỗ bị ngắt" in shown
    approver.post(page("initiative_import_act", run), {"what": "go-on"})
    run.refresh_from_db()
    assert run.state == "done"


def test_rights__approvers_alone_and_offices_their_own(client: Client, person: Any) -> None:
    run = imported(content([row("KT-2022-0001")]), user=person)
    client.force_login(UserFactory(role=EDITOR))
    for name in ("initiative_imports", "initiative_import_new"):
        assert client.get(page(name)).status_code == 403
    assert client.get(page("initiative_import", run)).status_code == 403
    assert client.post(page("initiative_import_act", run), {"what": "undo"}).status_code == 403
    member = UserFactory(role=APPROVER)
    OfficeFactory(units=[Initiative.objects.get().unit]).members.add(member)
    client.force_login(member)
    assert client.get(page("initiative_import", run)).status_code == 404
    assert client.get(page("initiative_imports")).status_code == 200
    assert Initiative.objects.exists()


def test_template__is_a_table_that_is_read_without_corrections(approver: Client) -> None:
    data = approver.get(page("initiative_import_template")).content
    shown = send(approver, data)
    run = ImportRun.objects.get()
    assert shown.status_code == 200
    targets = {target for _column, target in run.mapping["columns"]}
    assert {"code", "title", "unit", "authors.2.share", "recognitions.1.date"} <= targets


def test_menu__shows_the_way_to_whoever_may(approver: Client) -> None:
    assert page("initiative_imports") in approver.get(reverse("wagtailadmin_home")).content.decode()


def test_history__costs_the_same_however_many_runs(approver: Client, person: Any) -> None:
    imported(content([row("KT-2022-0001")]), user=person)
    approver.get(page("initiative_imports"))
    with CaptureQueriesContext(connection) as few:
        approver.get(page("initiative_imports"))
    for number in range(2, 6):
        imported(content([row(f"KT-2022-{number:04}")]), user=person)
    with CaptureQueriesContext(connection) as many:
        approver.get(page("initiative_imports"))
    assert len(many) == len(few)

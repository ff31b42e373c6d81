"""The nightly dump: whole, checked, atomic, kept for some days, fetched by visitors and programs."""

import csv
import datetime
import gzip
import hashlib
import json
import os
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from showcase.exporting import pieces as encoding
from showcase.exporting.cells import restore
from showcase.exporting.dumps import discard, dump, dumps, latest
from showcase.exporting.writers import names
from showcase.models import InitiativeAuthor, PublicChange
from tests.factories import ConsentFactory, InitiativeFactory

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty folder for dumps."""
    settings.OPEN_DATA = {"PATH": tmp_path / "open-data", "DAYS": 7}
    return tmp_path / "open-data"


def three() -> None:
    InitiativeFactory(title="=1+1", tags=["a", "b"], cost=5)
    InitiativeFactory(
        authors=[InitiativeAuthor(name="Đỗ Văn Khải", job_title="Thợ tiện", consent=ConsentFactory())]
    )
    InitiativeFactory(live=False)


def test_dump__three_formats_say_the_same(folder: Path) -> None:
    three()
    made = dump(ORIGIN, keep_days=7)
    assert made.rows == 2
    sheet = list(
        csv.DictReader(StringIO(gzip.decompress((made.folder / "sang-kien.csv.gz").read_bytes()).decode()))
    )
    lines = gzip.decompress((made.folder / "sang-kien.jsonl.gz").read_bytes()).decode().splitlines()
    objects = [json.loads(line) for line in lines]
    table: list[dict[str, Any]] = pq.read_table(made.folder / "sang-kien.parquet").to_pylist()
    assert list(sheet[0]) == list(objects[0]) == list(table[0]) == names()
    for cells, one, other in zip(sheet, objects, table, strict=True):
        assert restore(cells["title"]) == one["title"] == other["title"]
        assert cells["tags"] == " | ".join(one["tags"]) == " | ".join(other["tags"])
        assert cells["cost"] == ("" if one["cost"] is None else str(one["cost"]))
        assert one["applied_on"] == other["applied_on"].isoformat()
        assert datetime.datetime.fromisoformat(one["updated_at"]) == other["updated_at"]
    assert sheet[0]["title"] == "'=1+1"


def test_dump__names_nobody_and_holds_no_draft(folder: Path) -> None:
    three()
    made = dump(ORIGIN, keep_days=7)
    text = gzip.decompress((made.folder / "sang-kien.jsonl.gz").read_bytes()).decode()
    assert "Đỗ Văn Khải" not in text
    assert "Thợ tiện" in text


def test_dump__checksums_hold(folder: Path) -> None:
    three()
    made = dump(ORIGIN, keep_days=7)
    for file in made.files:
        data = (made.folder / file.name).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file.sha256, file.size)
    sums = (made.folder / "SHA256SUMS").read_text().splitlines()
    assert sums == [f"{file.sha256}  {file.name}" for file in made.files if file.name != "SHA256SUMS"]
    assert latest() == made


def test_dump__small_tables_hold_what_initiatives_point_to(folder: Path, demo_content: None) -> None:
    made = dump(ORIGIN, keep_days=7)
    read = {
        file.name: list(csv.DictReader(StringIO((made.folder / file.name).read_bytes().decode())))
        for file in made.tables
    }
    assert set(read) == {"linh-vuc.csv", "don-vi.csv", "so-lieu-chien-dich.csv"}
    fields = {row["slug"]: row for row in read["linh-vuc.csv"]}
    assert fields["dieu-duong"]["parent"] == "y-te"
    units = {row["slug"]: row for row in read["don-vi.csv"]}
    assert units["bac-giang"]["successors"] == "bac-ninh-2025"
    assert units["bac-giang"]["parent"] == "tong-ldld"
    entered = [row for row in read["so-lieu-chien-dich.csv"] if row["unit"] == "thanh-hoa"]
    assert [row["value"] for row in entered if row["kind"] == "entered"] == ["35728"]
    assert all(row["source"] for row in read["so-lieu-chien-dich.csv"])
    lines = gzip.decompress((made.folder / "sang-kien.jsonl.gz").read_bytes()).decode().splitlines()
    for record in map(json.loads, lines):
        assert record["field"] is None or record["field"] in fields
        assert record["unit"] is None or record["unit"] in units


def test_dump__empty_catalogue_is_whole_too(folder: Path) -> None:
    made = dump(ORIGIN, keep_days=7)
    assert made.rows == 0
    assert pq.read_table(made.folder / "sang-kien.parquet").num_rows == 0
    assert gzip.decompress((made.folder / "sang-kien.csv.gz").read_bytes()).decode().startswith("code,url,")


def test_dump__failure_leaves_the_last_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    three()
    made = dump(ORIGIN, keep_days=7)

    def broken(rows: Any) -> str:
        raise OSError("đĩa đầy")

    monkeypatch.setattr(encoding, "json_lines", broken)
    with pytest.raises(OSError, match="đĩa đầy"):
        dump(ORIGIN, keep_days=7)
    assert [path.name for path in folder.iterdir()] == [made.stamp]
    assert latest() == made


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that is large enough for workers, in several pieces."""
    monkeypatch.setattr(encoding, "PARALLEL_FROM", 1)
    monkeypatch.setattr(encoding, "STRETCH", 3)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_dump__by_workers_says_the_same(folder: Path, many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(11):
        InitiativeFactory(live=number != 5, tags=["hàn"])
    there = dump(ORIGIN, keep_days=7)
    there.folder.rename(folder / "20200101-000000")
    monkeypatch.setattr(encoding, "PARALLEL_FROM", 100)
    here = dump(ORIGIN, keep_days=7)
    assert here.rows == there.rows == 10
    places = (folder / "20200101-000000", here.folder)
    for name in ("sang-kien.csv.gz", "sang-kien.jsonl.gz"):
        one, other = (gzip.decompress((place / name).read_bytes()) for place in places)
        assert one == other
    table, other_table = (pq.read_table(place / "sang-kien.parquet") for place in places)
    assert table == other_table


def test_dump__failing_workers_leave_the_last_one(
    folder: Path, many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dump(ORIGIN, keep_days=7)
    three()
    monkeypatch.setattr(encoding, "begin_worker", os.abort)
    with pytest.raises(BrokenProcessPool):
        dump(ORIGIN, keep_days=7)
    assert [path.name for path in folder.iterdir()] == [made.stamp]


def test_dump__old_ones_go_the_last_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for days in (30, 8, 2):
        monkeypatch.setattr(timezone, "now", lambda days=days: now - datetime.timedelta(days=days))
        dump(ORIGIN, keep_days=365)
    monkeypatch.setattr(timezone, "now", lambda: now)
    dump(ORIGIN, keep_days=7)
    assert [(now - one.made_at).days for one in dumps()] == [0, 2]


def test_discard__removes_everything(folder: Path, client: Client) -> None:
    dump(ORIGIN, keep_days=7)
    assert discard() == 1
    assert latest() is None
    assert client.get("/du-lieu/tai/sang-kien.csv.gz").status_code == 404


def test_command__writes_and_brings_the_feed_in_step(folder: Path) -> None:
    three()
    PublicChange.objects.filter(kind="initiative").delete()
    out = StringIO()
    call_command("dump_open_data", stdout=out)
    assert "2 sáng kiến" in out.getvalue()
    assert "Đã ghi thêm 2 thay đổi" in out.getvalue()
    assert PublicChange.objects.filter(kind="initiative").count() == 2
    out = StringIO()
    call_command("dump_open_data", "--discard", stdout=out)
    assert "Đã xoá 1 bản cũ" in out.getvalue()


def test_command__if_needed_writes_one_and_no_more(folder: Path) -> None:
    call_command("dump_open_data", "--if-needed", verbosity=0)
    made = latest()
    call_command("dump_open_data", "--if-needed", verbosity=0)
    assert made is not None
    assert dumps() == [made]


def test_files__are_fetched_and_asked_for_again_cheaply(folder: Path, client: Client) -> None:
    three()
    made = dump(ORIGIN, keep_days=7)
    for address in ("/du-lieu/tai/sang-kien.parquet", f"/du-lieu/tai/{made.stamp}/sang-kien.parquet"):
        response: Any = client.get(address)
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == (made.folder / "sang-kien.parquet").read_bytes()
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.parametrize("name", ["manifest.json", "..%2f..%2fdb.sqlite3", "x", ".building-x"])
def test_files__only_those_of_the_dump(folder: Path, client: Client, name: str) -> None:
    made = dump(ORIGIN, keep_days=7)
    assert client.get(f"/du-lieu/tai/{name}").status_code == 404
    assert client.get(f"/du-lieu/tai/{made.stamp}/{name}").status_code == 404
    assert client.get("/du-lieu/tai/20200101-000000/sang-kien.csv.gz").status_code == 404


def test_dcat__describes_files_and_api(folder: Path, client: Client) -> None:
    before = client.get("/du-lieu/dcat.jsonld").json()
    assert len(before["dcat:distribution"]) == 1
    made = dump(ORIGIN, keep_days=7)
    response = client.get("/du-lieu/dcat.jsonld")
    assert response.headers["Content-Type"] == "application/ld+json"
    said = response.json()
    files = [one for one in said["dcat:distribution"] if "dcat:downloadURL" in one]
    assert len(files) == len(made.data) == 3
    for one, file in zip(files, made.data, strict=True):
        assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == file.sha256
        address = one["dcat:downloadURL"]["@id"]
        with closing(client.get("/" + address.split("/", 3)[3])) as sent:
            assert sent.status_code == 200
    prefixes = {key.partition(":")[0] for key in said if ":" in key}
    assert prefixes <= set(said["@context"])


def test_page__offers_the_files_and_explains_the_columns(
    folder: Path, client: Client, demo_content: None
) -> None:
    assert "/du-lieu/tai/" not in client.get("/du-lieu/").content.decode()
    dump(ORIGIN, keep_days=7)
    html = client.get("/du-lieu/").content.decode()
    for name in ("sang-kien.csv.gz", "sang-kien.jsonl.gz", "sang-kien.parquet", "SHA256SUMS"):
        assert f'href="/du-lieu/tai/{name}"' in html
    for name in names():
        assert f"<code>{name}</code>" in html
    assert client.get("/du-lieu/tu-dien.csv").content.decode().startswith("\ufeffcột,")

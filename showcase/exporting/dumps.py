"""The nightly dump: every published initiative in three formats, with small tables, dictionary, licence, checksums.

A dump is a folder named after its moment. It is written beside the others under another name and then renamed, so a
half-written one is never seen. Nobody is named in it: files that others have copied cannot follow a consent that ends.
"""

import dataclasses
import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from showcase.exporting.columnar import ParquetFile
from showcase.exporting.dictionary import dictionary_csv
from showcase.exporting.pieces import compressed, pieces
from showcase.exporting.tables import TABLES, Table
from showcase.exporting.writers import csv_heading, csv_lines, names

__all__ = ["LICENCE_URL", "Dump", "DumpFile", "discard", "dump", "dumps", "latest"]

LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
DICTIONARY = "tu-dien-du-lieu.csv"
MANIFEST = "manifest.json"
_CHECKSUMS = "SHA256SUMS"
_DATA = "sang-kien."
_STAMP = "%Y%m%d-%H%M%S"
_BUILDING = ".building-"
_LICENCE = f"""Dữ liệu danh mục sáng kiến của Cổng Sáng kiến.
Giấy phép: Creative Commons Ghi công 4.0 Quốc tế (CC BY 4.0), {LICENCE_URL}
Khi dùng lại, hãy ghi nguồn: Cổng Sáng kiến, và ngày của tệp.
Các tệp này không nêu tên tác giả. Bản ghi có is_demo = true là nội dung minh hoạ, không có thật.
Sáng kiến có bí mật công nghệ (disclosure = abstract) chỉ có tên, hiệu quả và khen thưởng.
"""


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump; `size` in bytes, `sha256` in hexadecimal digits."""

    name: str
    format: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A complete dump; `stamp` is the name of its folder."""

    stamp: str
    made_at: datetime.datetime
    rows: int
    seconds: float
    files: tuple[DumpFile, ...]

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return _root() / self.stamp

    @property
    def data(self) -> tuple[DumpFile, ...]:
        """The files with the data itself."""
        return tuple(one for one in self.files if one.name.startswith(_DATA))

    @property
    def tables(self) -> tuple[DumpFile, ...]:
        """The small files beside them: fields, units, figures of campaigns."""
        names = {f"{table.name}.csv" for table in TABLES}
        return tuple(one for one in self.files if one.name in names)

    def path_of(self, name: str) -> Path | None:
        """Where one of its files is, None for any other name."""
        return self.folder / name if any(one.name == name for one in self.files) else None


def _root() -> Path:
    return Path(settings.OPEN_DATA["PATH"])


def dumps() -> list[Dump]:
    """Complete dumps, the latest first."""
    if not _root().is_dir():
        return []
    found = (_read(folder) for folder in _root().iterdir() if not folder.name.startswith("."))
    return sorted((one for one in found if one is not None), key=lambda one: one.stamp, reverse=True)


def latest() -> Dump | None:
    """The last complete dump."""
    return next(iter(dumps()), None)


def _read(folder: Path) -> Dump | None:
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        return None
    return Dump(
        stamp=folder.name,
        made_at=datetime.datetime.fromisoformat(said["made_at"]),
        rows=said["rows"],
        seconds=said["seconds"],
        files=tuple(DumpFile(**one) for one in said["files"]),
    )


def dump(origin: str, *, keep_days: int, report: Callable[[int], None] = lambda rows: None) -> Dump:
    """Write a dump and remove those that are older than `keep_days`; the last one always stays.

    `report` is called with the size of every batch written. A failure leaves the dumps as they were.
    """
    made_at = timezone.now()
    with _building() as folder:
        rows, files = _write(folder, origin, report)
        made = Dump(
            stamp=timezone.localtime(made_at).strftime(_STAMP),
            made_at=made_at,
            rows=rows,
            seconds=(timezone.now() - made_at).total_seconds(),
            files=tuple(files),
        )
        (folder / MANIFEST).write_text(json.dumps(_said(made), ensure_ascii=False, indent=1))
        # Readable by the web server, which may hand the files out itself.
        folder.chmod(0o755)
        for path in folder.iterdir():
            path.chmod(0o644)
            _to_disk(path)
        folder.rename(_free(made.stamp))
    _prune(made_at - datetime.timedelta(days=keep_days))
    return made


def discard() -> int:
    """Remove every dump at once, when something is in them that must not be public; returns how many."""
    found = dumps()
    for one in found:
        shutil.rmtree(one.folder)
    return len(found)


def _write(folder: Path, origin: str, report: Callable[[int], None]) -> tuple[int, list[DumpFile]]:
    paths = [folder / name for name in ("sang-kien.csv.gz", "sang-kien.jsonl.gz", "sang-kien.parquet")]
    csv_path, lines_path, parquet_path = paths
    rows = 0
    with csv_path.open("wb") as sheet, lines_path.open("wb") as lines, ParquetFile(parquet_path) as table:
        sheet.write(compressed(csv_heading(names()).encode()))
        # An empty catalogue is a gzip file, too.
        lines.write(compressed(b""))
        for piece in pieces(origin):
            sheet.write(piece.sheet)
            lines.write(piece.lines)
            table.write(piece.columns)
            rows += piece.rows
            report(piece.rows)
    files = [
        _file(csv_path, "CSV", "application/gzip"),
        _file(lines_path, "JSON Lines", "application/gzip"),
        _file(parquet_path, "Parquet", "application/vnd.apache.parquet"),
    ]
    small = [(f"{one.name}.csv", "CSV", _sheet(one)) for one in TABLES]
    for name, kind, text in (
        *small,
        (DICTIONARY, "CSV", dictionary_csv()),
        ("GIAY-PHEP.txt", "văn bản", _LICENCE),
    ):
        (folder / name).write_bytes(text.encode())
        files.append(_file(folder / name, kind, "text/csv" if kind == "CSV" else "text/plain"))
    sums = "".join(f"{one.sha256}  {one.name}\n" for one in files)
    (folder / _CHECKSUMS).write_bytes(sums.encode())
    files.append(_file(folder / _CHECKSUMS, "SHA-256", "text/plain"))
    return rows, files


def _sheet(table: Table) -> str:
    heading = csv_heading([column.name for column in table.columns])
    return heading + csv_lines(table.rows(), columns=table.columns)


def _file(path: Path, kind: str, media_type: str) -> DumpFile:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return DumpFile(path.name, kind, media_type, path.stat().st_size, sha256)


def _said(made: Dump) -> dict[str, Any]:
    said = dataclasses.asdict(made)
    return {**said, "made_at": made.made_at.isoformat(), "licence": LICENCE_URL}


@contextmanager
def _building() -> Iterator[Path]:
    """A folder on the same disk that is removed if it is still there at the end."""
    _root().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=_root()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _free(stamp: str) -> Path:
    """The folder of this name; two dumps within a second are one too many."""
    folder = _root() / stamp
    if folder.exists():
        raise FileExistsError(f"there is a dump of this second already: {folder}")
    return folder


def _prune(before: datetime.datetime) -> None:
    """Remove dumps from before a moment, never the last one, and what an interrupted dump left behind."""
    for one in dumps()[1:]:
        if one.made_at < before:
            shutil.rmtree(one.folder)
    for folder in _root().glob(f"{_BUILDING}*"):
        if datetime.datetime.fromtimestamp(folder.stat().st_mtime, tz=datetime.UTC) < before:
            shutil.rmtree(folder, ignore_errors=True)

"""What people ask of an import: take a file in, check it, import it, stop, go on, undo. The work is in `work`.

Each of these changes the state of a run once, whoever else asks for the same, and says whether it did.
"""

import datetime
import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from showcase.importing.catalogue_names import CatalogueNames
from showcase.importing.error_file import COLUMN
from showcase.importing.limits import IMPORT
from showcase.importing.mapping import Mapping, MappingProfile, guess_mapping
from showcase.importing.opening import open_table
from showcase.importing.rows import TableError
from showcase.importing.tables import Table
from showcase.importing.targets import REQUIRED, label_of
from showcase.importing.understanding import Reader
from showcase.models import ImportProfile, ImportRun

__all__ = [
    "MappingError",
    "ask_check",
    "ask_import",
    "ask_stop",
    "ask_undo",
    "go_on",
    "mapping_of",
    "open_run",
    "purge",
    "same_file",
    "save_profile",
    "set_mapping",
    "take_in",
]

State = ImportRun.State
_NOTHING_READ: dict[str, Any] = {
    "cursor": 0,
    "last_row": 0,
    "rows_read": 0,
    "added": 0,
    "updated": 0,
    "unchanged": 0,
    "failed": 0,
    "faults_found": 0,
    "error_bytes": 0,
}


class MappingError(Exception):
    """The columns do not make an import possible; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        """Keep the sentences."""
        super().__init__(" ".join(problems))
        self.problems = problems


def take_in(
    file: File,
    name: str,
    *,
    user: Any = None,
    mode: str = ImportRun.Mode.BOTH,
    publishes: bool = False,
    clears: bool = False,
    profile: ImportProfile | None = None,
) -> ImportRun:
    """Store a file privately with its checksum and guess its columns, or read them by a profile.

    Raises TableError for a file that cannot be read: nothing of it is kept then.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    run = ImportRun(
        name=name[-250:],
        size=file.size,
        checksum=digest.hexdigest(),
        started_by=user,
        mode=mode,
        publishes=publishes,
        clears=clears,
    )
    file.seek(0)
    # The name of a stored file says nothing; its ending tells workbooks from text.
    ending = name.rpartition(".")[2].lower()
    run.file.save(f"{digest.hexdigest()[:16]}.{ending}", file if file.size else ContentFile(b""), save=False)
    try:
        table = open_run(run)
        if profile is None:
            mapping = guess_mapping(table.headings, table.samples)
        else:
            mapping = MappingProfile.from_json(json.dumps(profile.mapping)).apply(
                table.headings, table.samples
            )
    except TableError:
        run.file.delete(save=False)
        raise
    run.headings = list(table.headings)
    run.sheet = table.sheet
    run.mapping = _as_json(_without_errors(mapping))
    run.save()
    return run


def open_run(run: ImportRun) -> Table:
    """The table in a run's file. Raises TableError."""
    return open_table(run.file.path, run.name, IMPORT, sheet=run.sheet)


def same_file(run: ImportRun) -> ImportRun | None:
    """The latest other run of the very same file that has imported something."""
    others = ImportRun.objects.filter(
        checksum=run.checksum, state__in=(State.DONE, State.CANCELLED, State.RUNNING)
    )
    return others.exclude(pk=run.pk).first()


# Columns -------------------------------------------------------------------------------------------------


def mapping_of(run: ImportRun) -> Mapping:
    """How the columns of a run are read."""
    kept = run.mapping
    return Mapping(
        tuple(run.headings),
        tuple((int(column), str(target)) for column, target in kept.get("columns", ())),
        tuple((str(target), str(value)) for target, value in kept.get("defaults", ())),
    )


def set_mapping(run: ImportRun, mapping: Mapping) -> bool:
    """Read the columns so from now on; whatever was checked before is checked again.

    Raises MappingError when that cannot be imported; False when the run is past that.
    """
    if problems := _problems(run, mapping):
        raise MappingError(problems)
    return _move(
        run, (State.UPLOADED, State.CHECKED), State.UPLOADED, mapping=_as_json(mapping), check_result={}
    )


def save_profile(name: str, mapping: Mapping, user: Any) -> ImportProfile:
    """Keep the mapping under a name; one of this name is replaced."""
    kept = json.loads(MappingProfile.of(name, mapping).to_json())
    profile, _new = ImportProfile.objects.update_or_create(
        name=name, defaults={"mapping": kept, "made_by": user}
    )
    return profile


def _problems(run: ImportRun, mapping: Mapping) -> list[str]:
    """Why a file cannot be imported with these columns. Where rows may also be updates, only they tell the rest."""
    problems = mapping.problems(adding=False)
    if run.mode == ImportRun.Mode.ADD:
        known = {target for _column, target in mapping.columns} | {
            target for target, _value in mapping.defaults
        }
        problems += [
            f"Chưa có cột hay giá trị chung cho “{label_of(name)}”."
            for name in REQUIRED
            if name not in known and name not in _FOUND_ELSEWHERE
        ]
    if not problems:
        for name, value in mapping.defaults:
            try:
                Reader(
                    Mapping(mapping.headings, mapping.columns, ((name, value),)),
                    CatalogueNames({}, {}),
                    adding=False,
                )
            except ValueError as error:
                problems.append(f"Giá trị chung “{label_of(name)}”: {error}")
    return problems


_FOUND_ELSEWHERE = ("code", "summary", "sector")
"""What is asked for by itself, cut from the narrative, and known of the unit."""


def _without_errors(mapping: Mapping) -> Mapping:
    """Without the column that an error file adds."""
    columns = tuple(pair for pair in mapping.columns if mapping.headings[pair[0]].strip() != COLUMN)
    return Mapping(mapping.headings, columns, mapping.defaults)


def _as_json(mapping: Mapping) -> dict[str, Any]:
    return {
        "columns": [list(pair) for pair in mapping.columns],
        "defaults": [list(p) for p in mapping.defaults],
    }


# Asking --------------------------------------------------------------------------------------------------


def ask_check(run: ImportRun) -> bool:
    """Check the file from its beginning, without writing. Raises MappingError."""
    if problems := _problems(run, mapping_of(run)):
        raise MappingError(problems)
    asked = _move(
        run, (State.UPLOADED, State.CHECKED), State.CHECKING, check_result={}, message="", **_NOTHING_READ
    )
    if asked:
        run.faults.all().delete()
    return asked


def ask_import(run: ImportRun) -> bool:
    """Import what was checked."""
    asked = _move(run, (State.CHECKED,), State.RUNNING, message="", **_NOTHING_READ)
    if asked:
        run.faults.all().delete()
    return asked


def purge(days: int | None = None) -> int:
    """Forget files of imports that ended that many days ago (settings: IMPORT_FILE_DAYS), with their faults, and with
    what undoing takes: names stand in them. Files that were never imported go with their record. Returns how many.
    """
    kept = settings.IMPORT_FILE_DAYS if days is None else days
    before = timezone.now() - datetime.timedelta(days=kept)
    forgotten = 0
    for run in ImportRun.objects.filter(created_at__lt=before).exclude(file=""):
        if run.state in (State.UPLOADED, State.CHECKED):
            run.delete()
        elif not run.is_working and (run.finished_at or run.created_at) < before:
            with transaction.atomic():
                run.forget_files()
        else:
            continue
        forgotten += 1
    return forgotten


def ask_stop(run: ImportRun) -> bool:
    """Stop after the batch in hand; what was imported stays until it is undone."""
    working = ImportRun.objects.filter(pk=run.pk, state__in=(State.CHECKING, State.RUNNING))
    return bool(working.update(stop_asked=True))


def go_on(run: ImportRun) -> bool:
    """Let a run that was stopped or interrupted go on where it is."""
    if run.has_file and _move(run, (State.CANCELLED,), State.RUNNING, message="", finished_at=None):
        return True
    return bool(
        ImportRun.objects.filter(pk=run.pk, state__in=ImportRun.WORKING).update(stop_asked=False, message="")
    )


def ask_undo(run: ImportRun) -> bool:
    """Take back everything that the run added and changed, as long as that is kept; see `purge`."""
    waiting = run.changes.filter(undone_at=None).count()
    return run.has_file and _move(
        run,
        (State.DONE, State.CANCELLED, State.FAILED),
        State.UNDOING,
        message="",
        undo_result={"batches": waiting, "batches_done": 0},
    )


def _move(run: ImportRun, before: tuple[str, ...], after: str, **values: Any) -> bool:
    """Change the state, if it is still one of `before`."""
    moved = ImportRun.objects.filter(pk=run.pk, state__in=before).update(
        state=after, holder="", stop_asked=False, renewed_at=timezone.now(), **values
    )
    if moved:
        run.refresh_from_db()
    return bool(moved)

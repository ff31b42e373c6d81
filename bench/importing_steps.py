"""Steps of `bench.importing`, each in a process of the site, so that its peak of memory is its own."""

import csv
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.importing_parts import invented, write_xlsx
from bench.processes import Memory, processor

__all__ = ["measure"]

_HEADINGS = (
    "code",
    "title",
    "summary",
    "problem",
    "solution",
    "results",
    "field",
    "unit",
    "sector",
    "solution_type",
    "applied_on",
    "benefit_value",
    "benefit_evidence",
    "tags",
    "authors.1.name",
    "authors.1.job_title",
    "authors.1.education",
    "authors.1.share",
    "authors.2.name",
    "authors.2.share",
    "recognitions.1.level",
    "recognitions.1.decision_number",
    "recognitions.1.date",
)
"""Names of targets for the columns of `importing_parts.invented`; django-import-export finds its own by them, too."""


def measure(step: str, **options: Any) -> dict[str, Any]:
    """One step, and the most memory in MiB that it took with the processes it started; see `bench.importing`."""
    steps = {
        "file": _file,
        "import": _import,
        "empty": _empty,
        "baseline": _baseline,
        "index": _index,
        "find": _find,
    }
    with Memory() as memory:
        found = steps[step](**options)
    return {**found, "memory": memory.peak / 2**20}


def _file(rows: int, path: str) -> dict[str, Any]:
    """Write a file of invented initiatives, all different, with the names of the site's units and fields."""
    from showcase.choices import Sector, SolutionType
    from showcase.models import Field, Unit

    start = time.perf_counter()
    labels = {str(label): value for value, label in (*SolutionType.choices, *Sector.choices)}
    found = invented(
        rows,
        units=list(Unit.objects.order_by("slug").values_list("slug", flat=True)),
        fields=list(Field.objects.order_by("slug").values_list("slug", flat=True)),
    )
    words = labels | {"Hội đồng công nhận": "council", "Cao đẳng": "college", "Cấp cơ sở": "grassroots"}
    money = _HEADINGS.index("benefit_value")
    written = (
        [
            cell.removesuffix(" đ").replace(".", "") if column == money else words.get(cell, cell)
            for column, cell in enumerate(row)
        ]
        for row in found
    )
    if path.endswith(".xlsx"):
        write_xlsx(Path(path), _HEADINGS, written)
    else:
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(_HEADINGS)
            table.writerows(written)
    return {
        "bytes": Path(path).stat().st_size,
        "seconds": time.perf_counter() - start,
    }


def _import(path: str) -> dict[str, Any]:
    """Check and import a file through the same functions as the command."""
    from django.core.files import File

    from search.models import PendingIndexing
    from showcase.importing.runs import ask_check, ask_import, take_in
    from showcase.importing.work import work

    with Path(path).open("rb") as stream:
        run = take_in(File(stream, name=Path(path).name), Path(path).name, publishes=True)
    ask_check(run)
    start = time.perf_counter()
    run = work(run.pk)
    check = time.perf_counter() - start
    people = run.check_result["people"]
    ask_import(run)
    start, busy = time.perf_counter(), processor()
    run = work(run.pk)
    seconds, busy = time.perf_counter() - start, processor() - busy
    if run.added != run.rows_read or PendingIndexing.objects.count() < run.added:
        raise RuntimeError(f"{run.counts}: {[fault.reason for fault in run.faults.all()[:3]]}")
    rows = run.rows_read
    return {
        "rows": rows,
        "people": people,
        "check_seconds": check,
        "seconds": seconds,
        "check_rate": rows / check,
        "rate": rows / seconds,
        "both_rate": rows / (check + seconds),
        "processor_rate": rows / busy,
    }


def _empty() -> dict[str, Any]:
    """Without what was imported."""
    from search.models import PendingIndexing
    from showcase.importing.runs import ask_undo
    from showcase.importing.work import work
    from showcase.models import ImportRun

    run = ImportRun.objects.filter(state=ImportRun.State.DONE).latest("pk")
    ask_undo(run)
    start = time.perf_counter()
    run = work(run.pk)
    if run.undo_result["deleted"] != run.added:
        raise RuntimeError(json.dumps(run.undo_result["kept"][:3]))
    marks = PendingIndexing.objects.all()
    marks._raw_delete(marks.db)
    return {"seconds": time.perf_counter() - start}


def _index() -> dict[str, Any]:
    """What `search_index drain` does: everything that waits goes to the index."""
    from search.indexing import catch_up
    from search.models import PendingIndexing

    start = time.perf_counter()
    changes = catch_up()
    if left := PendingIndexing.objects.count():
        raise RuntimeError(f"{left} changes still wait")
    return {"changes": changes, "seconds": time.perf_counter() - start}


def _find(path: str) -> dict[str, Any]:
    """The last row of the file, asked for by its title on the public page of the catalogue."""
    from django.test import Client

    with Path(path).open("rb") as file:
        file.seek(-8_192, os.SEEK_END)
        last = next(csv.reader([file.read().decode("utf-8", "ignore").splitlines()[-1]]))
    code, title = last[0], last[1]
    start = time.perf_counter()
    answer = Client().get("/sang-kien/", {"q": title})
    seconds = time.perf_counter() - start
    if code not in answer.content.decode():
        raise RuntimeError(f"{code} is not among the results for {title!r} ({answer.status_code})")
    return {"question": title, "seconds": seconds}


def _baseline(path: str) -> dict[str, Any]:
    """The same rows through django-import-export, written as its documentation suggests: a resource of the model
    with widgets for foreign keys, and the rows of other tables added after each save."""
    import tablib
    from import_export import fields, resources, widgets

    from showcase.models import (
        Field,
        Initiative,
        InitiativeAuthor,
        Recognition,
        Unit,
    )

    def parts(row: Any, collection: str) -> Iterator[dict[str, str]]:
        for number in ("1", "2"):
            prefix = f"{collection}.{number}."
            found = {name.removeprefix(prefix): row[name] for name in _HEADINGS if name.startswith(prefix)}
            if found:
                yield found

    day = widgets.DateWidget(format="%d/%m/%Y")

    class InitiativeResource(resources.ModelResource):
        field = fields.Field("field", "field", widgets.ForeignKeyWidget(Field, "slug"))
        unit = fields.Field("unit", "unit", widgets.ForeignKeyWidget(Unit, "slug"))
        applied_on = fields.Field("applied_on", "applied_on", day)

        class Meta:
            model = Initiative
            import_id_fields = ("code",)
            exclude = ("id", "tags")
            skip_unchanged = True

        def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            for order, one in enumerate(parts(row, "authors")):
                InitiativeAuthor.objects.create(initiative=instance, sort_order=order, **one)
            for order, one in enumerate(parts(row, "recognitions")):
                date = day.clean(one.pop("date"))
                Recognition.objects.create(
                    initiative=instance, sort_order=order, body=instance.unit, date=date, **one
                )
            instance.tags.add(*row["tags"].split("; "))
            instance.save()

    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = tablib.Dataset().load(file.read(), format="csv")
    start, busy = time.perf_counter(), processor()
    result = InitiativeResource().import_data(rows, raise_errors=True)
    seconds, busy = time.perf_counter() - start, processor() - busy
    made = result.totals["new"]
    return {"rows": made, "rate": made / seconds, "processor_rate": made / busy}

"""What the editor sees before anything is written: counts, changes, problems, columns to correct."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from home.models import CampaignPage
from showcase.campaign_entry.carried import LONGEST, Confirmation, carry, carry_sheet
from showcase.campaign_entry.columns import Column, find_header, guess_columns
from showcase.campaign_entry.forms import OccasionForm
from showcase.campaign_entry.plan import Entry, Plan, make_plan
from showcase.campaign_entry.reading import Problem, Reading, read_entries
from showcase.campaign_entry.rights import missing_rights
from showcase.campaign_entry.unit_names import UnitDirectory
from showcase.importing.sheets import Row, Sheet, SheetError, SheetFile, cell_text, to_pasted

__all__ = ["ColumnChoice", "Preview", "preview_entries", "preview_sheet"]

_SHOWN = 200
_HEADER_CHOICES = 15
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column of the sheet: what its heading says, its first cells, and what it is taken for."""

    name: str
    heading: str
    samples: str
    chosen: str


@dataclass(slots=True)
class Preview:
    """Everything that templates/wagtailadmin/showcase/campaign_entry/preview.html shows.

    `restore` leads back to the grid with what was typed; `confirmation` is "" where nothing can be saved.
    """

    occasion: OccasionForm
    plan: Plan
    problems: list[Problem]
    rows: list[dict[str, Any]]
    rows_left_out: int
    restore: str
    confirmation: str = ""
    sheet: str = ""
    sheet_name: str = ""
    pasted: str = ""
    columns: list[ColumnChoice] = field(default_factory=list)
    headers: list[tuple[int, str]] = field(default_factory=list)
    header: int = 0
    reading: Reading | None = None

    @property
    def shown_problems(self) -> list[Problem]:
        """The first problems: a page of thousands helps nobody."""
        return self.problems[:_SHOWN]

    @property
    def problems_left_out(self) -> int:
        """How many problems are not shown."""
        return max(0, len(self.problems) - _SHOWN)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to confirm."""
        return bool(self.confirmation)


def preview_entries(
    campaign: CampaignPage,
    user: Any,
    occasion: OccasionForm,
    entries: Sequence[Entry],
    directory: UnitDirectory,
    *,
    problems: Sequence[Problem] = (),
    file: SheetFile | None = None,
) -> Preview:
    """What saving these entries would do, to be confirmed where nothing stands against it."""
    day, source = occasion.cleaned_data["day"], occasion.cleaned_data["source"]
    plan = make_plan(campaign, entries, day)
    found = [*problems, *(Problem(0, "", "", reason) for reason in missing_rights(user, plan))]
    writes = plan.writes
    asked = carry(campaign.pk, user.pk, Confirmation(day, source, tuple(entries), plan.fingerprint, file))
    return Preview(
        occasion=occasion,
        plan=plan,
        problems=found,
        rows=[
            {
                "unit": directory.label(one.entry.unit),
                "column": one.entry.column.label,
                "before": one.before,
                "after": one.entry.value,
                "what": str(one.what),
            }
            for one in writes[:_SHOWN]
        ],
        rows_left_out=max(0, len(writes) - _SHOWN),
        restore=asked,
        confirmation=asked if writes and not found else "",
    )


def preview_sheet(
    campaign: CampaignPage,
    user: Any,
    occasion: OccasionForm,
    sheet: Sheet,
    corrected: QueryDict | None = None,
) -> Preview:
    """What a sheet would do, its columns as guessed or as `corrected` by the editor.

    Raises SheetError for a sheet that is too large to be shown and corrected here.
    """
    header = _header(sheet, corrected)
    guessed = guess_columns(header) if corrected is None or _header_changed(corrected) else []
    guessed += [Column.IGNORED] * (sheet.width - len(guessed))
    names = [f"column-{place}" for place in range(sheet.width)]
    if corrected is not None and not _header_changed(corrected):
        known = set(Column.values)
        sent = [corrected.get(name, "") for name in names]
        guessed = [Column(one) if one in known else Column.IGNORED for one in sent]
    directory = UnitDirectory.load()
    reading = read_entries(sheet, header, guessed, directory, occasion.cleaned_data["day"])
    preview = preview_entries(
        campaign, user, occasion, reading.entries, directory, problems=reading.problems, file=sheet.file
    )
    preview.reading = reading
    preview.sheet = carry_sheet(campaign.pk, user.pk, sheet)
    if len(preview.sheet) > LONGEST:
        raise SheetError("Bảng quá lớn để xem trước; hãy bỏ các cột không cần hoặc chia nhỏ.")
    preview.sheet_name = sheet.name
    preview.pasted = to_pasted(sheet)
    preview.header = header.number
    preview.headers = [
        (row.number, " · ".join(text for cell in row.cells if (text := cell_text(cell)))[:120])
        for row in sheet.rows[:_HEADER_CHOICES]
    ]
    below = [row for row in sheet.rows if row.number > header.number][:_SAMPLES]
    preview.columns = [
        ColumnChoice(
            name=name,
            heading=cell_text(header.cell(place)),
            samples=" · ".join(text for row in below if (text := cell_text(row.cell(place))))[:80],
            chosen=guessed[place].value,
        )
        for place, name in enumerate(names)
    ]
    return preview


def _header(sheet: Sheet, corrected: QueryDict | None) -> Row:
    """The row of headings: the one chosen, where it is there, else the likeliest."""
    wanted = corrected.get("header", "") if corrected else ""
    return next((row for row in sheet.rows if str(row.number) == wanted), None) or find_header(sheet)


def _header_changed(corrected: QueryDict) -> bool:
    """Whether another row of headings was chosen: what was chosen by the old headings is void then."""
    return corrected.get("header") != corrected.get("header_before")

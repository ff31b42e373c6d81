"""What becomes of a row: added, changed, left as it is, or refused with every reason. Pure, no database.

    plan = plan_row(parsed, stored.get(parsed.code), rules)      # Addition | Change | None | list[RowError]

`stored` is the initiative that has the code already. Nothing is guessed: an empty cell leaves what is stored (or
empties it where `rules.clears`), collections that the file does not speak of stay.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from showcase.choices import Disclosure, Level, Scope
from showcase.importing.rows import ParsedAuthor, ParsedAward, ParsedRecognition, ParsedRow, RowError
from showcase.importing.targets import COLLECTIONS, TARGETS

__all__ = [
    "COLUMNS",
    "Addition",
    "Author",
    "Award",
    "Change",
    "Derived",
    "Plan",
    "Recognised",
    "Rules",
    "Stored",
    "derive",
    "plan_row",
]

_KEYS = {"unit": "unit_id", "field": "field_id", "campaign": "campaign_id"}
COLUMNS: dict[str, str] = {
    name: _KEYS.get(name, name)
    for name in TARGETS
    if "." not in name and name not in (*COLLECTIONS, "code", "tags")
}
"""Fields that a file can fill, with the attribute that holds them."""

_NULLABLE = frozenset({"cost", "benefit_value", "campaign"})
_NEVER_EMPTY = (
    "title",
    "summary",
    "solution_type",
    "field",
    "unit",
    "sector",
    "scope",
    "disclosure",
    "applied_on",
)
_EMPTY: dict[str, Any] = {attribute: None if name in _NULLABLE else "" for name, attribute in COLUMNS.items()}
_NEEDED = tuple((name, COLUMNS[name]) for name in _NEVER_EMPTY)
_CODE = re.compile(r"[A-Z]{2,4}-\d{4}-\d{4,9}")
_FULL_SHARE = Decimal(100)
_FIRST_YEAR, _LAST_YEAR = 1945, 2200
_SUMMARY = 600
_RANKS = {level.value: level.rank for level in Level}

Author: TypeAlias = tuple[str, str, str, str, bool, Decimal | None, int | None]
"""Name, job, workplace, education, leadership post, share, key of the consent: as an author is stored."""
Recognised: TypeAlias = tuple[str, int, str, datetime.date, str]
"""Level, key of the body, number, date, certificate."""
Award: TypeAlias = tuple[int, int | None, str, datetime.date]
"""Keys of the type and of the body, number, date."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a run may do.

    `sectors` has the sector of every unit; `own_units` the units that the person may write about, None for all.
    `author_parts` names what the file says of authors: the rest of a known author stays. `headings` has the file's own
    heading for each target that has a column.
    """

    adds: bool = True
    updates: bool = True
    clears: bool = False
    sectors: Mapping[int, str] | None = None
    own_units: frozenset[int] | None = None
    author_parts: frozenset[str] = frozenset(
        {"job_title", "workplace", "education", "holds_leadership_post", "share"}
    )
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """An initiative as the database has it; `held` says why an import must not touch it, if so."""

    pk: int
    values: Mapping[str, Any]
    authors: tuple[Author, ...] = ()
    recognitions: tuple[Recognised, ...] = ()
    awards: tuple[Award, ...] = ()
    tags: tuple[str, ...] = ()
    held: str = ""


class Derived(NamedTuple):
    """What follows from the values and collections of an initiative; see `Initiative.derive`."""

    year: int
    highest_level: str
    recognised_on: datetime.date | None
    shares_total: Decimal | None


class Addition(NamedTuple):
    """A new initiative; `values` by attribute, complete."""

    row: int
    code: str
    values: Mapping[str, Any]
    authors: tuple[Author, ...]
    recognitions: tuple[Recognised, ...]
    awards: tuple[Award, ...]
    tags: tuple[str, ...]
    derived: Derived


@dataclass(slots=True)
class Change:
    """What changes of a stored initiative: `values` by attribute, and the collections that are written anew.

    `new_tags` come beside those that it has.
    """

    row: int
    code: str
    stored: Stored
    values: Mapping[str, Any]
    authors: tuple[Author, ...] | None
    recognitions: tuple[Recognised, ...] | None
    awards: tuple[Award, ...] | None
    new_tags: tuple[str, ...]
    derived: Derived


Plan: TypeAlias = Addition | Change | list[RowError] | None


def plan_row(parsed: ParsedRow, stored: Stored | None, rules: Rules) -> Plan:
    """What becomes of a row; None where the initiative is already as the row has it."""
    faults = _Faults(parsed, rules.headings)
    if not _CODE.fullmatch(parsed.code):
        faults.add("code", parsed.code, "Mã gồm chữ lĩnh vực, năm và số, ví dụ NL-2022-0417.")
    elif stored is None and not rules.adds:
        faults.add("code", parsed.code, "Chưa có sáng kiến mang mã này; lần nhập này chỉ cập nhật.")
    elif stored is not None and not rules.updates:
        faults.add("code", parsed.code, "Đã có sáng kiến mang mã này; lần nhập này chỉ thêm mới.")
    elif stored is not None and stored.held:
        faults.add("code", parsed.code, stored.held)
    if faults.found:
        return faults.found
    return _addition(parsed, rules, faults) if stored is None else _change(parsed, stored, rules, faults)


class _Faults:
    """Everything that is wrong with a row."""

    def __init__(self, parsed: ParsedRow, headings: Mapping[str, str]) -> None:
        self.found: list[RowError] = []
        self._row = parsed.row
        self._headings = headings

    def add(self, target: str, value: Any, reason: str) -> None:
        label = self._headings.get(target) or TARGETS[target].label
        self.found.append(RowError(self._row, label, "" if value is None else str(value)[:250], reason))


def _addition(parsed: ParsedRow, rules: Rules, faults: _Faults) -> Plan:
    given = parsed.values
    values = _EMPTY.copy()
    for name, value in given.items():
        if (attribute := COLUMNS.get(name)) is not None:
            values[attribute] = value
    values["scope"] = values["scope"] or Scope.GRASSROOTS.value
    values["disclosure"] = values["disclosure"] or Disclosure.FULL.value
    values["sector"] = values["sector"] or (rules.sectors or {}).get(values["unit_id"], "")
    values["summary"] = values["summary"] or _summary(values)
    _check_values(values, rules, faults)
    if faults.found:
        return faults.found
    unit: int = values["unit_id"]
    authors = tuple(_new_author(author) for author in parsed.authors or ())
    recognitions = _merged((), [_recognised(one, unit) for one in parsed.recognitions or ()], _same_body)
    awards = _merged((), [_award(one) for one in parsed.awards or () if one.award_type], _same_type)
    _check_shares(authors, faults)
    _check_repeated(parsed, unit, faults)
    if faults.found:
        return faults.found
    derived = derive(values["applied_on"], authors, recognitions)
    return Addition(parsed.row, parsed.code, values, authors, recognitions, awards, _tags(parsed), derived)


def _change(parsed: ParsedRow, stored: Stored, rules: Rules, faults: _Faults) -> Plan:
    given: dict[str, Any] = {}
    for name, value in parsed.values.items():
        if name not in COLUMNS or name in parsed.derived:
            continue
        if name in parsed.blank or value in (None, ""):
            if not rules.clears:
                continue
            if name in _NEVER_EMPTY:
                faults.add(name, "", "Không được để trống.")
                continue
            value = None if name in _NULLABLE else ""  # noqa: PLW2901 - what empty means depends on the field
        given[COLUMNS[name]] = value
    changed = {name: value for name, value in given.items() if value != stored.values[name]}
    merged = {**stored.values, **changed}
    _check_values(merged, rules, faults)
    if rules.own_units is not None and stored.values["unit_id"] not in rules.own_units:
        faults.add("code", parsed.code, "Sáng kiến này thuộc đơn vị ngoài phạm vi bộ phận của bạn.")
    if faults.found:
        return faults.found
    authors = _changed_authors(parsed.authors, stored, rules)
    recognitions = _changed_collection(
        stored.recognitions,
        [_recognised(one, merged["unit_id"]) for one in parsed.recognitions or ()],
        _same_body,
    )
    awards = _changed_collection(
        stored.awards, [_award(one) for one in parsed.awards or () if one.award_type], _same_type
    )
    known = {tag.casefold() for tag in stored.tags}
    new_tags = tuple(tag for tag in _tags(parsed) if tag.casefold() not in known)
    if authors is not None:
        _check_shares(authors, faults)
    _check_repeated(parsed, merged["unit_id"], faults)
    if faults.found:
        return faults.found
    if not (changed or new_tags) and authors is None and recognitions is None and awards is None:
        return None
    derived = derive(
        merged["applied_on"],
        stored.authors if authors is None else authors,
        stored.recognitions if recognitions is None else recognitions,
    )
    return Change(parsed.row, parsed.code, stored, changed, authors, recognitions, awards, new_tags, derived)


def derive(
    applied_on: datetime.date, authors: Sequence[Author], recognitions: Sequence[Recognised]
) -> Derived:
    """The derived columns, by the rules of `Initiative.derive`."""
    shares = [author[5] for author in authors if author[5] is not None]
    return Derived(
        year=applied_on.year,
        highest_level=max((one[0] for one in recognitions), key=_RANKS.__getitem__, default=""),
        recognised_on=min((one[3] for one in recognitions), default=None),
        shares_total=sum(shares, Decimal(0)) if shares else None,
    )


# Values --------------------------------------------------------------------------------------------------


def _check_values(values: Mapping[str, Any], rules: Rules, faults: _Faults) -> None:
    for name, attribute in _NEEDED:
        value = values[attribute]
        if value is None or value == "":
            faults.add(name, "", "Thiếu, mà sáng kiến nào cũng phải có.")
    applied_on = values["applied_on"]
    if applied_on and not _FIRST_YEAR <= applied_on.year <= _LAST_YEAR:
        faults.add("applied_on", f"{applied_on:%d/%m/%Y}", f"Năm phải từ {_FIRST_YEAR} đến {_LAST_YEAR}.")
    if values["benefit_value"] is not None and not values["benefit_evidence"]:
        faults.add("benefit_evidence", "", "Giá trị bằng tiền cần ghi mức bằng chứng.")
    if rules.own_units is not None and values["unit_id"] and values["unit_id"] not in rules.own_units:
        faults.add("unit", "", "Đơn vị này nằm ngoài phạm vi bộ phận của bạn.")


def _check_shares(authors: Sequence[Author], faults: _Faults) -> None:
    shares = [author[5] for author in authors if author[5] is not None]
    if not shares:
        return
    total = sum(shares, Decimal(0))
    if len(shares) < len(authors):
        faults.add("authors.share", "", "Ghi phần đóng góp cho mọi tác giả, hoặc để trống tất cả.")
    elif total != _FULL_SHARE:
        faults.add(
            "authors.share",
            f"{total.normalize():f}".replace(".", ","),
            "Các phần đóng góp phải cộng lại đúng 100.",
        )


def _check_repeated(parsed: ParsedRow, unit: int, faults: _Faults) -> None:
    """An initiative is recognised once by a body at a level, and given an honour once."""
    recognitions, awards = parsed.recognitions or (), parsed.awards or ()
    if len(recognitions) > 1 and len({(one.level, one.body or unit) for one in recognitions}) < len(
        recognitions
    ):
        faults.add("recognitions", "", "Hai lần công nhận cùng cấp, cùng nơi trong một dòng.")
    if len(awards) > 1 and len({one.award_type for one in awards}) < len(awards):
        faults.add("awards", "", "Cùng một hình thức khen hai lần trong một dòng.")


def _summary(values: Mapping[str, Any]) -> str:
    """What lists show of an initiative without a summary: its lines, else the beginning of its narrative."""
    parts = [values[name] for name in ("problem_line", "idea_line", "result_line") if values[name]]
    if not parts:
        parts = [values[name] for name in ("problem", "solution", "results") if values[name]]
    text = " ".join(" ".join(part.split()).rstrip(".") + "." for part in parts) or values["title"]
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _tags(parsed: ParsedRow) -> tuple[str, ...]:
    """Tags without repetition, whatever their case."""
    found: dict[str, str] = {}
    for tag in parsed.tags or ():
        found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


# Collections ---------------------------------------------------------------------------------------------


def _new_author(author: ParsedAuthor) -> Author:
    return (
        author.name,
        author.job_title,
        author.workplace,
        author.education,
        bool(author.holds_leadership_post),
        author.share,
        None,
    )


def _changed_authors(
    given: tuple[ParsedAuthor, ...] | None, stored: Stored, rules: Rules
) -> tuple[Author, ...] | None:
    """The authors of the row in place of the stored ones; None where they are the same, or the row has none.

    Who is known by name keeps the consent, and everything that the file has no column for or leaves empty.
    """
    if given is None or (not given and not rules.clears):
        return None
    known = {author[0].casefold(): author for author in stored.authors}
    authors = []
    for one in given:
        before = known.get(one.name.casefold())
        author = _new_author(one)
        if before is not None:
            author = (
                author[0],
                author[1] or before[1],
                author[2] or before[2],
                author[3] or before[3],
                author[4] if "holds_leadership_post" in rules.author_parts else before[4],
                author[5] if "share" in rules.author_parts else before[5],
                before[6],
            )
        authors.append(author)
    found = tuple(authors)
    return None if found == stored.authors else found


def _recognised(one: ParsedRecognition, unit: int) -> Recognised:
    return (one.level, one.body or unit, one.decision_number, one.date, one.certificate_number)


def _award(one: ParsedAward) -> Award:
    return (one.award_type or 0, one.body, one.decision_number, one.date)


def _same_body(one: Recognised) -> Any:
    return one[:2]


def _same_type(one: Award) -> Any:
    return one[0]


def _merged(stored: Sequence[Any], given: Sequence[Any], same: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Stored ones in their order, replaced by what is given for the same place, then new ones."""
    found = {same(one): one for one in stored}
    found.update((same(one), one) for one in given)
    return tuple(found.values())


def _changed_collection(
    stored: tuple[Any, ...], given: Sequence[Any], same: Callable[[Any], Any]
) -> tuple[Any, ...] | None:
    if not given:
        return None
    merged = _merged(stored, given, same)
    return None if merged == stored else merged

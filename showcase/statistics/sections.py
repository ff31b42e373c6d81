"""Figures of the catalogue → sections of the page: a chart, the sentence that says what it shows, its table.

A cell of a table is a number or ready words; the page writes numbers in Vietnamese, the download leaves them numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from home.charts import Datum
from home.templatetags.typography import number, share, short_money, vi_date
from showcase.statistics.question import Question
from showcase.statistics.shapes import BodyTable, EvidenceTier, Statistics, Tally
from showcase.units.then_now import Reading

__all__ = ["Row", "Section", "catalogue_sections", "source_words"]

Cell = int | float | str
SHOWN_BODIES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its title, the address it leads to, its cells, and a word on it."""

    title: str
    values: Sequence[Cell]
    url: str = ""
    note: str = ""

    @property
    def cells(self) -> list[str]:
        """Cells as the page writes them."""
        return [value if isinstance(value, str) else number(value) for value in self.values]


@dataclass(frozen=True, slots=True)
class Section:
    """A chart with everything that makes it checkable. `shape`: columns, bars, shares or none."""

    id: str
    title: str
    sentence: str
    shape: str
    data: Sequence[Datum]
    caption: str
    head: Sequence[str]
    rows: Sequence[Row]
    note: str = ""
    parts: Sequence[dict[str, Any]] = field(default_factory=tuple)

    @property
    def scrolls(self) -> bool:
        """Whether the table is wide."""
        return len(self.head) > 3


def source_words(statistics: Statistics) -> str:
    """Where counted figures come from and as of when."""
    moment = timezone.localtime(statistics.as_of)
    return f"Nguồn: danh mục sáng kiến của trang này, tính đến {moment:%H:%M} ngày {vi_date(moment)}."


def catalogue_sections(statistics: Statistics, question: Question) -> dict[str, Section]:
    """All sections by id."""
    scope = f", áp dụng năm {question.year}" if question.year else ""
    found = [
        _years(statistics, question),
        _fields(statistics, question, scope),
        _levels(statistics, question, scope),
        _funnel(statistics, scope),
        _sectors(statistics, question, scope),
        _bodies(statistics.bodies.get(question.units.value, BodyTable()), question, scope),
        _money(statistics, scope),
        _teams(statistics, scope),
    ]
    return {section.id: section for section in found}


def _catalogue(question: Question, **pairs: str) -> str:
    """The list of the catalogue behind a number."""
    if question.year and "year" not in pairs:
        pairs["year"] = str(question.year)
    return f"{reverse('search:catalogue')}?{urlencode(pairs)}"


def _largest(rows: Iterable[Tally]) -> Tally | None:
    largest = max(rows, key=lambda row: row.value, default=None)
    return largest if largest and largest.value else None


def _data(rows: Sequence[Tally], *, hue: bool = False) -> list[Datum]:
    largest = _largest(rows)
    return [
        Datum(row.label, row.value, number(row.value), field=row.key if hue else "", strong=row is largest)
        for row in rows
    ]


def _rows(rows: Sequence[Tally], question: Question, parameter: str) -> list[Row]:
    total = sum(row.value for row in rows)
    return [
        Row(
            row.label,
            [row.value, share(row.value, total) or "0%"],
            _catalogue(question, **{parameter: row.key}) if row.value else "",
        )
        for row in rows
    ]


def _said(largest: Tally | None, sentence: str) -> str:
    return sentence.format(largest.label, number(largest.value)) if largest else "Chưa có sáng kiến nào"


def _years(statistics: Statistics, question: Question) -> Section:
    rows = statistics.by_year
    largest = _largest(rows)
    chosen = str(question.year or (largest.key if largest else ""))
    return Section(
        id="theo-nam",
        title="Theo năm",
        sentence=_said(largest, "Năm {} nhiều nhất: {} sáng kiến"),
        shape="columns",
        data=[Datum(row.label, row.value, number(row.value), strong=row.key == chosen) for row in rows],
        caption="Số sáng kiến theo năm áp dụng",
        head=("Năm", "Sáng kiến", "Tỷ lệ"),
        rows=_rows(rows, Question(), "year"),
        note="Năm áp dụng lần đầu hoặc áp dụng thử; hình này luôn gồm mọi năm.",
    )


def _fields(statistics: Statistics, question: Question, scope: str) -> Section:
    rows = sorted(statistics.by_field, key=lambda row: -row.value)
    return Section(
        id="theo-linh-vuc",
        title="Theo lĩnh vực",
        sentence=_said(_largest(rows), "{} có nhiều sáng kiến nhất: {}"),
        shape="bars",
        data=_data(rows, hue=True),
        caption=f"Số sáng kiến theo lĩnh vực{scope}",
        head=("Lĩnh vực", "Sáng kiến", "Tỷ lệ"),
        rows=_rows(rows, question, "field"),
        note="Lĩnh vực con tính vào lĩnh vực trên nó; mỗi sáng kiến thuộc một lĩnh vực.",
    )


def _levels(statistics: Statistics, question: Question, scope: str) -> Section:
    rows = statistics.by_level
    without = statistics.without_level
    note = f"Còn {number(without)} sáng kiến chưa nhập quyết định công nhận." if without else ""
    return Section(
        id="theo-cap",
        title="Theo cấp công nhận",
        sentence=_said(_largest(rows), "{} nhiều nhất: {} sáng kiến"),
        shape="bars",
        data=_data(rows),
        caption=f"Số sáng kiến theo cấp công nhận cao nhất{scope}",
        head=("Cấp cao nhất", "Sáng kiến", "Tỷ lệ"),
        rows=_rows(rows, question, "level"),
        note=f"Mỗi sáng kiến đếm một lần, ở cấp cao nhất. {note}".strip(),
    )


def _funnel(statistics: Statistics, scope: str) -> Section:
    rows = statistics.reached
    base, top = rows[0], next((row for row in reversed(rows) if row.value), None)
    sentence = "Chưa có sáng kiến nào được công nhận"
    if top and top is base:
        sentence = f"{number(base.value)} sáng kiến được công nhận, chưa sáng kiến nào lên cấp trên"
    elif top:
        sentence = (
            f"Trong {number(base.value)} sáng kiến được công nhận, {number(top.value)} "
            f"lên tới {top.label[:1].lower()}{top.label[1:]}"
        )
    return Section(
        id="duong-len",
        title="Từ cơ sở lên toàn quốc",
        sentence=sentence,
        shape="bars" if base.value else "none",
        data=[
            Datum(
                row.label,
                row.value,
                number(row.value)
                if row is base
                else f"{number(row.value)} · {share(row.value, base.value) or '0%'}",
                strong=row is top and top is not base,
            )
            for row in rows
        ],
        caption=f"Số sáng kiến đạt tới từng cấp{scope}",
        head=("Đạt tới", "Sáng kiến", "So với bậc đầu"),
        rows=[Row(row.label, [row.value, share(row.value, base.value) or "0%"]) for row in rows],
        note="Sáng kiến lên cấp trên được tính cả ở các cấp dưới; phần trăm so với bậc đầu.",
    )


def _sectors(statistics: Statistics, question: Question, scope: str) -> Section:
    rows = statistics.by_sector
    return Section(
        id="theo-khu-vuc",
        title="Theo khu vực",
        sentence=_said(_largest(rows), "{} nhiều nhất: {} sáng kiến"),
        shape="bars",
        data=_data(rows),
        caption=f"Số sáng kiến theo khu vực{scope}",
        head=("Khu vực", "Sáng kiến", "Tỷ lệ"),
        rows=_rows(rows, question, "sector"),
        note="Khu vực của nơi làm việc khi sáng kiến được công nhận.",
    )


def _bodies(table: BodyTable, question: Question, scope: str) -> Section:
    is_now = question.units == Reading.NOW
    total = sum(row.count for row in table.rows) + table.undecided
    rows = [
        Row(
            row.name,
            [row.count, row.participants, share(row.count, total) or "0%"],
            reverse("showcase:unit", args=[row.slug]),
            "" if is_now or not row.has_ended else "nay đã sắp xếp lại",
        )
        for row in table.rows
    ]
    if table.undecided:
        rows.append(Row("Chưa phân", [table.undecided, "", share(table.undecided, total) or "0%"]))
    first = table.rows[0] if table.rows else None
    note = (
        "Sáng kiến của đơn vị đã sáp nhập tính cho đơn vị kế thừa ngày nay; nơi bị chia mà căn cứ không nói rõ "
        "phần nào về đâu thì để ở dòng “Chưa phân”."
        if is_now
        else "Đơn vị như ngày sáng kiến được công nhận, gồm mọi cơ sở bên dưới."
    )
    return Section(
        id="theo-don-vi",
        title="Theo đơn vị",
        sentence=f"{first.name} nhiều nhất: {number(first.count)} sáng kiến"
        if first
        else "Chưa có sáng kiến nào",
        shape="bars",
        data=[
            Datum(row.name, row.count, number(row.count), strong=row is first)
            for row in table.rows[:SHOWN_BODIES]
        ],
        caption=f"Số sáng kiến theo đơn vị, {question.units.label.lower()}{scope}",
        head=("Đơn vị", "Sáng kiến", "Lượt tác giả", "Tỷ lệ"),
        rows=rows,
        note=note
        + (
            f" Hình vẽ {SHOWN_BODIES} nơi đầu, bảng có đủ {len(table.rows)}."
            if len(table.rows) > SHOWN_BODIES
            else ""
        ),
    )


def _money(statistics: Statistics, scope: str) -> Section:
    return Section(
        id="lam-loi",
        title="Giá trị làm lợi, theo mức bằng chứng",
        sentence="Ba cột không cộng lại",
        shape="tallies",
        data=(),
        caption=f"Giá trị làm lợi theo mức bằng chứng{scope}",
        head=(
            "Mức bằng chứng",
            "Sáng kiến",
            "Tổng (đồng)",
            *(band.label for band in statistics.tiers[0].bands),
        ),
        rows=[
            Row(str(tier.evidence.label), [tier.count, tier.total, *(band.value for band in tier.bands)])
            for tier in statistics.tiers
        ],
        note=(
            "Con số tác giả kê khai và con số nơi áp dụng xác nhận không cùng một độ chắc. "
            f"Còn {number(statistics.without_money)} sáng kiến không quy ra tiền nên không có trong cột nào."
        ),
        parts=[_tally(tier) for tier in statistics.tiers],
    )


def _tally(tier: EvidenceTier) -> dict[str, Any]:
    return {
        "id": f"lam-loi-{tier.evidence.value}",
        "evidence": tier.evidence.value,
        "figure": short_money(tier.total),
        "note": f"trong {number(tier.count)} sáng kiến",
        "data": [
            Datum(band.label, band.value, f"{number(band.value)} · {share(band.value, tier.count) or '0%'}")
            for band in tier.bands
        ],
        "summary": f"{tier.evidence.label}: {number(tier.count)} sáng kiến, tổng {short_money(tier.total)}",
    }


def _teams(statistics: Statistics, scope: str) -> Section:
    """Teams whose initiative reached a level or a higher one: as in the funnel, above counts in below."""
    labels = {row.key: row.label for row in statistics.by_level}
    rows: list[Row] = []
    data: list[Datum] = []
    for place, team in enumerate(statistics.teams):
        known = sum(one.known for one in statistics.teams[place:])
        workers = sum(one.without_post for one in statistics.teams[place:])
        words = share(workers, known) or ("0%" if known else "–")
        rows.append(Row(labels[team.level], [workers, known, words]))
        if known:
            data.append(Datum(labels[team.level], round(100 * workers / known, 1), words))
    sentence = "Chưa có sáng kiến nào ghi tác giả"
    if data:
        last = data[-1]
        data[-1] = Datum(last.label, last.value, last.text, strong=True)
        sentence = f"{data[0].label}: {data[0].text} số nhóm tác giả không có ai giữ chức vụ quản lý"
        if len(data) > 1:
            sentence += f"; {last.label[:1].lower()}{last.label[1:]}: {last.text}"
    return Section(
        id="chuc-vu",
        title="Ai đứng tên",
        sentence=sentence,
        shape="shares",
        data=data,
        caption=f"Nhóm tác giả không có ai giữ chức vụ quản lý, theo cấp đạt tới{scope}",
        head=("Đạt tới cấp", "Không ai giữ chức vụ", "Có ghi tác giả", "Tỷ lệ"),
        rows=rows,
        note="Công đoàn từng nêu băn khoăn: khen thưởng đến với người không giữ chức vụ quản lý còn ít, nhất là ngoài "
        "khu vực nhà nước. Một sáng kiến là một nhóm, kể cả khi chỉ có một tác giả; sáng kiến lên cấp trên được tính "
        "cả ở các cấp dưới.",
    )

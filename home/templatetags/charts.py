"""Charts in templates: from rows to the geometry the chart components draw."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from home import charts
from home.charts import Datum
from home.slugs import vietnamese_slug
from home.templatetags.typography import number

register = template.Library()


def _datum(row: "Datum | tuple[str, float] | dict[str, Any]") -> Datum:
    """Take a row as a datum, a (label, value) pair or a mapping; the text defaults to the value."""
    if isinstance(row, Datum):
        return row
    if isinstance(row, dict):
        return Datum(**{"text": number(row["value"]), **row})
    label, value = row
    return Datum(label, value, number(value))


@register.simple_tag
def bars(rows: Iterable[Datum], whole: float | None = None, compact: bool = False) -> charts.BarChart:
    """Lay out bars: ``{% bars rows as chart %}``, then include ``components/bar_chart.html``."""
    return charts.bars(map(_datum, rows), whole, compact)


@register.simple_tag
def columns(rows: Iterable[Datum]) -> charts.ColumnChart:
    """Lay out columns: ``{% columns rows as chart %}``, then include ``components/column_chart.html``."""
    return charts.columns(map(_datum, rows))


@register.simple_tag
def cell_share(value: float, largest: float) -> str:
    """Give the width of a bar inside a table cell, as ``components/cell_bar.html`` wants it."""
    return charts.per_cent(value, largest)


@register.simple_tag
def measure_pairs(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out a block of measures before and after, for ``components/pair_chart.html``: chart, id and summary."""
    rows, sentences = [], []
    for row in figures["rows"]:
        unit = f" {row['unit']}" if row["unit"] else ""
        before, after = number(row["before"]), number(row["after"])
        rows.append(
            (
                row["what"],
                Datum("trước", float(row["before"]), f"{before}{unit}"),
                Datum("sau", float(row["after"]), f"{after}{unit}"),
            )
        )
        sentences.append(f"{row['what']}: từ {before} thành {after}{unit}")
    return {
        "chart": charts.pairs(rows) if all(row[1].value >= 0 and row[2].value >= 0 for row in rows) else None,
        "id": f"hinh-{vietnamese_slug(figures['caption'])}",
        "summary": f"{figures['caption']}. {'; '.join(sentences)}.",
    }

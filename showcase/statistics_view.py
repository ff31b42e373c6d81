"""Figures of the catalogue → charts, tables and the sentences that say what they show."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from home.charts import Datum
from home.templatetags.typography import number, share, short_money, vi_date
from showcase.statistics import Statistics, Tally

__all__ = ["statistics_view"]


def statistics_view(statistics: Statistics) -> dict[str, Any]:
    """Everything that templates/pages/statistics.html draws."""
    moment = timezone.localtime(statistics.as_of)
    source = f"Nguồn: danh mục sáng kiến của trang này, tính lúc {moment:%H:%M} ngày {vi_date(moment)}."
    without_post = share(statistics.authors_without_post, statistics.authors)
    return {
        "source": source,
        "demo": statistics.includes_demo,
        "headline": [
            {
                "label": "Sáng kiến đang công bố",
                "value": number(statistics.total),
                "demo": statistics.includes_demo,
            },
            {
                "label": "Tác giả không giữ chức vụ quản lý",
                "value": without_post or "–",
                "note": (
                    f"{number(statistics.authors_without_post)} trong "
                    f"{number(statistics.authors)} lượt tác giả"
                ),
                "demo": statistics.includes_demo,
            },
            {
                "label": "Không quy ra tiền",
                "value": number(statistics.without_money),
                "note": "sáng kiến nêu lợi ích khác: chất lượng, an toàn, môi trường, đời sống",
                "demo": statistics.includes_demo,
            },
        ],
        "years": _chart(statistics.by_year, "Năm", "Năm {} nhiều nhất: {} sáng kiến", "year"),
        "fields": _chart(
            sorted(statistics.by_field, key=lambda row: -row.value),
            "Lĩnh vực",
            "{} có nhiều sáng kiến nhất: {}",
            "field",
            hue=True,
        ),
        "levels": _chart(statistics.by_level, "Cấp", "{} nhiều nhất: {} sáng kiến", "level"),
        "sectors": _chart(statistics.by_sector, "Khu vực", "{} nhiều nhất: {} sáng kiến", "sector"),
        "tiers": [
            {
                "id": f"lam-loi-{tier.evidence.value}",
                "evidence": tier.evidence.value,
                "figure": short_money(tier.total),
                "note": f"trong {number(tier.count)} sáng kiến",
                "data": [
                    Datum(
                        band.label,
                        band.value,
                        f"{number(band.value)} · {share(band.value, tier.count) or '0%'}",
                    )
                    for band in tier.bands
                ],
                "summary": (
                    f"{tier.evidence.label}: {number(tier.count)} sáng kiến, tổng {short_money(tier.total)}"
                ),
            }
            for tier in statistics.tiers
        ],
        "tiers_note": (
            "Con số tác giả kê khai và con số nơi áp dụng xác nhận không cùng một độ chắc. "
            f"Còn {number(statistics.without_money)} sáng kiến không quy ra tiền nên không có trong cột nào."
        ),
    }


def _chart(
    rows: Sequence[Tally], name: str, sentence: str, parameter: str, *, hue: bool = False
) -> dict[str, Any]:
    """Data, table and sentence of one division of the catalogue; the table leads to the catalogue."""
    largest = max(rows, key=lambda row: row.value, default=None)
    path = reverse("search:catalogue")
    total = sum(row.value for row in rows)
    return {
        "sentence": sentence.format(largest.label, number(largest.value))
        if largest
        else "Chưa có sáng kiến nào",
        "data": [
            Datum(
                row.label, row.value, number(row.value), field=row.key if hue else "", strong=row is largest
            )
            for row in rows
        ],
        "head": [name, "Sáng kiến", "Tỷ lệ"],
        "rows": [
            {
                "title": row.label,
                "url": f"{path}?{urlencode({parameter: row.key})}",
                "cells": [number(row.value), share(row.value, total)],
            }
            for row in rows
        ],
    }

"""Small tags of editorial pages: measures as a chart, time to read, QR codes."""

from decimal import Decimal
from typing import Any

import pytest

from home.models import StandardPage
from home.templatetags.charts import measure_pairs
from home.templatetags.drawing import qr_code
from home.templatetags.home import reading_minutes


def measures(**row: Any) -> dict[str, Any]:
    return {"caption": "Trước và sau", "rows": [{"what": "Điện", "unit": "kWh", **row}], "source": ""}


def test_measure_pairs__writes_figures_with_their_unit() -> None:
    laid = measure_pairs(measures(before=Decimal("41200"), after=Decimal("28400.5")))
    pair = laid["chart"].pairs[0]
    assert (pair.before.text, pair.after.text) == ("41.200 kWh", "28.400,5 kWh")
    assert laid["id"] == "hinh-truoc-va-sau"
    assert laid["summary"] == "Trước và sau. Điện: từ 41.200 thành 28.400,5 kWh."


def test_measure_pairs__draws_nothing_below_zero() -> None:
    assert measure_pairs(measures(before=Decimal("-5"), after=Decimal("3")))["chart"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (240, 1), (241, 2)])
def test_reading_minutes__rounds_up(words: int, minutes: int) -> None:
    page = StandardPage(body=[("heading", "chữ " * words)] if words else [])
    assert reading_minutes(page.body) == minutes


def test_qr_code__brings_no_style_of_its_own() -> None:
    drawn = qr_code("https://sangkien.example/sang-kien/NL-2022-0417/")
    assert 'class="qr"' in drawn
    assert 'class="qr__ink"' in drawn
    assert "style" not in drawn
    assert " width=" not in drawn

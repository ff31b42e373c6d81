"""Components, frame and error pages: what they render, from plain data and without a query."""

import datetime
import gc
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from wagtail.images.tests.utils import get_test_image_file

from home import charts
from home.charts import Datum
from home.languages import LanguageLink
from home.legal_status import LegalStatus
from home.models import SiteImage
from home.relation_graph import Edge, Node, draw

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

FIELD = SimpleNamespace(slug="nang-luong", name="Năng lượng", parent=None)
CHILD = SimpleNamespace(slug="dien", name="Điện", parent=FIELD)
DAY = datetime.date(2022, 4, 20)
TEXT = SimpleNamespace(
    pages=[SimpleNamespace(number=1, text="Trang < một")], reason="", note="Bỏ qua hình.", is_cut=True
)
SENTENCE = {
    "source": {"symbol": "906/HD-LĐLĐ", "url": "/a/"},
    "relation": "thay thế",
    "target": {"symbol": "907/HD-LĐLĐ", "url": "/b/"},
    "state": "907/HD-LĐLĐ: hết hiệu lực",
}


def initiative(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {
        "code": "NL-2022-0417",
        "title": "Chạy bơm theo mức bể & giờ thấp điểm",
        "get_absolute_url": "/sang-kien/NL-2022-0417/x/",
        "field": CHILD,
        "at_a_glance": {"problem": "Bể tràn", "idea": "Cảm biến mức", "result": "−31% điện"},
        "result_line": "−31% điện",
        "benefit_value": 253340000,
        "benefit_period": "năm đầu",
        "benefit_evidence": "council",
        "highest_level": "province",
        "year": 2022,
        "unit": SimpleNamespace(name="Xí nghiệp Cấp nước số 2"),
        "is_abstract_only": False,
        "is_demo": True,
    }
    return SimpleNamespace(**{**values, **changes})


STORY = SimpleNamespace(
    url="/guong-sang/x/",
    title="Người gác trạm bơm",
    lede="Mười một năm trực đêm.",
    person="Công nhân vận hành",
    slug="x",
    figure="helmet",
    field=CHILD,
    is_demo=True,
)
NEWS = SimpleNamespace(
    url="/tin-tuc/x/", title="Tin", lede="Mở đầu", published_at=DAY, slug="x", is_demo=True
)
DOCUMENT = SimpleNamespace(
    url="/huong-dan/x/", title="Hưởng ứng", symbol="04/HD-LĐLĐ", status="in_force", is_demo=False
)
LINK = {"title": "Một", "url": "/mot/", "label": "Một", "note": "ghi chú", "count": 1234}
BARS = [Datum("Kỹ thuật", 3, "3", field="ky-thuat"), Datum("Y tế", 1, "1", strong=True)]
PAGE = Paginator(range(100), 10).page(3)
vars(PAGE)["numbers"] = list(PAGE.paginator.get_elided_page_range(3, on_each_side=1, on_ends=1))
CHART = {"id": "bd", "summary": "Một câu"}

CASES: dict[str, dict[str, Any]] = {
    "act": {
        "id": "lam",
        "title": "Áp dụng",
        "steps": ["Đo: mỗi giờ"],
        "url": "/a/",
        "label": "Hỏi",
        "more_url": "/b/",
    },
    "asks": {"items": [LINK], "field": "y-te"},
    "axis_chart": {
        "chart": charts.axis(
            datetime.date(2022, 1, 8), datetime.date(2023, 9, 1), [(DAY, "chốt")], reached=DAY
        ),
        **CHART,
    },
    "bar_chart": {"chart": charts.bars(BARS), **CHART},
    "benefit": {"value": 253340000, "period": "năm đầu", "method": "a × b", "evidence": "adopter"},
    "brand_mark": {},
    "button": {"label": "Tìm", "name": "a", "value": "b", "icon": "search"},
    "cell_bar": {"width": "51.9%"},
    "chip": {"label": "Năng lượng", "url": "/a/", "count": 1234, "removes": True},
    "column_chart": {"chart": charts.columns(BARS), **CHART},
    "demo_mark": {},
    "document_item": {"document": DOCUMENT, "note": "LĐLĐ thành phố Hà Nội, 4/3/2021"},
    "either": {"first_text": "Một", "first_value": "80", "second_text": "Ba", "second_value": "150"},
    "citation": {"text": "Hướng dẫn 04/HD-LĐLĐ ngày 4/3/2021"},
    "empty_result": {
        "query": "chấu",
        "suggestion": {"text": "trấu", "url": "/a/", "count": 5},
        "shorter": [LINK],
        "near": [LINK],
        "fields": [{"slug": "y-te", "name": "Y tế", "url": "/a/"}],
    },
    "entry": {
        "title": "1 triệu sáng kiến",
        "url": "/chien-dich/x/",
        "text": "Mở đầu",
        "status": "running",
        "status_label": "Đang diễn ra",
        "note": "từ năm 2018",
        "demo": True,
    },
    "evidence": {"evidence": "stated"},
    "facet_option": {
        "option": {"value": "y-te", "label": "Y tế", "count": 3, "selected": True},
        "name": "field",
    },
    "facets": {
        "action": "/sang-kien/",
        "hidden": [("q", "bơm")],
        "active": 2,
        "groups": [
            {"label": "Lĩnh vực", "kind": "checks", "name": "field", "options": [LINK], "more": [LINK]},
            {"label": "Năm", "kind": "range", "name_from": "year_from", "name_to": "year_to"},
            {"label": "Đơn vị", "kind": "text", "name": "unit", "text_label": "Tên", "suggestions": ["a"]},
            {"label": "Mức", "kind": "radios", "name": "benefit", "options": [LINK]},
        ],
    },
    "facts": {
        "items": [{"label": "Tác giả", "values": [{"text": "Một thợ điện", "note": "60%", "demo": True}]}]
    },
    "field_tag": {"slug": "y-te", "name": "Y tế", "url": "/a/"},
    "figures": {"items": [{"label": "Đã nhập", "value": "163.532", "note": "sau 102 ngày", "demo": True}]},
    "file_text": {"text": TEXT, "name": "Bản gốc", "url": "/a.pdf"},
    "files": {
        "items": [
            {"url": "/a.pdf", "kind": "PDF", "name": "Bản gốc", "note": "1,2 MB"},
            {
                "url": "/b.pdf",
                "kind": "PDF",
                "name": "Phụ lục",
                "sha256": "ab" * 32,
                "filename": "b.pdf",
                "text": TEXT,
            },
        ]
    },
    "fit_list": {"suits": ["a"], "does_not_suit": ["b"]},
    "frieze": {"items": [{"slug": "y-te", "name": "Y tế", "url": "/a/", "count": 1642}]},
    "hit": {
        "symbol": "04/HD-LĐLĐ",
        "status": "ended",
        "title": "Hưởng ứng",
        "url": "/a/",
        "replaced_by": [{"symbol": "31/HD-LĐLĐ", "url": "/b/"}],
        "file_kind": "PDF",
        "file_page": 4,
        "file_pages": 6,
        "demo": True,
    },
    "honour": {"title": "Bằng Lao động sáng tạo"},
    "icon": {"name": "search", "size": "s"},
    "initiative_item": {"initiative": initiative()},
    "key_figure": {
        "id": "cs",
        "kicker": "Con số",
        "before": "hơn",
        "figure": "488",
        "unit": "tỷ",
        "source": "Nguồn",
    },
    "lead_news": {"item": NEWS, "field": "y-te"},
    "legal_mark": {
        "status": LegalStatus.ENDED,
        "note": "thay bằng",
        "links": [{"symbol": "05/HD-LĐLĐ", "url": "/b/"}],
    },
    "level": {"level": "national"},
    "more": {"url": "/a/", "label": "Tiếp"},
    "mosaic": {"fields": ["y-te", "ky-thuat"], "seed": "x"},
    "news_item": {"item": NEWS},
    "notice": {"kind": "warn", "title": "Lưu ý", "text": "a < b", "url": "/a/", "link_text": "Xem"},
    "number_block": {
        "symbol": "04/HD-LĐLĐ",
        "issuer": "LĐLĐ",
        "date_text": "4/3/2021",
        "date_iso": "2021-03-04",
    },
    "pager": {"page": PAGE, "base": "q=a&amp;"},
    "pair_chart": {"chart": charts.pairs([("Điện", BARS[0], BARS[1])]), "field": "y-te", **CHART},
    "pull_quote": {"text": "Máy thì ai cũng mua được.", "who": "Một thợ", "field": "y-te"},
    "qr_card": {"svg": "", "title": "Mã", "text": "Mở trang"},
    "rank_move": {"move": -2},
    "relations_graph": {
        "graph": draw(
            [
                Node(1, "88/KH-TLĐ", "3/2/2021", "ended", "Hết hiệu lực"),
                Node(2, "04/HD-LĐLĐ", "4/3/2021", "partly", "Còn hiệu lực một phần", is_here=True),
            ],
            [Edge(2, 1, "Thay thế", is_change=True)],
        ),
        "further": [SENTENCE],
        "more": 3,
        "more_items": [{"relation": "Căn cứ", "links": [LINK]}],
        "more_further": [SENTENCE],
        "is_cut": True,
        "items": [{"relation": "Thực hiện", "links": [LINK]}, {"relation": "Bị thay thế", "links": []}],
        **CHART,
    },
    "relation_sentence": {"one": SENTENCE},
    "result": {"initiative": initiative(), "honours": ["Sáng kiến Thủ đô"]},
    "roles": {"items": [{"href": "#a", "icon": "people", "label": "Công đoàn cơ sở"}]},
    "search_box": {
        "action": "/",
        "label": "Tìm gì?",
        "value": '"a',
        "hint": "h",
        "hidden": [("a", "b")],
        "big": True,
    },
    "section_head": {
        "title": "Tin",
        "id": "tin",
        "url": "/a/",
        "label": "Mọi tin",
        "note": "a",
        "demo": True,
    },
    "share": {"url": "https://example.org/a/", "title": "Tên"},
    "squares_chart": {"chart": charts.squares([Datum("a", 100, "100"), Datum("b", 4, "4")]), **CHART},
    "status": {"status": "partly"},
    "steps": {"items": ["Đo: mỗi giờ", {"lead": "Nhập", "text": "phần mềm", "due": "10/3"}]},
    "story_card": {"story": STORY, "lead": True},
    "table_toggle": {
        "caption": "Bảng",
        "head": ["a", "b"],
        "rows": [{"title": "x", "cells": ["1"], "note": "n"}],
        "foot": {"title": "Cả", "cells": ["1"]},
        "scrolls": True,
    },
    "tally": {
        "evidence": "council",
        "figure": "465 tỷ",
        "note": "n",
        "chart": charts.bars(BARS, compact=True),
        **CHART,
    },
    "target_chart": {"chart": charts.target(BARS, Datum("đạt", 9, "9", note="gấp 3")), **CHART},
    "timeline": {
        "items": [{"date": DAY, "title": "Công nhận", "kind": "now"}, {"date_text": "3/2021", "title": "b"}]
    },
    "tries": {"items": [LINK]},
}


class Checker(HTMLParser):
    """Finds unbalanced tags, inline styles and handlers, and doubled ids."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check the attributes and remember the tag."""
        names = [name for name, _ in attrs]
        self.faults += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        self.faults += [f"{tag}: {name} twice" for name in set(names) if names.count(name) > 1]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Match it with the one it closes."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag} closes nothing")


def faults(html: str) -> list[str]:
    checker = Checker()
    checker.feed(html)
    checker.close()
    twice = [f"id {name} twice" for name in set(checker.ids) if checker.ids.count(name) > 1]
    return checker.faults + twice + [f"{tag} left open" for tag in checker.open]


def component(name: str, /, **context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem
)
def test_component__documents_its_context_and_takes_nothing_else(path: Path) -> None:
    text = path.read_text()
    assert re.match(r"(\{% load [^%]+ %\})?\{(#|% comment %)", text)
    assert all(" only %}" in include for include in re.findall(r"\{% include [^%]*%\}", text))


@pytest.mark.parametrize("name", CASES)
def test_component__renders_well_formed(name: str) -> None:
    html = component(name, **CASES[name])
    assert html.strip()
    assert faults(html) == []
    assert "None" not in html


def test_result__shows_problem_way_and_gain() -> None:
    html = component("result", **CASES["result"])
    assert 'data-field="nang-luong"' in html
    assert "253.340.000\N{NO-BREAK SPACE}đ năm đầu" in html
    assert "Hội đồng công nhận" in html
    assert "Nội dung minh hoạ" in html
    assert "Sáng kiến Thủ đô" in html


def test_result__marks_what_matched() -> None:
    title = SimpleNamespace(text="Chạy <bơm>", spans=[(5, 10)])
    html = component("result", initiative=initiative(), marked={"title": title})
    assert "Chạy <mark>&lt;bơm&gt;</mark>" in html


def test_result__benefit_not_in_money() -> None:
    html = component("result", initiative=initiative(benefit_value=None, benefit_evidence=""))
    assert "Không quy ra tiền" in html


def test_result__abstract_only_tells_title_effect_and_award_alone() -> None:
    record = initiative(is_abstract_only=True, at_a_glance={"problem": "", "idea": "", "result": "−40 phút"})
    html = component("result", initiative=record, honours=["Bằng khen"])
    assert "−40 phút" in html
    assert "Bằng khen" in html
    for secret in ("NL-2022", "Năng lượng", "nang-luong", "253.340.000", "2022", "Xí nghiệp", "Bể tràn"):
        assert secret not in html.replace(record.get_absolute_url, "")


@pytest.mark.parametrize(
    ("status", "of", "words", "kind"),
    [
        ("in_force", "", "Còn hiệu lực", "ok"),
        ("pending", "", "Chưa có hiệu lực", "wait"),
        ("partly", "", "Còn hiệu lực một phần", "part"),
        ("ended", "", "Hết hiệu lực", "off"),
        ("ended", "campaign", "Đã kết thúc", "off"),
        ("running", "campaign", "Đang diễn ra", "live"),
        ("announced", "campaign", "Sắp diễn ra", "wait"),
    ],
)
def test_status__words_and_icon(status: str, of: str, words: str, kind: str) -> None:
    html = component("status", status=status, of=of)
    assert words in html
    assert f"status--{kind}" in html
    assert "<use" in html


def test_pager__first_current_gap_and_last() -> None:
    html = component("pager", page=PAGE, base="q=a&")
    assert 'href="?q=a&amp;page=2"' in html
    assert html.count('aria-current="page"') == 1
    assert "pager__gap" in html


def test_pager__single_page_shows_nothing() -> None:
    assert not component("pager", page=Paginator([1], 10).page(1)).strip()


def test_notice__escapes_plain_text() -> None:
    assert "a &lt; b" in component("notice", **CASES["notice"])


def frame(name: str, **context: Any) -> str:
    base: dict[str, Any] = {
        "site_nav": [{"title": "Sáng kiến", "url": "/sang-kien/", "current": True}],
        "site_settings": SimpleNamespace(
            site_title="Cổng Sáng kiến",
            banner="Bản trình diễn: số liệu",
            footer=[{"title": "Tra cứu", "links": [LINK]}],
            footer_text="Cuối trang",
            contact_office="Ban biên tập",
            contact_phone="024 123",
        ),
        "theme": "dark",
        "alternates": [LanguageLink("en", "/en/", "English")],
        "crumbs": [{"title": "Trang chủ", "url": "/"}],
    }
    return render_to_string(name, {**base, **context})


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_base__well_formed_in_every_theme(theme: str) -> None:
    html = frame(
        "base.html", theme=theme, meta={"title": "Tên & trang", "description": "Mô tả", "robots": "noindex"}
    )
    assert faults(html) == []
    assert f'data-theme="{theme}"' in html
    assert "<title>Tên &amp; trang – Cổng Sáng kiến</title>" in html
    assert '<meta property="og:title" content="Tên &amp; trang">' in html
    assert 'hreflang="en"' in html
    assert html.count('aria-pressed="true"') == 1


@pytest.mark.parametrize("name", ["400", "403", "404"])
def test_error_pages__well_formed_and_not_indexed(name: str) -> None:
    html = frame(f"errors/{name}.html", guess="bom nuoc", request_path="/x/")
    assert faults(html) == []
    assert '<meta name="robots" content="noindex">' in html
    assert html.count("<h1") == 1


def test_error_404__fills_the_search_box_from_the_address() -> None:
    assert 'value="bom nuoc"' in frame("errors/404.html", guess="bom nuoc", request_path="/x/")


def test_error_500__needs_no_context() -> None:
    html = render_to_string("errors/500.html")
    assert faults(html) == []
    assert html.count('rel="stylesheet"') == 1
    assert "<script" not in html


def test_error_500__ignores_a_request() -> None:
    assert render_to_string("errors/500.html", {}, RequestFactory().get("/")) == render_to_string(
        "errors/500.html"
    )


def test_templates__every_icon_exists() -> None:
    sprite = (ROOT / "static/icons/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'components/icon\.html" with name="([^"]+)"', path.read_text())
    }
    assert used
    assert used <= known


def test_templates__no_inline_style_or_handler() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", text), path
        assert not re.search(r"<script(?![^>]*(src=|application/ld\+json))", text), path


class SampleForm(forms.Form):
    """One field of each sort."""

    year = forms.IntegerField(
        label="Năm", help_text="Bốn chữ số", widget=forms.NumberInput(attrs={"class": "input"})
    )
    agree = forms.BooleanField(label="Đồng ý")


def test_form_field__ties_hint_and_error_to_the_control() -> None:
    form = SampleForm({"year": "hai nghìn"})
    html = component("form_field", field=form["year"])
    assert faults(html) == []
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{name}"' in html for name in described[1].split())
    assert "form-field--error" in html


def test_form_field__check_box_keeps_its_label_around_it() -> None:
    html = component("form_field", field=SampleForm()["agree"])
    assert faults(html) == []
    assert re.search(r'<label class="check"><input type="checkbox"[^>]*><span>Đồng ý</span></label>', html)


@pytest.fixture
def stored_image(settings: Any, tmp_path: Path) -> Iterator[SiteImage]:
    """Store an image; let go of the temporary files that making renditions leaves to the collector."""
    settings.MEDIA_ROOT = tmp_path
    image = SiteImage.objects.create(
        title="Hình", file=get_test_image_file(size=(640, 360)), credit="Ban biên tập"
    )
    yield image
    image.file.close()
    gc.collect()


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize(("eager", "loading"), [(True, "eager"), (False, "lazy")])
def test_picture__modern_formats_first_with_size_set(
    eager: bool, loading: str, stored_image: SiteImage
) -> None:
    html = component("picture", image=stored_image, alt="Một trạm bơm", caption="Trạm bơm", eager=eager)
    assert faults(html) == []
    assert re.findall(r'<source[^>]*type="([^"]+)"', html) == ["image/avif", "image/webp"]
    tag = re.search(r"<img[^>]*>", html)
    assert tag
    for attribute in ('alt="Một trạm bơm"', "width=", "height=", f'loading="{loading}"'):
        assert attribute in tag[0]
    assert "Trạm bơm Ảnh: Ban biên tập" in html

"""Every type of page: nothing for axe to find, sound HTML, no sideways scrolling, and paper.

A page is visited twice: wide and light, then as narrow as pages must work (320 px, or 400% zoom) and dark.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage

PAGES = {
    "front": "/",
    "english front": "/en/",
    "campaigns": "/chien-dich/",
    "campaign with ranking": "/chien-dich/1-trieu-sang-kien/",
    "campaign with documents": "/chien-dich/75-nghin-sang-kien/",
    "running campaign": "/chien-dich/sang-kien-thu-do/",
    "announcements": "/tin-tuc/",
    "announcement": "/tin-tuc/290311-dang-ky-250177-hop-le/",
    "announcement with picture and picks": "/tin-tuc/viet-sang-kien-trong-nua-trang/",
    "older translation": "/en/tin-tuc/tra-cuu-theo-dia-gioi-moi/",
    "site map": "/so-do-trang/",
    "english site map": "/en/so-do-trang/",
    "guidance": "/huong-dan/",
    "guidance on a day": "/huong-dan/?on=20/4/2021",
    "guidance, wrong day": "/huong-dan/?on=hom+nay",
    "document in force": "/huong-dan/04-hd-ldld-2021/",
    "document replaced": "/huong-dan/907-hd-ldld-2018/",
    "document in force in part": "/huong-dan/902-hd-tld-2026/",
    "document to come": "/huong-dan/910-nq-ldld-2026/",
    "document, history": "/huong-dan/906-hd-ldld-2026/lich-su/",
    "document, version": "/huong-dan/906-hd-ldld-2026/lich-su/1/",
    "announcement with marks behind links": "/tin-tuc/viet-sang-kien-trong-nua-trang/",
    "catalogue": "/sang-kien/",
    "catalogue, corrected": "/sang-kien/?q=ky+thaut+han",
    "catalogue, filtered": "/sang-kien/?field=an-toan&level=province",
    "catalogue, nothing found": "/sang-kien/?q=zzzqqq",
    "field": "/sang-kien/linh-vuc/an-toan/",
    "field below a field": "/sang-kien/linh-vuc/an-toan-may/",
    "initiative": "/sang-kien/NL-2022-0417/",
    "initiative, abstract only": "/sang-kien/AT-2023-0491/",
    "initiative without money": "/sang-kien/AT-2022-0320/",
    "stories": "/guong-sang/",
    "story": "/guong-sang/chi-tho-may-xoay-cai-ban/",
    "standard page": "/gioi-thieu/",
    "certificate": "/kiem-tra/",
    "certificate, public": "/kiem-tra/?ma=NL-2022-0417&so=1",
    "certificate, not public": "/kiem-tra/?ma=NL-2099-0001",
    "certificate, no code": "/kiem-tra/?ma=xin+chao",
    "statistics": "/so-lieu/",
    "statistics, today's bodies": "/so-lieu/?year=2022&units=now&level=workplaces&by=per-thousand",
    "units": "/don-vi/",
    "unit": "/don-vi/ha-noi/",
    "unit that ended": "/don-vi/bac-giang/",
    "open data": "/du-lieu/",
    "interface for programs": "/du-lieu/api/",
    "search": "/tim-kiem/?q=an+to%C3%A0n",
    "search, one kind": "/tim-kiem/?q=an+to%C3%A0n&kind=guidance",
    "search, no question": "/tim-kiem/",
}
ERRORS: dict[str, tuple[str, dict[str, str]]] = {
    "bad request": ("errors/400.html", {}),
    "forbidden": ("errors/403.html", {}),
    "server error": ("errors/500.html", {}),
}
WIDE_AND_LIGHT: dict[str, Any] = {"width": "desk", "color_scheme": "light"}
NARROW_AND_DARK: dict[str, Any] = {
    "width": "phone",
    "viewport": {"width": 320, "height": 640},
    "color_scheme": "dark",
}
AXE_OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
"""Without preloading: axe would copy the stylesheets into the page, which the policy refuses."""

# What axe does not look at. Positions of `small` follow WCAG 2.5.8: inline links in a sentence are exempt.
INSPECT = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const ids = all("[id]").map((element) => element.id);
    const found = (id) => document.getElementById(decodeURIComponent(id));
    const targets = all("a[href^='#']").map((link) => link.getAttribute("href").slice(1));
    const broken = targets.filter((id) => !found(id));
    for (const name of ["aria-labelledby", "aria-describedby", "for", "list"]) {
        for (const element of all(`[${name}]`)) {
            broken.push(...element.getAttribute(name).split(" ").filter((id) => !found(id)));
        }
    }
    const levels = all("h1, h2, h3, h4, h5, h6").map((heading) => Number(heading.tagName[1]));
    const small = all("a, button, select, summary, input:not([type=hidden], [type=checkbox], [type=radio])");
    return {
        titles: all("h1").length,
        mains: all("main").length,
        repeated_ids: ids.filter((id, place) => ids.indexOf(id) !== place),
        broken_references: broken,
        skipped_levels: levels.filter((level, place) => place && level > levels[place - 1] + 1).length,
        inline: all("[style], style, [onclick], [onload], [onerror]").length
            + all("script:not([src], [type='application/ld+json'])").length,
        unlabelled_images: all("img:not([alt])").length,
        unsized_images: all("img:not([width][height])").length,
        sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        small_targets: small.filter((element) => {
            const box = element.getBoundingClientRect();
            const shown = element.checkVisibility() && !element.matches(".visually-hidden, .skip");
            const inline = getComputedStyle(element).display === "inline";
            return shown && !inline && Math.min(box.width, box.height) < 24;
        }).map((element) => element.outerHTML.slice(0, 100)),
    };
}"""
SOUND: dict[str, Any] = {
    "titles": 1,
    "mains": 1,
    "repeated_ids": [],
    "broken_references": [],
    "skipped_levels": 0,
    "inline": 0,
    "unlabelled_images": 0,
    "unsized_images": 0,
    "sideways": 0,
    "small_targets": [],
}


def problems(page: Page) -> dict[str, Any]:
    """What the inspection and axe find on the page as it stands; empty when it is sound."""
    seen: dict[str, Any] = page.evaluate(INSPECT)
    found = {name: value for name, value in seen.items() if value != SOUND[name]}
    violations = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return found | {one["id"]: [node["html"] for node in one["nodes"]] for one in violations}


@pytest.mark.parametrize("screen", [WIDE_AND_LIGHT, NARROW_AND_DARK], ids=["wide, light", "narrow, dark"])
def test_pages__are_sound(open_page: OpenPage, screen: dict[str, Any]) -> None:
    """Every type of page; one browser context, so that stylesheets and fonts are fetched once."""
    page = open_page(**screen)
    found: dict[str, Any] = {}
    for name, path in PAGES.items():
        response = page.goto(path)
        if response is None or not response.ok:
            found[name] = "not delivered"
        elif here := problems(page):
            found[name] = here
    assert found == {}


def test_catalogue__open_filters_are_sound(open_page: OpenPage) -> None:
    """The drawer and the menu of a phone, opened."""
    page = open_page(**NARROW_AND_DARK)
    page.goto("/sang-kien/")
    page.locator(".facets > summary").click()
    page.locator(".facet__more > summary").first.click()
    assert problems(page) == {}
    page.locator(".menu > summary").click()
    assert problems(page) == {}


@pytest.mark.parametrize(("path", "status"), [("/sang-kien/?level=xyz", 400), ("/tiet-kiem-dien/", 404)])
def test_refusal__is_sound(open_page: OpenPage, complaints: list[str], path: str, status: int) -> None:
    """A parameter that cannot be honoured and an address that leads nowhere are answered by pages that help."""
    for screen in (WIDE_AND_LIGHT, NARROW_AND_DARK):
        page = open_page(**screen)
        response = page.goto(path)
        assert response is not None and response.status == status
        assert problems(page) == {}
    complaints.clear()  # the browser reports the status itself


@pytest.mark.parametrize(("template", "context"), ERRORS.values(), ids=ERRORS.keys())
def test_error__is_sound_in_both_themes(open_page: OpenPage, template: str, context: dict[str, str]) -> None:
    """What visitors get in production, shown at an address of the running site."""
    html = render_to_string(template, context)
    for screen in (WIDE_AND_LIGHT, NARROW_AND_DARK):
        page = open_page(**screen)
        page.route("**/loi/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        page.goto("/loi/")
        assert problems(page) == {}


@pytest.mark.parametrize("code", ["NL-2022-0417", "CN-2021-1588", "AT-2022-0320"])
def test_initiative__prints_on_one_page(open_page: OpenPage, code: str) -> None:
    """An A4 sheet to take to the workshop, the longest records included."""
    page = open_page()
    page.goto(f"/sang-kien/{code}/")
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet)) == 1

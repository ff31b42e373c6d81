"""Stylesheets, fonts and script: complete, joined for production, within the budget of a slow line."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from home.staticfiles import StylesheetError, join_imports

STATIC = Path(__file__).resolve().parents[2] / "static"
CSS = STATIC / "css"


def joined() -> str:
    return join_imports((CSS / "site.css").read_text(), lambda name: (CSS / name).read_text())


def test_site_css__imports_every_stylesheet_once() -> None:
    imported = re.findall(r'@import url\("([^"]+)"\)', (CSS / "site.css").read_text())
    present = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"site.css"}
    present = {name for name in present if not name.startswith("admin/")}
    assert sorted(imported) == sorted(present)


def test_stylesheets__only_tokens_and_print_name_colours() -> None:
    for path in CSS.rglob("*.css"):
        if path.name not in {"tokens.css", "print.css"}:
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?!\))", path.read_text()), path.name


def test_stylesheets__every_variable_is_defined() -> None:
    text = joined()
    defined = set(re.findall(r"(--[a-z0-9-]+):", text))
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", text))
    assert used <= defined


def test_budget__first_view() -> None:
    assert len(gzip.compress(joined().encode())) <= 25_000
    assert len(gzip.compress((STATIC / "js/site.js").read_bytes())) <= 10_000
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) <= 60_000


def test_join_imports__wraps_a_medium() -> None:
    files = {"a.css": "a {\n}\n", "print.css": "b {\n}\n"}
    text = '@import url("a.css");\n@import url("print.css") print;\n'
    assert join_imports(text, files.__getitem__) == "a {\n}\n@media print {\nb {\n}\n}\n"


def test_join_imports__refuses_addresses_from_another_folder() -> None:
    with pytest.raises(StylesheetError, match=r"components/a\.css"):
        join_imports('@import url("components/a.css");', lambda _: 'a { background: url("x.svg"); }')


def test_collectstatic__one_hashed_stylesheet(tmp_path: Path) -> None:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "home.staticfiles.JoinedStylesheetStorage"},
    }
    with override_settings(
        STORAGES=storages,
        STATIC_ROOT=tmp_path,
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    (stylesheet,) = (path for path in (tmp_path / "css").glob("site.*.css"))
    text = stylesheet.read_text()
    assert "@import" not in text
    assert text.startswith("/* Cổng Sáng kiến")
    assert re.search(r'url\("\.\./fonts/be-vietnam-pro-400\.[0-9a-f]{12}\.woff2"\)', text)
    assert "@media print {" in text
    assert list((tmp_path / "css").glob("site.*.css.gz"))

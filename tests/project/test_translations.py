"""Catalogues of interface words: compiled without GNU gettext, complete, and in step with their sources."""

import gettext
import io
import re
from pathlib import Path

import pytest

from sangkien.translations import CatalogueError, compile_catalogue, compile_catalogues, read_catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""
IN_TEMPLATES = re.compile(r"""(?:translate |_\()(?:"([^"]+)"|'([^']+)')""")


def written(folder: Path, entries: str) -> Path:
    path = folder / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f"{HEADER}\n{entries}", encoding="utf-8")
    return path


def compiled(folder: Path, entries: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(read_catalogue(written(folder, entries)))))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_catalogue__compiled_file_is_in_step(source: Path) -> None:
    target = source.with_suffix(".mo")
    assert target.exists(), "run `make install-dev`"
    assert target.read_bytes() == compile_catalogue(read_catalogue(source)), "run `make install-dev`"


def test_catalogue__translates_every_marked_word_of_the_templates() -> None:
    english = read_catalogue(ROOT / "locale/en/LC_MESSAGES/django.po")
    marked = {
        double or single
        for path in (ROOT / "templates").rglob("*.html")
        for double, single in IN_TEMPLATES.findall(path.read_text())
    }
    assert len(marked) > 40
    assert sorted(marked - set(english)) == []


def test_compile__plain_long_context_and_plural(tmp_path: Path) -> None:
    catalogue = compiled(
        tmp_path,
        '# a note\nmsgid "Tìm"\nmsgstr "Search"\n\n'
        'msgid ""\n"Một câu "\n"dài."\nmsgstr ""\n"A long \\"sentence\\"."\n\n'
        'msgctxt "động từ"\nmsgid "Lọc"\nmsgstr "To filter"\n\n'
        'msgid "%d trang"\nmsgid_plural "%d trang"\nmsgstr[0] "%d page"\nmsgstr[1] "%d pages"\n',
    )
    assert catalogue.gettext("Tìm") == "Search"
    assert catalogue.gettext("Một câu dài.") == 'A long "sentence".'
    assert catalogue.pgettext("động từ", "Lọc") == "To filter"
    assert catalogue.gettext("Lọc") == "Lọc"
    assert [catalogue.ngettext("%d trang", "%d trang", count) for count in (1, 2)] == ["%d page", "%d pages"]


def test_compile__leaves_out_fuzzy_and_untranslated(tmp_path: Path) -> None:
    catalogue = compiled(
        tmp_path,
        '#, fuzzy\nmsgid "Sáng"\nmsgstr "Morning"\n\n'
        'msgid "Tối"\nmsgstr ""\n\n'
        '#~ msgid "Cũ"\n#~ msgstr "Old"\n',
    )
    assert catalogue.gettext("Sáng") == "Sáng"
    assert catalogue.gettext("Tối") == "Tối"
    assert catalogue.gettext("Cũ") == "Cũ"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "stands twice"),
        ("msgid a\n", "cannot read"),
        ('"lost"\n', "cannot read"),
    ],
)
def test_read__names_what_is_wrong(tmp_path: Path, entries: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(written(tmp_path, entries))


def test_read__needs_a_header(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "a"\nmsgstr "b"\n')
    with pytest.raises(CatalogueError, match="header"):
        read_catalogue(path)


def test_compile_catalogues__writes_beside_the_source(tmp_path: Path) -> None:
    source = written(tmp_path, 'msgid "a"\nmsgstr "b"\n')
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert source.with_suffix(".mo").read_bytes().startswith(b"\xde\x12\x04\x95")

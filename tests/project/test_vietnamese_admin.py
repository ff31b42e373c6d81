"""The admin speaks Vietnamese: every word of the installed Wagtail, and what Django shows in forms, is translated.

After an update of a library these tests name the new messages; `locale/vi` is where they go.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import django
import pytest
import taggit
import wagtail
from django.contrib.auth.models import Permission
from django.template import Engine
from django.utils.translation.trans_real import DjangoTranslation

from home.admin.names import name_permissions
from sangkien.admin_words import HARD_CODED
from sangkien.translations import read_catalogue, read_messages

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "locale/vi/LC_MESSAGES"
WAGTAIL = Path(wagtail.__file__).parent
DJANGO = Path(django.__file__).parent
LIBRARIES = [
    *(DJANGO / folder / "locale" for folder in ("contrib/auth", "contrib/contenttypes", "contrib/humanize")),
    *(DJANGO / folder / "locale" for folder in ("conf", "contrib/postgres", "contrib/sessions")),
    Path(taggit.__file__).parent / "locale",
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?[a-zA-Z][^>]*>")
NEW_STYLE_TONE = re.compile(r"\b\w*(?:óa|òa|ỏa|õa|ọa|úy|ùy|ủy|ũy|ụy)\b")
LANGUAGE_NAMES = re.compile(r"conf/global_settings\.py")


def catalogues_of_wagtail(domain: str) -> list[Path]:
    return sorted(WAGTAIL.rglob(f"locale/en/LC_MESSAGES/{domain}.po"))


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_wagtail__every_message_is_translated(domain: str) -> None:
    sources = catalogues_of_wagtail(domain)
    assert sources
    wanted = {message for path in sources for message in read_messages(path)}
    assert len(wanted) > 80
    assert sorted(wanted - set(read_catalogue(OURS / f"{domain}.po"))) == []


def test_libraries__every_message_is_translated() -> None:
    """Django's own catalogue covers most; names of languages that the site does not offer are left out."""
    known: Any = vars(DjangoTranslation("vi"))["_catalog"]
    missing = []
    for folder in LIBRARIES:
        for message in read_messages(folder / "en/LC_MESSAGES/django.po", without=LANGUAGE_NAMES):
            singular, _, plural = message.partition("\0")
            if known.get((singular, 0) if plural else singular) is None:
                missing.append(message)
    assert missing == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_translation__keeps_placeholders_and_is_well_written(domain: str) -> None:
    wrong = []
    for message, text in read_catalogue(OURS / f"{domain}.po").items():
        source = message.split("\4")[-1].split("\0")[-1]
        if not message:
            continue
        if Counter(PLACEHOLDER.findall(source)) != Counter(PLACEHOLDER.findall(text)):
            wrong.append(f"placeholders: {source!r} → {text!r}")
        if unicodedata.normalize("NFC", text) != text:
            wrong.append(f"not composed: {text!r}")
        if source[:1].isspace() != text[:1].isspace() or source[-1:].isspace() != text[-1:].isspace():
            wrong.append(f"spaces at the ends: {source!r} → {text!r}")
        # “quý”, “thuý” and the like keep their mark on the y after qu only.
        if any(not word.lower().startswith("qu") for word in NEW_STYLE_TONE.findall(text)):
            wrong.append(f"tone marks as in “xoá”, “uỷ”: {text!r}")
    assert wrong == []


def test_document__is_a_file_here() -> None:
    """Wagtail's documents are files; “văn bản” is a guidance document on this site."""
    ours = read_catalogue(OURS / "django.po")
    texts = [text for message, text in ours.items() if re.search(r"\bdocuments?\b", message, re.IGNORECASE)]
    assert len(texts) > 40
    assert [text for text in texts if re.search(r"\bvăn bản\b|\btài liệu\b", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("template", HARD_CODED)
def test_templates__hard_coded_english_is_still_there_and_goes(template: str) -> None:
    """What Wagtail mends itself must leave our list, or the list would grow old unnoticed."""
    says, should_say = HARD_CODED[template]
    path = next(WAGTAIL.rglob(f"templates/{template}"))
    assert says in path.read_text(encoding="utf-8")
    source = Engine.get_default().get_template(template).source
    assert should_say in source
    assert says not in source.replace(should_say, "")


@pytest.mark.django_db
def test_permissions__are_named_in_vietnamese() -> None:
    name_permissions()
    assert not Permission.objects.filter(name__startswith="Can add").exists()
    assert Permission.objects.get(codename="change_unit").name == "Sửa đơn vị"
    assert Permission.objects.get(codename="delete_locale").name == "Xoá ngôn ngữ"

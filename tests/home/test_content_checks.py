"""What editors are told after publishing, and what the checker in the preview looks for."""

import datetime
import unicodedata
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.admin.content_checks import SiteChecker
from home.content_checks import LONGEST_SLUG, Text, findings, long_sentences
from home.models import StandardPage
from tests.editing import filled, messages, page_add_url, streamfield
from tests.factories import FrontPageFactory, UserFactory

TODAY = datetime.date(2026, 4, 20)
GOOD: dict[str, Any] = {"title": "Hội thi sáng kiến năm 2026", "slug": "hoi-thi", "lede": "Một câu."}


def found(**changes: Any) -> str:
    return " ".join(findings(Text(**{**GOOD, **changes}), TODAY))


def test_findings__good_text_has_none() -> None:
    assert found(texts=["Công đoàn Việt Nam"], dates_ahead={"ghim": TODAY}) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "HỘI THI SÁNG KIẾN NĂM 2026"}, "viết hoa cả câu"),
        ({"lede": " "}, "Chưa có lời dẫn"),
        ({"slug": "x" * (LONGEST_SLUG + 1)}, f"dài {LONGEST_SLUG + 1} ký tự"),
        ({"dates_ahead": {"Ghim đến hết ngày": datetime.date(2026, 4, 19)}}, "19/4/2026, đã qua"),
        ({"unsourced": ["Một tháng"]}, "“Một tháng” chưa ghi nguồn"),
        ({"texts": [unicodedata.normalize("NFD", "Tiết kiệm điện")]}, "rời khỏi chữ"),
        ({"texts": ["C«ng ®oµn ViÖt Nam tæ chøc"]}, "TCVN3"),
        ({"texts": ["Coâng ñoaøn Vieät Nam toå chöùc"]}, "VNI"),
    ],
)
def test_findings__say_what_is_odd(changes: dict[str, Any], words: str) -> None:
    assert words in found(**changes)


@pytest.mark.parametrize("title", ["LĐLĐ TP. HCM", "EVN", "CĐCS Công ty X", "Hướng dẫn 04/HD-LĐLĐ"])
def test_findings__names_in_capitals_are_no_shouting(title: str) -> None:
    assert found(title=title) == ""


@pytest.mark.parametrize(
    "text", ["Hoà giải ở toà, khoá học, thuê xe", "Đúng thuế, uỷ quyền, hoá đơn", "Café, déjà vu"]
)
def test_findings__plain_vietnamese_is_no_old_font(text: str) -> None:
    assert found(texts=[text]) == ""


def test_findings__record_without_lede_is_not_asked_for_one() -> None:
    assert found(lede=None) == ""


@given(st.text(max_size=200), st.text(max_size=200))
def test_findings__any_text_is_read(title: str, text: str) -> None:
    assert all(isinstance(one, str) for one in findings(Text(title=title, texts=[text]), TODAY))


def test_sentences__are_long_beyond_forty_syllables() -> None:
    forty = " ".join(["tiếng"] * 40)
    assert long_sentences(f"{forty}. Câu ngắn.") == []
    assert len(long_sentences(f"{forty} nữa. Câu ngắn. {forty} 1.234.567 đồng")) == 2


# After publishing -----------------------------------------------------------------------------------


def publish(client: Client, action: str, **values: Any) -> str:
    address = page_add_url(StandardPage, FrontPageFactory())
    data = {"title": "Trang mới", "slug": "trang-moi", "lede": "", "body": streamfield([]), **values}
    answer = client.post(address, filled(client.get(address), data, action), follow=True)
    return messages(answer)


@pytest.mark.django_db
def test_publishing__tells_and_still_publishes(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    row = {
        "value": {"what": "Điện", "unit": "", "before": "2", "after": "1"},
        "type": "item",
        "order": "0",
        "deleted": "",
    }
    body = streamfield(
        [("figures", {"caption": "Một tháng", "rows": {"count": "1", "0": row}, "source": ""})]
    )
    told = publish(client, "publish", title="TRANG VIẾT HOA CẢ CÂU", body=body)
    for words in ("viết hoa cả câu", "Chưa có lời dẫn", "“Một tháng” chưa ghi nguồn"):
        assert words in told
    assert StandardPage.objects.get().live


@pytest.mark.django_db
def test_draft__is_left_in_peace(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    assert "Nên xem lại" not in publish(client, "")


# In the preview -------------------------------------------------------------------------------------


def test_checker__every_rule_has_a_check_and_words() -> None:
    item = SiteChecker()
    checks = {check["id"] for check in item.get_axe_custom_checks(None)}
    for rule in item.get_axe_custom_rules(None):
        assert set(rule["any"]) <= checks
        assert rule["id"] in item.get_axe_messages(None)
        assert rule["id"] in item.get_axe_run_only(None)
    for name in item.get_axe_run_only(None):
        assert name in item.get_axe_messages(None)


@pytest.mark.django_db
def test_editor__is_given_the_rules_of_the_site(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    text = client.get(page_add_url(StandardPage, FrontPageFactory())).content.decode()
    assert "check-sentence-length" in text

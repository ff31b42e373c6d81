"""Synonyms and abbreviations: checked when written, in use at once and everywhere, never in the way of a search."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from search import snapshots, terms, vocabulary_store
from search.contract import SearchRequest
from search.engines import get_engine
from search.indexing import rebuild
from search.models import Abbreviation, EditorialStamp, ShippedEntryOff, SynonymGroup
from search.overlaps import abbreviation_warnings, group_warnings
from search.receivers import migrated
from search.shipped import shipped_entries
from search.vietnamese import tokens
from search.vocabulary import Role, default_vocabulary
from search.vocabulary_store import current_vocabulary
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import errors, filled, messages, text_of
from tests.factories import InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db

GROUP = "nạo vét mương\nkhơi thông kênh"


def address(model: str, action: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_search_{model}:{action}", args=args)


def finds(question: str) -> list[str]:
    """Titles that a question finds, by the site's own engine."""
    from showcase.models import Initiative  # noqa: PLC0415

    hits = get_engine().search(SearchRequest(text=question)).hits
    return [Initiative.objects.get(pk=hit.pk).title for hit in hits]


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(UserFactory(role=EDITOR))
    return client


# What is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "không được để trắng"),
        (" \n\u200b", "ít nhất hai"),
        ("nồi hơi", "Chỉ có một từ"),
        ("nồi hơi\n NỒI   HƠI \n", "Chỉ có một từ"),
        ("nồi hơi\n***", "không có chữ hay số nào"),
        ("nồi hơi\n" + "rất " * 9 + "dài", "quá dài"),
        ("nồi hơi\n" + "a" * 81, "quá dài"),
        ("\n".join(f"từ {n}" for n in range(21)), "nhiều nhất 20 dòng"),
    ],
)
def test_group__that_cannot_work_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SynonymGroup(terms=text).full_clean()
    assert set(caught.value.message_dict) == {"terms"}
    assert said in " ".join(caught.value.messages)


def test_group__is_kept_cleaned() -> None:
    group = SynonymGroup(terms="  nồi\u200b   hơi \r\n\nlò\thơi\u0000\nno\u0302\u0300i hơi")
    group.clean()
    assert group.terms == "nồi hơi\nlò hơi"


@pytest.mark.parametrize(
    ("short", "long", "field"),
    [
        ("", "liên đoàn", "short"),
        ("A", "an toàn", "short"),
        ("AT LĐ", "an toàn lao động", "short"),
        ("ATLĐ", "", "long"),
        ("ATLĐ", "atlđ", "long"),
    ],
)
def test_abbreviation__that_cannot_work_is_refused_at_its_field(short: str, long: str, field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Abbreviation(short=short, long=long).full_clean()
    assert set(caught.value.message_dict) == {field}


def test_split__keeps_the_first_of_each_wording_in_order() -> None:
    assert terms.split("Hoà bình\nlò hơi\nhòa bình\nLÒ HƠI") == ["Hoà bình", "lò hơi"]


# What is said beside ---------------------------------------------------------------------------------------


def test_warnings__name_one_syllable_terms_and_other_groups() -> None:
    SynonymGroup.objects.create(terms="nạo vét mương\ndọn mương")
    said = " ".join(group_warnings(SynonymGroup.objects.create(terms="cháy\nhoả hoạn lớn\nnạo vét mương")))
    assert "“cháy” chỉ có một âm tiết" in said
    assert "“nạo vét mương” đã có trong nhóm “nạo vét mương, dọn mương”" in said


def test_warnings__say_when_a_group_adds_nothing_or_an_abbreviation_wins() -> None:
    shipped = next(entry for entry in shipped_entries() if not entry.is_abbreviation)
    same = SynonymGroup.objects.create(terms="\n".join(shipped.terms))
    assert "không thêm gì" in " ".join(group_warnings(same))
    shadowed = SynonymGroup.objects.create(terms="công đoàn cơ sở\ntổ chức ở xưởng")
    assert "chữ viết tắt được ưu tiên" in " ".join(group_warnings(shadowed)).lower()


def test_warnings__of_abbreviations_that_read_as_words_or_exist() -> None:
    said = " ".join(abbreviation_warnings(Abbreviation.objects.create(short="AN", long="an ninh xã hội")))
    assert "đọc được như một âm tiết" in said
    said = " ".join(
        abbreviation_warnings(Abbreviation.objects.create(short="LĐLĐ", long="lao động liên đới"))
    )
    assert "danh sách có sẵn" in said


def test_warnings__none_for_an_ordinary_entry() -> None:
    assert group_warnings(SynonymGroup.objects.create(terms=GROUP)) == []
    assert (
        abbreviation_warnings(Abbreviation.objects.create(short="KTKM", long="khơi thông kênh mương")) == []
    )


# What they do ----------------------------------------------------------------------------------------------


def test_synonyms__find_each_other_as_soon_as_they_are_saved(index_path: Path) -> None:
    InitiativeFactory(title="Khơi thông kênh trước mùa mưa")
    rebuild()
    assert finds("nạo vét mương") == []
    group = SynonymGroup.objects.create(terms=GROUP)
    assert finds("nạo vét mương") == ["Khơi thông kênh trước mùa mưa"]
    assert finds("nao vet muong") == ["Khơi thông kênh trước mùa mưa"]
    group.is_active = False
    group.save()
    assert finds("nạo vét mương") == []


def test_abbreviation__works_both_ways_until_it_is_deleted(index_path: Path) -> None:
    InitiativeFactory(title="Khơi thông kênh mương bằng tời")
    InitiativeFactory(title="Xe chở rác KTKM")
    rebuild()
    entry = Abbreviation.objects.create(short="KTKM", long="khơi thông kênh mương")
    assert (
        set(finds("ktkm"))
        == set(finds("khơi thông kênh mương"))
        == {
            "Khơi thông kênh mương bằng tời",
            "Xe chở rác KTKM",
        }
    )
    entry.delete()
    assert finds("ktkm") == ["Xe chở rác KTKM"]


def test_vocabulary__of_another_process_is_noticed_by_its_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "CHECK_SECONDS", math.inf)
    before = current_vocabulary()
    assert current_vocabulary() is before
    # Another process writes rows and stamp; no signal reaches this one.
    SynonymGroup.objects.bulk_create([SynonymGroup(terms=GROUP)])
    EditorialStamp.objects.update_or_create(pk=EditorialStamp.ROW, defaults={"value": 1})
    assert current_vocabulary() is before, "the stamp is read at most once in CHECK_SECONDS"
    snapshots.forget()
    found = current_vocabulary().match(tokens("nạo vét mương"), 0)
    assert found is not None
    assert found.role == Role.SYNONYM


def test_vocabulary__costs_one_small_query_when_it_looks(django_assert_num_queries: Any) -> None:
    current_vocabulary()
    with django_assert_num_queries(0):
        current_vocabulary()
    snapshots.forget()
    with django_assert_num_queries(1):
        current_vocabulary()


def test_vocabulary__leaves_broken_entries_out(index_path: Path) -> None:
    rows = ["", "\n\n", "***\n…", "một mình", "rất " * 500 + "\nnạo vét mương", "\x01\n\x02", GROUP]
    SynonymGroup.objects.bulk_create([SynonymGroup(terms=text) for text in rows])
    Abbreviation.objects.bulk_create(
        [Abbreviation(short="", long=""), Abbreviation(short="?", long="x" * 1_000)]
    )
    InitiativeFactory(title="Khơi thông kênh trước mùa mưa")
    rebuild()
    snapshots.touch()
    assert finds("nạo vét mương") == ["Khơi thông kênh trước mùa mưa"]


def test_vocabulary__stays_as_it_was_while_the_database_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    SynonymGroup.objects.create(terms=GROUP)
    held = current_vocabulary()

    def broken() -> int:
        raise DatabaseError("down")

    monkeypatch.setattr(snapshots._clock, "now", broken)
    assert current_vocabulary() is held
    fresh = snapshots.Snapshot(vocabulary_store._make, default_vocabulary)
    assert fresh.get() is default_vocabulary()


# The shipped list ------------------------------------------------------------------------------------------


def test_shipped__entries_have_keys_of_their_own() -> None:
    entries = shipped_entries()
    assert len(entries) >= 150
    assert len({entry.key for entry in entries}) == len(entries)
    assert all(len(entry.words) > 1 for entry in entries)


def test_shipped__entry_can_be_switched_off_and_on_again(editor: Client) -> None:
    entry = next(one for one in shipped_entries() if one.short == "LĐLĐ")
    home = reverse("search_shipped:index")
    assert "LĐLĐ" in text_of(editor.get(f"{home}?q=lien+doan+lao+dong"))
    editor.post(reverse("search_shipped:switch"), {"key": entry.key, "off": "1", "next": home})
    assert current_vocabulary().match(tokens("ldld"), 0) is None
    assert ShippedEntryOff.objects.get().updated_by is not None
    assert "đã tắt" in text_of(editor.get(f"{home}?q=LĐLĐ"))
    editor.post(reverse("search_shipped:switch"), {"key": entry.key, "off": "0"})
    assert current_vocabulary().match(tokens("ldld"), 0) is not None


def test_shipped__unknown_key_changes_nothing(editor: Client) -> None:
    answer = editor.post(reverse("search_shipped:switch"), {"key": "không có", "off": "1"}, follow=True)
    assert "không còn mục này" in messages(answer)
    assert not ShippedEntryOff.objects.exists()


# The admin -------------------------------------------------------------------------------------------------


def test_admin__editor_writes_a_group_and_reads_what_to_mind(editor: Client) -> None:
    add = address("synonymgroup", "add")
    answer = editor.post(add, filled(editor.get(add), {"terms": "cháy\nhoả hoạn lớn"}), follow=True)
    assert "một âm tiết" in messages(answer)
    group = SynonymGroup.objects.get()
    assert group.updated_by is not None
    page = editor.get(address("synonymgroup", "edit", group.pk))
    assert reverse("search:results") + "?q=ch%C3%A1y" in page.content.decode()


def test_admin__refused_group_comes_back_with_what_was_typed(editor: Client) -> None:
    add = address("synonymgroup", "add")
    answer = editor.post(add, filled(editor.get(add), {"terms": "nồi hơi"}))
    assert "terms" in errors(answer)
    assert "nồi hơi" in answer.content.decode()


def test_admin__form_is_filled_in_by_a_link(editor: Client) -> None:
    page = editor.get(address("synonymgroup", "add"), {"terms": "nồi hơi"}).content.decode()
    assert "nồi hơi</textarea>" in page
    page = editor.get(
        address("abbreviation", "add"), {"short": "KTKM", "long": "khơi thông"}
    ).content.decode()
    assert 'value="KTKM"' in page


def addresses() -> Iterator[str]:
    """Every page of the vocabulary, without records."""
    for model in ("synonymgroup", "abbreviation", "promotedresult"):
        yield address(model, "list")
        yield address(model, "add")
    yield reverse("search_shipped:index")
    yield reverse("search_shipped:index_results")


def test_admin__is_for_editors_alone(client: Client) -> None:
    group = SynonymGroup.objects.create(terms=GROUP)
    entry = Abbreviation.objects.create(short="KTKM", long="khơi thông kênh mương")
    pages = [
        *addresses(),
        *(address("synonymgroup", action, group.pk) for action in ("edit", "delete", "history", "usage")),
        *(address("abbreviation", action, entry.pk) for action in ("edit", "delete", "history", "usage")),
    ]
    client.force_login(UserFactory(role=EDITOR))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert {address("synonymgroup", "list"), reverse("search_shipped:index")} <= {
        page for page in pages if page in home
    }
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 302)
    client.post(reverse("search_shipped:switch"), {"key": shipped_entries()[0].key, "off": "1"})
    assert not ShippedEntryOff.objects.exists()
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert [page for page in pages if page in home] == []


def test_roles__editors_of_a_running_site_get_their_rights_with_the_migration() -> None:
    from django.apps import apps  # noqa: PLC0415

    UserFactory(role=EDITOR)
    group = Group.objects.get(name=EDITOR)
    wanted = Permission.objects.filter(content_type__app_label="search", codename="add_synonymgroup")
    group.permissions.remove(*wanted)
    migrated(sender=apps.get_app_config("search"))
    assert wanted.get() in group.permissions.all()

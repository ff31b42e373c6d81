"""What every engine must do, as one suite: a test module subclasses it and supplies an `engine` fixture.

The fixture yields an empty engine; `filled` gives it the records below in a promoted generation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

import pytest

from search.contract import (
    CATALOGUE_FACETS,
    AttachedPage,
    BenefitBand,
    Deletion,
    FacetName,
    Filter,
    Focus,
    Hit,
    IndexDocument,
    Kind,
    Label,
    Operation,
    Range,
    SearchRequest,
    SearchResponse,
    Sort,
    SuggestionKind,
)
from search.engines.base import Engine, EngineError, IndexMissing

HA_NOI = (Label("tong-ldld", "Tổng Liên đoàn Lao động Việt Nam"), Label("ha-noi", "LĐLĐ thành phố Hà Nội"))
LONG_BIEN = (*HA_NOI, Label("hn-long-bien", "LĐLĐ quận Long Biên"))
BAC_NINH = (HA_NOI[0], Label("bac-ninh", "LĐLĐ tỉnh Bắc Ninh"))
ENERGY = (Label("nang-luong", "Năng lượng"), Label("dien", "Điện"))
TECHNICAL = (Label("ky-thuat", "Kỹ thuật"), Label("co-khi", "Cơ khí chế tạo"))


def initiative(pk: int, title: str, **values: object) -> IndexDocument:
    """An initiative with sensible values."""
    defaults: dict[str, object] = {
        "version": 1,
        "year": 2021,
        "level": "grassroots",
        "evidence": "council",
        "sector": "enterprise",
        "units": LONG_BIEN,
        "fields": TECHNICAL,
        "date": 1_600_000_000 + pk * 86_400,
    }
    return IndexDocument(kind=Kind.INITIATIVE, pk=pk, title=title, **{**defaults, **values})  # type: ignore[arg-type]


DOCUMENTS: tuple[IndexDocument, ...] = (
    initiative(1, "Tiết kiệm điện năng cho trạm bơm", fields=ENERGY, level="province", year=2022),
    initiative(2, "Máy dệt chạy êm, bớt tốn điện", tags=(Label("máy dệt", "máy dệt"),)),
    initiative(3, "Diễn tập chữa cháy theo ca", year=2020),
    initiative(4, "Phát triển toàn diện tay nghề"),
    initiative(5, "Cải tiến kỹ thuật hàn ống", benefit_value=120_000_000, body="Ống dài, mối ngắn."),
    initiative(6, "Đồ gá cho kĩ thuật hàn khung", benefit_value=90_000_000),
    initiative(7, "Hàn bằng tay cho nhanh", summary="Một kỹ sư chỉ cách làm."),
    initiative(8, "Sổ tay thủy lợi tỉnh Hòa Bình"),
    initiative(9, "Bảng phân ca của chị Thuý Hà"),
    initiative(10, "Lớp bồi dưỡng của Liên đoàn Lao động tỉnh Bắc Ninh", units=BAC_NINH),
    initiative(11, "Tủ sách công nhân TP.HCM"),
    initiative(12, "Hội thi tay nghề TP HCM"),
    initiative(13, "Xe buýt nhanh ở Thành phố Hồ Chí Minh"),
    initiative(14, "Thi đua trong CNVC-LĐ Thủ đô"),
    initiative(15, "Sổ tay an toàn lao động ở lò hơi"),
    initiative(16, "Lao công làm động tác giãn cơ an ủi nhau toàn ca"),
    initiative(17, "Đổi mới cách giao ca"),
    initiative(18, "Dời mồi câu ra ngoài phao"),
    initiative(19, "Thay sứ trên đường dây 22kV", benefit_value=600_000_000, evidence="stated"),
    initiative(
        20,
        "Ép viên nhiên liệu từ phụ phẩm",
        problem_line="Vỏ trấu bỏ ngoài đồng.",
        result_line="Bớt một nửa than.",
        summary="Máy ép viên trấu tự chế.",
        body="Trấu khô được nghiền, trộn, rồi ép thành viên. " * 20 + "Viên trấu cháy đều.",
    ),
    IndexDocument(
        Kind.GUIDANCE,
        1,
        1,
        "Hướng dẫn tổ chức chương trình thi đua",
        code="04/HD-LĐLĐ",
        body="Các công đoàn cơ sở báo cáo trước ngày 20.",
        date=1_650_000_000,
    ),
    IndexDocument(
        Kind.GUIDANCE,
        2,
        1,
        "Hướng dẫn thực hiện văn bản 04/HD-LĐLĐ của LĐLĐ và 05/HD-LĐLĐ",
        code="31/HD-LĐLĐ",
        body="Thi hành 04/HD-LĐLĐ. HD 04 LĐLĐ.",
        date=1_660_000_000,
    ),
    IndexDocument(Kind.ANNOUNCEMENT, 1, 1, "Phát động thi đua tiết kiệm điện", date=1_400_000_000),
    IndexDocument(Kind.ANNOUNCEMENT, 2, 1, "Phát động thi đua tiết kiệm điện", date=1_680_000_000),
)

EVERYTHING = tuple(Kind)


def fill(engine: Engine, documents: Iterable[IndexDocument] = DOCUMENTS) -> str:
    """Build a generation of these records, promote it and return its name."""
    generation = engine.begin_rebuild()
    engine.bulk(documents, generation=generation, fresh=True)
    engine.promote(generation)
    return generation


def pks(response: SearchResponse) -> list[int]:
    """Keys of the hits in order."""
    return [hit.pk for hit in response.hits]


def marked(hit: Hit, name: str) -> list[str]:
    """Marked stretches of a fragment."""
    fragment = hit.fragment(name)
    return [text for text, is_match in fragment.parts() if is_match] if fragment else []


class EngineBehaviour:
    """The suite."""

    @pytest.fixture
    def filled(self, engine: Engine) -> Engine:
        fill(engine)
        return engine

    # Vietnamese text

    def test_search__marks_typed_rank_first(self, filled: Engine) -> None:
        found = pks(filled.search(SearchRequest("điện", size=4)))
        assert set(found[:2]) == {1, 2}
        assert {3, 4} <= set(found)

    def test_search__no_marks_finds_every_reading(self, filled: Engine) -> None:
        assert set(pks(filled.search(SearchRequest("dien")))) == {1, 2, 3, 4}

    def test_search__other_marks_rank_their_own_reading(self, filled: Engine) -> None:
        assert pks(filled.search(SearchRequest("diễn")))[0] == 3

    @pytest.mark.parametrize("text", ["ky thuat", "ki thuat", "kĩ thuật", "kỹ  THUẬT"])
    def test_search__y_and_i_find_the_same(self, filled: Engine, text: str) -> None:
        reference = filled.search(SearchRequest("kỹ thuật"))
        found = filled.search(SearchRequest(text))
        assert found.full_total == reference.full_total == 2
        assert set(pks(found)[:2]) == set(pks(reference)[:2]) == {5, 6}
        assert set(pks(found)) == set(pks(reference))

    @pytest.mark.parametrize(
        ("text", "pk"), [("thuỷ lợi hoà bình", 8), ("thủy lợi hòa bình", 8), ("thúy hà", 9), ("thuý hà", 9)]
    )
    def test_search__tone_placement_does_not_matter(self, filled: Engine, text: str, pk: int) -> None:
        response = filled.search(SearchRequest(text))
        assert pks(response)[0] == pk
        assert response.full_total == 1

    def test_search__decomposed_text_finds_the_same(self, filled: Engine) -> None:
        decomposed = "\u0111ie\u0323\u0302n na\u0306ng"
        assert decomposed != "điện năng"
        one, other = filled.search(SearchRequest("điện năng")), filled.search(SearchRequest(decomposed))
        assert pks(one) == pks(other)
        assert pks(one)[0] == 1

    def test_search__likely_marks_rank_an_unmarked_question(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("doi moi"))
        assert pks(response)[:2] == [17, 18]
        assert response.full_total == 2
        assert response.restored_to == "đổi mới"
        assert pks(filled.search(SearchRequest("đổi mới")))[:2] == [17, 18]

    # Abbreviations, synonyms, codes

    def test_search__abbreviation_finds_the_full_name(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("ldld bac ninh"))
        assert pks(response)[0] == 10
        assert response.full_total == 1
        assert "liên đoàn lao động" in {other for one in response.interpreted for other in one.also}

    @pytest.mark.parametrize("text", ["tp.hcm", "TP HCM", "tphcm", "TPHCM", "thành phố hồ chí minh"])
    def test_search__every_spelling_of_an_abbreviation(self, filled: Engine, text: str) -> None:
        response = filled.search(SearchRequest(text))
        assert set(pks(response)) == {11, 12, 13}
        assert response.full_total == 3

    @pytest.mark.parametrize("text", ["CNVCLĐ", "cnvc-lđ", "công nhân viên chức lao động"])
    def test_search__joined_abbreviation(self, filled: Engine, text: str) -> None:
        response = filled.search(SearchRequest(text))
        assert pks(response)[0] == 14
        assert response.full_total == 1

    def test_search__exact_expands_nothing(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("ldld bac ninh", exact=True))
        assert (response.total, response.interpreted) == (0, ())

    @pytest.mark.parametrize("text", ["04/HD-LĐLĐ", "04/hd-ldld", "04 HD LĐLĐ"])
    def test_search__symbol_in_full_comes_first(self, filled: Engine, text: str) -> None:
        response = filled.search(SearchRequest(text, kinds=EVERYTHING))
        assert (response.hits[0].kind, response.hits[0].pk) == (Kind.GUIDANCE, 1)

    def test_search__letters_and_digits_stay_together(self, filled: Engine) -> None:
        assert pks(filled.search(SearchRequest("22kv"))) == [19]

    # Phrases, relaxing, misspellings

    def test_search__phrase_above_scattered_syllables(self, filled: Engine) -> None:
        found = pks(filled.search(SearchRequest("an toàn lao động")))
        assert found[0] == 15
        assert 16 in found

    def test_search__quoted_phrase_must_stand_together(self, filled: Engine) -> None:
        assert pks(filled.search(SearchRequest("“an toàn lao động”"))) == [15]
        assert pks(filled.search(SearchRequest('"toàn lao"'))) == [15]

    def test_search__misspelling_falls_back_and_says_so(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("ky thaut han"))
        assert set(pks(response)[:2]) == {5, 6}
        assert response.corrected_to is not None
        assert "thuật hàn" in response.corrected_to

    def test_search__misspelling_kept_without_fuzzy(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("ky thaut han", allow_fuzzy=False))
        assert response.corrected_to is None
        assert response.full_total == 0
        assert "thaut" in response.left_out

    def test_search__known_words_are_only_asked_about(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("thay đường day"))
        assert response.corrected_to is None
        assert response.full_total == 1

    def test_search__relaxed_matches_follow_full_ones(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("máy ép viên trấu ở xưởng tàu vũ trụ"))
        assert response.full_total == 0
        assert pks(response)[0] == 20
        assert {"vũ", "trụ"} <= set(response.left_out)
        full = filled.search(SearchRequest("kỹ sư chỉ cách hàn"))
        assert full.full_total == 1
        assert (full.hits[0].pk, full.hits[0].missing) == (7, ())
        assert all(hit.missing for hit in full.hits[1:])

    def test_search__exact_is_never_relaxed(self, filled: Engine) -> None:
        assert filled.search(SearchRequest("máy ép viên trấu vũ trụ", exact=True)).total == 0

    @pytest.mark.parametrize("text", ["   ", "?!", "…", "\x00", "\ud800"])
    def test_search__nothing_to_look_for(self, filled: Engine, text: str) -> None:
        assert filled.search(SearchRequest(text)).total == 0

    def test_search__no_question_lists_everything(self, filled: Engine) -> None:
        assert filled.search(SearchRequest("")).total == 20

    def test_search__neighbouring_question_is_offered(self, engine: Engine) -> None:
        fill(engine, [initiative(1, "Ép viên trấu"), initiative(2, "Lớp học về Châu Á")])
        response = engine.search(SearchRequest("viên chấu"))
        assert (response.full_total, response.corrected_to) == (0, None)
        assert response.did_you_mean == "viên trấu"

    # A described trouble

    def test_search__problem_ranks_by_what_was_wrong(self, engine: Engine) -> None:
        fill(
            engine,
            [
                initiative(1, "Máng rung cấp liệu", problem_line="Phôi kẹt khuôn, thợ thò tay vào gỡ."),
                initiative(
                    2, "Bàn thao tác", problem="Khuôn dập hay kẹt phôi; phải dừng máy để gỡ bằng tay."
                ),
                initiative(
                    3, "Gỡ phôi kẹt trong khuôn dập", idea_line="Không ai phải thò tay vào khuôn dập."
                ),
                initiative(4, "Sổ giao ca điện tử", problem_line="Sổ giấy rách, ca sau không đọc được."),
            ],
        )
        text = (
            "Máy dập của tổ em hay bị kẹt phôi ở khuôn, mỗi lần như vậy phải thò tay vào gỡ, rất nguy hiểm."
        )
        response = engine.search(SearchRequest(text, focus=Focus.PROBLEM))
        assert set(pks(response)) == {1, 2}
        assert (response.corrected_to, response.left_out) == (None, ())
        lines = {hit.pk: hit for hit in response.hits}
        assert "Phôi kẹt khuôn" in marked(lines[1], "problem_line")
        assert "kẹt phôi" in " ".join(marked(lines[2], "problem"))

    def test_search__problem_typed_without_marks(self, engine: Engine) -> None:
        fill(
            engine,
            [
                initiative(1, "Máng che", problem_line="Bụi vải bay khắp xưởng, công nhân ho nhiều."),
                initiative(2, "Xe đẩy", problem_line="Khuân vác nặng, công nhân đau lưng."),
            ],
        )
        found = engine.search(SearchRequest("xuong may bui vai bay nhieu, chi em ho", focus=Focus.PROBLEM))
        assert pks(found)[0] == 1

    def test_search__problem_of_function_words_finds_nothing(self, filled: Engine) -> None:
        assert filled.search(SearchRequest("thì là mà của chúng tôi", focus=Focus.PROBLEM)).total == 0

    @pytest.mark.parametrize("text", ["a" * 500, "điện " * 100, "(((", 'AND OR "', "*:*", "máy " * 3 + '"'])
    def test_search__odd_questions_are_answered(self, filled: Engine, text: str) -> None:
        assert filled.search(SearchRequest(text)).total >= 0

    # Order

    def test_search__title_above_narrative(self, engine: Engine) -> None:
        fill(
            engine,
            [
                initiative(1, "Một cách làm", body="Có biến tần trong bài."),
                initiative(2, "Một cách làm", summary="Có biến tần trong bài."),
                initiative(3, "Một cách làm", idea_line="Có biến tần trong bài."),
                initiative(4, "Có biến tần trong bài", body="Một cách làm."),
            ],
        )
        assert pks(engine.search(SearchRequest("biến tần"))) == [4, 3, 2, 1]

    def test_search__static_rank_breaks_ties(self, engine: Engine) -> None:
        fill(
            engine,
            [
                initiative(1, "Gạt phoi tự động", static_rank=0.1),
                initiative(2, "Gạt phoi tự động", static_rank=0.9),
                initiative(3, "Gạt phoi tự động", static_rank=0.3),
            ],
        )
        assert pks(engine.search(SearchRequest("gạt phoi"))) == [2, 3, 1]

    def test_search__recent_announcement_first(self, filled: Engine) -> None:
        response = filled.search(SearchRequest("phát động thi đua", kinds=(Kind.ANNOUNCEMENT,)))
        assert pks(response) == [2, 1]

    def test_search__sorts(self, engine: Engine) -> None:
        fill(
            engine,
            [
                initiative(1, "Ống đo nước", date=300, benefit_value=5),
                initiative(2, "An toàn khi đo", date=100, benefit_value=None),
                initiative(3, "Ăn ca đúng giờ, đo lượng cơm", date=200, benefit_value=70),
                initiative(4, "Đo nhiệt lò", date=400, benefit_value=6),
            ],
        )
        orders = {
            Sort.NEWEST: [4, 1, 3, 2],
            Sort.OLDEST: [2, 3, 1, 4],
            Sort.BENEFIT: [3, 4, 1, 2],
            Sort.TITLE: [2, 3, 4, 1],
        }
        for text in ("", "đo"):
            for sort, order in orders.items():
                assert pks(engine.search(SearchRequest(text, sort=sort))) == order, (text, sort)

    def test_search__pages_meet_without_gap(self, filled: Engine) -> None:
        whole = pks(filled.search(SearchRequest("", sort=Sort.NEWEST, size=20)))
        pages = [pks(filled.search(SearchRequest("", sort=Sort.NEWEST, size=7, page=n))) for n in (1, 2, 3)]
        assert [pk for page in pages for pk in page] == whole
        assert filled.search(SearchRequest("", page=500)).hits == ()

    @pytest.mark.parametrize("text", ["máy", "máy ép viên trấu ở xưởng tàu vũ trụ", "ky thaut han", "CNVCLĐ"])
    def test_search__page_beyond_the_end_is_empty(self, filled: Engine, text: str) -> None:
        total = filled.search(SearchRequest(text)).total
        beyond = filled.search(SearchRequest(text, page=500))
        assert (beyond.hits, beyond.total) == ((), total)

    # Filters and facets

    def test_search__kinds(self, filled: Engine) -> None:
        request = SearchRequest("thi đua", kinds=EVERYTHING, facets=(FacetName.KIND,), exact=True)
        response = filled.search(request)
        facet = response.facet(FacetName.KIND)
        assert facet is not None
        assert (facet.count("announcement"), facet.count("guidance")) == (2, 1)
        only = filled.search(SearchRequest("thi đua", kinds=(Kind.GUIDANCE,)))
        assert {hit.kind for hit in only.hits} == {Kind.GUIDANCE}

    def test_search__filters_or_within_and_across(self, filled: Engine) -> None:
        years = Filter(FacetName.YEAR, ("2020", "2022"))
        assert set(pks(filled.search(SearchRequest("", filters=(years,))))) == {1, 3}
        level = Filter(FacetName.LEVEL, ("province",))
        assert pks(filled.search(SearchRequest("", filters=(years, level)))) == [1]

    def test_search__unit_includes_those_below(self, filled: Engine) -> None:
        everyone = filled.search(SearchRequest("", filters=(Filter(FacetName.UNIT, ("tong-ldld",)),)))
        assert everyone.total == 20
        assert filled.search(SearchRequest("", filters=(Filter(FacetName.UNIT, ("ha-noi",)),))).total == 19

    def test_search__ranges(self, filled: Engine) -> None:
        assert set(pks(filled.search(SearchRequest("", years=Range(lower=2022))))) == {1}
        assert set(pks(filled.search(SearchRequest("", years=Range(upper=2020))))) == {3}
        money = Range(upper=100_000_000)
        assert pks(filled.search(SearchRequest("", benefit=money))) == [6]

    def test_facets__counted_without_their_own_filter(self, filled: Engine) -> None:
        request = SearchRequest(
            "",
            filters=(Filter(FacetName.YEAR, ("2022",)), Filter(FacetName.UNIT, ("ha-noi",))),
            facets=CATALOGUE_FACETS,
        )
        response = filled.search(request)
        years, units = response.facet(FacetName.YEAR), response.facet(FacetName.UNIT)
        fields = response.facet(FacetName.FIELD)
        assert years is not None
        assert units is not None
        assert fields is not None
        assert [(one.value, one.count, one.selected) for one in years] == [
            ("2022", 1, True),
            ("2021", 17, False),
            ("2020", 1, False),
        ]
        assert (units.count("ha-noi"), units.count("bac-ninh")) == (1, 0)
        assert fields.count("nang-luong") == fields.count("dien") == 1
        assert response.total == 1

    def test_facets__benefit_bands(self, filled: Engine) -> None:
        facet = filled.search(SearchRequest("", facets=(FacetName.BENEFIT,))).facet(FacetName.BENEFIT)
        assert facet is not None
        assert facet.count(BenefitBand.FROM_80) == 2
        assert facet.count(BenefitBand.FROM_500) == 1
        assert facet.count(BenefitBand.NOT_IN_MONEY) == 17
        chosen = Filter(FacetName.BENEFIT, (BenefitBand.FROM_80.value,))
        assert set(pks(filled.search(SearchRequest("", filters=(chosen,))))) == {5, 6}

    def test_facets__selected_value_without_hits_is_listed(self, filled: Engine) -> None:
        request = SearchRequest(
            "điện", filters=(Filter(FacetName.UNIT, ("can-tho",)),), facets=(FacetName.UNIT,)
        )
        facet = filled.search(request).facet(FacetName.UNIT)
        assert facet is not None
        assert [(one.value, one.count) for one in facet if one.selected] == [("can-tho", 0)]

    def test_facets__rare_selected_value_is_counted(self, engine: Engine) -> None:
        documents = [
            initiative(pk, "Một việc", units=(Label(f"u{pk % 50:02}", f"Đơn vị {pk % 50}"),))
            for pk in range(1, 200)
        ]
        documents.append(initiative(999, "Một việc", units=(Label("hiem", "Đơn vị hiếm"),)))
        fill(engine, documents)
        request = SearchRequest("", filters=(Filter(FacetName.UNIT, ("hiem",)),), facets=(FacetName.UNIT,))
        facet = engine.search(request).facet(FacetName.UNIT)
        assert facet is not None
        assert facet.count("hiem") == 1
        assert facet.count("u01") == 4

    # Highlights

    def test_highlight__title_lines_and_passage(self, filled: Engine) -> None:
        hit = filled.search(SearchRequest("viên trấu")).hits[0]
        assert hit.pk == 20
        assert marked(hit, "problem_line") == ["trấu"]
        assert marked(hit, "summary") == ["viên trấu"]
        body = hit.fragment("body")
        assert body is not None
        assert len(body.text) < 300
        assert body.cut_before

    def test_highlight__can_be_left_out(self, filled: Engine) -> None:
        assert filled.search(SearchRequest("trấu", highlight=False)).hits[0].fragments == ()

    def test_highlight__texts_stay_plain(self, engine: Engine) -> None:
        fill(engine, [initiative(1, "Điện <b>áp</b> & dòng")])
        fragment = engine.search(SearchRequest("điện")).hits[0].fragment("title")
        assert fragment is not None
        assert fragment.text == "Điện <b>áp</b> & dòng"

    # Attached files

    @pytest.fixture
    def with_files(self, engine: Engine) -> Engine:
        pages = (
            AttachedPage("Bản vẽ", 1, "Trang bìa"),
            AttachedPage("Bản vẽ", 2, "Gối đỡ trục lăn siết bằng cờ lê lực. " + "Chữ đệm cho dài. " * 40),
            AttachedPage("Thuyết minh", 0, "Trục quay đều."),
        )
        fill(engine, [*DOCUMENTS, initiative(70, "Đồ gá khoan", attachments=pages)])
        return engine

    @pytest.mark.parametrize("text", ["gối đỡ trục lăn", "goi do truc lan", "trang bìa", "đồ gá trục quay"])
    def test_attachments__are_searched_with_the_record(self, with_files: Engine, text: str) -> None:
        response = with_files.search(SearchRequest(text))
        assert pks(response)[0] == 70
        assert response.full_total == 1

    def test_attachments__passage_names_file_and_page(self, with_files: Engine) -> None:
        (hit,) = with_files.search(SearchRequest("gối đỡ trục lăn", exact=True)).hits
        fragment = hit.fragment("attachments")
        assert fragment is not None
        assert (fragment.file, fragment.page) == ("Bản vẽ", 2)
        assert marked(hit, "attachments") == ["Gối đỡ trục lăn"]
        assert fragment.cut_after
        assert len(fragment.text) < 300

    def test_attachments__a_format_without_pages_has_page_nought(self, with_files: Engine) -> None:
        (hit,) = with_files.search(SearchRequest("quay đều", exact=True)).hits
        fragment = hit.fragment("attachments")
        assert fragment is not None
        assert (fragment.file, fragment.page) == ("Thuyết minh", 0)

    def test_attachments__count_less_than_the_title(self, with_files: Engine) -> None:
        with_files.bulk([initiative(71, "Gối đỡ trục lăn")])
        assert pks(with_files.search(SearchRequest("gối đỡ trục lăn", exact=True))) == [71, 70]

    def test_attachments__phrases_do_not_reach_over_pages(self, with_files: Engine) -> None:
        assert with_files.search(SearchRequest('"bìa gối đỡ"', exact=True)).total == 0

    def test_attachments__leave_with_the_file(self, with_files: Engine) -> None:
        with_files.bulk([initiative(70, "Đồ gá khoan", version=2)])
        assert with_files.search(SearchRequest("trục lăn", exact=True)).total == 0

    # Suggestions, similar, duplicates

    def test_suggest__labels_and_titles(self, filled: Engine) -> None:
        found = filled.suggest("ky th")
        assert (found[0].kind, found[0].value) == (SuggestionKind.FIELD, "ky-thuat")
        titles = {one.pk for one in found if one.kind == SuggestionKind.TITLE}
        assert titles == {5, 6}
        assert found[0].label.parts() == [("Kỹ", True), (" ", False), ("th", True), ("uật", False)]

    def test_suggest__units_tags_and_documents(self, filled: Engine) -> None:
        assert "hn-long-bien" in {one.value for one in filled.suggest("long bi")}
        assert "máy dệt" in {one.value for one in filled.suggest("may d")}
        documents = [one for one in filled.suggest("huong dan to") if one.kind == SuggestionKind.DOCUMENT]
        assert [(one.record_kind, one.pk) for one in documents] == [(Kind.GUIDANCE, 1)]

    @pytest.mark.parametrize("text", ["", " ", "a", "?", "\x00", "zzzzzz"])
    def test_suggest__nothing_to_complete(self, filled: Engine, text: str) -> None:
        assert filled.suggest(text) == ()

    def test_similar__reads_alike_and_leaves_itself_out(self, engine: Engine) -> None:
        story = "Biến tần cho máy bơm nước làm mát, chạy theo nhiệt độ nước về"
        others = [initiative(pk, f"Lớp học nấu ăn số {pk}", body="Rau củ, thịt cá.") for pk in range(10, 20)]
        fill(engine, [initiative(1, story), initiative(2, f"{story} ở xưởng hai"), *others])
        found = engine.similar(Kind.INITIATIVE, 1, limit=3)
        assert found[0].pk == 2
        assert 1 not in {hit.pk for hit in found}
        assert engine.similar(Kind.INITIATIVE, 404) == ()

    def test_similar__leaves_out_what_shares_a_word_or_two(self, engine: Engine) -> None:
        words = "máy dệt chỉ đứt sợi ngang thoi đưa nhanh dừng nhịp bánh răng mòn căng trục cuốn vải lỗi biên"
        near = initiative(1, "Chống đứt sợi", body=words), initiative(2, "Đỡ đứt sợi", body=words)
        far = [initiative(pk, "Bếp ăn ca", body="Suất cơm nóng, thêm rau, bánh ngọt.") for pk in range(3, 20)]
        fill(engine, [*near, *far])
        assert [hit.pk for hit in engine.similar(Kind.INITIATIVE, 1)] == [2]

    def test_duplicates__near_copy_found_and_itself_left_out(self, engine: Engine) -> None:
        text = (
            "Công nhân thay mũi khoan bằng dao tự chế có rãnh thoát phoi rộng hơn, nhờ vậy máy chạy liên tục "
            "cả ca mà không phải dừng lại để gỡ phoi, và đồ gá mới kẹp được hai chi tiết cùng một lúc"
        )
        original = initiative(1, "Dao khoan rãnh rộng", body=text)
        fill(engine, [original, *DOCUMENTS[1:10]])
        copy = replace(original, pk=500, body=text.replace("Công nhân", "Anh em thợ"))
        found = engine.duplicates(copy)
        assert [(one.pk, one.title) for one in found] == [(1, "Dao khoan rãnh rộng")]
        assert 0.7 < found[0].similarity < 1
        assert engine.duplicates(original) == ()
        assert engine.duplicates(initiative(501, "Ngắn")) == ()

    # Writing

    def test_bulk__change_is_seen_at_once(self, filled: Engine) -> None:
        result = filled.bulk([initiative(1, "Quạt hút bụi", version=2)])
        assert (result.written, result.stale) == (1, 0)
        assert pks(filled.search(SearchRequest("hút bụi", exact=True))) == [1]
        assert filled.search(SearchRequest("trạm bơm", exact=True)).total == 0
        assert filled.search(SearchRequest()).total == 20

    def test_bulk__late_write_never_wins(self, filled: Engine) -> None:
        filled.bulk([initiative(1, "Bản mới", version=5)])
        result = filled.bulk([initiative(1, "Bản cũ", version=4), Deletion(Kind.INITIATIVE, 1, 3)])
        assert (result.written, result.stale) == (0, 2)
        assert pks(filled.search(SearchRequest("bản mới", exact=True))) == [1]

    def test_bulk__deleted_record_stays_away(self, filled: Engine) -> None:
        filled.bulk([Deletion(Kind.INITIATIVE, 1, 5)])
        assert filled.bulk([initiative(1, "Trở lại", version=4)]).stale == 1
        assert filled.search(SearchRequest()).total == 19
        assert filled.health().documents == len(DOCUMENTS) - 1
        filled.bulk([initiative(1, "Trở lại", version=6)])
        assert filled.search(SearchRequest("trở lại", exact=True)).total == 1

    def test_bulk__same_record_twice_keeps_the_newest(self, filled: Engine) -> None:
        result = filled.bulk([initiative(1, "Lần hai", version=3), initiative(1, "Lần một", version=2)])
        assert (result.written, result.stale) == (1, 1)
        assert filled.search(SearchRequest("lần hai", exact=True)).total == 1
        assert filled.search(SearchRequest()).total == 20

    def test_bulk__cached_facets_follow_changes(self, filled: Engine) -> None:
        request = SearchRequest(facets=(FacetName.LEVEL,))
        before = filled.search(request).facet(FacetName.LEVEL)
        filled.bulk([initiative(77, "Thêm một", level="province")])
        after = filled.search(request).facet(FacetName.LEVEL)
        assert before is not None
        assert after is not None
        assert after.count("province") == before.count("province") + 1

    def test_bulk__nothing_is_written_when_it_raises(self, filled: Engine) -> None:
        def broken() -> Iterable[IndexDocument]:
            yield initiative(88, "Nửa chừng")
            raise RuntimeError("source failed")

        with pytest.raises(RuntimeError):
            filled.bulk(broken())
        assert filled.search(SearchRequest()).total == 20

    def test_bulk__tells_what_newer_versions_it_holds(self, filled: Engine) -> None:
        live = filled.live_generation()
        first = filled.bulk([initiative(1, "Bản mới", version=5), Deletion(Kind.INITIATIVE, 2, 7)])
        assert (first.generation, first.newer) == (live, ())
        late = [
            initiative(1, "Bản cũ", version=4),
            initiative(2, "Trở lại", version=6),
            initiative(3, "Như cũ", version=1),
            initiative(4, "Bản sau", version=2),
        ]
        result = filled.bulk(late)
        assert (result.written, result.stale) == (1, 3)
        assert set(result.newer) == {(Kind.INITIATIVE, 1, 5), (Kind.INITIATIVE, 2, 7)}

    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("building", [False, True])
    def test_bulk__shuffled_repeated_and_late_writes_end_with_the_newest(
        self, filled: Engine, seed: int, building: bool
    ) -> None:
        rng = Random(seed)
        generation = filled.begin_rebuild() if building else ""
        history: list[Operation] = []
        last: dict[int, Operation] = {}
        for pk in range(1, 16):
            for version in sorted(rng.sample(range(2, 1_000), rng.randint(1, 6))):
                hidden = rng.random() < 0.4
                last[pk] = (
                    Deletion(Kind.INITIATIVE, pk, version)
                    if hidden
                    else initiative(pk, f"Lần sửa kt{pk}x{version}", version=version)
                )
                history.append(last[pk])
        sent = [*history, *rng.sample(history, len(history) // 2)]
        rng.shuffle(sent)
        while sent:
            count = rng.randint(1, 9)
            filled.bulk(sent[:count], generation=generation)
            del sent[:count]
        if building:
            filled.promote(generation)
        shown = {pk: one for pk, one in last.items() if isinstance(one, IndexDocument)}
        held = dict(filled.scan_versions(Kind.INITIATIVE))
        assert {pk: held.get(pk) for pk in last} == {
            pk: shown[pk].version if pk in shown else None for pk in last
        }
        found = filled.search(SearchRequest("lần sửa", exact=True, size=100))
        titles = {hit.pk: fragment.text for hit in found.hits if (fragment := hit.fragment("title"))}
        assert titles == {pk: one.title for pk, one in shown.items()}

    # Generations

    def test_search__without_an_index(self, engine: Engine) -> None:
        assert engine.live_generation() == ""
        with pytest.raises(IndexMissing):
            engine.search(SearchRequest("điện"))
        with pytest.raises(IndexMissing):
            engine.bulk([initiative(1, "Một việc")])
        assert not engine.health().ok

    def test_rebuild__old_generation_serves_until_promoted(self, filled: Engine) -> None:
        generation = filled.begin_rebuild()
        filled.bulk([initiative(1, "Chỉ còn một")], generation=generation, fresh=True)
        assert filled.search(SearchRequest()).total == 20
        filled.promote(generation)
        assert filled.search(SearchRequest()).total == 1
        assert filled.health().generation == generation

    def test_rebuild__generation_answers_before_it_is_promoted(self, filled: Engine) -> None:
        live = filled.live_generation()
        generation = filled.begin_rebuild()
        filled.bulk([initiative(1, "Quạt hút bụi")], generation=generation, fresh=True)
        asked = SearchRequest("quạt hút bụi", exact=True)
        assert filled.search(asked, generation=generation).total == 1
        filled.bulk([initiative(2, "Quạt hút bụi")], generation=generation)
        assert filled.search(asked, generation=generation).total == 2
        assert (filled.search(asked).total, filled.live_generation()) == (0, live)
        filled.promote(generation)
        assert (filled.search(asked).total, filled.live_generation()) == (2, generation)

    def test_rebuild__live_changes_reach_both(self, filled: Engine) -> None:
        generation = filled.begin_rebuild()
        filled.bulk([initiative(1, "Đọc trước", version=1)], generation=generation, fresh=True)
        change = [initiative(1, "Sửa sau", version=2), initiative(2, "Sửa sớm", version=7)]
        filled.bulk(change)
        filled.bulk(change, generation=generation)
        filled.bulk([initiative(2, "Đọc trễ", version=6)], generation=generation, fresh=True)
        assert filled.search(SearchRequest("sửa", exact=True)).total == 2
        filled.promote(generation)
        response = filled.search(SearchRequest())
        assert response.total == 2
        assert set(pks(filled.search(SearchRequest("sửa", exact=True)))) == {1, 2}

    def test_rebuild__abort_leaves_nothing(self, filled: Engine) -> None:
        generation = filled.begin_rebuild()
        filled.bulk([initiative(1, "Bỏ đi")], generation=generation, fresh=True)
        filled.abort(generation)
        assert filled.health().building == ""
        assert filled.search(SearchRequest()).total == 20
        with pytest.raises(EngineError):
            filled.promote(generation)

    def test_rebuild__abort_never_touches_what_serves(self, engine: Engine) -> None:
        generation = fill(engine)
        engine.abort(generation)
        engine.abort("khong-co")
        assert engine.search(SearchRequest()).total == 20

    def test_rollback__previous_generation_serves_again(self, engine: Engine) -> None:
        first = fill(engine)
        with pytest.raises(EngineError):
            engine.rollback()
        fill(engine, DOCUMENTS[:3])
        assert engine.search(SearchRequest()).total == 3
        assert engine.rollback() == first
        assert engine.search(SearchRequest()).total == 20

    # Drift

    def test_versions__scanned_in_order_and_in_parts(self, filled: Engine) -> None:
        filled.bulk([initiative(3, "Sửa", version=9), Deletion(Kind.INITIATIVE, 4, 2)])
        whole = filled.scan_versions(Kind.INITIATIVE)
        assert [pk for pk, _ in whole] == [pk for pk in range(1, 21) if pk != 4]
        assert dict(whole)[3] == 9
        assert filled.scan_versions(Kind.INITIATIVE, after=2, until=6, limit=2) == [(3, 9), (5, 1)]
        assert filled.scan_versions(Kind.STORY) == []

    def test_versions__summaries_match_the_scan(self, filled: Engine) -> None:
        filled.bulk([initiative(3, "Sửa", version=9)])
        summary = filled.summarise_versions(Kind.INITIATIVE, after=0, until=10)
        assert (summary.count, summary.version_sum) == (10, 18)
        assert filled.summarise_versions(Kind.GUIDANCE).count == 2

    def test_versions__of_a_generation_being_built(self, filled: Engine) -> None:
        generation = filled.begin_rebuild()
        filled.bulk(DOCUMENTS[:5], generation=generation, fresh=True)
        assert filled.summarise_versions(Kind.INITIATIVE, generation=generation).count == 5
        assert len(filled.scan_versions(Kind.INITIATIVE, generation=generation)) == 5

    def test_health__tells_what_serves(self, engine: Engine) -> None:
        first = fill(engine)
        second = fill(engine)
        health = engine.health()
        assert health.ok
        assert (health.generation, health.previous) == (second, first)
        assert health.documents == len(DOCUMENTS)
        assert health.size_bytes > 0


__all__: Sequence[str] = ["DOCUMENTS", "EngineBehaviour", "fill", "initiative", "pks"]

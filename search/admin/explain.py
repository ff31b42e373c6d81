"""The page “Giải thích kết quả”: why the results of a question stand in this order, in editors' own words.

`?q=…` explains the first results; with `kind` and `id` also one record, wherever it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry

from search.admin.editing import search_url
from search.answer import answer
from search.contract import Hit, IndexDocument, Kind, SearchRequest, SearchResponse
from search.documents import documents
from search.explain import Bonus, Explanation, Place, Spelling, WordFound, explain
from search.hydrate import hydrate
from search.params import clean_text
from search.query_tree import Area, QueryTree, build_tree
from search.vietnamese import tokens
from search.vocabulary_store import current_vocabulary

__all__ = ["ExplainView", "explainable_kinds"]

NAME = "search_explain"

SHOWN = 20
"""Results that are explained."""

LOOKED_AT = 100
"""Results among which a record asked about is looked for."""

LONGEST = 200
"""Characters of a question."""

_KINDS = {
    Kind.INITIATIVE: _("Sáng kiến"),
    Kind.ANNOUNCEMENT: _("Tin tức"),
    Kind.GUIDANCE: _("Văn bản hướng dẫn"),
    Kind.CAMPAIGN: _("Chiến dịch"),
    Kind.STORY: _("Gương sáng"),
    Kind.PAGE: _("Trang văn bản"),
}

_PLACES = {
    Place.TITLE: _("tên"),
    Place.LINES: _("ba dòng vướng – làm – được"),
    Place.SUMMARY: _("tóm tắt"),
    Place.BODY: _("nội dung"),
    Place.NAMES: _("đơn vị, từ khoá, tác giả hoặc mã"),
    Place.FILES: _("tệp đính kèm"),
}

_SPELLINGS = {
    Spelling.AS_TYPED: _("đúng dấu"),
    Spelling.OTHER_MARKS: _("chỉ giống chữ, khác dấu"),
    Spelling.UNMARKED: "",
}


def explainable_kinds(user: Any) -> tuple[Kind, ...]:
    """Kinds whose records the user may change; editors, who read the reports of search, have all of them."""
    if user.has_perm("search.view_question"):
        return tuple(Kind)
    pages = policy_registry.get_by_type(Page).user_has_any_permission(user, {"change", "publish"})
    return tuple(
        kind
        for kind in Kind
        if (user.has_perm("showcase.change_initiative") if kind == Kind.INITIATIVE else pages)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about a record: `text` says it, `weight` is its factor ("" for none); is it a lack?"""

    text: str
    weight: str = ""
    is_lack: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A record with its place, counted from 1 (None when it is not among those looked at), and the reasons."""

    rank: int | None
    score: str
    kind: str
    title: str
    url: str
    verdict: str
    words: tuple[Line, ...]
    bonuses: tuple[Line, ...]
    standing: tuple[Line, ...]


class ExplainForm(forms.Form):
    """A question, and perhaps one record to ask about."""

    q = forms.CharField(label=_("Câu tìm"), max_length=LONGEST, strip=True)
    kind = forms.ChoiceField(label=_("Loại"), required=False)
    id = forms.IntegerField(
        label=_("Số của bản ghi"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text=_("Không bắt buộc. Chọn loại và điền số để hỏi vì sao một bản ghi không lên đầu."),
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Mọi loại")), *((kind.value, _KINDS[kind]) for kind in kinds)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_q(self) -> str:
        """The question on one line, without invisible characters."""
        text = clean_text(self.cleaned_data["q"])
        if not tokens(text):
            raise forms.ValidationError(_("Câu tìm cần có ít nhất một chữ hoặc số."))
        return text

    def clean(self) -> dict[str, Any]:
        """A number alone names no record."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("id") and not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Hãy chọn loại của bản ghi này."))
        return cleaned


class ExplainView(WagtailAdminTemplateMixin, TemplateView):
    """The page."""

    template_name = "wagtailadmin/search/explain.html"
    page_title = _("Giải thích kết quả")
    header_icon = "help"
    _show_breadcrumbs = True
    breadcrumbs_items = [
        {"url": "", "label": _("Giải thích kết quả")},
    ]
    kinds: tuple[Kind, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who may change something that is searched."""
        self.kinds = explainable_kinds(request.user)
        if not self.kinds:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, and the explanation once a question was asked; 400 for a question that cannot be."""
        form = ExplainForm(request.GET if "q" in request.GET else None, kinds=self.kinds)
        context = self.get_context_data(form=form)
        if form.is_bound and form.is_valid():
            context |= self._explained(form.cleaned_data)
        return self.render_to_response(context, status=400 if form.errors else 200)

    def _explained(self, asked: dict[str, Any]) -> dict[str, Any]:
        chosen = Kind(asked["kind"]) if asked["kind"] else None
        text = asked["q"]
        kinds = (chosen,) if chosen else self.kinds
        size = LOOKED_AT if asked["id"] else SHOWN
        response = answer(SearchRequest(text, kinds=kinds, size=size, highlight=False))
        tree = _tree(text, response)
        hits = response.hits[:SHOWN]
        record = None
        if asked["id"] and chosen:
            record = _one(chosen, asked["id"], response, tree)
        return {
            "response": response,
            "public_url": search_url(text),
            "shown": len(hits),
            "rows": _rows(hits, tree) if tree else [],
            "asked_about": asked["id"],
            "record": record,
        }


def _tree(text: str, response: SearchResponse) -> QueryTree | None:
    """The question as it was understood: corrected, with the marks that were guessed."""
    tree = build_tree(response.corrected_to or text, current_vocabulary())
    restored = tokens(response.restored_to or "")
    if tree is not None and len(restored) == len(tree.folded):
        tree = tree.with_marks(dict(zip(tree.folded, restored, strict=True)))
    return tree


def _documents(hits: Iterable[Hit]) -> dict[tuple[Kind, int], IndexDocument]:
    """What the index is given of these records, read from the database now."""
    wanted: dict[Kind, list[int]] = defaultdict(list)
    for hit in hits:
        wanted[hit.kind].append(hit.pk)
    return {
        (kind, document.pk): document for kind, ids in wanted.items() for document in documents(kind, ids)
    }


def _rows(hits: Sequence[Hit], tree: QueryTree, ranks: Sequence[int | None] = ()) -> list[Row]:
    """The records of hits that are still public, with the reasons for their place."""
    texts = _documents(hits)
    found = {(one.kind, one.record.pk): one.record for one in hydrate(hits)}
    return [
        _row(hit, found[hit.kind, hit.pk], explain(tree, texts[hit.kind, hit.pk]), rank)
        for rank, hit in zip(ranks or range(1, len(hits) + 1), hits, strict=True)
        if (hit.kind, hit.pk) in found and (hit.kind, hit.pk) in texts
    ]


def _one(kind: Kind, pk: int, response: SearchResponse, tree: QueryTree | None) -> Row | None:
    """The record asked about, None when the public cannot see it."""
    places = {(hit.kind, hit.pk): (rank, hit) for rank, hit in enumerate(response.hits, 1)}
    rank, hit = places.get((kind, pk), (None, Hit(kind, pk)))
    rows = _rows([hit], tree, [rank]) if tree else []
    return rows[0] if rows else None


def _row(hit: Hit, record: Any, explanation: Explanation, rank: int | None) -> Row:
    return Row(
        rank=rank,
        score=_number(hit.score, 1) if hit.score else "",
        kind=str(_KINDS[hit.kind]),
        title=record.title,
        url=record.get_absolute_url() if hit.kind == Kind.INITIATIVE else record.get_url() or "",
        verdict=_verdict(explanation),
        words=tuple(map(_word_line, explanation.words)),
        bonuses=tuple(map(_bonus_line, explanation.bonuses)),
        standing=_standing_lines(explanation),
    )


# Sentences ------------------------------------------------------------------------------------------------


def _number(value: float, digits: int) -> str:
    """A number as Vietnamese readers write it."""
    return f"{value:.{digits}f}".replace(".", ",")


def _weight(value: float) -> str:
    return _number(value, 1)


def _verdict(explanation: Explanation) -> str:
    """The chief reason, in one sentence."""
    if explanation.is_code:
        return str(_("Câu tìm chính là mã hoặc ký hiệu của bản ghi này, nên nó đứng đầu."))
    missing = explanation.missing
    if not missing:
        return str(_("Có đủ mọi từ của câu tìm, nên đứng trên những bản ghi thiếu từ."))
    if len(missing) == len(explanation.words):
        return str(_("Không có từ nào của câu tìm."))
    return str(
        _("Thiếu %(words)s, nên đứng sau những bản ghi có đủ mọi từ.")
        % {"words": ", ".join(f"“{word}”" for word in missing)}
    )


def _word_line(word: WordFound) -> Line:
    """Where a word stands, and how."""
    typed = word.typed if word.typed.startswith("“") else f"“{word.typed}”"
    if not word.places:
        return Line(str(_("%(word)s: không có.") % {"word": typed}), is_lack=True)
    parts = [
        str(_("có trong %(places)s") % {"places": ", ".join(str(_PLACES[place]) for place in word.places)})
    ]
    if word.via:
        parts.append(str(_("nhờ cách nói khác “%(other)s”") % {"other": word.via}))
    if _SPELLINGS[word.spelling]:
        parts.append(str(_SPELLINGS[word.spelling]))
    return Line(f"{typed}: {'; '.join(parts)}.", _weight(word.weight))


def _bonus_line(bonus: Bonus) -> Line:
    """What stands together, and where."""
    words = " ".join(bonus.words)
    if bonus.exact and bonus.area == Area.TITLE:
        text = _("Trong tên có “%(words)s” đúng dấu.")
    elif bonus.exact:
        text = _("Trong bài có “%(words)s” đúng dấu.")
    elif len(bonus.words) == 1:
        text = _("Có “%(words)s”.")
    elif bonus.area == Area.PAIRS:
        text = _("“%(words)s” đứng liền nhau trong tên, ba dòng, tên đơn vị hoặc từ khoá.")
    elif bonus.area == Area.TITLE:
        text = _("Cả cụm “%(words)s” nằm trong tên.")
    else:
        text = _("“%(words)s” đứng liền nhau ở đâu đó trong bài.")
    return Line(str(text % {"words": words}), _weight(bonus.weight))


def _standing_lines(explanation: Explanation) -> tuple[Line, ...]:
    """What the record brings of its own, in per cent."""
    standing = explanation.standing
    shares = (
        (standing.level, _("Cấp công nhận và mức đầy đủ của bài: điểm tăng %(share)s%%.")),
        (standing.featured, _("Đang được giới thiệu: điểm tăng %(share)s%%.")),
        (standing.recency, _("Tin mới hơn được ưu tiên: điểm tăng %(share)s%%.")),
    )
    return tuple(
        Line(str(text % {"share": _number(share * 100, 1)})) for share, text in shares if share >= 0.0005
    )


# Registration ---------------------------------------------------------------------------------------------


class ExplainMenuItem(MenuItem):
    """Shown to whoever may ask."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there is anything the reader may have explained."""
        return bool(explainable_kinds(request.user))


@hooks.register("register_reports_menu_item")
def explain_menu_item() -> MenuItem:
    """The entry in the menu of reports."""
    return ExplainMenuItem(
        _("Giải thích kết quả"), reverse(NAME), name="search-explain", icon_name="help", order=720
    )


@hooks.register("register_admin_urls")
def explain_urls() -> list[URLPattern]:
    """The page."""
    return [path("search/explain/", ExplainView.as_view(), name=NAME)]

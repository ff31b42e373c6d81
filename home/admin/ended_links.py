"""Links to documents that are no longer in force: told when a text is saved, and listed in a report.

What links to what is in Wagtail's reference index: choosers, links in rich text and choosers in StreamFields. What
a document says of others is left out: a document that replaces another is meant to point to it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from home.legal_status import LegalStatus
from home.models import GuidancePage
from home.standing import standing

__all__ = ["EndedLinksView", "ended_documents_linked_from"]

_NAME = "home_ended_links"
_OWN_RELATIONS = "relations.item.target"
_NAMED = 5
_ACTIONS = ("change", "publish")


def _ended() -> Any:
    return GuidancePage.objects.live().in_states([LegalStatus.ENDED], timezone.localdate())


def ended_documents_linked_from(source: Model) -> list[GuidancePage]:
    """Documents no longer in force that a record links to, as it is in memory; three queries at most."""
    page_type = ContentType.objects.get_for_model(Page).pk
    keys = {
        key
        for to_type, key, model_path, _content_path in ReferenceIndex._extract_references_from_object(source)
        if to_type == page_type and not (isinstance(source, GuidancePage) and model_path == _OWN_RELATIONS)
    }
    return list(_ended().filter(pk__in=keys).with_status_relations().latest()) if keys else []


def explain(document: GuidancePage) -> str:
    """A document and why it is no longer in force, in a few words: "904/QĐ-TLĐ (bãi bỏ bằng 903/QĐ-TLĐ)"."""
    state = standing(document, timezone.localdate())
    words = " ".join([state["note"], ", ".join(link["symbol"] for link in state["links"])]).strip()
    return f"{document.symbol} ({words})" if words else document.symbol


def warn(request: HttpRequest, source: Any) -> None:
    """Tell the editor who saved a text that it links to documents no longer in force; saving goes on."""
    if not request.accepts("text/html"):
        return  # autosave: whoever types is told when they save
    documents = ended_documents_linked_from(source)
    if not documents:
        return
    named = "; ".join(explain(document) for document in documents[:_NAMED])
    more = len(documents) - _NAMED
    messages.warning(
        request,
        _now(
            "Nội dung vừa lưu dẫn tới văn bản hết hiệu lực: %(named)s%(more)s. Nếu cần, hãy sửa liên kết sang "
            "văn bản đang dùng; bạn đọc thấy ghi chú “hết hiệu lực” ngay sau liên kết."
        )
        % {"named": named, "more": _now(" và %(count)d văn bản khác") % {"count": more} if more > 0 else ""},
        buttons=[messages.button(reverse(_NAME), _now("Xem báo cáo"))],
    )


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_page(request: HttpRequest, page: Page) -> None:
    """After a page is saved or published."""
    warn(request, page)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def warn_of_record(request: HttpRequest, instance: Model) -> None:
    """After any other record is saved."""
    warn(request, instance)


class EndedLinksView(ReportView):
    """Links to documents no longer in force, of the records that the editor may change."""

    page_title = _("Liên kết tới văn bản hết hiệu lực")
    header_icon = "link"
    verbose_name = _("liên kết")
    verbose_name_plural = _("liên kết")
    results_template_name = "wagtailadmin/home/ended_links_results.html"
    index_url_name = _NAME
    index_results_url_name = f"{_NAME}_results"
    any_permission_required = ["add", "change", "publish"]
    columns = [
        TitleColumn("source", label=_("Trang"), accessor="source_title", get_url=lambda row: row.edit_url),
        Column("place", label=_("Ở đâu"), accessor="place"),
        TitleColumn(
            "document", label=_("Liên kết tới"), accessor="symbol", get_url=lambda row: row.document.url
        ),
        Column("state", label=_("Tình trạng"), accessor="state"),
        Column("replacement", label=_("Thay bằng"), accessor="replacement"),
    ]
    list_export = ["source_title", "place", "symbol", "state", "replacement"]
    export_headings = {
        "source_title": _("Trang"),
        "place": _("Ở đâu"),
        "symbol": _("Liên kết tới"),
        "state": _("Tình trạng"),
        "replacement": _("Thay bằng"),
    }
    export_filename = "lien-ket-van-ban-het-hieu-luc"

    @property
    def permission_policy(self) -> Any:
        """Whoever works on pages may see the report; it lists what they may change."""
        return policy_registry.get_by_type(Page)

    def get_base_queryset(self) -> QuerySet[ReferenceIndex]:
        """References to documents that have ended by today."""
        page_type = ContentType.objects.get_for_model(Page)
        references = ReferenceIndex.objects.filter(
            to_content_type=page_type, to_object_id__in=_keys(_ended())
        ).exclude(base_content_type=page_type, model_path=_OWN_RELATIONS)
        return references.filter(self._changeable(references)).order_by(
            "base_content_type", "object_id", "to_object_id", "pk"
        )

    def _changeable(self, references: QuerySet[ReferenceIndex]) -> Q:
        """Condition on the sources: records that this editor may change."""
        allowed = Q(pk__in=[])
        for pk in references.order_by().values_list("base_content_type", flat=True).distinct():
            model = ContentType.objects.get_for_id(pk).model_class()
            policy = policy_registry.get_by_type(model) if model else None
            if policy is None:
                continue
            records = policy.instances_user_has_any_permission_for(self.request.user, _ACTIONS)
            allowed |= Q(base_content_type=pk, object_id__in=_keys(records))
        return allowed

    def decorate_paginated_queryset(self, object_list: Iterable[ReferenceIndex]) -> Sequence[Any]:
        """Add to each reference the record that it stands in and the document: a fixed number of queries."""
        rows: list[Any] = list(object_list)
        documents = GuidancePage.objects.filter(pk__in={int(row.to_object_id) for row in rows})
        targets = {str(one.pk): one for one in documents.with_status_relations().defer_streamfields()}
        sources = _sources(rows)
        finder = AdminURLFinder(self.request.user)
        today = timezone.localdate()
        kept = []
        for row in rows:
            source, target = sources.get((row.base_content_type_id, row.object_id)), targets[row.to_object_id]
            if source is None:
                continue
            state = standing(target, today)
            row.source_title = str(source)
            row.edit_url = finder.get_edit_url(source)
            row.place = row.describe_source_field()
            row.document, row.symbol = target, target.symbol
            row.state = " – ".join(
                part for part in (str(state["status"].label), "" if state["links"] else state["note"]) if part
            )
            row.replacement = ", ".join(link["symbol"] for link in state["links"])
            kept.append(row)
        return kept


def _keys(records: Any) -> Any:
    """Keys of records as the reference index writes them."""
    return records.order_by().annotate(reference_key=Cast("pk", CharField())).values("reference_key")


def _sources(rows: Iterable[ReferenceIndex]) -> dict[tuple[int, str], Model]:
    """Records by base content type and key; one query for each type."""
    wanted: dict[int, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.base_content_type_id, set()).add(row.object_id)
    found: dict[tuple[int, str], Model] = {}
    for pk, keys in wanted.items():
        model = ContentType.objects.get_for_id(pk).model_class()
        if model is not None:
            found |= {(pk, str(one.pk)): one for one in model._default_manager.filter(pk__in=keys)}
    return found


class _PagesMenuItem(MenuItem):
    """Shown to whoever works on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Page)
        return bool(policy.user_has_any_permission(request.user, EndedLinksView.any_permission_required))


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """The report's place in the menu."""
    return _PagesMenuItem(
        EndedLinksView.page_title, reverse(_NAME), name="ended-links", icon_name="link", order=730
    )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report and its results alone."""
    at = "reports/ended-links/"
    return [
        path(at, EndedLinksView.as_view(), name=_NAME),
        path(f"{at}results/", EndedLinksView.as_view(results_only=True), name=f"{_NAME}_results"),
    ]

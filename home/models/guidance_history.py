"""The public history of a guidance document: `lich-su/` lists what was published, `lich-su/<n>/` shows it."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from home.models.guidance_terms import DocumentKind, Issuer
from home.models.media import SiteDocument
from home.pagination import paginate
from home.templatetags.typography import vi_date
from home.version_changes import changes, names_in
from home.versions import Version, contents, published_versions

__all__ = ["PublicHistoryMixin"]

_PAGE_SIZE = 20


class PublicHistoryMixin(RoutablePageMixin):
    """Routes to the versions that were published. Drafts and names of editors are never among what they show.

    Wagtail serves the routes as it serves the page: behind the same restrictions, and not once it is withdrawn.
    """

    @cached_property
    def versions(self) -> list[Version]:
        """Published versions, newest first."""
        return published_versions(self) if self.pk else []

    @path("lich-su/", name="history")
    def history(self, request: HttpRequest) -> HttpResponse:
        """The versions with what changed from one to the next."""
        items = paginate(self.versions, request, _PAGE_SIZE)
        shown = list(items.object_list)
        # The version before the oldest one shown, to say what that one changed.
        before = (
            [version for version in self.versions if version.number == shown[-1].number - 1] if shown else []
        )
        found = contents([*shown, *before])
        names = names_in(found.values()) if found else None
        entries = [
            {
                "version": version,
                "is_first": version.number == 1,
                "changes": changes(found[version.number - 1], found[version.number], names)
                if names and version.number in found and version.number - 1 in found
                else None,
            }
            for version in shown
        ]
        context = self.get_context(request) | {
            "items": items,
            "entries": entries,
            "meta": self._meta_of(_("Lịch sử công bố của %(title)s")),
        }
        return TemplateResponse(request, "pages/guidance_history.html", context)

    @path("lich-su/<int:number>/", name="version")
    def version(self, request: HttpRequest, number: int) -> HttpResponse:
        """One version as it was published; the current one is the page itself."""
        version = next((one for one in self.versions if one.number == number), None)
        if version is None:
            raise Http404(f"no version {number}")
        if version.is_current:
            return redirect(self.get_url(request))
        content = contents([version]).get(number)
        document = self._as_published(content) if content else None
        context = self.get_context(request) | {
            "version": version,
            "document": document,
            "files": document.files.all() if document else [],
            "relations": self._relations_of(document) if document else [],
            "meta": self._meta_of(
                _("%(title)s – bản công bố ngày %(day)s"), day=vi_date(version.published_at)
            ),
        }
        return TemplateResponse(request, "pages/guidance_version.html", context)

    def _relations_of(self, document: Any) -> list[dict[str, Any]]:
        """What a version says of documents that are published now."""
        relations = document.relations.all()
        targets = type(self).objects.published().in_bulk([relation.target_id for relation in relations])
        return [
            {"label": relation.relation_label, "target": targets[relation.target_id]}
            for relation in relations
            if relation.target_id in targets
        ]

    def _meta_of(self, title: str, **words: str) -> dict[str, str]:
        return {"title": title % {"title": self.title, **words}, "robots": "noindex"}

    def _as_published(self, content: Mapping[str, Any]) -> Any:
        """The page as a content has it; None where it was of a kind or an issuer that is gone.

        Rows of files that were deleted since are left out: a revision refuses to be read with them.
        """
        if not (
            DocumentKind.objects.filter(pk=content["kind"]).exists()
            and Issuer.objects.filter(pk=content["issuer"]).exists()
        ):
            return None
        rows = content.get("files", [])
        kept = set(
            SiteDocument.objects.filter(pk__in=[row["document"] for row in rows]).values_list("pk", flat=True)
        )
        return self.with_content_json({**content, "files": [row for row in rows if row["document"] in kept]})

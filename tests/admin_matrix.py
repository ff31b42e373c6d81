"""Every address of the admin, objects to fill it in with, and people of every role to try it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow

from home.models import AnnouncementIndexPage, DocumentKind, FrontPage, Issuer, SiteDocument, SiteImage
from search.models import Abbreviation, PromotedResult, SynonymGroup
from showcase.models import (
    AwardRound,
    AwardWriting,
    CampaignFigure,
    CampaignTarget,
    ImportRun,
    UnitSuccession,
)
from showcase.roles import APPROVER, CONTRIBUTOR, EDITING, EDITOR, ensure_roles
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    AwardTypeFactory,
    CampaignPageFactory,
    ConsentFactory,
    DocumentKindFactory,
    FieldFactory,
    InitiativeFactory,
    IssuerFactory,
    OfficeFactory,
    UnitFactory,
    UserFactory,
)

__all__ = ["COLUMNS", "Address", "Answer", "World", "addresses", "ask", "knock"]

COLUMNS = ("administrator", "approver", "editor", "contributor", "office", "others", "nobody", "anonymous")
"""Who asks: `office` is an editor of an office at its own objects, `others` the same at those of another office,
`nobody` may enter the admin and has no other right."""

_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """A pattern of the admin: its route below the admin's own path, and where its name lives."""

    route: str
    namespace: str

    @property
    def names(self) -> list[str]:
        """Names of what the route leaves open."""
        named = _GROUP.findall(self.route) + _PLACE.findall(_GROUP.sub("", self.route))
        return [*named, "pk"] if self.route.endswith("find/") else named

    def filled(self, values: dict[str, Any]) -> str:
        """The address with these values."""
        text = _GROUP.sub(lambda match: str(values[match[1]]), self.route)
        text = _PLACE.sub(lambda match: str(values[match[1]]), text)
        plain = text.replace("^", "").replace("$", "").replace("\\.", ".")
        found = f"?id={values['pk']}" if plain.endswith("find/") else ""
        return f"/{settings.ADMIN_PATH}{plain}{found}"


def addresses() -> dict[str, Address]:
    """Every address below the admin's path by its route; of two with one route the first, which is served."""
    found: dict[str, Address] = {}
    for route, namespace in _walk(get_resolver().url_patterns, "", ""):
        if route.startswith(settings.ADMIN_PATH):
            key = route.removeprefix(settings.ADMIN_PATH)
            found.setdefault(key, Address(key, namespace))
    return found


def _walk(patterns: Any, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            below = pattern.namespace or ""
            yield from _walk(pattern.url_patterns, route, f"{namespace}:{below}".strip(":"))
        elif isinstance(pattern, URLPattern):
            yield route, namespace


@dataclass(frozen=True)
class Answer:
    """What came back: let in or not; `status` for messages."""

    allowed: bool
    status: int

    @property
    def is_error(self) -> bool:
        """Whether the page broke."""
        return self.status >= 500


def ask(client: Client, url: str, method: str = "get") -> Answer:
    """Ask for an address; sent to the front door, forbidden or not found is refused."""
    answer = getattr(client, method)(url)
    for close in answer._resource_closers:  # of files; closing the answer itself would close the database too
        close()
    doors = {f"/{settings.ADMIN_PATH}", f"/{settings.ADMIN_PATH}login/"}
    status = answer.status_code
    refused = status in {403, 404} or (
        status in {301, 302} and answer["Location"].split("?")[0].removeprefix("http://testserver") in doors
    )
    return Answer(allowed=not refused, status=status)


def knock(client: Client, url: str) -> Iterator[tuple[str, Answer]]:
    """GET; and POST where GET is refused or not for that address: what changes something is no easier to reach.

    Those who are let in send no empty forms here: what forms do is tested where they are.
    """
    shown = ask(client, url)
    if shown.status != 405:
        yield "get", shown
    if shown.status == 405 or not shown.allowed:
        sent = ask(client, url, "post")
        # An address that takes no forms at all has said so before it asked who it is.
        if sent.status != 405:
            yield "post", sent


class Side:
    """The objects of one office."""

    def __init__(self, name: str, campaign: Page) -> None:
        """Make one of each kind that belongs to somebody, and one of each that is in review."""
        self.unit = UnitFactory(short_name=f"LĐLĐ {name}")
        self.office = OfficeFactory(name=f"Ban Tuyên giáo {name}", units=[self.unit])
        self.page = AnnouncementPageFactory(office=self.office)
        self.initiative = InitiativeFactory(unit=self.unit)
        self.consent = ConsentFactory(
            office=self.office, evidence_file=ContentFile(b"%PDF-1.4", name="phieu.pdf")
        )
        self.consent.evidence_file.close()
        values = {"campaign": campaign, "unit": self.unit, "value": 5, "source": "Báo cáo"}
        self.target = CampaignTarget.objects.create(kind="assigned", **values)
        self.figure = CampaignFigure.objects.create(kind="valid", **values)
        self.page_version = self.page.save_revision()
        self.initiative_version = self.initiative.save_revision()
        writer = UserFactory(role=CONTRIBUTOR)
        self.page_in_review = AnnouncementPageFactory(office=self.office, owner=writer, live=False)
        self.initiative_in_review = InitiativeFactory(unit=self.unit, live=False)
        for record in (self.page_in_review, self.initiative_in_review):
            record.save_revision(user=writer)
            record.get_workflow().start(record, writer)


class World:
    """Objects for every address, on both sides, and a client for every column."""

    def __init__(self) -> None:
        """Make them all."""
        ensure_roles()
        self.campaign = CampaignPageFactory()
        self.index = AnnouncementIndexPageFactory()
        self.elsewhere = self._list_elsewhere()
        self.own, self.other = Side("Hà Nội", self.campaign), Side("Nghệ An", self.campaign)
        self.user = UserFactory(role=CONTRIBUTOR)
        self.task = Task.objects.get(name=EDITING)
        self.redirect = Redirect.objects.create(old_path="/cu", redirect_link="/moi")
        self.image = SiteImage.objects.create(title="Hình", file=get_test_image_file())
        self.document = SiteDocument.objects.create(title="Tệp", file=ContentFile(b"%PDF", name="a.pdf"))
        self.collection = Collection.get_first_root_node().add_child(name="Ảnh sự kiện")
        self.english, _created = Locale.objects.get_or_create(language_code="en")
        self.records: dict[str, Any] = {
            "field": FieldFactory(),
            "awardtype": AwardTypeFactory(),
            "documentkind": DocumentKind.objects.first() or DocumentKindFactory(),
            "issuer": Issuer.objects.first() or IssuerFactory(),
            "synonymgroup": SynonymGroup.objects.create(terms="học trò\nhọc sinh"),
            "abbreviation": Abbreviation.objects.create(short="ATVSLĐ", long="an toàn, vệ sinh lao động"),
            "promotedresult": PromotedResult.objects.create(phrases="sáng kiến"),
            "office": OfficeFactory(),
        }
        self.import_run = self._import_run()
        self.award_round = AwardRound.objects.create(
            name="Đợt xét",
            award_type=self.records["awardtype"],
            level="province",
            body=self.own.unit,
            day="2022-05-01",
        )
        self.succession = UnitSuccession.objects.create(
            old=UnitFactory(), new=self.own.unit, on="2025-07-01", legal_basis="Nghị quyết 1"
        )
        self.writing = AwardWriting.objects.create(round=self.award_round)
        self.people = self._people()

    @staticmethod
    def _import_run() -> ImportRun:
        """An import that ended with a faulty row."""
        run = ImportRun(name="sang-kien.csv", size=3, checksum="0" * 64, state="done", error_bytes=1)
        run.file.save("sang-kien.csv", ContentFile(b"Ma\n"))
        run.error_path.write_text("x", "utf-8")
        return run

    def _list_elsewhere(self) -> Page:
        """Another list of news, to which pages may be moved."""
        front = FrontPage(title="Trang khác", slug="trang-khac", headline="Trang khác")
        Page.get_first_root_node().add_child(instance=front)
        index = AnnouncementIndexPage(title="Tin khác", slug="tin-khac")
        front.add_child(instance=index)
        return index

    def _people(self) -> dict[str, Any]:
        nobody = UserFactory()
        nobody.user_permissions.add(Permission.objects.get(codename="access_admin"))
        member = UserFactory(role=EDITOR)
        self.own.office.members.add(member)
        return {
            "administrator": UserFactory(is_superuser=True),
            "approver": UserFactory(role=APPROVER),
            "editor": UserFactory(role=EDITOR),
            "contributor": UserFactory(role=CONTRIBUTOR),
            "office": member,
            "others": member,
            "nobody": nobody,
            "anonymous": None,
        }

    def client(self, column: str) -> Client:
        """A browser in which somebody of the column is signed in."""
        client = Client(raise_request_exception=False)
        if self.people[column] is not None:
            client.force_login(self.people[column])
        return client

    def values(self, address: Address, column: str) -> dict[str, Any]:
        """What fills an address: objects of the other office for `others`, of the own one for everybody else."""
        side = self.other if column == "others" else self.own
        return {name: self._value(address, name, side) for name in address.names}

    def _value(self, address: Address, name: str, side: Side) -> Any:
        in_review = "workflow" in address.route
        page = side.page_in_review if in_review else side.page
        initiative = side.initiative_in_review if in_review else side.initiative
        model = address.namespace.rsplit(":", 1)[-1].rsplit("_", 1)[-1]
        of_page = not address.namespace.startswith("wagtailsnippets")
        if name == "pk":
            return self._key(address, model, side, page, initiative)
        if name == "task_state_id":
            return (
                (page if of_page else initiative).current_workflow_state.current_task_state_id
                if in_review
                else 0
            )
        simple: dict[str, Any] = {
            # Only pages with slots are looked at as of a day.
            "page_id": self.campaign.pk if "/ngay/" in address.route else page.pk,
            "key": "drafts",
            "name": side.consent.evidence_file.name,
            "page_pk": side.page.pk,
            "page_to_move_id": side.page.pk,
            "parent_page_id": self.index.pk,
            "destination_id": self.elsewhere.pk,
            "revision_id": (side.page_version if of_page else side.initiative_version).pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "action_name": "approve",
            "action": "publish",
            "task_id": self.task.pk,
            "workflow_pk": Workflow.objects.first().pk,
            "workflow_state_id": self._review(side, of_page),
            "image_id": self.image.pk,
            "document_id": self.document.pk,
            "doc_id": self.document.pk,
            "uploaded_file_id": 0,
            "collection_id": self.collection.pk,
            "redirect_id": self.redirect.pk,
            "session_id": 0,
            "object_id": side.page.pk,
            "site_pk": Site.objects.first().pk,
            "filter_spec": "width-100",
            "uidb64": "MQ",
            "token": "x-y",
            "stage": "long",
            "form": "pdf",
            "writing_pk": self.writing.pk,
            "succession_id": self.succession.pk,
        }
        if name in simple:
            return simple[name]
        return self._kind(address, name)

    @staticmethod
    def _review(side: Side, of_page: bool) -> int:
        record = side.page_in_review if of_page else side.initiative_in_review
        return int(record.current_workflow_state.pk)

    def _key(self, address: Address, model: str, side: Side, page: Any, initiative: Any) -> Any:
        owned = {
            "initiative": initiative,
            "consent": side.consent,
            "campaigntarget": side.target,
            "campaignfigure": side.figure,
            "unit": side.unit,
        }
        found = owned.get(model) or self.records.get(model)
        if found is not None:
            return found.pk
        first = address.route.split("/", 1)[0] if model not in {"images", "documents"} else model
        by_place: dict[str, Any] = {
            "users": self.user.pk,
            "groups": Group.objects.get(name=CONTRIBUTOR).pk,
            "sites": Site.objects.first().pk,
            "locales": self.english.pk,
            "collections": self.collection.pk,
            "workflows": self.task.pk if "task" in address.route else Workflow.objects.first().pk,
            "settings": Site.objects.first().pk,
            "campaign-entry": self.campaign.pk,
            "phieu-dong-y": side.consent.pk,
            "nhap-sang-kien": self.import_run.pk,
            "linh-vuc": self.records["field"].pk,
            "xet-thuong": self.award_round.pk,
            "han-duyet": side.page_in_review.current_workflow_state.current_task_state_id,
            "pages": page.pk,
            "api": page.pk,
            "images": self.image.pk,
            "documents": self.document.pk,
            "choose-page": page.pk,
            "reports": page.pk,
            "translation": side.initiative.pk,
        }
        return by_place.get(first, page.pk)

    @staticmethod
    def _kind(address: Address, name: str) -> str:
        if address.route.startswith("settings/"):
            return {"app_name": "home", "model_name": "sitesettings"}[name]
        if address.route.startswith("tag-autocomplete/"):
            return {"app_name": "showcase", "model_name": "keyword"}[name]
        if address.route.startswith("bulk/"):
            return {"app_label": "wagtailcore", "model_name": "page"}[name]
        if "tasks/add" in address.route:
            return {"app_label": "home", "model_name": "officeapprovaltask"}[name]
        if address.route.startswith(("translation/", "snippets/")):
            return {"app_label": "showcase", "model_name": "initiative"}[name]
        kind = {"app": "home", "model": "announcementpage"}
        return kind["app" if "app" in name else "model"]

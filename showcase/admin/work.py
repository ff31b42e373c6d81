"""Lists of work of the catalogue: figures of campaigns that are due, and names without consent."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.admin.days import ago
from home.admin.records import edit_url, editable
from home.admin.work import HOOK, Source, WorkList, WorkRow
from home.models import CampaignPage
from showcase.models import CampaignFigure, Consent, Initiative, InitiativeAuthor, StoryPage

__all__ = ["FIGURES_DUE", "ConsentMissing", "FiguresDue"]

FIGURES_DUE = datetime.timedelta(days=30)
"""Age at which the latest reported figure of a running campaign is due for a new one."""

_ENTRY = "campaign_entry"
_LONG_AGO = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


class FiguresDue(WorkList):
    """Running campaigns whose latest reported figure is a month old, or that have none; the oldest first."""

    key = "figures"
    heading = _("Số liệu chiến dịch đến kỳ")
    empty = _("Chiến dịch nào đang chạy cũng có số liệu mới.")
    icon = "table"
    order = 40

    def is_shown(self, user: Any) -> bool:
        """Only for whoever may enter figures."""
        policy = policy_registry.get_by_type(CampaignFigure)
        return bool(policy.user_has_any_permission(user, ["add", "change"]))

    def sources(self, user: Any) -> Sequence[Source]:
        """Published campaigns, in the site's own language, that run today."""
        today = timezone.localdate()
        latest = Max("figures__as_of")
        due = (
            CampaignPage.objects.live()
            .in_default_language()
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)
            .annotate(reported=Coalesce(latest, Value(_LONG_AGO)))
            .filter(reported__lt=timezone.now() - FIGURES_DUE)
            .order_by("reported", "pk")
        )
        return [Source(due, self._row)]

    def _row(self, campaign: Any) -> WorkRow:
        if campaign.reported == _LONG_AGO:
            note = _now("Chưa có số liệu nào có ngày")
        else:
            note = _now("Số mới nhất: %(when)s") % {"when": ago(campaign.reported, timezone.localdate())}
        return WorkRow(campaign.reported, campaign.name, _entry_url(campaign), "", note)


def _entry_url(campaign: CampaignPage) -> str:
    """Where figures of a campaign are entered: its sheet, else the list of its figures."""
    try:
        return reverse(_ENTRY, args=[campaign.pk])
    except NoReverseMatch:
        listing = reverse("wagtailsnippets_showcase_campaignfigure:list")
        return f"{listing}?campaign={campaign.pk}"


class ConsentMissing(WorkList):
    """Names that no standing consent covers: of stories, drafts included, and of authors; the latest first.

    The public sees none of them; the list is there so that somebody asks the people.
    """

    key = "consents"
    heading = _("Thiếu phiếu đồng ý")
    empty = _("Ai được nêu tên cũng có phiếu đồng ý còn hiệu lực.")
    icon = "user"
    order = 50
    newest_first = True

    def is_shown(self, user: Any) -> bool:
        """Only for whoever may change stories or initiatives."""
        policy = policy_registry.get_by_type(Initiative)
        return bool(policy.user_has_any_permission(user, ["change", "publish"]))

    def sources(self, user: Any) -> Sequence[Source]:
        """Stories by their latest draft; authors by their rows, which their drafts' first save wrote."""
        return [
            Source(self._stories(user), _story_row),
            Source(self._authors(user, Q(consent__isnull=True)), _author_row),
            Source(self._authors(user, Q(consent__in=_not_covering_names())), _author_row),
        ]

    def _stories(self, user: Any) -> QuerySet[Any]:
        """Stories whose latest revision, else the page itself, names somebody without covering consent."""
        standing = Consent.objects.standing().filter(covers_name=True, covers_story=True)
        of_draft = standing.annotate(key=Cast("pk", TextField())).filter(key=OuterRef("draft_consent"))
        drafted = Q(latest_revision__isnull=False)
        return (
            StoryPage.objects.filter(pk__in=editable(Page, user).order_by().values("pk"))
            .annotate(
                # As text on both databases: SQLite reads a number where PostgreSQL reads its digits.
                draft_name=Cast(KeyTextTransform("name", "latest_revision__content"), TextField()),
                draft_consent=Cast(KeyTextTransform("consent", "latest_revision__content"), TextField()),
                changed_at=Coalesce("latest_revision_created_at", "published_at"),
            )
            .filter(
                (drafted & Q(draft_name__gt="") & ~Exists(of_draft))
                | (~drafted & Q(name__gt="") & ~Exists(standing.filter(pk=OuterRef("consent"))))
            )
            .order_by("-changed_at", "-pk")
        )

    def _authors(self, user: Any, lacking: Q) -> QuerySet[Any]:
        """Named authors of initiatives that the user may change, the latest rows first."""
        mine = _narrowing(Initiative, user)
        found = InitiativeAuthor.objects.filter(lacking, name__gt="").select_related("initiative")
        if mine is not None:
            found = found.filter(Exists(mine.filter(pk=OuterRef("initiative"))))
        return found.only(
            "name", "consent", "initiative__code", "initiative__title", "initiative__created_at"
        ).order_by("-pk")


def _narrowing(model: type[Any], user: Any) -> QuerySet[Any] | None:
    """The records that a user may change; None for all of them, which needs no look at a million rows."""
    mine = editable(model, user)
    return mine.order_by() if mine.query.where else None


def _not_covering_names() -> QuerySet[Consent]:
    """Consents that let nobody be named today: withdrawn, run out, or given for something else."""
    return Consent.objects.exclude(pk__in=Consent.objects.standing().filter(covers_name=True))


def _story_row(story: Any) -> WorkRow:
    name = story.draft_name if story.latest_revision_id else story.name
    note = _now("Nêu tên %(name)s, chưa có phiếu gồm nêu tên và kể chuyện") % {"name": name}
    kind = _now("Gương sáng")
    return WorkRow(
        story.changed_at, story.draft_title or story.title, edit_url(Page, story.pk), kind, note, True
    )


def _author_row(author: Any) -> WorkRow:
    initiative = author.initiative
    lacks = (
        _now("chưa có phiếu")
        if author.consent_id is None
        else _now("phiếu không còn hiệu lực cho việc nêu tên")
    )
    return WorkRow(
        initiative.created_at,
        str(initiative),
        edit_url(Initiative, initiative.pk),
        _now("Sáng kiến"),
        _now("Tác giả %(name)s: %(lacks)s") % {"name": author.name, "lacks": lacks},
    )


hooks.register(HOOK, FiguresDue)
hooks.register(HOOK, ConsentMissing)

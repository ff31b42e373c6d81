"""Models of the editorial layer, split by role."""

from home.models.announcements import (
    AnnouncementDocument,
    AnnouncementIndexPage,
    AnnouncementPage,
    AnnouncementRelated,
)
from home.models.base import BasePage, ListPage
from home.models.campaigns import CampaignIndexPage, CampaignPage, CampaignPhase, CampaignState
from home.models.editing import SavedForm
from home.models.featured import CampaignStory, FrontPageStory
from home.models.findings import ExternalLink, Finding
from home.models.front import FrontPage
from home.models.guidance import GuidancePage
from home.models.guidance_index import GuidanceIndexPage
from home.models.guidance_relations import DocumentRelation, GuidanceFile
from home.models.guidance_terms import DocumentKind, Issuer
from home.models.media import SiteDocument, SiteImage, SiteRendition
from home.models.offices import Office
from home.models.settings import SiteSettings
from home.models.standard import StandardPage
from home.models.workflow import OfficeApprovalTask, ReminderChoice, ReminderSent, TaskDeadline

__all__ = [
    "AnnouncementDocument",
    "AnnouncementIndexPage",
    "AnnouncementPage",
    "AnnouncementRelated",
    "BasePage",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignPhase",
    "CampaignState",
    "CampaignStory",
    "DocumentKind",
    "DocumentRelation",
    "ExternalLink",
    "Finding",
    "FrontPage",
    "FrontPageStory",
    "GuidanceFile",
    "GuidanceIndexPage",
    "GuidancePage",
    "Issuer",
    "ListPage",
    "Office",
    "OfficeApprovalTask",
    "ReminderChoice",
    "ReminderSent",
    "SavedForm",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "StandardPage",
    "TaskDeadline",
]

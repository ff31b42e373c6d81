"""Models of the editorial layer, split by role."""

from home.models.announcements import AnnouncementDocument, AnnouncementIndexPage, AnnouncementPage
from home.models.base import BasePage, ListPage
from home.models.campaigns import CampaignIndexPage, CampaignPage, CampaignPhase, CampaignState
from home.models.front import FrontPage, FrontPageStory
from home.models.guidance import (
    DocumentKind,
    DocumentRelation,
    GuidanceFile,
    GuidanceIndexPage,
    GuidancePage,
    Issuer,
)
from home.models.media import SiteDocument, SiteImage, SiteRendition
from home.models.settings import SiteSettings
from home.models.standard import StandardPage

__all__ = [
    "AnnouncementDocument",
    "AnnouncementIndexPage",
    "AnnouncementPage",
    "BasePage",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignPhase",
    "CampaignState",
    "DocumentKind",
    "DocumentRelation",
    "FrontPage",
    "FrontPageStory",
    "GuidanceFile",
    "GuidanceIndexPage",
    "GuidancePage",
    "Issuer",
    "ListPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "StandardPage",
]

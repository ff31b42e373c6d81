"""Records for tests: valid ones, of which a test changes what it is about."""

from tests.factories.catalogue import (
    AwardTypeFactory,
    ConsentFactory,
    FieldFactory,
    InitiativeFactory,
    UnitFactory,
)
from tests.factories.offices import OfficeFactory
from tests.factories.pages import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    CataloguePageFactory,
    DocumentKindFactory,
    FrontPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    IssuerFactory,
    StandardPageFactory,
    StoryIndexPageFactory,
    StoryPageFactory,
)
from tests.factories.people import UserFactory

__all__ = [
    "AnnouncementIndexPageFactory",
    "AnnouncementPageFactory",
    "AwardTypeFactory",
    "CampaignIndexPageFactory",
    "CampaignPageFactory",
    "CataloguePageFactory",
    "ConsentFactory",
    "DocumentKindFactory",
    "FieldFactory",
    "FrontPageFactory",
    "GuidanceIndexPageFactory",
    "GuidancePageFactory",
    "InitiativeFactory",
    "IssuerFactory",
    "OfficeFactory",
    "StandardPageFactory",
    "StoryIndexPageFactory",
    "StoryPageFactory",
    "UnitFactory",
    "UserFactory",
]

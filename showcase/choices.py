"""Closed vocabularies of the catalogue; the values appear in addresses and never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = [
    "Disclosure",
    "Education",
    "Evidence",
    "Level",
    "Scope",
    "Sector",
    "SolutionType",
]


class RankedChoices(models.TextChoices):
    """Choices in order, lowest first."""

    @property
    def rank(self) -> int:
        """1 for the lowest, counting up."""
        return list(type(self)).index(self) + 1


class Level(RankedChoices):
    """Level of a recognition, lowest first."""

    GRASSROOTS = "grassroots", _("Cấp cơ sở")
    UPPER = "upper", _("Cấp trên trực tiếp")
    PROVINCE = "province", _("Cấp tỉnh, thành phố")
    NATIONAL = "national", _("Toàn quốc")


class Scope(models.TextChoices):
    """How far the initiative is applied."""

    GRASSROOTS = "grassroots", _("Cơ sở")
    PROVINCE = "province", _("Ngành, tỉnh, thành phố")
    NATIONAL = "national", _("Toàn quốc")


class Sector(models.TextChoices):
    """Sort of workplace."""

    ENTERPRISE = "enterprise", _("Doanh nghiệp nhà nước")
    PUBLIC_SERVICE = "public_service", _("Đơn vị sự nghiệp")
    STATE_AGENCY = "state_agency", _("Cơ quan nhà nước")
    NON_STATE = "non_state", _("Khu vực ngoài nhà nước")


class SolutionType(models.TextChoices):
    """Type of solution, after the Statute on Initiatives (Nghị định 13/2012/NĐ-CP, điều 3)."""

    PRODUCT = "product", _("Kỹ thuật – sản phẩm")
    PROCESS = "process", _("Kỹ thuật – quy trình")
    MANAGEMENT = "management", _("Quản lý")
    PRACTICE = "practice", _("Tác nghiệp")
    PROGRESS = "progress", _("Ứng dụng tiến bộ kỹ thuật")
    RESEARCH = "research", _("Đề tài nghiên cứu")


class Education(models.TextChoices):
    """Highest training of an author, lowest first."""

    SECONDARY = "secondary", _("Trung học")
    VOCATIONAL = "vocational", _("Sơ cấp, công nhân kỹ thuật")
    INTERMEDIATE = "intermediate", _("Trung cấp")
    COLLEGE = "college", _("Cao đẳng")
    UNIVERSITY = "university", _("Đại học")
    POSTGRADUATE = "postgraduate", _("Sau đại học")


class Evidence(RankedChoices):
    """Who stands behind a benefit in money, weakest first; sums never mix them."""

    STATED = "stated", _("Tác giả kê khai")
    COUNCIL = "council", _("Hội đồng công nhận")
    ADOPTER = "adopter", _("Nơi áp dụng xác nhận")


class Disclosure(models.TextChoices):
    """How much the public may read."""

    FULL = "full", _("Công bố đầy đủ")
    ABSTRACT = "abstract", _("Chỉ công bố tóm tắt (có bí mật công nghệ)")

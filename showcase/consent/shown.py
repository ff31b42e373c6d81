"""Which pictures may be shown at this moment: asked when a page is made, whatever was decided when it was published."""

from home.models import SiteImage
from home.moments import of_the_moment
from showcase.models import uncovered_pictures

__all__ = ["may_be_shown"]


@of_the_moment
def _uncovered() -> frozenset[int]:
    return frozenset(uncovered_pictures().values_list("pk", flat=True))


def may_be_shown(image: SiteImage | None) -> bool:
    """Whether a picture exists, is not withheld, and everybody recognisable in it agrees."""
    if image is None or image.withheld:
        return False
    return not image.shows_people or image.pk not in _uncovered()

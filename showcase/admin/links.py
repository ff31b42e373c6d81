"""What the inspection of links asks the catalogue: whether an address of an initiative shows one."""

from django.urls import ResolverMatch
from wagtail import hooks

from home.inspection.inside import PATH_HOOK
from home.models import Finding
from showcase.models import Initiative

__all__: list[str] = []

_VIEWS = {"showcase:initiative", "showcase:initiative-by-code"}


@hooks.register(PATH_HOOK)
def initiative_path(path: str, match: ResolverMatch) -> Finding.Reason | None:
    """Withdrawn, never published, or never there."""
    if match.view_name not in _VIEWS:
        return None
    live = Initiative.objects.filter(code=match.kwargs["code"]).values_list("live", flat=True).first()
    if live is None:
        return Finding.Reason.NOWHERE
    return None if live else Finding.Reason.UNPUBLISHED

"""The background form of preparing figures, asked for by changes of the catalogue.

An import announces its changes thousands of times: one request a minute is passed on, the timer sees to the last one.
Where there is no background (the footing for small sites), a change asks for nothing: the next reader of figures older
than five minutes has them counted.
"""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django_tasks import task

from showcase.signals import initiatives_changed, relabelled
from showcase.statistics.prepared import prepare

__all__ = ["prepare_figures", "prepare_soon"]

_ASKED = "showcase:statistics:asked"
_ASKED_SECONDS = 60


@task()
def prepare_figures() -> int:
    """Count and keep all figures."""
    return prepare()


def prepare_soon() -> None:
    """Ask the background for figures, once a minute at most; after the commit of a change."""
    if settings.TASKS_BACKEND == "database" and cache.add(_ASKED, 1, _ASKED_SECONDS):
        transaction.on_commit(_enqueue)


def _enqueue() -> None:
    prepare_figures.enqueue()


@receiver(initiatives_changed, dispatch_uid="showcase.statistics.initiatives_changed")
@receiver(relabelled, dispatch_uid="showcase.statistics.relabelled")
def catalogue_changed(sender: Any, **kwargs: Any) -> None:
    """Initiatives, or names that tables show, have changed."""
    prepare_soon()

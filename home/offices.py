"""Which pages somebody may see and edit: those of their offices, or all of them.

Somebody who belongs to an office with sections, or with limits set by a layer above (`office_limits`), works within
what their offices own: the sections (subtrees) given to them and the pages they sign. Everybody else, the central
desk, sees everything that their role allows. Offices never add rights: they narrow those of the role.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.dispatch import Signal
from wagtail.models import Page, get_page_models

from home.models.offices import Office

__all__ = [
    "PageScope",
    "hosts_signed_pages",
    "office_limits",
    "page_scope",
    "scope_of_office",
    "signed_models",
]

office_limits = Signal()
"""Asks, with `ids` of offices, whether one of them limits its members.

A receiver answers None, or a list with the keys of pages that are theirs beside those they sign.
"""

_KEPT = "_home_page_scope"
_SITE_DEPTH = 2


@dataclass(frozen=True)
class PageScope:
    """What the offices of one person own: paths of sections, and keys of the pages that they sign."""

    offices: frozenset[int]
    sections: tuple[str, ...]
    pages: frozenset[int]

    def covers(self, page: Page) -> bool:
        """Whether a page lies in a section or is signed by one of the offices; a new page is not owned yet.

        A page that was added since the keys were read is asked itself.
        """
        if self.sections and (page.path or "").startswith(self.sections):
            return True
        return page.pk in self.pages or bool(page.pk and getattr(page, "office_id", None) in self.offices)

    @property
    def condition(self) -> Q:
        """The same as a condition on pages."""
        within = Q(pk__in=self.pages)
        for path in self.sections:
            within |= Q(path__startswith=path)
        return within

    @property
    def way(self) -> Q:
        """Pages that lead to what is owned, or under which pages may be signed: seen, but not edited."""
        step = Page.steplen
        above = {path[:end] for path in self.sections for end in range(step, len(path), step)}
        return Q(depth__lte=_SITE_DEPTH) | Q(path__in=above) | Q(content_type__in=_hosting_content_types())


def page_scope(user: Any) -> PageScope | None:
    """What a person is limited to, or None where only their role counts; asked once for each request's user."""
    if user.is_superuser or not user.is_authenticated:
        return None
    if not hasattr(user, _KEPT):
        setattr(user, _KEPT, _work_out(user))
    scope: PageScope | None = getattr(user, _KEPT)
    return scope


def _work_out(user: Any) -> PageScope | None:
    rows = list(Office.objects.filter(members=user).order_by().values_list("pk", "sections__path"))
    ids = frozenset(pk for pk, _path in rows)
    limits = _limits(ids)
    sections = tuple(sorted({path for _pk, path in rows if path}))
    return _scope(ids, sections, limits) if sections or limits else None


def scope_of_office(office: Office) -> PageScope:
    """What one office owns, whether it limits its members or not."""
    ids = frozenset([office.pk])
    sections = tuple(sorted(office.sections.values_list("path", flat=True)))
    return _scope(ids, sections, _limits(ids))


def _limits(ids: frozenset[int]) -> list[list[int]]:
    answers: list[Any] = [answer for _to, answer in office_limits.send(sender=Office, ids=ids)] if ids else []
    return [answer for answer in answers if answer is not None]


def _scope(ids: frozenset[int], sections: tuple[str, ...], limits: list[list[int]]) -> PageScope:
    pages: set[int] = set().union(*limits)
    for model in signed_models():
        pages.update(model._default_manager.filter(office__in=ids).values_list("pk", flat=True))
    return PageScope(offices=ids, sections=sections, pages=frozenset(pages))


@cache
def signed_models() -> tuple[type[Page], ...]:
    """Types of pages that an office signs: those with a field `office`."""
    return tuple(model for model in get_page_models() if _is_signed(model))


def _is_signed(model: type[Page]) -> bool:
    try:
        return bool(model._meta.get_field("office").related_model is Office)
    except FieldDoesNotExist:
        return False


@cache
def _hosting_models() -> tuple[type[Page], ...]:
    return tuple(
        model
        for model in get_page_models()
        if set(allowed := model.allowed_subpage_models()) <= set(signed_models()) and allowed
    )


def hosts_signed_pages(page: Page) -> bool:
    """Whether everything that can be added below a page is signed by an office, as in the list of news."""
    return page.specific_class in _hosting_models()


def _hosting_content_types() -> list[int]:
    return [ContentType.objects.get_for_model(model).pk for model in _hosting_models()]

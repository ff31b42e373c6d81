"""Offices with their people, sections and units."""

from collections.abc import Sequence
from typing import Any

from factory.declarations import Sequence as Numbered
from wagtail.models import Page

from home.models import Office
from showcase.models import OfficeUnit, Unit
from tests.factories.base import ModelFactory

__all__ = ["OfficeFactory"]


class OfficeFactory(ModelFactory):
    """An office of the central desk; `sections` and `units` limit its `members`."""

    class Meta:
        model = Office

    name = Numbered(lambda n: f"Bộ phận số {n}")

    @classmethod
    def _create(
        cls,
        model_class: Any,
        *args: Any,
        members: Sequence[Any] = (),
        sections: Sequence[Page] = (),
        units: Sequence[Unit] = (),
        **kwargs: Any,
    ) -> Office:
        office: Office = model_class.objects.create(*args, **kwargs)
        office.members.set(members)
        office.sections.set(Page.objects.filter(pk__in=[page.pk for page in sections]))
        for unit in units:
            OfficeUnit.objects.create(office=office, unit=unit)
        return office

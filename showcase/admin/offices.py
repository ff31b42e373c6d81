"""Offices in the admin, with the units they look after."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, ObjectList
from wagtail.snippets.models import register_snippet

from home.admin.offices import OfficeForm, OfficeViewSet, office_panels

__all__ = ["OfficeWithUnitsViewSet"]


class OfficeWithUnitsViewSet(OfficeViewSet):
    """Offices: name, people, sections, units."""

    edit_handler = ObjectList(
        [
            *office_panels(),
            InlinePanel(
                "unit_links",
                heading=_("Đơn vị phụ trách"),
                label=_("Đơn vị"),
                help_text=_("Để trống với ban biên tập trung tâm."),
            ),
        ],
        base_form_class=OfficeForm,
    )


register_snippet(OfficeWithUnitsViewSet)

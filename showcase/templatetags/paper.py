"""What pages need of the printed sheet."""

from typing import Any

from django import template
from django.http import HttpRequest

from showcase.models import Initiative
from showcase.paper.links import short_address as address_of

register = template.Library()


@register.simple_tag(takes_context=True)
def short_address(context: dict[str, Any], initiative: Initiative) -> str:
    """Full short address of an initiative, for QR codes and to type."""
    request: HttpRequest = context["request"]
    return address_of(request, initiative.code)

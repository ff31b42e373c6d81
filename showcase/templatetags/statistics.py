"""The page of figures: the board of a question, its sections with their downloads, its charts."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.text import Truncator

from home import charts
from home.charts import Datum
from home.templatetags.typography import number, share
from showcase.statistics.board import LEAGUE, Board, board

register = template.Library()

_LABEL = 24
"""Letters of a label beside the squares that fit on a phone."""


@register.simple_tag(takes_context=True)
def statistics_board(context: Context) -> Board:
    """Everything that the page shows for its address."""
    request = context.get("request")
    return board(request.GET if request else QueryDict())


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, for a loop."""
    return text.split()


@register.simple_tag
def figure_section(of: Board, name: str) -> dict[str, Any]:
    """A section and the address of its table."""
    return {"section": of.sections[name], "download": figure_download(of, name)}


@register.simple_tag
def figure_download(of: Board, name: str) -> str:
    """Address of a table as CSV, for what the page shows."""
    question = of.question if name == LEAGUE else of.question.of_catalogue()
    return f"{reverse('showcase:figure-table', args=[name])}{question.query()}"


@register.simple_tag
def compact_bars(data: list[Datum]) -> charts.BarChart:
    """Bars with small labels, for columns of a tally."""
    return charts.bars(data, compact=True)


@register.simple_tag
def way_up_chart(way_up: Mapping[str, Any]) -> dict[str, Any]:
    """The reported steps up to a title: chart, sentence and table."""
    steps = way_up["steps"]
    first, last = steps[0], steps[-1]
    base = first["value"]
    return {
        "chart": charts.squares(
            [
                # A long name would run out of the drawing on a phone; the table below has it whole.
                Datum(
                    Truncator(f"{step['label'][:1].lower()}{step['label'][1:]}").chars(_LABEL),
                    step["value"],
                    number(step["value"]),
                )
                for step in steps
            ]
        ),
        "sentence": (
            f"{way_up['place']}: {number(base)} sáng kiến {first['label'].lower()}, "
            f"{number(last['value'])} {last['label'].lower()}"
        ),
        "caption": f"Từ công nhận ở cơ sở đến danh hiệu, {way_up['place']}",
        "head": ["Bậc", "Sáng kiến", "So với bậc đầu"],
        "rows": [
            {
                "title": step["label"],
                "cells": [number(step["value"]), share(step["value"], base) or "0%"],
            }
            for step in steps
        ],
    }

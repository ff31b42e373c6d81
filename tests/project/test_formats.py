"""Dates are read with the day first, in every language of the admin."""

import datetime

import pytest
from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.formats import get_format

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["4/3/2021", "04/03/2021", "4-3-2021", "2021-03-04"])
def test_date__is_read_with_the_day_first(language: str, typed: str) -> None:
    """The fourth of March, never the third of April."""
    with translation.override(language):
        assert forms.DateField().clean(typed) == datetime.date(2021, 3, 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_moment__is_read_with_the_day_first(language: str) -> None:
    """The same with a time of day, as the admin's calendar writes it."""
    with translation.override(language):
        read = forms.DateTimeField().clean("4/3/2021 07:30")
    assert read.replace(tzinfo=None) == datetime.datetime(2021, 3, 4, 7, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendar__writes_what_its_fields_read(language: str) -> None:
    """The formats of the admin's calendars are among those that every language reads."""
    with translation.override(language):
        assert settings.WAGTAIL_DATE_FORMAT in get_format("DATE_INPUT_FORMATS")
        assert settings.WAGTAIL_DATETIME_FORMAT in get_format("DATETIME_INPUT_FORMATS")

"""Addresses that the catalogue serves itself: one initiative and generated files."""

from django.urls import URLPattern, path, re_path

from showcase import views
from showcase.models import CODE_PATTERN

app_name = "showcase"

urlpatterns: list[URLPattern] = [
    re_path(rf"^sang-kien/(?P<code>{CODE_PATTERN})/$", views.initiative, name="initiative-by-code"),
    re_path(
        rf"^sang-kien/(?P<code>{CODE_PATTERN})/(?P<slug>[-a-z0-9]*)/$", views.initiative, name="initiative"
    ),
    path("so-lieu/<slug:slug>.csv", views.campaign_figures_csv, name="campaign-figures"),
]

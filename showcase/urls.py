"""Addresses that the catalogue serves itself: one initiative, units and generated files."""

from django.urls import URLPattern, path, re_path

from showcase import views
from showcase.exporting import views as exports
from showcase.models import CODE_PATTERN
from showcase.paper import views as paper
from showcase.statistics.views import figure_table
from showcase.units import views as unit_views

app_name = "showcase"

urlpatterns: list[URLPattern] = [
    re_path(rf"^sang-kien/(?P<code>{CODE_PATTERN})/$", views.initiative, name="initiative-by-code"),
    re_path(
        rf"^sang-kien/(?P<code>{CODE_PATTERN})/(?P<slug>[-a-z0-9]*)/$", views.initiative, name="initiative"
    ),
    path("don-vi/", unit_views.units, name="units"),
    path("don-vi/<slug:slug>/", unit_views.unit, name="unit"),
    path("so-lieu/bang/<slug:name>.csv", figure_table, name="figure-table"),
    re_path(rf"^sang-kien/(?P<code>{CODE_PATTERN})/to-a4\.pdf$", paper.sheet, name="sheet"),
    re_path(r"^s/(?P<code>[^/]{1,60})/?$", paper.short_link, name="short-link"),
    path("kiem-tra/", paper.certificate, name="certificate-check"),
    path("so-lieu/<slug:slug>.csv", views.campaign_figures_csv, name="campaign-figures"),
    path("du-lieu/dcat.jsonld", exports.dcat, name="dcat"),
    path("du-lieu/tu-dien.csv", exports.dictionary, name="data-dictionary"),
    path("du-lieu/tai/<str:name>", exports.latest_file, name="latest-data"),
    path("du-lieu/tai/<slug:stamp>/<str:name>", exports.dump_file, name="dumped-data"),
]

"""Addresses of search; routed before the pages."""

from django.urls import URLPattern, path

from search import views

app_name = "search"

urlpatterns: list[URLPattern] = [
    path("sang-kien/", views.catalogue, name="catalogue"),
    path("sang-kien/linh-vuc/<slug:slug>/", views.field, name="field"),
    path("tim-kiem/", views.results, name="results"),
]

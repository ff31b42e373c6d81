"""Addresses of search; routed before the pages."""

from django.urls import URLPattern, path

from search import views

app_name = "search"

urlpatterns: list[URLPattern] = [
    path("sang-kien/", views.catalogue, name="catalogue"),
    path("sang-kien/feed/", views.catalogue_feed, name="catalogue-feed"),
    path("sang-kien/feed/rss/", views.catalogue_feed, {"form": "rss"}, name="catalogue-feed-rss"),
    path("sang-kien/tai-ve/<slug:form>/", views.catalogue_download, name="catalogue-download"),
    path("sang-kien/van-de/", views.problem, name="problem"),
    path("sang-kien/linh-vuc/<slug:slug>/", views.field, name="field"),
    path("sang-kien/linh-vuc/<slug:slug>/feed/", views.field_feed, name="field-feed"),
    path(
        "sang-kien/linh-vuc/<slug:slug>/feed/rss/", views.field_feed, {"form": "rss"}, name="field-feed-rss"
    ),
    path("tim-kiem/", views.results, name="results"),
    path("tim-kiem/chon/", views.chosen, name="chosen"),
    path("tim-kiem/feed/", views.results_feed, name="results-feed"),
    path("tim-kiem/feed/rss/", views.results_feed, {"form": "rss"}, name="results-feed-rss"),
    path("tim-kiem/goi-y/", views.suggestions, name="suggestions"),
]

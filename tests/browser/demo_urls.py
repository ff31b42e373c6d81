"""Addresses of the browser tests' site: what a web server hands out beside the product, the site does itself."""

from django.conf import settings
from django.urls import path
from django.views.static import serve

from sangkien.urls import *  # noqa: F403 # an URL module extends another by its names
from sangkien.urls import urlpatterns

urlpatterns = [
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    *urlpatterns,
]

"""The site's addresses. Published links never break: what is here stays."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from home.social_cards.views import social_card
from sangkien import health, views
from sangkien.api.api import api
from sangkien.api.problems import no_such_address
from sangkien.api.views import documentation
from sangkien.site_map import site_map
from sangkien.sitemaps import sitemap_index, sitemap_part

handler400 = "sangkien.views.bad_request"
handler404 = "sangkien.views.not_found"
handler500 = "sangkien.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots_txt, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemap_part, name="sitemap-part"),
    path("sitemap-<slug:section>.xml", sitemap_part, name="sitemap-section"),
    path("hinh-chia-se/<slug:source>/<int:pk>/<slug:digest>.png", social_card, name="social-card"),
    path("giao-dien/", views.set_theme, name="theme"),
    path(settings.ADMIN_PATH, include("home.admin.scoped_reports")),
    path(settings.ADMIN_PATH, include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("api/v1/", no_such_address),
    path("api/v1/", api.urls),
    re_path(r"^api/", no_such_address),
    path("du-lieu/api/", documentation, name="api-documentation"),
    # Vietnamese at the root, the same paths in English under /en/. Wagtail's catch-all comes last.
    *i18n_patterns(
        path("so-do-trang/", site_map, name="site-map"),
        path("", include("search.urls")),
        path("", include("showcase.urls")),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]

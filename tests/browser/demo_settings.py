"""Settings of the browser tests' site: development's accounts, with the static files of production."""

from sangkien.settings.dev import *  # noqa: F403 # a settings module extends another by its names
from sangkien.settings.dev import DATA_DIR, SEARCH, STORAGES

DEBUG = False
# Uploads, which a web server delivers elsewhere, too.
ROOT_URLCONF = "demo_urls"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "home.staticfiles.JoinedStylesheetStorage"}}
# Quick to check; the accounts' passwords are printed anyway.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The tests have no slow line.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "html", "js", "json", "map", "svg", "txt", "xml"]
# Nor is the machine that runs them an idle one.
SEARCH = {**SEARCH, "ELASTICSEARCH": {**SEARCH["ELASTICSEARCH"], "replicas": 0, "search_timeout": 20.0}}

"""Settings for a public server. They refuse to load without what must never have a default."""

import logging
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from sangkien.settings.base import *  # noqa: F403 # a settings module extends another by its names
from sangkien.settings.base import STORAGES, env
from sangkien.settings.logs import configure_logs

REQUIRED = {
    "SECRET_KEY": "a long random text, the same on every server of the site",
    "ALLOWED_HOSTS": "the site's host names, separated by commas",
    "DATABASE_URL": "the database, as postgres://user:password@host:5432/name",
    "BASE_URL": "the public address of the site, as https://host",
}
missing = [f"  {name}: {meaning}" for name, meaning in REQUIRED.items() if not env.str(name, "").strip()]
if missing:
    raise ImproperlyConfigured(
        "The site cannot start: these environment variables are missing (see .env.example).\n"
        + "\n".join(missing)
    )

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = list(filter(None, env.list("CSRF_TRUSTED_ORIGINS", [])))

# --- HTTPS -------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
# The health checks are asked for by the proxy and by machines inside, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)  # seconds: a year
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# Only a proxy that sets this header itself, and drops what a visitor sends, may be trusted with it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
CLIENT_ADDRESS_HEADER = "HTTP_X_REAL_IP" if env.bool("BEHIND_PROXY", False) else "REMOTE_ADDR"

# --- Files -------------------------------------------------------------------------------------

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "home.staticfiles.JoinedStylesheetStorage"},
}

# --- Mail --------------------------------------------------------------------------------------

email: dict[str, Any] = env.dj_email_url("EMAIL_URL", "console:")
MAIL_DELIVERY_BACKEND = email["EMAIL_BACKEND"]
EMAIL_HOST = email["EMAIL_HOST"]
EMAIL_PORT = email["EMAIL_PORT"]
EMAIL_HOST_USER = email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10  # seconds

LOGGING = configure_logs(json=True, level=env.log_level("LOG_LEVEL", logging.INFO))

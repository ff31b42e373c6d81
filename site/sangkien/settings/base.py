"""Settings shared by every environment.

Every value that may differ between machines is read here, or in a module beside this one, from the
environment; `.env.example` lists them all. Nothing else in the project reads the environment.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from environs import Env

BASE_DIR = Path(__file__).resolve().parents[3]

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

# --- Where things live -------------------------------------------------------------------------

#: Everything the site writes: database (SQLite), uploads, search index.
DATA_DIR = (BASE_DIR / env.str("DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

ROOT_URLCONF = "sangkien.urls"
#: Where the editors' admin lives, relative to the site's root.
ADMIN_PATH = "admin/"
WSGI_APPLICATION = "sangkien.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Applications ------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Ours come first, so that their templates win over Wagtail's.
    "sangkien",
    "search.apps.SearchConfig",
    "showcase.apps.ShowcaseConfig",
    "home.apps.HomeConfig",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django_structlog",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sangkien.middleware.SecurityHeadersMiddleware",
    "sangkien.middleware.ContentPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sangkien.api.middleware.ApiMiddleware",
    "sangkien.middleware.ThemeMiddleware",
    "sangkien.middleware.DecodableRequestMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "home.publishing.RefusalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "sangkien.admin_words.Loader"],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "home.context_processors.site",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue for up to 20 seconds instead of failing; IMMEDIATE takes the write lock at the start
    # of a transaction, so that two writers never deadlock half-way.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode = WAL;"
        "PRAGMA synchronous = NORMAL;"
        "PRAGMA foreign_keys = ON;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -65536;"  # 64 MiB
        "PRAGMA mmap_size = 268435456;"  # 256 MiB
    ),
}


def database_from_environment(sqlite_path: Path) -> dict[str, Any]:
    """Return the configuration of the default database.

    Without `DATABASE_URL` that is SQLite at `sqlite_path`. PostgreSQL keeps connections open for a minute
    and checks them before use, or takes them from psycopg's pool when `DATABASE_POOL` is true.
    """
    url = env.str("DATABASE_URL", "")
    if not url or url.startswith("sqlite:"):
        name = dj_database_url.parse(url)["NAME"] if url else str(sqlite_path)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(SQLITE_OPTIONS)}
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if env.bool("DATABASE_POOL", default=False):
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "pool": {"min_size": 2, "max_size": env.int("DATABASE_POOL_SIZE", 8), "timeout": 10},
        }
    else:
        config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
        config["CONN_HEALTH_CHECKS"] = True
    return config


DATABASES: dict[str, dict[str, Any]] = {"default": database_from_environment(DATA_DIR / "db.sqlite3")}

# --- Cache and sessions ------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": env.str("CACHE_KEY_PREFIX", "sangkien"),
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        },
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Search ------------------------------------------------------------------------------------

#: The public search. `ENGINE` is a key of `search.engines`; `PATH` holds the embedded index; `ELASTICSEARCH` are
#: the fields of `search.engines.elasticsearch.Cluster`.
SEARCH: dict[str, Any] = {
    "ENGINE": env.str("SEARCH_ENGINE", "embedded"),
    "PATH": DATA_DIR / "index",
    #: Machines that run the site: an embedded index serves one.
    "SITE_HOSTS": env.int("SITE_HOSTS", 1),
    "ELASTICSEARCH": {
        "hosts": tuple(filter(None, env.list("ELASTICSEARCH_URL", []))) or ("http://127.0.0.1:9200",),
        "prefix": env.str("ELASTICSEARCH_PREFIX", "sangkien"),
        "api_key": env.str("ELASTICSEARCH_API_KEY", ""),
        "ca_certs": env.str("ELASTICSEARCH_CA_CERTS", ""),
        "shards": env.int("ELASTICSEARCH_SHARDS", 1),
        "replicas": env.int("ELASTICSEARCH_REPLICAS", 1),
        "search_timeout": env.float("ELASTICSEARCH_SEARCH_TIMEOUT", 2.0),  # seconds
        "write_timeout": env.float("ELASTICSEARCH_WRITE_TIMEOUT", 60.0),  # seconds
    },
}

#: What is read of an attached PDF or DOCX file: bytes of the file, pages, characters; seconds and bytes of memory
#: for that. A file beyond them stays out of the index, and editors see which.
SEARCH_ATTACHMENTS: dict[str, int] = {
    "max_bytes": 50 * 1024 * 1024,
    "max_pages": 500,
    "max_characters": 200_000,
    "seconds": 60,
    "memory": 512 * 1024 * 1024,
}

#: What people search for: days for which counts are kept, and searches from which the words of a question are.
SEARCH_INSIGHT: dict[str, int] = {
    "DAYS": env.int("SEARCH_INSIGHT_DAYS", 180),
    "LEAST": env.int("SEARCH_INSIGHT_LEAST", 3),
}

#: Asking other sites whether links to them still work: seconds between two questions to one host, and whether
#: machines inside the network may be asked, which only tests want.
LINK_CHECK: dict[str, Any] = {"PAUSE": 1.0, "ALLOW_PRIVATE": False}

#: Wagtail's own admin search; the public search never uses it.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Background work ---------------------------------------------------------------------------

TASKS_BACKEND = env.str("TASKS_BACKEND", "immediate", validate=lambda name: name in {"immediate", "database"})
TASKS = {
    "default": {
        "BACKEND": {
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
        }[TASKS_BACKEND],
    },
}

# --- Languages and formats ---------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
# Off, because it would also group years and codes in templates; amounts are grouped where they are shown.
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["sangkien.formats"]

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]

MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(DATA_DIR / "media")))

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Evidence of consents and the originals of withheld pictures: no web server serves this folder.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("PRIVATE_ROOT", str(DATA_DIR / "private")),
            "base_url": f"/{ADMIN_PATH}tep-rieng/",
            "file_permissions_mode": 0o600,
        },
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644
# Page forms with many blocks pass Django's limit of 1,000 fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes, without files

# --- People ------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
#: Demonstration accounts have known passwords: they may sign in only in development and tests.
DEMO_ACCOUNTS_ALLOWED = False
DEMO_ACCOUNT_PREFIX = "demo-"
AUTHENTICATION_BACKENDS = ["sangkien.auth.AccountBackend"]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

# Mails are sent while people save: what the delivering backend raises is logged, see home.mail.
EMAIL_BACKEND = "home.mail.ForgivingBackend"
MAIL_DELIVERY_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Wagtail -----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Cổng Sáng kiến"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", "") or "http://127.0.0.1:8000"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# One clock for everybody: dates of decisions and announcements are dates in Vietnam.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# In date fields; both must stay among the input formats of every language in sangkien.formats.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
WAGTAILADMIN_COMMENTS_ENABLED = True
# Administrators are asked to review only where they belong to the role that does it.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Vietnamese titles become ASCII slugs by the project's own rules (đ → d), not by percent-escapes.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_TAG_LIMIT = 15
TAGGIT_CASE_INSENSITIVE = True

WAGTAILIMAGES_IMAGE_MODEL = "home.SiteImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 1000 * 1000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp", "bmp": "jpeg", "gif": "png"}
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILIMAGES_JPEG_QUALITY = 80

WAGTAILDOCS_DOCUMENT_MODEL = "home.SiteDocument"
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "doc", "docx", "odt", "ods", "pdf", "pptx", "xls", "xlsx", "zip"),
    # Sound recordings, see home.audio_files.
    *("m4a", "mp3", "ogg", "wav"),
]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024  # bytes
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]

WAGTAILIMAGES_IMAGE_FORM_BASE = "home.uploads.forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.uploads.forms.DocumentForm"
#: What is asked of an uploaded file beside its type and size; the fields of `home.uploads.limits.Limits`.
UPLOADS: dict[str, int] = {
    "max_name": 180,  # characters
    "max_members": 5_000,
    "max_unpacked": 300 * 1024 * 1024,  # bytes
    "max_ratio": 150,
    "max_pages": 3_000,
    "seconds": 20,
    "memory": 1024 * 1024 * 1024,  # bytes
}

#: Imported files, their rows with errors and what undoing them takes hold names: for how many days they are kept after
#: the end of an import. That it was done, by whom, and what came of it is kept for good.
IMPORT_FILE_DAYS: int = env.int("IMPORT_FILE_DAYS", 90)

# Embedded players would need other sites in the content policy: none are offered.
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []

# --- Open data ---------------------------------------------------------------------------------

#: The nightly files: where they are kept, and for how many days.
OPEN_DATA: dict[str, Any] = {
    "PATH": Path(env.str("OPEN_DATA_ROOT", str(DATA_DIR / "open-data"))),
    "DAYS": env.int("OPEN_DATA_DAYS", 7),
}

# --- Security ----------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: a working day
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

#: Browser features that no page of the site uses.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "xr-spatial-tracking",
    )
)

#: Questions of one caller and seconds within which they may be asked, see `home.rate_limits`.
#: Certificates: more than a person types, fewer than somebody who tries a list of codes.
RATE_LIMITS: dict[str, tuple[int, int]] = {
    "api": (600, 60),
    "certificate": (30, 60),
    "download": (20, 60),
    "sheet": (60, 60),
}
#: Where the address of the caller stands; behind a proxy it is a header that the proxy always replaces.
CLIENT_ADDRESS_HEADER = "REMOTE_ADDR"

#: Where a finder of a weakness writes to (security.txt, RFC 9116): a `mailto:` or `https:` address.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "mailto:security@localhost")

#: Public pages: files of this site only, nothing inline.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

#: Wagtail's admin writes small inline scripts (menus, date fields, inline panels) and style elements, and
#: shows chosen pictures before they are uploaded. Inline event handlers stay forbidden, and so does any
#: other site.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, Any] = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src-elem": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
}

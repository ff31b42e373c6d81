"""Settings for the test suite: quick, quiet, and everything written to a folder that goes away.

`DATABASE_URL` and `REDIS_URL` choose PostgreSQL and Redis, as in production; without them SQLite and
local memory are used. Processes that share the tests have each a database of its own, in Redis too.
"""

import atexit
import logging
import shutil
import tempfile
import uuid
from pathlib import Path

from sangkien.settings.base import *  # noqa: F403 # a settings module extends another by its names
from sangkien.settings.base import CACHES, SEARCH, STORAGES, database_from_environment, env
from sangkien.settings.logs import configure_logs

DATA_DIR = Path(tempfile.mkdtemp(prefix="sangkien-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)

DEBUG = False
SECRET_KEY = "a-fixed-key-for-tests-only"  # noqa: S105 # protects nothing
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMO_ACCOUNTS_ALLOWED = True

DATABASES = {"default": database_from_environment(DATA_DIR / "db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads (the live server, concurrent writers) need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous = OFF;"

if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Emptying the cache empties a whole database of Redis.
    process = env.str("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] += f"?db={process}"

MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    **STORAGES,
    "private": {
        **STORAGES["private"],
        "OPTIONS": {**STORAGES["private"]["OPTIONS"], "location": str(DATA_DIR / "private")},
    },
}
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
# The live server takes static files straight from the source folders.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SEARCH = {
    **SEARCH,
    "PATH": DATA_DIR / "index",
    # Names of this run's own, and patience with a busy machine.
    "ELASTICSEARCH": {
        **SEARCH["ELASTICSEARCH"],
        "prefix": f"test-{uuid.uuid4().hex[:12]}",
        "replicas": 0,
        "search_timeout": 20.0,
    },
}

OPEN_DATA = {"PATH": DATA_DIR / "open-data", "DAYS": 7}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAGTAILADMIN_BASE_URL = "http://testserver"
LOGGING = configure_logs(json=False, level=logging.ERROR)

"""Settings for a developer's machine: `make run`."""

import logging

from sangkien.settings.base import *  # noqa: F403 # a settings module extends another by its names
from sangkien.settings.base import DATABASES, env
from sangkien.settings.logs import configure_logs

DEBUG = True
# Only ever used on 127.0.0.1; production refuses to start without its own key.
SECRET_KEY = env.str("SECRET_KEY", "") or "a-fixed-key-for-development-only-never-for-a-public-site"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
DEMO_ACCOUNTS_ALLOWED = True
# The development server answers every visitor on a thread of its own. A connection kept open for the next request
# would outlive its thread, and PostgreSQL would soon have none left.
DATABASES["default"]["CONN_MAX_AGE"] = 0

LOGGING = configure_logs(json=False, level=env.log_level("LOG_LEVEL", logging.INFO))

"""Settings for a developer's machine: `make run`."""

import logging

from sangkien.settings.base import *  # noqa: F403 # a settings module extends another by its names
from sangkien.settings.base import env
from sangkien.settings.logs import configure_logs

DEBUG = True
# Only ever used on 127.0.0.1; production refuses to start without its own key.
SECRET_KEY = env.str("SECRET_KEY", "") or "a-fixed-key-for-development-only-never-for-a-public-site"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
DEMO_ACCOUNTS_ALLOWED = True

LOGGING = configure_logs(json=False, level=env.log_level("LOG_LEVEL", logging.INFO))

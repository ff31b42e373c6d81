"""Settings of the site that the browser tests visit: development's, with known passwords that are quick to
check and static files that the browser may keep.
"""

from sangkien.settings.dev import *  # noqa: F403 # a settings module extends another by its names

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_MAX_AGE = 600  # seconds

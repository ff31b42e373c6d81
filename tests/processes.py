"""Scripts that other processes run where a test stands: on its database, its index and its private files."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

_DATABASE = ("NAME", "USER", "PASSWORD", "HOST", "PORT")


def start(work: str) -> subprocess.Popen[str]:
    """Start Python on `work`, with the test's settings set up and its output to be read."""
    database = {name: connection.settings_dict[name] for name in _DATABASE}
    script = f"""
import os, sys
from pathlib import PosixPath
sys.path[:0] = [{str(Path.cwd())!r}, {str(Path.cwd() / "site")!r}]
os.environ["DJANGO_SETTINGS_MODULE"] = "sangkien.settings.test"
from django.conf import settings
settings.DATABASES["default"] |= {database!r}
settings.SEARCH = {settings.SEARCH!r}
settings.STORAGES["private"]["OPTIONS"]["location"] = {settings.STORAGES["private"]["OPTIONS"]["location"]!r}
import django
django.setup()
{work}
"""
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def run(work: str) -> str:
    """Run `work` to its end, which must be a good one, and give what it printed."""
    with start(work) as process:
        try:
            said, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, said
    return said


__all__ = ["run", "start"]

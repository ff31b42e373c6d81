"""Settings: production refuses to start half-configured, and every variable is documented."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "site" / "sangkien" / "settings"
COMPLETE = {
    "SECRET_KEY": "k7pV2mX9qL4sT8wZ1nR6bY3cF5hJ0dGaQeUiOxWvMtKyPzNrSgDf",
    "ALLOWED_HOSTS": "sangkien.example",
    "DATABASE_URL": "postgres://portal:secret@127.0.0.1:1/portal",
    "BASE_URL": "https://sangkien.example",
}


def _manage(tmp_path: Path, *args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py under production settings with nothing but these variables."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "sangkien.settings.production",
            "DATA_DIR": str(tmp_path),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", COMPLETE)
def test_production__names_the_missing_variable(tmp_path: Path, missing: str) -> None:
    """A blank variable counts as missing."""
    done = _manage(tmp_path, "diffsettings", **{**COMPLETE, missing: ""})
    assert done.returncode != 0
    assert f"  {missing}: " in done.stderr
    for other in COMPLETE.keys() - {missing}:
        assert f"  {other}: " not in done.stderr


def test_production__passes_the_deployment_check(tmp_path: Path) -> None:
    """Nothing is left to warn about, and nothing is silenced."""
    done = _manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_production__trusts_the_proxy_only_when_told(tmp_path: Path) -> None:
    """X-Forwarded-Proto can be forged where no proxy replaces it."""
    alone = _manage(tmp_path, "diffsettings", "--all", **COMPLETE).stdout
    behind = _manage(tmp_path, "diffsettings", "--all", **COMPLETE, BEHIND_PROXY="true").stdout
    assert re.search(r"SECURE_PROXY_SSL_HEADER = None", alone)
    assert "SECURE_PROXY_SSL_HEADER = ('HTTP_X_FORWARDED_PROTO', 'https')" in behind


def test_production__uses_redis_pool_and_worker_when_configured(tmp_path: Path) -> None:
    """One variable each switches cache, sessions, connection pool and background work."""
    shown = _manage(
        tmp_path,
        "diffsettings",
        **COMPLETE,
        REDIS_URL="redis://127.0.0.1:1/0",
        DATABASE_POOL="true",
        TASKS_BACKEND="database",
    ).stdout
    assert "django.core.cache.backends.redis.RedisCache" in shown
    assert "django.contrib.sessions.backends.cached_db" in shown
    assert "'pool': {'min_size': 2" in shown
    assert "django_tasks_db.DatabaseBackend" in shown


@pytest.mark.parametrize(("module", "seconds"), [("dev", 0), ("production", 60)])
def test_development__keeps_no_connection_open(tmp_path: Path, module: str, seconds: int) -> None:
    """The development server's threads come and go; what they leave open would use up PostgreSQL's connections."""
    named = {**COMPLETE, "DJANGO_SETTINGS_MODULE": f"sangkien.settings.{module}"}
    assert f"'CONN_MAX_AGE': {seconds}," in _manage(tmp_path, "diffsettings", **named).stdout


def test_environment__is_documented_completely() -> None:
    """`.env.example` names exactly the variables that the settings read."""
    sources = "\n".join(path.read_text() for path in SETTINGS.glob("*.py"))
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', sources))
    read |= set(re.findall(r'^    "([A-Z_]+)": "', (SETTINGS / "production.py").read_text(), re.MULTILINE))
    example = (ROOT / ".env.example").read_text()
    documented = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))
    set_by_the_test_runner = {"PYTEST_XDIST_WORKER"}
    assert documented == read - set_by_the_test_runner | {"DJANGO_SETTINGS_MODULE"}


def test_environment__is_read_by_settings_alone() -> None:
    """Code that reads the environment elsewhere would escape `.env.example`."""
    folders = [ROOT / name for name in ("home", "showcase", "search", "site/sangkien")]
    readers = [
        path.relative_to(ROOT)
        for folder in folders
        for path in folder.rglob("*.py")
        if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", path.read_text())
    ]
    assert readers == []


@pytest.mark.django_db
def test_sqlite__queues_writers_and_checks_references() -> None:
    """The pragmas of a new connection; PostgreSQL has these by nature."""
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        values = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"

"""Where benchmarks run: data folders of their own, production settings, a process per measurement."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

__all__ = ["ROOT", "Site"]

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Site:
    """A site of `folder` alone: no user's data, database, cluster or cache is ever touched.

    `extra` are variables of its environment beside the usual ones, such as a cluster of its own.
    """

    folder: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def given(cls, folder: Path) -> Self:
        """The site of a folder: on the database that `DATABASE_URL` names, or where it names none on its own."""
        url = os.environ.get("DATABASE_URL", "")
        return cls(folder, {"DATABASE_URL": url} if url else {})

    @property
    def variables(self) -> dict[str, str]:
        """The environment of its processes. All that a `.env` file could set is set here."""
        folder = self.folder.resolve()
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sangkien.settings.production",
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
            "SECRET_KEY": "only-for-benchmarks-on-this-machine-and-never-for-a-site",
            "ALLOWED_HOSTS": "testserver",
            "BASE_URL": "http://testserver",
            "SECURE_SSL_REDIRECT": "false",
            "DATA_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "SEARCH_ENGINE": "embedded",
            "ELASTICSEARCH_URL": "",
            "REDIS_URL": "",
            "TASKS_BACKEND": "immediate",
            "LOG_LEVEL": "CRITICAL",
            **self.extra,
        }

    def manage(self, *arguments: str) -> None:
        """Run a command of the project quietly. Raises RuntimeError with what it said when it fails."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, check=False, cwd=ROOT, env=self.variables, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2_000:]}")

    def measure(self, what: str, **options: Any) -> Any:
        """Result of `bench.<what>.measure(**options)`, run in a process of its own."""
        command = [sys.executable, "-m", "bench.worker", what, json.dumps(options)]
        done = subprocess.run(
            command, check=True, cwd=ROOT, env=self.variables, stdout=subprocess.PIPE, text=True
        )
        return json.loads(done.stdout.splitlines()[-1])

    def prepare(self) -> None:
        """Bring database, demonstration content and static files up to date."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "--verbosity=0")
        self.manage("load_demo", "--if-needed")
        self.manage("collectstatic", "--noinput", "--verbosity=0")

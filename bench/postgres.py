"""A PostgreSQL of this machine for the time of a measurement, on the loopback interface."""

import getpass
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["running"]

_PATIENCE = 60
"""Seconds until it must answer."""


@contextmanager
def running(port: int) -> Iterator[str]:
    """Start a new, empty server and end it afterwards; gives its address for `DATABASE_URL`.

    As root the server runs as `postgres`, since it refuses to run as root. Durability stays on, as in production.
    """
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="sangkien-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        user, as_user = getpass.getuser(), list[str]()
        if os.geteuid() == 0:
            user, as_user = "postgres", ["runuser", "-u", "postgres", "--"]
            subprocess.run(["/bin/chown", "postgres", name], check=True)
        data = folder / "data"
        init = [str(programs / "initdb"), f"--pgdata={data}", "--auth=trust", "--encoding=UTF8"]
        subprocess.run(
            [*as_user, *init, "--locale=C.UTF-8"], check=True, cwd=folder, stdout=subprocess.DEVNULL
        )
        server = [str(programs / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", name]
        process = subprocess.Popen(
            [*as_user, *server, "-c", "max_connections=200"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(programs, port)
            yield f"postgres://{user}@127.0.0.1:{port}/postgres"
        finally:
            os.kill(_main_process(data), signal.SIGINT)
            process.wait(timeout=_PATIENCE)


def _programs() -> Path:
    """Debian keeps the server's programs outside the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed (Debian: postgresql)")
    return found[-1]


def _main_process(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().splitlines()[0])


def _wait(programs: Path, port: int) -> None:
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + _PATIENCE
    while subprocess.run(ready, check=False).returncode:
        if time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.2)

"""From a clean checkout to the first page, and again."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bench.environment import ROOT

__all__ = ["measure"]

_LIMIT = 900
"""Seconds after which a start counts as failed."""


def measure() -> dict[str, Any] | None:
    """Seconds from `make run` in a fresh clone to the first page, first and second time.

    None while the repository has no commit. Packages come from wherever pip is set up to look, so the first
    figure includes downloading them.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-install-"))
    try:
        clone = ["git", "clone", "--quiet", str(ROOT), str(folder / "site")]
        if not _has_commit() or subprocess.run(clone, check=False).returncode:
            return None
        return {"first": _start(folder / "site"), "second": _start(folder / "site")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_commit() -> bool:
    command = ["git", "-C", str(ROOT), "rev-parse", "--verify", "--quiet", "HEAD"]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0


def _start(checkout: Path) -> float:
    """Seconds until the front page answers 200; the server is stopped again."""
    port = _free_port()
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE")
    prefixes = ("PIP_", "UV_", "HTTP", "http", "NO_PROXY", "no_proxy")
    environment = {
        name: value for name, value in os.environ.items() if name in kept or name.startswith(prefixes)
    }
    began = time.perf_counter()
    server = subprocess.Popen(
        ["make", "run", f"PORT={port}"],  # noqa: S607 -- make of the path
        cwd=checkout,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while time.perf_counter() - began < _LIMIT:
            if server.poll() is not None:
                raise RuntimeError(f"`make run` ended with status {server.returncode}")
            if _answers(port):
                return time.perf_counter() - began
            time.sleep(0.1)
        raise RuntimeError(f"no page within {_LIMIT} seconds")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

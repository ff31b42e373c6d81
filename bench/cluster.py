"""A real Elasticsearch of this machine for the time of a measurement."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.environment import ROOT

__all__ = ["Cluster", "running"]

_READY = "ELASTICSEARCH_URL="


@dataclass(frozen=True, slots=True)
class Cluster:
    """Addresses of the nodes, joined by commas, and the folder where each keeps its data and process number."""

    urls: str
    folder: Path

    def variables(self, prefix: str) -> dict[str, str]:
        """What a site needs to use it; its index names begin with `prefix`."""
        return {"ELASTICSEARCH_URL": self.urls, "ELASTICSEARCH_PREFIX": prefix}

    def pid(self, node: int) -> int:
        """Process of a node, counted from 1."""
        return int((self.folder / f"node-{node}" / "node.pid").read_text())


@contextmanager
def running(folder: Path, *, nodes: int = 1, heap: str = "2g", port: int = 19_200) -> Iterator[Cluster]:
    """Start nodes with their data in `folder`, fetching the program where it is not there yet; end them afterwards.

    Raises RuntimeError when they do not start; the script has said why.
    """
    folder.mkdir(parents=True, exist_ok=True)
    variables = {"FOLDER": str(folder), "NODES": str(nodes), "HEAP": heap, "PORT": str(port)}
    process = subprocess.Popen(
        [str(ROOT / "deploy" / "elasticsearch" / "run")],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None  # noqa: S101 -- a pipe was asked for
        urls = next((line.partition(_READY)[2] for line in process.stdout if _READY in line), "").strip()
        if not urls:
            raise RuntimeError("Elasticsearch did not start")
        yield Cluster(urls, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()

"""kill -9 at random moments of rebuilds and drains, with real processes: nothing is lost.

A few seeded moments here; `python -m bench.faults --points 50` tries more, and so does KILL_POINTS in the environment.
The engine is the one that the environment names, and the database a fresh SQLite file.
"""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

from django.conf import LazySettings

from tests.indexes import remove_index

POINTS = os.environ.get("KILL_POINTS", "4")


def test_killed_indexer__loses_nothing(tmp_path: Path, settings: LazySettings) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    options = ["--points", POINTS, "--records", "400", "--data", str(tmp_path), "--seed", "7"]
    prefix = f"kill-test-{uuid.uuid4().hex[:12]}"
    done = subprocess.run(
        [sys.executable, "-m", "bench.faults", *options],
        cwd=Path(__file__).resolve().parents[2],
        env={**environment, "ELASTICSEARCH_PREFIX": prefix},
        capture_output=True,
        text=True,
        check=False,
    )
    remove_index(settings, prefix)
    assert done.returncode == 0, done.stdout + done.stderr
    points = [json.loads(line) for line in done.stdout.splitlines()]
    assert points[-1] == {"points": int(POINTS), "lost": 0}
    assert any(point["killed"] for point in points[:-1])

"""`python -m bench.mirror --edits 10000`: a mirror follows the change feed through random edits and ends equal.

The site, its demonstration content and its edits live in a folder of their own. Ends with 1 when the copy differs.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.environment import ROOT, Site
from bench.report import origin, replace_part, table

__all__ = ["measure"]


def measure(edits: int, seed: int, every: int) -> dict[str, Any]:
    """Follow the feed after every `every` edits; says whether copy and full read are equal at the end."""
    from django.conf import settings
    from django.test import Client

    from showcase.public_changes import reconcile
    from tests.mirror import Mirror, full_read, random_edit

    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": (10**9, 60)}
    client = Client()

    def fetch(address: str) -> Any:
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code} {response.content[:300]!r}")
        return response.json()

    rng = random.Random(seed)
    reconcile()
    mirror = Mirror(fetch)
    mirror.follow()
    first, start = mirror.followed, time.perf_counter()
    for number in range(edits):
        random_edit(rng)
        if number % every == 0:
            mirror.follow()
    mirror.follow()
    seconds = time.perf_counter() - start
    whole = full_read(fetch)
    return {
        "edits": edits,
        "seconds": seconds,
        "followed": mirror.followed - first,
        "records": {kind: len(records) for kind, records in whole.items()},
        "different": [kind for kind in whole if whole[kind] != mirror.records[kind]],
    }


def main() -> None:
    """Prepare a site, edit and follow in a process of its own, print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m bench.mirror", description=__doc__)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=100, help="edits between two readings of the feed")
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write into"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sangkien-mirror-") as folder:
        site = Site(Path(folder))
        site.prepare()
        figures = site.measure("mirror", edits=options.edits, seed=options.seed, every=options.every)
    row = (
        f"{figures['edits']:,}",
        f"{figures['followed']:,}",
        ", ".join(f"{kind} {count:,}" for kind, count in figures["records"].items()),
        ", ".join(figures["different"]) or "none",
        f"{figures['seconds']:.0f}",
    )
    heads = ("edits", "changes followed", "records at the end", "kinds that differ", "seconds")
    words = "\n\n".join((origin("python -m bench.mirror"), table(heads, [row])))
    print(words)
    replace_part(options.report, "mirror", words)
    sys.exit(bool(figures["different"]))


if __name__ == "__main__":
    main()

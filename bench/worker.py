"""`python -m bench.worker <measurement> <options as JSON>`: one measurement, its result as the last line."""

import dataclasses
import json
import logging
import sys
from importlib import import_module

import django

__all__: list[str] = []

MEASUREMENTS = (
    "volume",
    "catalogue",
    "pages",
    "indexing",
    "search",
    "hostile",
    "nodes",
    "editing",
    "importing_steps",
    "dump",
    "api",
    "mirror",
    "figures",
)


def main() -> None:
    """Set Django up, measure, print."""
    what, options = sys.argv[1:]
    if what not in MEASUREMENTS:
        raise SystemExit(f"{what!r} is not one of {', '.join(MEASUREMENTS)}")
    django.setup()
    logging.disable()
    result = import_module(f"bench.{what}").measure(**json.loads(options))
    print(json.dumps(result, default=dataclasses.asdict))


if __name__ == "__main__":
    main()

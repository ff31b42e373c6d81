#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    """Put the project's folders on the path, choose settings and run the command.

    `site/` carries no `__init__.py`, so it can never shadow the standard library's `site`.
    """
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangkien.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 # needs the path above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""Bring a development copy up to date in one process: `make run` does this before it starts the server."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

__all__ = ["Command"]


class Command(BaseCommand):
    """Run the steps in order; each is quick when there is nothing to do."""

    help = "Migrate the database, load the demonstration content, build index and open data, where needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--serve`, which saves starting a second process for the server."""
        parser.add_argument(
            "--serve", metavar="ADDRESS:PORT", help="Then start the development server there."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing, then say who can sign in; migrations stay silent."""
        verbosity = options["verbosity"]
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_demo", "--if-needed", verbosity=verbosity, stdout=self.stdout)
        call_command("extract_attachments", verbosity=0)
        call_command("search_index", "rebuild", "--if-needed", verbosity=verbosity, stdout=self.stdout)
        call_command("dump_open_data", "--if-needed", verbosity=0)
        call_command("load_demo", "--accounts", verbosity=verbosity, stdout=self.stdout)
        if address := options["serve"]:
            self.stdout.write(
                f"Cổng Sáng kiến: http://{address}/ (quản trị: http://{address}/{settings.ADMIN_PATH})"
            )
            call_command("runserver", address, use_reloader=False, skip_checks=True)

"""`python -m bench.editing`: many editors at once, on PostgreSQL and gunicorn, and whether any of their work is lost.

    python -m bench.editing --clients 64 --seconds 300 --same-page 8

Every client signs in as an account of its own, opens the form of a record, and saves drafts, publishes, or lets the
page save itself and then sends the form without having heard the answer. `--same-page` of them share one page, the
others have a page or an initiative of their own. A client that is refused opens the form again, as a person would.

Afterwards the history of every record is read: each accepted save must be there, directly after the version that its
form was opened from, and refused ones must have got the answer of a conflict. Ends with 1 when anything was lost, or
when any answer was an error page.
"""

import argparse
import itertools
import json
import os
import random
import secrets
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from lxml import html as lxml_html

from bench import postgres
from bench.environment import ROOT, Site
from bench.report import replace_part, table
from bench.timing import share

__all__ = ["check", "main", "measure"]

HOST = "testserver"
PASSWORD = "chi-de-do-tai-may-nay"  # noqa: S105 -- of accounts that exist for the measurement only
CONFLICT = 409
_FORM_IDS = ("page-edit-form", "w-editor-form")


@dataclass
class Visit:
    """An answer that was waited for: what was asked, its status, seconds."""

    what: str
    status: int
    seconds: float


@dataclass
class Save:
    """A save that was sent: what it wrote, over which text, and whether it was accepted."""

    record: str
    text: str
    base: str
    accepted: bool


@dataclass(eq=False)
class Client(threading.Thread):
    """One editor with a record to edit."""

    number: int
    port: int
    target: dict[str, Any]
    until: float
    visits: list[Visit] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    failure: str = ""

    def __post_init__(self) -> None:
        """Prepare the thread."""
        super().__init__(daemon=True)
        self.rng = random.Random(self.number)
        self.cookies: dict[str, str] = {}
        self.count = 0

    def run(self) -> None:
        """Sign in and edit until the time is over."""
        try:
            self._sign_in()
            while time.monotonic() < self.until:
                self._edit_once()
        except Exception as error:  # noqa: BLE001 -- told in the report, which then fails
            self.failure = f"{type(error).__name__}: {error}"

    def _sign_in(self) -> None:
        _status, page = self._ask("sign in: form", "GET", "/admin/login/")
        data = _fields(page, None)
        data.update(username=f"do-{self.number}", password=PASSWORD)
        status, _page = self._ask("sign in", "POST", "/admin/login/", data)
        if status != 302:
            raise RuntimeError(f"sign-in answered {status}")

    def _edit_once(self) -> None:
        url, column = self.target["url"], self.target["column"]
        status, page = self._ask("open the form", "GET", url)
        if status != 200:
            return
        data = _fields(page, _FORM_IDS)
        data.update({f"{stream}-count": "0" for stream in self.target["streams"]})
        data["form_token"] = secrets.token_hex(16)
        base = data[column]
        way = self.rng.choices(("draft", "publish", "unheard"), (5, 3, 2))[0]
        if way == "unheard":
            base = self._save("autosave", data, base, json_answer=True)
        self._save("publish" if way == "publish" else "save a draft", data, base, publish=way == "publish")
        time.sleep(self.rng.uniform(0.1, 0.6))

    def _save(
        self, what: str, data: dict[str, str], base: str, *, publish: bool = False, json_answer: bool = False
    ) -> str:
        """Send the form with a new text; returns the text that the record now has as far as this client knows."""
        self.count += 1
        text = f"Biên tập viên {self.number}, lần {self.count}"
        sent = {**data, self.target["column"]: text}
        if publish:
            sent["action-publish"] = "action-publish"
        status, _page = self._ask(what, "POST", self.target["url"], sent, json_answer=json_answer)
        accepted = status == (200 if json_answer else 302)
        self.saves.append(Save(self.target["record"], text, base, accepted))
        return text if accepted else base

    def _ask(
        self,
        what: str,
        method: str,
        path: str,
        data: dict[str, str] | None = None,
        *,
        json_answer: bool = False,
    ) -> tuple[int, bytes]:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}/admin/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "application/json" if json_answer else "text/html",
        }
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        started = time.perf_counter()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        self.visits.append(Visit(what, answer.status, time.perf_counter() - started))
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _separator, value = header.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status, content


def _fields(page: bytes, ids: tuple[str, ...] | None) -> dict[str, str]:
    """What a browser would send back of a form."""
    forms = lxml_html.document_fromstring(page).forms
    shown = next(one for one in forms if ids is None or one.get("id") in ids)
    data = {
        one.get("name"): ""
        for one in shown.xpath(".//input[@name and not(@value) and not(@type='checkbox' or @type='radio')]")
    }
    data.update({name: value.removeprefix("\n") for name, value in shown.form_values()})
    return data


# In a process of the site ---------------------------------------------------------------------------------


def measure(clients: int, same_page: int) -> list[dict[str, Any]]:
    """Make accounts and records, one target per client; the first `same_page` clients share theirs."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import Group

    from home.models import AnnouncementIndexPage, AnnouncementPage
    from showcase.models import Initiative
    from showcase.roles import APPROVER, ensure_roles

    ensure_roles()
    approvers, hashed = Group.objects.get(name=APPROVER), make_password(PASSWORD)
    index = AnnouncementIndexPage.objects.first()
    initiatives = iter(Initiative.objects.live().order_by("pk"))
    targets: list[dict[str, Any]] = []
    for number in range(clients):
        get_user_model().objects.create(username=f"do-{number}", password=hashed).groups.add(approvers)
        if 0 < number < same_page:
            targets.append(targets[0])
        elif number >= same_page and number % 2:
            initiative = next(initiatives)
            targets.append(
                {
                    "record": f"initiative:{initiative.pk}",
                    "url": f"/admin/snippets/showcase/initiative/edit/{initiative.pk}/",
                    "column": "summary",
                    "streams": ["measures"],
                }
            )
        else:
            page = index.add_child(instance=AnnouncementPage(title=f"Tin đo {number}", lede="Đầu"))
            targets.append(
                {
                    "record": f"page:{page.pk}",
                    "url": f"/admin/pages/{page.pk}/edit/",
                    "column": "lede",
                    "streams": ["body"],
                }
            )
    return targets


def check(saves: list[dict[str, Any]]) -> list[str]:
    """Compare what was accepted with the history of the records; what is wrong, in words."""
    from home.models import AnnouncementPage
    from showcase.models import Initiative

    wrong = []
    for name in sorted({save["record"] for save in saves}):
        kind, _separator, key = name.partition(":")
        model, column = (AnnouncementPage, "lede") if kind == "page" else (Initiative, "summary")
        record = model.objects.get(pk=key)
        history = [revision.content[column] for revision in record.revisions.order_by("created_at", "pk")]
        accepted = {
            save["text"]: save["base"] for save in saves if save["record"] == name and save["accepted"]
        }
        refused = {save["text"] for save in saves if save["record"] == name and not save["accepted"]}
        counted = Counter(history)
        wrong += [
            f"{name}: accepted but not in the history: {text}" for text in accepted if not counted[text]
        ]
        wrong += [f"{name}: twice in the history: {text}" for text in accepted if counted[text] > 1]
        wrong += [f"{name}: refused but in the history: {text}" for text in refused if counted[text]]
        for before, after in itertools.pairwise(history):
            if after in accepted and accepted[after] != before:
                wrong.append(f"{name}: {after} was opened from {accepted[after]} and stands after {before}")
    return wrong


# The program ----------------------------------------------------------------------------------------------


def main() -> None:
    """Start services, let the clients work, check, print."""
    options = _options()
    with postgres.running(options.port + 1) as database:
        site = Site(
            options.data,
            {
                "DATABASE_URL": database,
                "BEHIND_PROXY": "true",
                "BASE_URL": f"https://{HOST}",
                "CSRF_TRUSTED_ORIGINS": f"https://{HOST}",
            },
        )
        print("preparing the site ...", file=sys.stderr)
        site.prepare()
        targets = site.measure("editing", clients=options.clients, same_page=options.same_page)
        server = _serve(site, options)
        try:
            clients = _work(options, targets)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
        saves = [vars(save) for client in clients for save in client.saves]
        (site.folder / "saves.json").write_text(json.dumps(saves, ensure_ascii=False))
        wrong = _check(site)
    raise SystemExit(_report(options, clients, wrong))


def _serve(site: Site, options: argparse.Namespace) -> subprocess.Popen[bytes]:
    """Gunicorn as in production, with as many workers as asked for."""
    command = [sys.executable, "-m", "gunicorn", "sangkien.wsgi:application", "--worker-class", "gthread"]
    command += ["--workers", str(options.workers), "--threads", "4", "--timeout", "60"]
    command += ["--bind", f"127.0.0.1:{options.port}", "--log-level", "error"]
    log = (site.folder / "gunicorn.log").open("wb")
    process = subprocess.Popen(
        command, cwd=ROOT, env={**site.variables, "LOG_LEVEL": "ERROR"}, stdout=log, stderr=log
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", options.port, timeout=5)
            connection.request("GET", "/healthz", headers={"Host": HOST})
            if connection.getresponse().status == 200:
                return process
        except OSError:
            time.sleep(0.3)
    process.kill()
    raise RuntimeError(f"the server did not start; see {site.folder / 'gunicorn.log'}")


def _work(options: argparse.Namespace, targets: list[dict[str, Any]]) -> list[Client]:
    until = time.monotonic() + options.seconds
    clients = [Client(number, options.port, target, until) for number, target in enumerate(targets)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return clients


def _check(site: Site) -> list[str]:
    """Run `check` in the site's process: the saves are too many for a command line."""
    program = (
        "import json, pathlib, sys, django; django.setup(); from bench.editing import check;"
        "print(json.dumps(check(json.loads(pathlib.Path(sys.argv[1]).read_text()))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(site.folder / "saves.json")],
        check=True,
        cwd=ROOT,
        env=site.variables,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def _report(options: argparse.Namespace, clients: list[Client], wrong: list[str]) -> int:
    """Print the table and write it where it belongs; 1 when something is wrong."""
    visits = [visit for client in clients for visit in client.visits]
    saves = [save for client in clients for save in client.saves]
    allowed = {200, 302, 400, CONFLICT}
    errors = Counter(visit.status for visit in visits if visit.status not in allowed)
    failures = [f"client {client.number}: {client.failure}" for client in clients if client.failure]
    accepted = sum(save.accepted for save in saves)
    text = "\n\n".join(
        (
            f"Written by `python -m bench.editing` on {time.strftime('%Y-%m-%d')}: {options.clients} editors for "
            f"{options.seconds} s, {options.same_page} of them on one page; gunicorn with {options.workers} workers "
            f"of 4 threads and PostgreSQL, on the same {os.cpu_count()} cores as the editors.",
            table(
                ("what", "requests", "median, ms", "p95, ms", "refused as outdated"),
                [_row(what, visits) for what in dict.fromkeys(visit.what for visit in visits)],
            ),
            f"{accepted:,} saves accepted, {len(saves) - accepted:,} refused; {sum(errors.values())} error pages "
            f"{dict(errors) if errors else ''}; {len(wrong)} faults in the histories.".replace(" ;", ";"),
        )
    )
    print(text)
    for line in (*failures, *wrong[:20]):
        print(f"- {line}")
    replace_part(options.report, "editing", text)
    return 1 if errors or failures or wrong or not accepted else 0


def _row(what: str, visits: list[Visit]) -> tuple[str, ...]:
    """Times of one kind of request, and how many were refused as outdated."""
    group = [visit for visit in visits if visit.what == what]
    times = sorted(visit.seconds * 1_000 for visit in group)
    refused = sum(visit.status == CONFLICT or (what == "autosave" and visit.status == 400) for visit in group)
    return (
        what,
        f"{len(group):,}",
        f"{statistics.median(times):,.0f}",
        f"{share(times, 0.95):,.0f}",
        f"{refused:,}",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.editing", description=__doc__.partition("\n")[0])
    parser.add_argument("--clients", type=int, default=64, help="editors at the same time")
    parser.add_argument("--seconds", type=int, default=300, help="how long they work")
    parser.add_argument("--same-page", type=int, default=8, help="how many of them share one page")
    parser.add_argument("--workers", type=int, default=max(2, os.cpu_count() or 2), help="gunicorn workers")
    parser.add_argument("--port", type=int, default=18_200, help="of gunicorn; PostgreSQL takes the next one")
    parser.add_argument(
        "--data", type=Path, default=ROOT / "var" / "bench-editing", help="folder of the site"
    )
    parser.add_argument(
        "--report", type=Path, default=ROOT / "docs" / "performance.md", help="file to write the table into"
    )
    options = parser.parse_args()
    if not 1 <= options.same_page <= options.clients:
        parser.error("--same-page must be from 1 to --clients")
    return options


if __name__ == "__main__":
    main()

"""``discuss serve``: the production server."""

import logging
import os
import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from discuss.config import Settings
from discuss.db import migrations
from discuss.web import turns

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds that a worker may take to finish what it is doing when the server is told to stop


@click.command("serve")
@with_appcontext
def command() -> None:
    """Serve the site until stopped."""
    settings: Settings = current_app.extensions["discuss.settings"]
    problem = migrations.problem()
    if problem:
        raise click.ClickException(problem)
    click.echo(f"{settings.site_name} is served at {settings.base_url}")
    if settings.server == "gunicorn":
        _become_gunicorn(settings)
    # The server warns of so many threads. Most of them only wait for bodies, see web/turns.py.
    logging.getLogger("_granian").addFilter(lambda told: "Python threads" not in told.getMessage())
    # HTTP/1 alone: it is what proxies speak, and the only one in which every body declares its length.
    Granian(
        "wsgi:app", address=settings.host, port=settings.port, interface=Interfaces.WSGI, http=HTTPModes.http1,
        websockets=False, workers=settings.workers, blocking_threads=_threads(settings), working_dir=ROOT,
        respawn_failed_workers=True, workers_kill_timeout=PATIENCE,
    ).serve()  # fmt: skip


def _threads(settings: Settings) -> int:
    return 2 * settings.threads + turns.WAITING


def _become_gunicorn(settings: Settings) -> NoReturn:
    """Go on as the other server in this very process, so that whoever started it stops and watches the same one."""
    options = {
        "bind": f"[{settings.host}]:{settings.port}",  # IPv6 needs the brackets, others bear them
        "worker-class": "gthread",
        "workers": settings.workers,
        "threads": _threads(settings),
        "chdir": ROOT,
        "timeout": PATIENCE,
        "graceful-timeout": PATIENCE,
        "limit-request-line": 8190,
        # DISCUSS_PROXY_HOPS decides what a proxy is believed, not the server.
        "forwarded-allow-ips": "",
        "forwarder-headers": "",
    }
    given = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "gunicorn", *given, "--no-control-socket", "wsgi:app"]
    os.execv(sys.executable, command)  # noqa: S606  # nothing of it comes from a request

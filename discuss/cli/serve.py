"""``discuss serve``: the production server."""

import logging
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from granian import Granian
from granian.constants import HTTPModes, Interfaces

from discuss.config import Settings
from discuss.db import migrations
from discuss.web import turns

ROOT = Path(__file__).resolve().parents[2]


@click.command("serve")
@with_appcontext
def command() -> None:
    """Serve the site until stopped."""
    settings: Settings = current_app.extensions["discuss.settings"]
    problem = migrations.problem()
    if problem:
        raise click.ClickException(problem)
    click.echo(f"{settings.site_name} is served at {settings.base_url}")
    # The server warns of so many threads. Most of them only wait for bodies, see web/turns.py.
    logging.getLogger("_granian").addFilter(lambda told: "Python threads" not in told.getMessage())
    # HTTP/1 alone: it is what proxies speak, and the only one in which every body declares its length.
    Granian(
        "wsgi:app", address=settings.host, port=settings.port, interface=Interfaces.WSGI, http=HTTPModes.http1,
        websockets=False, workers=settings.workers, blocking_threads=2 * settings.threads + turns.WAITING,
        working_dir=ROOT, respawn_failed_workers=True, workers_kill_timeout=30,
    ).serve()  # fmt: skip

"""``discuss jobs``: mail, reactions and cleaning, beside the web process or by hand."""

import threading

import click
from flask import current_app
from flask.cli import AppGroup

from discuss.jobs.worker import Worker

group = AppGroup("jobs", help="Send mail, run reactions, clean up.")


@group.command("run")
def run() -> None:
    """Do what is due now, then end."""
    done = Worker(current_app._get_current_object()).run_once()  # type: ignore[attr-defined]  # noqa: SLF001
    click.echo(f"{done} done.")


@group.command("work")
def work() -> None:
    """Do what is due, for ever; for sites with DISCUSS_JOBS=off in the web processes."""
    Worker(current_app._get_current_object()).run_forever(threading.Event())  # type: ignore[attr-defined]  # noqa: SLF001

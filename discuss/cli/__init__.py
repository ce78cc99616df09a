"""The command line: one group of commands a file. ``.venv/bin/discuss --help`` lists them."""

import os
import sys
from collections.abc import Callable

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import SQLAlchemyError

from discuss.cli import comments, database, decisions, demo, doctor, jobs, people, serve, stories, subscriptions
from discuss.config import BadSettings
from discuss.db import migrations
from discuss.errors import CannotStore, DiscussError


class _Commands(FlaskGroup):
    """Ours only: neither Flask's debug server nor its shell."""

    def __init__(self, create_app: Callable[[], Flask]) -> None:
        super().__init__(
            name="discuss", help="Run and look after a Discuss site.", create_app=create_app,
            add_default_commands=False, load_dotenv=False,
        )  # fmt: skip
        groups = (comments.group, database.group, decisions.group, demo.group, doctor.command, jobs.group)
        for command in (*groups, people.group, serve.command, stories.group, subscriptions.group):
            self.add_command(command)


def run(create_app: Callable[[], Flask]) -> None:
    """Run the command line for the application that ``create_app`` builds.

    A refusal is one line on the error output and exit code 1.
    """
    os.environ.pop("FLASK_APP", None)  # another application's variable must not choose what we are
    try:
        sys.exit(_Commands(create_app).main(standalone_mode=False) or 0)
    except BadSettings as error:
        _stop([f"setting: {fault}" for fault in error.faults])
    except (CannotStore, SQLAlchemyError) as error:
        with create_app().app_context():
            if problem := migrations.problem():
                _stop([problem])
        if not isinstance(error, CannotStore):
            raise
        _stop([str(error)])
    except DiscussError as error:
        _stop(str(error).splitlines())
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _stop(["stopped"])


def _stop(lines: list[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)

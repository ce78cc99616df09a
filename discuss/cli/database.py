"""``discuss database``: the schema."""

import click
from flask.cli import AppGroup

from discuss.db import migrations

group = AppGroup("database", help="Create the tables and bring them up to date.")


@group.command("upgrade")
def upgrade() -> None:
    """Create what is missing and migrate what is old. Safe to run at every start."""
    migrations.upgrade()
    click.echo(migrations.problem() or "The database is up to date.")

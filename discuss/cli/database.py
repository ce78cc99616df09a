"""``discuss database``: the schema, copies, and their way back."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from discuss.config import Settings
from discuss.db import backup, migrations, upgrading

group = AppGroup("database", help="Create the tables, bring them up to date, copy and restore them.")
file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@group.command("upgrade")
@click.option("--without-backup", is_flag=True, help="Migrate without a copy of what stands there now.")
def upgrade(*, without_backup: bool) -> None:
    """Create what is missing and migrate what is old, after a copy of it. Safe to run at every start."""
    settings: Settings = current_app.extensions["discuss.settings"]
    copy = upgrading.upgrade(settings.var / "backups", without_copy=without_backup)
    if copy is not None:
        click.echo(f"The database as it was before is in {copy}. To go back, restore it with the program of before.")
    click.echo(migrations.problem() or "The database is up to date.")


@group.command("backup")
@file
def save(file: Path) -> None:
    """Write a whole copy to FILE, and its sum beside it, while the site runs."""
    backup.save(file)
    click.echo(f"Everything that was stored by now is in {file}; keep {file.name}.sha256 with it.")


@group.command("restore")
@file
def restore(file: Path) -> None:
    """Fill an empty database from FILE. A copy that is damaged is refused, and nothing is ever overwritten."""
    backup.restore(file)
    click.echo(migrations.problem() or "The database is as it was when the copy was made.")

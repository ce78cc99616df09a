"""``discuss database``: the schema, copies, and their way back."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from discuss.config import Settings
from discuss.db import backup, migrations, trying, upgrading
from discuss.errors import DiscussError
from discuss.moderation.actions import erase_again
from discuss.moderation.erasures import Erasures
from discuss.policy import SYSTEM

MOST_TOLD = 20  # faults of a copy

group = AppGroup("database", help="Create the tables, bring them up to date, copy and restore them.")
file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@group.command("upgrade")
@click.option("--without-backup", is_flag=True, help="Migrate without a copy of what stands there now.")
def upgrade(*, without_backup: bool) -> None:
    """Create what is missing and migrate what is old, after a copy of it. Safe to run at every start."""
    copy = upgrading.upgrade(_settings().var / "backups", without_copy=without_backup)
    if copy is not None:
        click.echo(f"The database as it was before is in {copy}. To go back, restore it with the program of before.")
    problem = migrations.problem()
    if not problem:
        _erase_again(Erasures(_settings().var))
    click.echo(problem or "The database is up to date.")


@group.command("backup")
@file
def save(file: Path) -> None:
    """Write a whole copy to FILE, and its sum beside it, while the site runs."""
    backup.save(file)
    click.echo(f"Everything that was stored by now is in {file}; keep {file.name}.sha256 with it.")


@group.command("restore")
@file
def restore(file: Path) -> None:
    """Fill an empty database from FILE, and erase again what was erased since.

    A copy that is damaged is refused, and nothing is ever overwritten.
    """
    backup.restore(file)
    problem = migrations.problem()
    click.echo(problem or "The database is as it was when the copy was made.")
    erasures = Erasures(_settings().var)
    if not erasures.path.exists():
        click.echo(
            f"There is no list of erasures at {erasures.path}: if anything was erased after the copy was made, it is "
            "back. Put the list of the site's old folder there, then run: discuss database upgrade"
        )
    elif not problem:  # else the upgrade does it
        _erase_again(erasures)


@group.command("try-backup")
@file
def try_backup(file: Path) -> None:
    """Restore FILE beside the running database, compare the two, and throw it away; exit 1 if it is not good."""
    tried = trying.try_copy(file, _settings().var)
    if tried.faults:
        more = len(tried.faults) - MOST_TOLD
        raise DiscussError("\n".join([*tried.faults[:MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]))
    held = ", ".join(f"{tried.rows[name]} {name}" for name in ("stories", *trying.LASTING))
    click.echo(
        f"{file} can be restored. It holds {held}, the same as here by number and sum (schema {tried.revision})."
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["discuss.settings"]
    return settings


def _erase_again(erasures: Erasures) -> None:
    if done := erase_again(SYSTEM, erasures.all()):
        click.echo(f"{done} accounts and comments that were erased before are erased again.")

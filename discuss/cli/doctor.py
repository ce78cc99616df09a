"""``discuss doctor``: what is wrong with this site, one line each."""

import click
from flask.cli import with_appcontext

from discuss.db import migrations


@click.command("doctor")
@click.option("--counters", is_flag=True, help="Recompute every counter and compare.")
@with_appcontext
def command(*, counters: bool) -> None:
    """Check settings, database, migrations, mail and Redis; exit 1 with a line for each fault."""
    problem = migrations.problem()
    if problem:
        raise click.ClickException(problem)

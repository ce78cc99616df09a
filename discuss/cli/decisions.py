"""``discuss decisions``: statements of reasons for whoever collects them."""

import json
from datetime import UTC, datetime, timedelta

import click
from flask.cli import AppGroup

from discuss.moderation import transparency_database
from discuss.policy import SYSTEM

group = AppGroup("decisions", help="Hand out statements of reasons.")
_DAY = click.DateTime(["%Y-%m-%d"])


@group.command("export")
@click.option("--since", type=_DAY, required=True, help="The first day, UTC.")
@click.option("--until", type=_DAY, required=True, help="The last day, UTC.")
def export(since: datetime, until: datetime) -> None:
    """Write one statement a line, as JSON under the field names of the EU's DSA Transparency Database."""
    first, last = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC) + timedelta(days=1)
    for statement in transparency_database.statements(SYSTEM, first, last):
        click.echo(json.dumps(statement, ensure_ascii=False))

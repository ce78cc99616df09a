"""``discuss decisions``: statements of reasons and numbers for whoever collects them."""

import csv
import json
import sys
from datetime import UTC, datetime, timedelta

import click
from flask.cli import AppGroup

from discuss.accounts.actions import note_export
from discuss.errors import BadRequest
from discuss.moderation import transparency_database
from discuss.moderation.months import Month, months, read_month
from discuss.moderation.transparency import first_month, numbers_of, table
from discuss.policy import SYSTEM

group = AppGroup("decisions", help="Hand out statements of reasons, and what they add up to.")
EVERY = 1200  # months: as many as there are
_DAY = click.DateTime(["%Y-%m-%d"])


@group.command("export")
@click.option("--since", type=_DAY, required=True, help="The first day, UTC.")
@click.option("--until", type=_DAY, required=True, help="The last day, UTC.")
def export(since: datetime, until: datetime) -> None:
    """Write one statement a line, as JSON under the field names of the EU's DSA Transparency Database."""
    note_export(SYSTEM, f"decisions export --since {since:%Y-%m-%d} --until {until:%Y-%m-%d}")
    first, last = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC) + timedelta(days=1)
    for statement in transparency_database.statements(SYSTEM, first, last):
        click.echo(json.dumps(statement, ensure_ascii=False))


def _month(_context: click.Context, _option: click.Parameter, given: str) -> Month:
    try:
        return read_month(given)
    except BadRequest:
        raise click.BadParameter("A month is written as 2026-06.") from None


@group.command("transparency")
@click.option("--from", "first", required=True, callback=_month, help="The first month, as 2026-01.")
@click.option("--to", "last", required=True, callback=_month, help="The last month, as 2026-12.")
def transparency(first: Month, last: Month) -> None:
    """Write the numbers of these months as a table (CSV), oldest first.

    They equal the public log, in which orders of courts and authorities do not stand: those are counted from the desk's
    record, and only of months that are over.
    """
    wanted = [month for month in months(first_month(), EVERY) if first <= month <= last]
    csv.writer(sys.stdout, lineterminator="\n").writerows(table(numbers_of(month) for month in reversed(wanted)))

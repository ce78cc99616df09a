"""``discuss comments``: looking after what is stored of them."""

import click
from flask.cli import AppGroup

from discuss.comments import actions
from discuss.policy import SYSTEM

group = AppGroup("comments", help="Look after comments.")


@group.command("rerender")
@click.option("--all", "everything", is_flag=True, help="Also what the present version of the markup has rendered.")
def rerender(*, everything: bool) -> None:
    """Make the HTML of comments anew from what was typed, after an update that changes what it looks like."""
    tally = actions.rerender(SYSTEM, everything=everything)
    click.echo(f"{tally.seen} texts rendered; {tally.changed} look different now.")
    if tally.disagreed:
        numbers = ", ".join(map(str, sorted(tally.disagreed)))
        click.echo(f"The sanitizers differ about these comments; a moderator should look at them: {numbers}.", err=True)

"""``discuss subscriptions``: plans by command."""

from datetime import datetime

import click
from flask.cli import AppGroup

from discuss.accounts import queries
from discuss.accounts.plans import PLANS
from discuss.errors import NotFound
from discuss.policy import SYSTEM
from discuss.subscriptions import actions

group = AppGroup("subscriptions", help="Give plans.")


@group.command("grant")
@click.argument("email")
@click.option("--plan", type=click.Choice(tuple(PLANS)), required=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day of the plan, UTC.")
def grant(email: str, plan: str, until: datetime) -> None:
    """Give the account with EMAIL a plan, in place of the one before."""
    person = queries.find_by_email(email)
    if person is None:
        raise NotFound(f"There is no account with the address {email}.")
    actions.grant(SYSTEM, person, plan, until.date())
    click.echo(f"{person.handle} has the plan {plan} until {until:%Y-%m-%d}.")

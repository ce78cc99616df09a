"""``discuss people``: accounts and roles by command."""

import contextlib
import csv
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from discuss.accounts import actions, queries
from discuss.errors import NotFound
from discuss.policy import SYSTEM

group = AppGroup("people", help="Make accounts, give roles, list accounts.")
_DAY = "%Y-%m-%d"
_MOMENT = click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", _DAY])


class _End(click.DateTime):
    """A moment; a day alone ends when it does."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment. Refuses what is none."""
        moment: datetime = super().convert(value, param, ctx)
        with contextlib.suppress(ValueError):
            return datetime.strptime(value, _DAY).replace(tzinfo=moment.tzinfo) + timedelta(days=1)
        return moment


_END = _End(_MOMENT.formats)


@group.command("create")
@click.option("--email", required=True, help="Address; it counts as confirmed.")
@click.option("--name", required=True, help="Name shown with comments.")
@click.option("--handle", default="", help="For mentions; made from the name if left out.")
@click.option("--role", type=click.Choice(actions.ROLES), default="reader", show_default=True)
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def create(*, email: str, name: str, handle: str, role: str, password_stdin: bool) -> None:
    """Make a confirmed account; exits 1 if the address has one."""
    password = sys.stdin.readline().rstrip("\r\n")
    person = actions.create_person(SYSTEM, email=email, name=name, password=password, role=role, handle=handle)
    click.echo(f"{person.handle} ({person.role})")


@group.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(actions.ROLES))
@click.option("--urgent/--no-urgent", default=None, help="Whether a moderator opens urgent reports and legal notices.")
def role(email: str, role: str, *, urgent: bool | None) -> None:
    """Give the account with EMAIL the role ROLE."""
    person = queries.find_by_email(email)
    if person is None:
        raise NotFound(f"There is no account with the address {email}.")
    actions.grant_role(SYSTEM, person, role)
    if urgent is not None:
        actions.grant_urgent(SYSTEM, person, allowed=urgent)
    click.echo(f"{person.handle} is {role}{_urgently(urgent)}.")


@group.command("forget-factors")
@click.argument("email")
def forget_factors(email: str) -> None:
    """Take all second factors from the account with EMAIL, whose owner has lost them; the owner is told by mail."""
    person = queries.find_by_email(email)
    if person is None:
        raise NotFound(f"There is no account with the address {email}.")
    actions.forget_factors(SYSTEM, person, current_app.extensions["discuss.letters"])
    click.echo(f"{person.handle} signs in with the password alone until a new second factor is set up.")


@group.command("affected")
@click.option("--since", type=_MOMENT, required=True, help="When sessions may first have been stolen, UTC.")
@click.option("--until", type=_END, required=True, help="When that was over, UTC; a day alone is included.")
def affected(since: datetime, until: datetime) -> None:
    """List whose sessions were alive then, as a table (CSV) of number and address: those to be told of a theft."""
    actions.note_export(SYSTEM, f"people affected --since {since:%Y-%m-%dT%H:%M} --until {until:%Y-%m-%dT%H:%M}")
    people = queries.signed_in_between(since.replace(tzinfo=UTC), until.replace(tzinfo=UTC))
    csv.writer(sys.stdout, lineterminator="\n").writerows([("person", "email"), *people])


@group.command("sign-out-everybody")
def sign_out_everybody() -> None:
    """End all sessions and void all links that were mailed: everybody signs in again."""
    ended = actions.sign_out_everybody(SYSTEM)
    click.echo(f"{ended} {'session has' if ended == 1 else 'sessions have'} ended. Links that were mailed are void.")


def _urgently(urgent: bool | None) -> str:
    if urgent is None:
        return ""
    return " and opens urgent matters" if urgent else " and does not open urgent matters"

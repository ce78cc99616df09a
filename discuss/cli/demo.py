"""``discuss demo``: the demo site."""

import click
from flask import current_app
from flask.cli import AppGroup

from discuss.config import Settings
from discuss.demo import load as demo

group = AppGroup("demo", help="A site to look around in.")


@group.command("load")
def load() -> None:
    """Load stories, people and threads, once a database, and print whom one can sign in as."""
    settings: Settings = current_app.extensions["discuss.settings"]
    if settings.production:
        raise click.ClickException("The demo's passwords are known to everybody: refused behind https.")
    if settings.public:
        click.echo("The demo's passwords are known to everybody. Keep this site from others, or leave the demo out.")
    done = demo.load()
    if done.people:
        click.echo(f"Demo: {done.people} people, {done.stories} stories, {done.comments} comments.")
    click.echo(f"Sign in at {settings.base_url}/sign-in with the password: {demo.PASSWORD}")
    for kind, email in demo.sign_ins():
        click.echo(f"  {kind:<18} {email}")
    click.echo(f"Mail that the site sends: {settings.mail_url.removeprefix('file://')}")

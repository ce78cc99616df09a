"""``discuss doctor``: what is wrong with this site, one line each."""

import os
import smtplib
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pysqlite3.dbapi2 as sqlite
import redis
from flask import current_app
from flask.cli import with_appcontext

from discuss import mail
from discuss.accounts import queries as accounts
from discuss.accounts.sealing import Sealer
from discuss.comments import actions, counters, places
from discuss.config import Settings
from discuss.db import damage, migrations, soundness
from discuss.db.engine import SAFE_SQLITE
from discuss.pages.texts import FOLDER, OwnPages
from discuss.policy import SYSTEM

UNNOTICED = (
    "Note: data_checksums is off: what a bad disk changes goes unnoticed. When the database may stand still for a "
    "while, stop it and run pg_checksums --enable."
)
SECONDS = 5  # how long a mail server or Redis may take to answer


@click.command("doctor")
@click.option("--counters", "with_counters", is_flag=True, help="Recompute every counter and compare.")
@click.option("--rows", "with_rows", is_flag=True, help="Read every row: text that is none, comments out of place.")
@click.option("--repair", is_flag=True, help="Put right what --rows and --counters find, and say what was done.")
@with_appcontext
def command(*, with_counters: bool, with_rows: bool, repair: bool) -> None:
    """Check settings, database, migrations, mail and Redis; exit 1 with a line for each fault."""
    settings: Settings = current_app.extensions["discuss.settings"]
    faults = _database(settings)
    readable = not faults
    faults += _keys(settings) if readable else []
    if repair and readable:
        for line in actions.mend(SYSTEM):
            click.echo(line)
        with_rows = with_counters = True
    if with_rows and readable:
        faults += map(str, [*damage.damages(), *places.misplaced()])
        faults += [f"database: {fault}" for fault in soundness.broken()]
    if with_counters and readable:
        faults += counters.faults()
    # Last: nothing of this keeps a row from being read and mended.
    faults += [*(_keeping(settings) if readable else []), *_address(settings), *_mail(settings), *_redis(settings)]
    faults += _pages(settings)
    if readable and settings.production and soundness.trusting():
        click.echo(UNNOTICED)  # no fault: it can be switched on only while the database stands still
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo("Settings, database, migrations, mail and limits are in order.")
    if with_rows:
        click.echo("Every row can be read and stands where it belongs.")
    if with_counters:
        click.echo("All counters are right.")


def _address(settings: Settings) -> list[str]:
    if not settings.public or settings.production:
        return []
    advice = "Put a proxy with TLS in front and set DISCUSS_BASE_URL to the https address."
    return [f"settings: {settings.base_url} is public without https: passwords can be read on their way. {advice}"]


def _database(settings: Settings) -> list[str]:
    problem = migrations.problem()
    faults = [f"database: {problem}"] if problem else []
    if settings.database_url.startswith("sqlite") and sqlite.sqlite_version_info < SAFE_SQLITE:
        faults.append(
            f"database: SQLite {sqlite.sqlite_version} can damage its file under load. Install pysqlite3 0.6.1."
        )
    return faults


def _keeping(settings: Settings) -> list[str]:
    """Say whether the database of a public site keeps what it has acknowledged."""
    careless = soundness.careless() if settings.production else []
    return [
        f"database: {name} is off: a loss of power takes comments that were acknowledged. Switch it on."
        for name in careless
    ]


def _keys(settings: Settings) -> list[str]:
    """Say whether the keys of the settings open what was sealed with older ones."""
    sealer = Sealer([settings.secret_key, *settings.secret_key_fallbacks])
    shut = sum(sealer.open("app", person_id, sealed) is None for person_id, sealed in accounts.sealed_secrets())
    if not shut:
        return []
    which = "1 authenticator app" if shut == 1 else f"{shut} authenticator apps"
    advice = "Add the key from before to DISCUSS_SECRET_KEY_FALLBACKS."
    return [f"accounts: {which} cannot be checked with the present keys. {advice}"]


def _mail(settings: Settings) -> list[str]:
    parts = urlsplit(settings.mail_url)
    if settings.production and settings.mail_url == f"file://{settings.var / 'mail'}":
        return ["mail: DISCUSS_MAIL_URL is not set: mail is kept in a folder and reaches nobody. Name a mail server."]
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        standing = next(place for place in (folder, *folder.parents) if place.exists())
        return [] if os.access(standing, os.W_OK) else [f"mail: {folder} cannot be written. Change DISCUSS_MAIL_URL."]
    try:
        with mail.connect(settings.mail_url, SECONDS) as server:
            server.noop()
    except mail.NotEncrypted as error:
        return [f"mail: {error}."]
    except (OSError, smtplib.SMTPException) as error:
        return [f"mail: the mail server cannot be reached: {error}. Check DISCUSS_MAIL_URL."]
    return []


def _pages(settings: Settings) -> list[str]:
    """Say what a public site must tell people and does not."""
    if not settings.production:
        return []
    unset = {"DISCUSS_CONTACT": settings.contact, "DISCUSS_REDRESS": settings.redress}
    faults = [
        f"pages: {name} is not set. docs/operations.md says what it is for." for name, it in unset.items() if not it
    ]
    advice = f"Copy the text to {settings.var / FOLDER} and fill it in: see docs/operations.md."
    return faults + [
        f"pages: /{page} has places marked [FILL IN: …]. {advice}" for page in OwnPages(settings).unfilled()
    ]


def _redis(settings: Settings) -> list[str]:
    if not settings.redis_url:
        return []
    try:
        redis.Redis.from_url(settings.redis_url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS).ping()
    except (redis.RedisError, ValueError) as error:
        return [f"limits: Redis cannot be reached: {error}. Check DISCUSS_REDIS_URL."]
    return []

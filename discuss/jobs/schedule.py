"""What runs at intervals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from discuss import mail
from discuss.accounts import actions as accounts
from discuss.checks import actions as checks
from discuss.comments import actions as comments
from discuss.config import Settings
from discuss.db import upgrading
from discuss.jobs.look_at_database import look_at_database
from discuss.moderation import actions as moderation


@dataclass(frozen=True)
class Job:
    """A piece of work that may run at any time, twice, or in two processes at once, without harm."""

    name: str
    every: timedelta
    run: Callable[[], int]  # returns how many things were done


def _draw_looks() -> int:
    settings: Settings = current_app.extensions["discuss.settings"]
    return moderation.draw_looks(settings.secret_key)


def _forget_old_copies() -> int:
    settings: Settings = current_app.extensions["discuss.settings"]
    return upgrading.forget_old_copies(settings.var / "backups")


SCHEDULE: tuple[Job, ...] = (
    Job("erase accounts", timedelta(minutes=10), accounts.erase_due),
    Job("prune sessions and links", timedelta(hours=1), accounts.prune),
    Job("prune mails", timedelta(hours=1), mail.prune),
    Job("clean files of blanked words", timedelta(minutes=1), moderation.finish_purges),
    Job("forget words of erased accounts", timedelta(hours=1), moderation.forget_words),
    Job("forget who gave notice", timedelta(hours=1), moderation.forget_notifiers),
    Job("forget closed mailboxes", timedelta(hours=1), moderation.forget_mailboxes),
    Job("end legal holds", timedelta(hours=1), moderation.end_holds),
    Job("forget old copies", timedelta(days=1), _forget_old_copies),
    Job("prune drafts", timedelta(hours=1), comments.prune_drafts),
    Job("draw second looks", timedelta(hours=1), _draw_looks),
    Job("learn the score", timedelta(hours=1), checks.learn_score),
    Job("prune refusals", timedelta(hours=1), checks.prune_refusals),
    Job("look at the database's file", timedelta(days=1), look_at_database),
    Job("try changed checks", timedelta(), moderation.run_replays),  # some comments whenever it is asked
)

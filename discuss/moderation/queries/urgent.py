"""Who opens urgent matters, and that some wait, for those who may not: how many and since when, never what."""

from dataclasses import dataclass

from sqlalchemy import func, select

from discuss.accounts.models import Person
from discuss.db import db
from discuss.moderation.models import URGENT, Notice, Report
from discuss.moderation.queries.queues import CAPPED, QUEUES, Standing
from discuss.policy import Actor, Permission, allows, require


@dataclass(frozen=True)
class Elsewhere:
    """Urgent matters that wait for somebody else."""

    standing: Standing
    people: tuple[str, ...]  # the names of those who may open them


def urgent_elsewhere(viewer: Actor) -> Elsewhere | None:
    """Return what a moderator tells others of; None if nothing waits, or the viewer may open it."""
    require(viewer, Permission.DESK_ENTER)
    if allows(viewer, Permission.URGENT_HANDLE):
        return None
    reported = (
        select(func.min(Report.reported_at))
        .where(Report.state == "open", Report.category.in_(URGENT))
        .group_by(Report.comment_id)
    )
    notices = select(Notice.filed_at).where(Notice.state == "open")
    waiting = [moment for found in (reported, notices) for moment in db.session.scalars(found.limit(CAPPED + 1))]
    if not waiting:
        return None
    people = tuple(person.name for person in on_call())
    return Elsewhere(Standing(QUEUES["urgent"], len(waiting), min(waiting)), people)


def on_call() -> list[Person]:
    """Return those who may open urgent matters and can be reached: owners, and moderators with the right."""
    wanted = (
        select(Person)
        .where(
            (Person.role == "owner") | ((Person.role == "moderator") & Person.handles_urgent),
            Person.email_confirmed_at.is_not(None),
            Person.erased_at.is_(None),
            Person.banned_at.is_(None),
        )
        .order_by(Person.id)
    )
    return list(db.session.scalars(wanted))

"""Load the demo site, once a database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, update

from discuss import clock
from discuss.accounts import names
from discuss.accounts.models import Person
from discuss.accounts.passwords import hash_password
from discuss.comments.models import Comment
from discuss.db import db, transaction
from discuss.demo import outline, timeline
from discuss.demo.acts import Desk
from discuss.demo.comments import Writer
from discuss.demo.outline import DemoComment, DemoPerson
from discuss.events import EventRecord
from discuss.mail import Mail
from discuss.policy import SYSTEM
from discuss.stories import actions as stories
from discuss.stories import formats
from discuss.stories.models import Story
from discuss.subscriptions.models import Grant

PASSWORD = "look around freely"  # noqa: S105 - printed for everybody; addresses under demo.example only
DRAFTS = {"library-hours"}
# Story -> how many days ago it was published. Others: newest.
AGES = {
    "canteen-faces": 24,
    "harbour-turbines": 15,
    "night-buses": 9,
    "returned-drum": 35,
    "open-journals": 20,
    "line-sensors": 6,
    "sugar-colours": 2,
    "river-bathing": 62,
    "court-and-the-clinic": 4,
}
URGENT = {"mo-eriksen"}  # who may open urgent reports and legal notices, owners apart
UNREVIEWED = timedelta(hours=30)  # what is older has been looked at
SHOWN = ("reader", "subscriber", "lapsed", "mo-eriksen", "henrik-dahl", "olive-tran")


@dataclass(frozen=True)
class Loaded:
    """What a load has done; all zero when the demo was there already."""

    people: int = 0
    stories: int = 0
    comments: int = 0


def load() -> Loaded:
    """Load people, stories and threads; return the numbers. A second load does nothing."""
    if db.session.scalar(select(Person.id).where(Person.email_key == "olive-tran@demo.example")) is not None:
        return Loaded()
    password_hash, now = hash_password(PASSWORD), clock.now()
    with transaction():
        stories_made = _stories(now)
        written = {story.slug: _written(story, now) for story in stories_made if story.published_at is not None}
        people = _people(password_hash, now, _first_words(written))
        for moment, happens in _everything(stories_made, written, Desk(people, _by_slug(stories_made)), now):
            with clock.at(moment):
                happens()
        _let_rest(now)
    return Loaded(len(people), len(stories_made), sum(map(len, written.values())))


Written = list[tuple[DemoComment, datetime]]


def _by_slug(stories_made: list[Story]) -> dict[str, Story]:
    return {story.slug: story for story in stories_made}


def _written(story: Story, now: datetime) -> Written:
    """Return a story's comments with when each is written."""
    listed, end = outline.thread(story.slug), now - timeline.NOW
    if story.closes_at is not None and story.closes_at < end:
        end = story.closes_at - timedelta(hours=2)
    start = story.published_at or now
    return list(zip(listed, timeline.posted(listed, start, end, now), strict=True))


def _first_words(written: dict[str, Written]) -> dict[str, datetime]:
    """Return when each person wrote for the first time."""
    first: dict[str, datetime] = {}
    for comments in written.values():
        for comment, at in comments:
            first[comment.handle] = min(at, first.get(comment.handle, at))
    return first


def _everything(
    stories_made: list[Story], written: dict[str, Written], desk: Desk, now: datetime
) -> list[tuple[datetime, Callable[[], None]]]:
    """Return all that happens, in the order of time: numbers grow with it, as they do in life."""
    found: list[tuple[datetime, Callable[[], None]]] = []
    for story in stories_made:
        writer = Writer(story, desk)
        for number, (comment, at) in enumerate(written.get(story.slug, [])):
            found.append((at, partial(writer.write, comment)))
            times = timeline.acts(comment.steps, at, now, number)
            found += [
                (then, partial(desk.to_comment, comment, step)) for step, then in zip(comment.steps, times, strict=True)
            ]
    found += [(now - (line.step.ago or timedelta()), partial(desk.at_the_desk, line)) for line in outline.desk()]
    return sorted(found, key=lambda one: one[0])


def _let_rest(now: datetime) -> None:
    """Nobody at demo.example waits for mail about what happened before the site began, nor for a look at old words."""
    db.session.execute(update(EventRecord).where(EventRecord.delivered_at.is_(None)).values(delivered_at=now))
    db.session.execute(delete(Mail).where(Mail.recipient.endswith("@demo.example"), Mail.sent_at.is_(None)))
    db.session.execute(
        update(Comment)
        .where(Comment.status == "published", Comment.reviewed_at.is_(None), Comment.posted_at < now - UNREVIEWED)
        .values(reviewed_at=Comment.posted_at)
        .execution_options(synchronize_session=False)
    )


def sign_ins() -> list[tuple[str, str]]:
    """Return (what somebody is, address) of the accounts to try."""
    known = {person.handle: person for person in outline.people()}
    kinds = ("reader", "subscriber", "lapsed subscriber", "moderator", "editor", "owner")
    return [(kind, known[handle].email) for kind, handle in zip(kinds, SHOWN, strict=True)]


def _people(password_hash: str, now: datetime, first: dict[str, datetime]) -> dict[str, Person]:
    made = {}
    for number, given in enumerate(outline.people()):
        fresh = "fresh" in given.state and given.handle in first
        person = Person(
            email=given.email,
            email_key=given.email,
            email_confirmed_at=None if given.state == "unconfirmed" else now - timedelta(days=200),
            password_hash=password_hash,
            handle=given.handle,
            name=given.name,
            name_skeleton=names.skeleton(given.name),
            role=given.role,
            about=given.about,
            created_at=first[given.handle] - timedelta(hours=1) if fresh else now - timedelta(days=400 - 5 * number),
            handles_urgent=given.handle in URGENT,
        )
        person.plan, person.plan_ends_at = _plan(given, now)
        db.session.add(person)
        made[given.handle] = person
    db.session.flush()
    for person in made.values():
        if person.plan:
            grant = Grant(person_id=person.id, plan=person.plan, source="granted", ends_at=person.plan_ends_at)
            db.session.add(grant)
    return made


def _plan(given: DemoPerson, now: datetime) -> tuple[str, datetime | None]:
    return {
        "paid": ("paid", now + timedelta(days=200)),
        "comped": ("comped", None),
        "grace": ("paid", now - timedelta(days=2)),
        "lapsed": ("paid", now - timedelta(days=40)),
        "none": ("", None),
        "unconfirmed": ("", None),
    }.get(given.state.removeprefix("fresh "), ("free", None))


def _stories(now: datetime) -> list[Story]:
    made = []
    for path in sorted((outline.FOLDER / "stories").glob("*.md")):
        story = stories.save(SYSTEM, formats.read(path.read_bytes(), path.name))
        if story.slug not in DRAFTS:
            stories.publish(SYSTEM, story)
            story.published_at = now - timedelta(days=AGES[story.slug], hours=5)
            story.updated_at = max(story.published_at, now - timedelta(days=3))
        made.append(story)
    db.session.flush()
    return made

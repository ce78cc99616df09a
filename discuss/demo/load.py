"""Load the demo site, once a database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from discuss import clock
from discuss.accounts import names
from discuss.accounts.models import Person
from discuss.accounts.passwords import hash_password
from discuss.db import db, transaction
from discuss.demo import outline
from discuss.demo.comments import Writer
from discuss.demo.outline import DemoComment, DemoPerson
from discuss.events import EventRecord
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
    "river-bathing": 52,
    "court-and-the-clinic": 4,
}
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
    password_hash = hash_password(PASSWORD)
    with transaction():
        people = _people(password_hash)
        made = _stories()
        count = sum(_thread(story, people) for story in made)
        # Nobody at demo.example waits for mail about what happened before the site began.
        db.session.execute(
            update(EventRecord).where(EventRecord.delivered_at.is_(None)).values(delivered_at=clock.now())
        )
    return Loaded(len(people), len(made), count)


def sign_ins() -> list[tuple[str, str]]:
    """Return (what somebody is, address) of the accounts to try."""
    known = {person.handle: person for person in outline.people()}
    kinds = ("reader", "subscriber", "lapsed subscriber", "moderator", "editor", "owner")
    return [(kind, known[handle].email) for kind, handle in zip(kinds, SHOWN, strict=True)]


def _people(password_hash: str) -> dict[str, Person]:
    now = clock.now()
    made = {}
    for number, given in enumerate(outline.people()):
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
            created_at=now - timedelta(days=400 - 7 * number if not given.handle.startswith("new-") else 1),
            suspended_until=now + timedelta(days=5) if given.state == "suspended" else None,
            banned_at=now - timedelta(days=3) if given.state == "banned" else None,
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
    }.get(given.state, ("free", None))


def _stories() -> list[Story]:
    now = clock.now()
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


def _thread(story: Story, people: dict[str, Person]) -> int:
    listed = outline.thread(story.slug)
    if not listed or story.published_at is None:
        return 0
    end = clock.now() - timedelta(minutes=4)
    if story.closes_at is not None and story.closes_at < end:
        end = story.closes_at - timedelta(hours=2)
    writer = Writer(story, people, end)
    for comment, posted_at in _in_time(listed, story.published_at, end):
        writer.write(comment, posted_at)
    return len(listed)


def _in_time(listed: list[DemoComment], start: datetime, end: datetime) -> list[tuple[DemoComment, datetime]]:
    """Spread a thread over its story's life: first comments evenly, answers some minutes to hours after."""
    roots = [comment for comment in listed if comment.parent is None]
    step = (end - start) / (len(roots) + 1)
    times: dict[int, datetime] = {}
    for comment in listed:
        if comment.parent is None:
            at = start + step * (len([c for c in roots if id(c) in times]) + 1)
        else:
            at = times[id(comment.parent)] + timedelta(minutes=4 + 37 * len(times) % 236, seconds=len(times) % 60)
        times[id(comment)] = min(at, end - timedelta(seconds=max(1, 900 - len(times))))
    ordered = sorted(range(len(listed)), key=lambda n: (times[id(listed[n])], n))
    late: dict[int, datetime] = {}
    for n in ordered:  # an answer is never older than what it answers, nor of the same second
        parent = listed[n].parent
        late[id(listed[n])] = max(times[id(listed[n])], late.get(id(parent), start) + timedelta(seconds=1))
    return [(listed[n], late[id(listed[n])]) for n in ordered]

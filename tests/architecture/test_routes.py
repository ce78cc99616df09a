"""Every address, and what each kind of visitor gets there. A new route fails until it has a line in the table."""

import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from discuss import clock
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.decisions import Decision, record
from discuss.moderation.actions import appeal as file_appeal
from discuss.moderation.actions import propose
from discuss.moderation.models import Replay
from discuss.moderation.replaying import Result
from discuss.policy import SYSTEM
from discuss.stories import actions as stories
from discuss.stories.models import Story
from tests import factories as make
from tests.architecture.routes_table import FORMS, TABLE
from tests.services.headers import assert_guarded

THINGS = {"own", "held", "draft", "withdrawn"}
# The same bytes for whoever asks, so that proxies may keep them.
SAME_FOR_ALL = {
    "GET /feed.atom",
    "GET /moderation-log.csv",
    "GET /moderation-log/feed.atom",
    "GET /sitemap.xml",
    "GET /static/<digest>/<path:path>",
    "GET /stories/<slug>/changes",
    "GET /stories/<slug>/feed.atom",
    "GET /transparency.csv",
    "GET /transparency.json",
}
KINDS = ("visitor", "unconfirmed", "member", "subscriber", "lapsed", "suspended", "moderator", "editor", "owner")


def rows() -> dict[str, tuple[str, ...]]:
    """Read the table: method, address, perhaps a word for the thing, then a status for each kind, or one for all."""
    read = {}
    for line in TABLE.splitlines():
        words = line.split()
        if words:
            head = 3 if words[2] in THINGS else 2
            read[" ".join(words[:head])] = tuple(words[head:]) * (len(KINDS) // max(1, len(words) - head))
    return read


ROWS = rows()
REFUSALS = {"in", "403", "404"}  # these change nothing, as the sweeps show


def route_of(row: str) -> str:
    """Return method and address of a row, without the word for whose thing it is."""
    return " ".join(row.split()[:2])


@pytest.mark.database("sqlite")
def test_every_route_has_a_line_and_every_line_a_route(app):
    routes = {
        f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {route_of(row) for row in ROWS} == routes


def test_every_line_has_a_status_for_each_kind_and_every_form_a_line():
    assert {row: len(statuses) for row, statuses in ROWS.items() if len(statuses) != len(KINDS)} == {}
    assert FORMS.keys() <= {route_of(row) for row in ROWS}


def become(person, kind: str) -> None:
    """Turn somebody into one of this kind, whatever they were before; what they wrote stays."""
    subscriber = {
        "role": "reader", "plan": "free", "plan_ends_at": None, "email_confirmed_at": clock.now(),
        "suspended_until": None,
    }  # fmt: skip
    states = {
        "unconfirmed": {"email_confirmed_at": None, "plan": ""},
        "member": {"plan": ""},
        "subscriber": {},
        "lapsed": {"plan": "paid", "plan_ends_at": clock.now() - timedelta(days=30)},
        "suspended": {"suspended_until": clock.now() + timedelta(days=1)},
    }
    state = subscriber | states.get(kind, {"role": kind, "plan": ""})
    with transaction() as session:
        session.execute(update(Person).where(Person.id == person.id).values(**state))


def world_for(person, row: str) -> SimpleNamespace:
    """Make a story with a revision, a comment and a decision, and what else the row's address names."""
    _, address, thing = (*row.split(), "")[:3]
    story = make.story()
    author = person if thing == "own" else make.person()
    comment = make.comment(on=story, by=author, status="held" if thing == "held" else "published")
    story = stories.save(
        SYSTEM, replace(stories.document_of(story), headline="A bridge divides three villages"), slug=story.slug
    )
    earlier = clock.now() - timedelta(minutes=1)  # longer ago than the time for undoing
    with transaction() as session:
        if thing in {"draft", "withdrawn"}:
            session.execute(update(Story).where(Story.id == story.id).values(status=thing))
        decision, appealed = (
            record(Decision(action="warn", person_id=author.id, automatic=True, reason="Attacks.", decided_at=earlier))
            for _ in range(2)
        )
        replay = Replay(
            check_name="links", parameters={"most": 9}, reason="Too many wait.", state="done", asked_by=author.id,
            result=Result(before={"enabled": True, "values": {"most": 3}}).to_json(),
        )  # fmt: skip
        session.add(replay)
    world = SimpleNamespace(story=story, author=author, comment=comment, decision=decision, replay=replay)
    makers = {
        "appeal": lambda: file_appeal(make.actor(author), appealed, "It is about the position."),
        "proposal": lambda: propose(make.actor(make.moderator()), make.person(), 8, "It is a second account."),
        "notice": lambda: make.notice(comment),
        "order": make.order,
        "hold": make.legal_hold,
        "look": lambda: make.second_look(by=person),
    }
    for name, maker in makers.items():
        if f"<int:{name}_id>" in address:
            setattr(world, name, maker())
    return world


def answer_to(somebody, row: str, world: SimpleNamespace, *, shared: bool) -> str:
    """Send the row's request; return the status, or ``in`` for the way to the sign-in page."""
    method, address = row.split()[:2]
    path = filled(address, world)
    if method == "GET":
        answer = somebody.get(path)
    else:
        form = FORMS.get(route_of(row), {})
        answer = somebody.post(path, {name: value(world) if callable(value) else value for name, value in form.items()})
    assert_guarded(answer)
    assert_kept_by_nobody_else(answer, shared=shared or route_of(row) in SAME_FOR_ALL)
    to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in")
    return "in" if to_sign_in else str(answer.status_code)


def assert_kept_by_nobody_else(answer, *, shared: bool) -> None:
    """What is somebody's own, and every refusal, is kept neither by proxies nor by the browser."""
    if not (shared and answer.status_code == 200 and answer.headers["Cache-Control"].startswith("public")):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Cookie" in answer.headers["Vary"]


def answers_to(row: str, visitor) -> dict[str, str]:
    """Send the row's request as everybody; what an accepted form may have changed is made anew for the next."""
    answers, world, person, somebody = {}, None, None, None
    for kind in KINDS:
        if world is None:
            person, somebody = make.person(), None
            world = world_for(person, row)
        if kind == "visitor":
            answers[kind] = answer_to(visitor(), row, world, shared=True)
        else:
            become(person, kind)
            somebody = somebody or visitor(person)
            answers[kind] = answer_to(somebody, row, world, shared=False)
        if row.startswith("POST") and answers[kind] not in REFUSALS:
            world = None
    return answers


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("row", ROWS)
def test_who_gets_what(app_context, visitor, row):
    assert answers_to(row, visitor) == dict(zip(KINDS, ROWS[row], strict=True))


def number_of(name: str, world: SimpleNamespace) -> int:
    """Return the number that the address wants; one that is nobody's for what the world has not."""
    thing = getattr(world, {"entry": "decision"}.get(name, name), None)
    return thing.id if thing is not None else 999_999


def filled(address: str, world: SimpleNamespace) -> str:
    """Put the world's things into the address."""
    address = re.sub(r"<int:(\w+)_id>", lambda named: str(number_of(named[1], world)), address)
    known = {
        "<int:number>": world.story.revision,
        "<slug>/changes": f"{world.story.slug}/changes?since=0",
        "<slug>": world.story.slug,
        "<check>": "links",
        "<handle>": world.author.handle,
        "<queue>": "held",
        "<token>": "an-unknown-token",
        "<digest>/<path:path>": "0/app.css",
    }
    for name, value in known.items():
        address = address.replace(name, str(value))
    return address

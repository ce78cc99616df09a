"""Everybody asks for everything: each hidden thing is seen where the table says it may be, and asking stores nothing.

The table is exact: a cell that is seen but not allowed is a leak, one that is allowed but not seen a mistake in it.
"""

import html
import json
import logging
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from discuss import clock
from tests import factories as make
from tests.services.visitor import Visitor
from tests.sweeps import calls, world
from tests.sweeps.allowed import CALLERS, cells
from tests.sweeps.calls import Call
from tests.sweeps.dump import difference, dump

WORD = re.compile(r"[0-9a-z_-]{16,}")
HALF = 16  # digits: half a mark is enough to know it by, in a text that was cut short
ACCEPTED = {"GET": ("text/html", "application/json"), "POST": ("text/html", "application/json")}


def marks_in(text: str, marks: dict[str, str]) -> set[str]:
    """Return which marks, or halves of marks, stand in ``text``."""
    words = " ".join(WORD.findall(text.lower()))
    return {kind for kind, mark in marks.items() if mark[:HALF] in words or mark[HALF:] in words}


def answers(somebody: Visitor, call: Call, *, whole: bool) -> Iterator[TestResponse]:
    """Send one call as each kind of program does, with HEAD and again with the tag of the answer.

    Unless ``whole`` as a browser does, and where that is refused as a program too: refusals are worded for who asks.
    """
    for accept in ACCEPTED[call.method]:
        answer = sent(somebody, call, {"Accept": accept})
        yield answer
        if call.method == "GET" and "ETag" in answer.headers:
            again = somebody.get(call.path, headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")
            yield again
        if not whole and answer.status_code < 400:
            return
    if call.method == "GET" and whole:
        head = somebody.open("HEAD", call.path)
        assert head.data == b""
        yield head


def sent(somebody: Visitor, call: Call, headers: dict[str, str]) -> TestResponse:
    """Send one call."""
    if call.method == "GET":
        return somebody.get(call.path, headers=headers)
    if call.form is None:
        return somebody.open("POST", call.path, headers=headers)
    return somebody.post(call.path, call.form, headers=headers)


def seen_by(somebody: Visitor, made: Iterable[Call], marks: dict[str, str]) -> set[tuple[str, str]]:
    """Send every call in every way, and return which mark was seen at which route, headers included."""
    seen, asked = set(), set()
    for call in made:
        whole = call.route not in asked
        asked.add(call.route)
        for answer in answers(somebody, call, whole=whole):
            assert answer.status_code < 500, f"{call.method} {call.path}"
            said = f"{answer.headers}\n{answer.get_data(as_text=True)}"
            seen |= {(kind, call.route) for kind in marks_in(said, marks)}
    return seen


def told(seen: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> str:
    """Return what is wrong with what was seen, a line each; nothing if all is as the table says."""
    leaks = [f"{kind} is seen at {route}, and must not be" for kind, route in sorted(seen - wanted)]
    return "\n".join(leaks + [f"{kind} is not seen at {route}" for kind, route in sorted(wanted - seen)])


@pytest.mark.database("sqlite")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", CALLERS)
def test_nobody_sees_more_or_less_than_the_table_says(app_context, visitor, caplog, who):
    made = world.build()
    somebody = visitor(made.people.get(who))
    with somebody.client.session_transaction() as kept:
        made.marks["session-secret"] = kept.get("_user_id", secrets.token_hex(16)).lower()
    reading, showing = calls.reading(app_context, made), calls.showing(app_context, made)
    if who == "holder":
        reading, showing = calls.holding(made), iter(())
    before = dump(whole=True)
    with caplog.at_level(logging.INFO):
        seen = seen_by(somebody, reading, made.marks)
        changed = difference(before, dump(whole=True))
        seen |= seen_by(somebody, showing, made.marks)
    logged = caplog.text
    caplog.clear()
    faults = told(seen, {(kind, route) for kind, route in cells(who) if route != "MAIL"})
    assert not faults, faults
    assert changed == []
    assert marks_in(logged, made.marks) == set()


@pytest.mark.database("sqlite")
def test_mail_tells_each_person_what_is_theirs(app_context, run_jobs, mailbox):
    made = world.build()
    for minutes in (0, 1):  # at once, and after the time in which a decision can be taken back
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            while run_jobs():
                pass
    faults = []
    for who, person in made.people.items():
        seen = {(kind, "MAIL") for mail in mailbox.all(person.email) for kind in marks_in(mail.as_string(), made.marks)}
        faults.append(told(seen, {cell for cell in cells(who) if cell[1] == "MAIL"}))
    assert not any(faults), "\n".join(faults)
    notifiers = {notice.email: state for state, notice in made.notices.items()}
    for address, state in notifiers.items():
        own = {f"{state}-notifier-email"} | ({"notice-statement"} if state == "closed" else set())
        assert {kind for mail in mailbox.all(address) for kind in marks_in(mail.as_string(), made.marks)} == own
    known = {person.email for person in made.people.values()} | notifiers.keys()
    assert {mail["To"] for mail in mailbox.all()} <= known


@pytest.mark.database("sqlite")
def test_every_route_is_asked(app_context):
    made = world.build()
    asked = {call.route for call in (*calls.reading(app_context, made), *calls.showing(app_context, made))}
    assert asked == set(calls.routes(app_context))
    assert {f"POST {rule}" for rule in calls.FORMS} <= asked


def test_the_table_names_only_people_places_and_marks_that_there_are(app_context):
    marks = world.build().marks
    routes = {*calls.routes(app_context), "MAIL"}
    for who in CALLERS:
        assert {kind for kind, _ in cells(who)} <= marks.keys()
        assert {route for _, route in cells(who)} <= routes


@pytest.mark.parametrize("wrap", [html.escape, json.dumps, str.upper, lambda text: text[:18], lambda text: text[14:]])
def test_a_mark_is_found_however_it_is_written_and_when_it_is_cut(wrap):
    marks = {"a": secrets.token_hex(16), "b": secrets.token_hex(16)}
    assert marks_in(f"<p title='x{wrap(marks['a'])}'>", marks) == {"a"}


# Who may know that a comment exists that is not public.
OUTSIDERS = ("visitor", "subscriber", "lapsed")
HIDDEN = ("held", "held-in-draft", "in-draft", "removed", "removed-alone", "withdrawn", "withdrawn-alone")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_what_is_hidden_answers_as_what_is_not_there(app_context, visitor, who):
    made = world.build()
    somebody = visitor(made.people.get(who))
    hidden = {made.comments[kind].id for kind in HIDDEN}
    asked = [*calls.reading(app_context, made), *calls.showing(app_context, made)]
    compared = set()
    for call in asked:
        found = re.search(r"(comments/|parent=)(\d+)", call.path)
        if found is None or int(found[2]) not in hidden or (call.form is None and call.method == "POST"):
            continue
        other = call.path.replace(found[0], f"{found[1]}{calls.ABSENT}")
        assert said(somebody, call, call.path) == said(somebody, call, other), call.path
        compared.add(call.route)
    assert compared == {route for route in calls.routes(app_context) if "comment_id" in route} - {
        # These are asked without a form's token only.
        "POST /comments/<int:comment_id>/delete",
        "POST /moderation/comments/<int:comment_id>/case-file/cleared",
        "POST /moderation/comments/<int:comment_id>/claim",
    } | {"GET /stories/<slug>/comments/new"}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_draft_answers_as_a_story_that_is_not_there(app_context, visitor, who):
    made = world.build()
    somebody = visitor(made.people.get(who))
    draft, absent = made.stories["draft"].slug, "no-such-story"
    compared = set()
    for call in (*calls.reading(app_context, made), *calls.showing(app_context, made)):
        if f"/stories/{draft}" in call.path and (call.form is not None or call.method == "GET"):
            there, nowhere = (
                (status, text.replace(slug, ""))
                for slug in (draft, absent)
                for status, text in [said(somebody, call, call.path.replace(draft, slug))]
            )
            assert there == nowhere, call.path
            compared.add(call.route)
    assert compared >= {route for route in calls.routes(app_context) if " /stories/<slug>" in route}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("who", OUTSIDERS)
def test_what_staff_and_authors_were_shown_a_moment_ago_is_kept_for_nobody_else(app_context, visitor, who):
    made = world.build()
    reading = [call for call in calls.reading(app_context, made) if not call.route.startswith("GET /moderation/")]
    for first in ("owner", "moderator", "author"):
        shown = visitor(made.people[first])
        for call in reading:
            assert shown.get(call.path).status_code < 500
    seen = seen_by(visitor(made.people.get(who)), reading, made.marks)
    assert seen <= set(cells(who)), told(seen, set(cells(who)))


def test_a_comment_that_is_held_leaves_no_trace_for_others(app_context, visitor):
    made = world.build()
    somebody = visitor()
    asked = [call for call in calls.reading(app_context, made) if "comment_id" not in call.route]
    before = {call.path: said(somebody, call, call.path) for call in asked}
    held = make.comment(on=made.stories["open"], by=made.people["subscriber"], status="held")
    assert held.body not in str(before)
    for call in asked:
        assert said(somebody, call, call.path) == before[call.path], call.path


def said(somebody: Visitor, call: Call, path: str) -> tuple[int, str]:
    """Return an answer without the comment that was asked for, and without what differs in any two answers."""
    answer = somebody.get(path) if call.method == "GET" else somebody.post(path, call.form)
    text = re.sub(r"(comments/|parent=|parent%3D)\d+", "", answer.text)
    text = re.sub(r'(data-version="|"version":)\d+', "", text)  # that something changed, is no secret
    return answer.status_code, re.sub(r'value="[\w.-]{20,}"', "", text)  # tokens and keys of forms

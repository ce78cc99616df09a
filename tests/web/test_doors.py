"""Every page and form has a door that is asked before anything behind it runs; none is open by being forgotten."""

from types import SimpleNamespace

import pytest
from flask import Flask

from discuss.policy import VISITOR, Actor, Permission, Role, allows
from discuss.web import doors
from tests import factories as make
from tests.architecture.test_routes import KINDS, ROWS

pytestmark = pytest.mark.database("sqlite")

ACTORS = {
    "visitor": VISITOR,
    "member": Actor(id=1, role=Role.READER, confirmed=True),
    "moderator": Actor(id=2, role=Role.MODERATOR, confirmed=True),
    "editor": Actor(id=3, role=Role.EDITOR, confirmed=True),
}
DOOR_OF = {endpoint: permission for permission, listed in doors.DOORS.items() for endpoint in listed.split()}
# They refuse for what comes before: the first step of signing in, being signed in already, whose decision it is.
FOR_OTHER_REASONS = {"second_step_form", "second_step", "sign_up", "undo"}


def plain(**added: str) -> Flask:
    """An application with an address for each door, and those that are ``added``."""
    app = Flask("plain", static_folder=None)
    for number, endpoint in enumerate(DOOR_OF):
        app.add_url_rule(f"/{number}", endpoint, str)
    for endpoint, address in added.items():
        app.add_url_rule(address, endpoint, str)
    return app


def test_a_page_without_a_door_keeps_the_application_from_starting():
    doors.register(plain())
    with pytest.raises(RuntimeError, match=r"no door for \['forgotten'\]"):
        doors.register(plain(forgotten="/forgotten"))


def test_a_door_that_leads_nowhere_keeps_the_application_from_starting(monkeypatch):
    monkeypatch.setattr(doors, "DOORS", {**doors.DOORS, Permission.ACCOUNT_CLOSE: "close_form close gone"})
    with pytest.raises(RuntimeError, match=r"nothing behind \['gone'\]"):
        doors.register(plain())


def test_a_page_with_two_doors_keeps_the_application_from_starting(monkeypatch):
    monkeypatch.setattr(doors, "DOORS", {**doors.DOORS, Permission.ACCOUNT_CLOSE: "close_form close holds"})
    with pytest.raises(RuntimeError, match="holds has two doors"):
        doors.register(plain())


def test_what_a_door_asks_needs_no_subject():
    owner = Actor(id=4, role=Role.OWNER, confirmed=True, urgent=True)
    assert {door for door in doors.DOORS if door is not doors.ANYBODY and not allows(owner, door)} == set()


def test_no_view_runs_for_whom_its_door_keeps_out(app, app_context, visitor):
    """A view that forgets every question of its own is closed all the same."""
    people = make.person(), make.moderator(), make.person(role=Role.EDITOR)
    reader, moderator, editor = (visitor(person) for person in people)
    for view in app.view_functions:
        app.view_functions[view] = lambda **_values: "inside"
    for path in ("/settings/offers", "/moderation/legal-holds", "/moderation/disagreements", "/settings/checks"):
        answers = [somebody.get(path) for somebody in (visitor(), reader, moderator, editor)]
        assert [answer.status_code for answer in answers] == [303, 403, 403, 403]
        assert not any(b"inside" in answer.data for answer in answers)
    assert [one.get("/editor/stories").status_code for one in (visitor(), reader, moderator)] == [303, 403, 403]
    assert editor.get("/editor/stories").data == b"inside"
    assert moderator.get("/moderation/held").data == b"inside"
    assert reader.get("/account/security").data == b"inside"


def test_whom_the_table_of_addresses_refuses_everywhere_the_door_refuses(app):
    answers: dict[str, list[SimpleNamespace]] = {}
    endpoints = {f"{method} {rule.rule}": rule.endpoint for rule in app.url_map.iter_rules() for method in rule.methods}
    for row, statuses in ROWS.items():
        one = SimpleNamespace(**dict(zip(KINDS, statuses, strict=True)))
        answers.setdefault(endpoints[" ".join(row.split()[:2])], []).append(one)
    open_to = {
        f"{endpoint} for {kind}"
        for endpoint, rows in answers.items()
        for kind, actor in ACTORS.items()
        if endpoint not in FOR_OTHER_REASONS
        and {getattr(row, kind) for row in rows} <= {"in", "403"}
        and ((door := DOOR_OF[endpoint]) is doors.ANYBODY or allows(actor, door))
    }
    assert open_to == set()

"""A right request to every address that stores something, spoilt in one way at a time: refused, and nothing changes."""

from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import Session
from discuss.db import db
from tests import factories as make
from tests.architecture.test_routes import KINDS, ROWS
from tests.sweeps import calls
from tests.sweeps.writes import Write

ELSEWHERE = (
    *("https://elsewhere.example", "null", "http://127.0.0.1.elsewhere.example", "http://127.0.0.1:1"),
    *("https://localhost", "http://[", "http://a]", "http://localhost@elsewhere.example", ""),
)

pytestmark = pytest.mark.database("sqlite")
both = pytest.mark.database("sqlite", "postgresql")  # what reaches the database before it is refused


def test_every_route_that_takes_a_form_has_a_right_request(app_context, site):
    assert site.writes.keys() == {route for route in calls.routes(app_context) if route.startswith("POST")}


def test_without_the_forms_token_nothing_is_stored(site):
    stranger = site.somebody("lapsed").token
    for write in site.writes.values():
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "made-up"}, {"csrf_token": stranger}):
            site.refuses(write.who, write.path, data=write.form | token)
        site.refuses(write.who, write.path, json=write.form)
        site.refuses(write.who, write.path, data="body=words", headers={"Content-Type": "text/plain"})
    site.settled(at_least=11 * 30)


def test_a_form_on_another_site_stores_nothing_even_with_the_token(site):
    for write in site.writes.values():
        for origin in ELSEWHERE:
            site.refuses(write.who, write.path, write.form, headers={"Origin": origin})
        for relation in ("cross-site", "same-site"):
            site.refuses(write.who, write.path, write.form, headers={"Sec-Fetch-Site": relation})
    site.settled(at_least=11 * 30)


def test_other_methods_store_nothing(site):
    for write in site.writes.values():
        for method in ("PUT", "PATCH", "DELETE"):
            site.refuses(write.who, write.path, write.form, method=method)
    site.settled(at_least=3 * 30)


def refused_kinds(route: str, write: Write) -> list[str]:
    """Return who is refused by the table of addresses, for requests that are somebody's to make."""
    if write.who == "visitor":
        return []
    kinds = dict(zip(KINDS, ROWS[route], strict=True))
    return [kind for kind, status in kinds.items() if status == "in" or (status.startswith("4") and status != "409")]


@both
def test_whoever_may_not_stores_nothing(site):
    for route, write in site.writes.items():
        for kind in refused_kinds(route, write):
            if kind != write.who:
                site.refuses(kind, write.path, write.form)
    site.settled(at_least=100)


@both
def test_what_is_somebody_elses_or_hidden_stays_as_it_is(site):
    comments, people = site.world.comments, site.world.people
    for kind, comment in comments.items():
        for who in ("visitor", "subscriber", "lapsed", "moderator", "editor", "owner"):
            if people.get(who) is None or people[who].id != comment.author_id:
                site.refuses(who, f"/comments/{comment.id}/edit", {"body": "Not what was meant."})
                site.refuses(who, f"/comments/{comment.id}/delete")
        if comment.status != "published" or kind == "in-gone":
            for who in ("visitor", "subscriber", "lapsed"):
                site.refuses(who, f"/comments/{comment.id}/reports", {"category": "attack"})
    for kind in ("removed", "removed-alone", "withdrawn", "withdrawn-alone"):
        site.refuses("author", f"/comments/{comments[kind].id}/edit", {"body": "It is back."})
        site.refuses("author", f"/comments/{comments[kind].id}/delete")
    foreign = db.session.scalars(select(Session.id).where(Session.person_id != people["subscriber"].id))
    for number in foreign.all():
        site.refuses("subscriber", "/account/security/sessions", {"session": str(number)})
    site.settled(at_least=200)


@both
def test_a_reply_stands_only_under_what_its_author_sees_in_an_open_discussion(site):
    path, stories = site.writes["POST /stories/<slug>/comments"].path, site.world.stories
    shut = [make.story(closed_at=clock.now()), make.story(access="off"), make.story(access="paid")]
    elsewhere = make.story()
    for kind in ("held", "removed", "removed-alone", "withdrawn", "withdrawn-alone", "in-draft", "in-gone"):
        site.refuses("subscriber", path, {"body": "An answer.", "parent": str(site.world.comments[kind].id)})
    for kind in ("held", "removed", "withdrawn"):
        site.refuses("author", path, {"body": "An answer.", "parent": str(site.world.comments[kind].id)})
    site.refuses("subscriber", path, {"body": "An answer.", "parent": str(calls.ABSENT)})
    for story in (stories["draft"], stories["gone"], *shut):
        site.refuses("subscriber", f"/stories/{story.slug}/comments", {"body": "A comment."})
    parent = str(site.world.comments["published"].id)
    site.refuses("subscriber", f"/stories/{elsewhere.slug}/comments", {"body": "An answer.", "parent": parent})
    site.refuses("subscriber", path, {"body": "A comment.", "side": "no-side"})
    site.refuses("subscriber", path, {"body": "A comment.", "about": "no-part"})
    site.settled(at_least=17)


@both
def test_staff_act_neither_on_their_own_nor_on_their_like_nor_on_what_has_changed(site):
    comments, people = site.world.comments, site.world.people
    ruling = site.writes["POST /moderation/comments/<int:comment_id>/decision"].form
    pause = site.writes["POST /moderation/people/<handle>/suspend"].form

    def decide(kind: str, **more: object) -> None:
        form = ruling | {"version": comments[kind].version} | more
        site.refuses("moderator", f"/moderation/comments/{comments[kind].id}/decision", form)

    decide("moderators-own")
    decide("other", version=comments["other"].version + 1)
    for kind, action in (
        ("removed", "remove"),
        ("removed", "approve"),
        ("published", "restore"),
        ("published", "approve"),
        ("published", "accept-edit"),
        ("held", "keep"),
        ("withdrawn", "restore"),
        ("withdrawn", "approve"),
    ):
        decide(kind, action=action)
    for who in ("moderator", "judge", "editor", "owner"):
        site.refuses("moderator", f"/moderation/people/{people[who].handle}/suspend", pause)
    site.refuses("owner", f"/moderation/people/{people['owner'].handle}/suspend", pause)
    site.refuses("owner", f"/settings/people/{people['owner'].handle}/role", {"role": "reader"})
    site.settled(at_least=16)


@both
def test_a_secret_is_good_for_its_own_purpose_alone(site):
    secrets = site.world.secrets
    for secret in (secrets["reset"], secrets["draft"], site.world.marks["session-hash"], "made-up"):
        site.refuses("visitor", f"/confirm/{secret}")
    for secret in (secrets["change-email"], secrets["draft"], site.world.marks["session-hash"], "made-up"):
        site.refuses("visitor", f"/reset/{secret}", {"password": "seven green bottles on a wall"})
    site.settled(at_least=8)


@both
def test_what_is_not_there_is_not_made(site):
    for route, write in site.writes.items():
        if "<" in route:
            site.refuses(write.who, calls.paths(route.split()[1], site.world)[-1], write.form)
    site.settled(at_least=13)


@both
def test_a_form_without_what_it_needs_stores_nothing(site):
    for write in site.writes.values():
        for name in write.required:
            rest = {field: value for field, value in write.form.items() if field != name}
            for instead in ({}, {name: ""}, {f"{name}[]": write.form[name]}, {name: " "}):
                site.refuses(write.who, write.path, rest | instead)
    site.settled(at_least=100)


def test_data_of_another_kind_than_a_form_is_refused_even_with_the_token(site):
    for write in site.writes.values():
        headers = {"X-CSRFToken": site.somebody(write.who).token}
        for value in (5, [1], {"a": 1}, None, "a\0", "words"):
            site.refuses(write.who, write.path, json=dict.fromkeys(write.form, value), headers=headers)
        for body in (write.form, [], 5, "words"):
            site.refuses(write.who, write.path, json=body, headers=headers)
        for kind in ("text/plain", "application/xml", "application/octet-stream"):
            site.refuses(write.who, write.path, data=b"<a/>", headers=headers | {"Content-Type": kind})
    site.settled(at_least=13 * 30)


# Fields that hold a choice or a number: anything else is refused, whatever it can be read as.
CHOICES = {
    *("action", "category", "good_faith", "outcome", "parent", "plan", "reading", "revision", "role", "rule"),
    *("enabled", "most", "session", "side", "until", "urgent", "version", "mode", "hours", "seconds"),
    *("kind", "country", "received_at", "settled_at"),
}


@both
def test_a_choice_or_number_of_another_kind_is_refused(site):
    for write in site.writes.values():
        for name in CHOICES & write.form.keys():
            for value in ("0,1", '["owner"]', '{"$in": []}', "-1", "9" * 30, "%00", "None", "true"):
                site.refuses(write.who, write.path, write.form | {name: value})
            for twice in (["x y", write.form[name]], [write.form[name], "x y"]):
                site.refuses(write.who, write.path, write.form | {name: twice})
    site.settled(at_least=150)


@both
def test_what_cannot_be_stored_is_refused(site):
    for write in site.writes.values():
        for name in write.form:
            for value in (b"\0", b"a\0b", b"\xff\xfe", b"\xed\xa0\x80"):
                form = {"csrf_token": site.somebody(write.who).token} | write.form | {name: value}
                kind = {"Content-Type": "application/x-www-form-urlencoded"}
                site.refuses(write.who, write.path, data=urlencode(form), headers=kind)
    site.settled(at_least=200)

"""Every request that only shows something: each route, with everything in the world that its address can name."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask

from tests.sweeps.world import World

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
ABSENT = 999_999  # the number of nothing

# What else a page is told by its query; ``{any}`` is replaced by each comment's number.
QUERIES = {
    "/": ["?sort=discussed", "?sort=latest", "?topic=Energy"],
    "/stories/<slug>": ["?sort=old", "?side=critics", "?about=p1"],
    "/stories/<slug>/comments/new": ["?parent={any}"],
    "/moderation/comments/<int:comment_id>/decision": ["?action=remove", "?action=refuse-edit"],
    "/editor/stories/<slug>/export": ["?format=text", "?format=json"],
    "/moderation/people/<handle>/acts": ["?since=2020-01-01T00:00&until=2100-01-01T00:00"],
    "/moderation-log": ["?action=all", "?rule=2"],
    "/moderation-log.csv": ["?action=all"],
    "/notices/new": ["?comment={any}"],
    "/settings/checks/<check>": ["?from=file"],
    "/settings/people": ["?q=person"],
    "/subscribe": ["?next=/account"],
}
NEEDED = {"/stories/<slug>/changes": ["?since=0", "?since=1"]}  # addresses that are nothing without a query

# Forms that are refused or change nothing, so that the page with the form, or the answer, is shown. Routes without
# an entry are sent without the form's token: their error page is what is shown.
FORMS: dict[str, dict[str, object]] = {
    "/account/close": {"password": "wrong", "words": "keep"},
    "/account/data": {"password": "correct horse battery staple"},
    "/account/prove": {"code": "000000"},
    "/account/prove/question": {},
    "/account/profile": {"name": "", "about": "", "reading": "plain"},
    "/account/security/app": {"offer": "", "code": "000000"},
    "/account/security/email": {"email": "not an address", "email_password": "wrong"},
    "/account/security/passkeys": {"name": "", "passkey": "{}"},
    "/account/security/passkeys/<int:passkey_id>/name": {"name": ""},
    "/account/security/passkeys/question": {},
    "/account/security/password": {"old": "wrong", "password": "short"},
    "/appeals/<int:appeal_id>/answer": {"action": "", "reason": ""},
    "/comments/<int:comment_id>/edit": {"body": ""},
    "/comments/<int:comment_id>/reports": {"category": ""},
    "/comments/preview": {"body": "Some words.", "story": "{slug}", "parent": "{any}"},
    "/decisions/<int:decision_id>/appeals": {"explanation": ""},
    "/editor/stories": {"source": ""},
    "/editor/stories/<slug>": {"source": "", "revision": "1"},
    "/editor/stories/<slug>/withdraw": {"reason": ""},
    "/moderation/comments/<int:comment_id>/case-file": {"why": ""},
    "/moderation/comments/<int:comment_id>/decision": {"action": "", "version": ""},
    "/moderation/comments/<int:comment_id>/notes": {"note": ""},
    "/moderation/comments/<int:comment_id>/proposals": {"reason": ""},
    "/moderation/decisions": {"action": "remove", "pick": ""},
    "/moderation/people/<handle>/acts": {"since": "2020-01-01T00:00", "until": "2100-01-01T00:00", "reason": ""},
    "/moderation/people/<handle>/decision": {"action": "suspend", "reason": ""},
    "/moderation/people/<handle>/notes": {"note": ""},
    "/moderation/people/<handle>/proposals": {"reason": ""},
    "/moderation/people/<handle>/removal": {"reason": ""},
    "/moderation/people/<handle>/suspend": {"action": "suspend", "reason": ""},
    "/moderation/proposals/<int:proposal_id>": {"action": ""},
    "/moderation/second-looks": {"action": ""},
    "/moderation/second-looks/<int:look_id>": {"action": ""},
    "/moderation/stories/<slug>/decision": {"action": "lock", "reason": ""},
    "/moderation/stories/<slug>/lock": {"action": "lock", "reason": ""},
    "/moderation/stories/<slug>/raid": {"action": "raid", "mode": "read", "reason": ""},
    "/moderation/legal-holds/<int:hold_id>": {"why": ""},
    "/moderation/notices/<int:notice_id>": {"outcome": "", "statement": ""},
    "/moderation/orders": {"authority": "", "received_at": ""},
    "/moderation/orders/<int:order_id>": {"action": "", "statement": ""},
    "/notices": {"address": "", "category": ""},
    "/reset": {"email": ""},
    "/settings/checks/<check>/replays": {"enabled": "on", "version": "1", "reason": ""},
    "/settings/checks/<check>/try": {"enabled": "perhaps", "text": "Some words."},
    "/settings/checks/try": {"text": "Some words.", "author": "newcomer"},
    "/settings/offers": {"plan": "gold"},
    "/settings/rules/<int:number>": {"title": ""},
    "/people/<handle>/mute": {"on": "perhaps"},
    "/settings/people/<handle>/plan": {"plan": "gold", "until": ""},
    "/settings/people/<handle>/role": {"role": "king"},
    "/settings/people/<handle>/urgent": {"urgent": "perhaps"},
    "/sign-in": {"email": "nobody@example.org", "password": "wrong"},
    "/sign-in/passkey": {"passkey": "{}"},
    "/sign-in/passkey/question": {},
    "/sign-in/second": {"code": "000000"},
    "/sign-up": {"name": "", "email": "", "password": ""},
    "/stories/<slug>/comments": {"body": "", "parent": "{any}"},
    "/subscribe": {"plan": "gold"},
}


@dataclass(frozen=True)
class Call:
    """One request. ``route`` is the method and the address as the application knows it."""

    route: str
    path: str
    form: dict[str, str] | None = field(default=None, hash=False)  # None: without a token, when posted

    @property
    def method(self) -> str:
        """GET or POST."""
        return self.route.split()[0]


def routes(app: Flask) -> list[str]:
    """Return method and address of every route."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods)))
    return [f"{method} {rule.rule}" for rule in rules for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]


def reading(app: Flask, world: World) -> Iterator[Call]:
    """Return a GET of every address, for everything that it can name."""
    for route in routes(app):
        method, rule = route.split()
        if method == "GET":
            for path, query in itertools.product(paths(rule, world), [*NEEDED.get(rule, [""]), *QUERIES.get(rule, [])]):
                for number in _numbers(world) if "{any}" in query else [""]:
                    yield Call(route, path + query.replace("{any}", str(number)))


def showing(app: Flask, world: World) -> Iterator[Call]:
    """Return a POST to every address that takes one, such that it only shows something."""
    for route in routes(app):
        method, rule = route.split()
        if method == "POST":
            for path in paths(rule, world):
                forms = _forms(FORMS[rule], world) if rule in FORMS else [None]
                yield from (Call(route, path, form) for form in forms)


def holding(world: World) -> Iterator[Call]:
    """Return what only somebody with a secret from a mail, or the one of a draft, can ask for."""
    secrets, slug = world.secrets, world.stories["open"].slug
    yield Call("GET /confirm/<token>", f"/confirm/{secrets['change-email']}")
    yield Call("GET /reset/<token>", f"/reset/{secrets['reset']}")
    yield Call("POST /reset/<token>", f"/reset/{secrets['reset']}", {"password": "short"})
    for state in ("open", "closed"):
        yield Call("GET /notices/<token>", f"/notices/{secrets[f'{state}-notice']}")
    yield Call("GET /stories/<slug>/comments/new", f"/stories/{slug}/comments/new?draft={secrets['draft']}")


def paths(rule: str, world: World) -> list[str]:
    """Return the addresses that ``rule`` stands for in this world, one that leads to nothing included."""
    choices = {
        "slug": [*(story.slug for story in world.stories.values()), "no-such-story"],
        "comment_id": [*_numbers(world), ABSENT],
        "appeal_id": [*(appeal.id for appeal in world.appeals.values()), ABSENT],
        "entry_id": [*(decision.id for decision in world.decisions.values()), ABSENT],
        "order_id": [*(order.id for order in world.orders.values()), ABSENT],
        "hold_id": [*world.holds, ABSENT],
        "notice_id": [*(notice.id for notice in world.notices.values()), ABSENT],
        "decision_id": [*(decision.id for decision in world.decisions.values()), ABSENT],
        "handle": [*(person.handle for person in world.people.values()), "nobody"],
        "queue": ["urgent", "reported", "held", "appeals", "recent", "decided", "nothing"],
        "proposal_id": [*world.proposals, ABSENT],
        "look_id": [*world.looks, ABSENT],
        "check": ["links", "shouting", "words", "nothing"],
        "replay_id": [*world.replays, ABSENT],
        "passkey_id": [*(passkey.id for passkey in world.passkeys.values()), ABSENT],
        "token": ["an-unknown-token"],
        "number": [1, 2, 99],
        "digest": ["0"],
        "path": ["app.css", "nothing.css"],
    }
    names = PLACE.findall(rule)
    found = []
    for values in itertools.product(*(choices[name] for name in names)):
        given = dict(zip(names, values, strict=True))
        found.append(PLACE.sub(lambda place: str(given[place[1]]), rule))  # noqa: B023 - used at once
    return found


def _numbers(world: World) -> list[int]:
    return [comment.id for comment in world.comments.values()]


def _forms(form: dict[str, object], world: World) -> Iterator[dict[str, str]]:
    slugs = [story.slug for story in world.stories.values()] if "{slug}" in form.values() else [""]
    numbers = _numbers(world) if "{any}" in form.values() else [0]
    for slug, number in itertools.product(slugs, numbers):
        filled = {"{slug}": slug, "{any}": str(number)}
        yield {name: filled.get(str(value), str(value)) for name, value in form.items()}

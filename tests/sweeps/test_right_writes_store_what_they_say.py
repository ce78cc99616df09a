"""The requests that the others are spoilt from: each is stored, and what it says beyond its form is not."""

from collections.abc import Iterator

import pytest

from tests.architecture.test_routes import ROWS
from tests.sweeps.dump import Dump, difference, dump, latest_decision, taken, unrecorded

pytestmark = pytest.mark.database("sqlite")

# What is the program's alone to say, with values that can be told from its own.
EXTRA = {
    **dict.fromkeys(("id", "author_id", "person_id", "story_id", "comment_id", "parent_id", "pinned_id"), "777001"),
    **dict.fromkeys(("score", "reply_count", "comment_count", "thread_version", "depth", "branch_id"), "777002"),
    **dict.fromkeys(("created_at", "posted_at", "closing_at", "suspended_until"), "2099-01-02T00:00:00"),
    **dict.fromkeys(("email_confirmed_at", "plan_ends_at", "featured_at", "second_factor_at"), "2099-01-02T00:00:00"),
    **dict.fromkeys(("html", "rendered", "body_html", "handle", "slug", "path", "password_hash"), "zzz-extra"),
    **dict.fromkeys(("is_admin", "handles_urgent", "approved", "held_always", "name_skeleton", "email"), "zzz-extra"),
    "role": "owner",
    "plan": "comped",
    "status": "withdrawn",
    "state": "handled",
}
CLAIMED = {"777001", "777002", "zzz-extra", "owner", "comped", "withdrawn", "handled"}


# Statuses that these requests lead to themselves.
LEGITIMATE = {
    "POST /comments/<int:comment_id>/delete": {"withdrawn"},
    "POST /editor/stories/<slug>/withdraw": {"withdrawn"},
}


NOTHING_STORED = {
    "POST /comments/preview",
    "POST /preferences/theme",
    "POST /moderation/claims/release",
    "POST /settings/checks/try",
    "POST /settings/checks/<check>/try",
}


# What people do to their own: taking their words away, and reading a warning.
THEIR_OWN = {"POST /comments/<int:comment_id>/delete", "POST /decisions/<int:decision_id>/acknowledge"}


def routes_that_store() -> list[str]:
    """Return the routes of the table that take a form and keep something."""
    posted = {" ".join(row.split()[:2]) for row in ROWS if row.startswith("POST")}
    return sorted(posted - NOTHING_STORED)


@pytest.mark.parametrize("route", routes_that_store())
def test_the_same_request_unspoilt_is_stored_and_what_it_says_beyond_its_form_is_not(site, route):
    write = site.writes[route]
    somebody = site.somebody(write.who)
    assert write.stores
    extra = {name: value for name, value in EXTRA.items() if name not in write.form}
    more = write.first(somebody) if write.first else {}
    before, was, last = dump(), taken(), latest_decision()
    answer = somebody.post(write.path, write.form | more | extra)
    after = dump()
    changed = difference(before, after)
    assert answer.status_code in {200, 303}, answer.text
    assert changed, "the request that all others are spoilt from does nothing itself"
    # No door holds, removes, restricts or gives back without a whole record.
    assert (unrecorded(was, last) == []) == (route not in THEIR_OWN)
    values = set(new_values(before, after))
    claimed = (CLAIMED - set(write.form.values()) - LEGITIMATE.get(route, set())) & values
    assert not claimed, changed
    assert not any("2099-01-02" in value for value in values), changed


def new_values(before: Dump, after: Dump) -> Iterator[object]:
    """Return what stands in rows that are new, and what has changed in the others; rows begin with their number."""
    for name, rows in after.items():
        known = {row[0]: row for row in before[name]}
        for row in rows - before[name]:
            was = known.get(row[0], (None,) * len(row))
            yield from (value for value, old in zip(row, was, strict=True) if value != old)

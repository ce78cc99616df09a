"""Whoever follows a link, whatever somebody has written behind its question mark, leaves the database as it was.

That asking for the page alone leaves it so, with GET or HEAD, is seen in ``test_no_leaks``.

One address is meant to do something: the composer, opened by somebody signed in with the secret of a draft that they
left as a visitor, makes the draft theirs. It takes the secret, and a way that leads from this very site.
"""

import pytest
from sqlalchemy import select

from discuss.comments.models import Draft
from discuss.db import db
from tests.sweeps import calls, world
from tests.sweeps.allowed import CALLERS
from tests.sweeps.dump import difference, dump


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("who", CALLERS)
def test_a_link_cannot_do_what_a_form_does(app_context, visitor, who):
    made = world.build()
    somebody = visitor(made.people.get(who))
    asked = calls.reading(app_context, made) if who != "holder" else calls.holding(made)
    before = dump(whole=True)
    for call in [call for call in asked if call.method == "GET"]:
        mark = "&" if "?" in call.path else "?"
        somebody.get(f"{call.path}{mark}_method=POST&action=remove&confirm=1&plan=free&theme=dark")
    assert difference(before, dump(whole=True)) == []


def test_only_a_visitors_draft_changes_hands_by_asking_and_only_with_its_secret(app_context, visitor):
    made = world.build()
    reader, address = visitor(made.people["subscriber"]), f"/stories/{made.stories['open'].slug}/comments/new?draft="
    before = dump(whole=True)
    reader.get(address + "made-up")
    # A link on another site, or in a mail, does not put a stranger's words in the place of a text that waits.
    for site in ("cross-site", "same-site", "none"):
        reader.get(address + made.secrets["draft"], headers={"Sec-Fetch-Site": site})
    assert difference(before, dump(whole=True)) == []
    assert made.marks["visitors-draft"] in reader.get(address + made.secrets["draft"]).text
    assert {line.split()[0] for line in difference(before, dump(whole=True))} == {"drafts"}
    draft = db.session.scalars(select(Draft).where(Draft.body.contains(made.marks["visitors-draft"]))).one()
    assert (draft.person_id, draft.token_hash) == (made.people["subscriber"].id, None)
    assert made.marks["visitors-draft"] not in visitor().get(address + made.secrets["draft"]).text

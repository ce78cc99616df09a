"""The site sets two cookies and no others: the session's and the theme's."""

import pytest

from tests import factories as make
from tests.services.visitor import PASSWORD


@pytest.mark.database("sqlite")
def test_a_whole_visit_leaves_two_cookies_at_most(app_context, visitor, settings):
    person, story, somebody, names = make.person(), make.story(), visitor(), set()

    def note(answer):
        names.update(said.partition("=")[0] for said in answer.headers.getlist("Set-Cookie"))
        assert answer.status_code < 400
        return answer

    path = f"/stories/{story.slug}"
    for address in ("/", path, f"{path}/feed.atom", "/sign-in"):
        note(somebody.get(address))
    note(somebody.post("/preferences/theme", {"theme": "dark"}, page="/preferences/theme"))
    note(somebody.post("/sign-in", {"email": person.email, "password": PASSWORD}, page="/sign-in"))
    note(somebody.post(f"{path}/comments", {"body": "Said once."}, page=path))
    note(somebody.get("/account/security"))
    note(somebody.post("/sign-out", page="/account/security"))
    assert names == {settings.cookie_name, "theme"}

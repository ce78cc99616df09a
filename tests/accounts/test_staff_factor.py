"""Where the site asks its staff for a second factor, no door opens to a role without one, and each says why."""

import pytest

from tests import factories as make
from tests.accounts.factors import sign_in
from tests.accounts.test_own_factors import set_up
from tests.architecture.test_routes import KINDS, ROWS, answer_to, world_for

required = pytest.mark.settings(staff_second_factor="required")
STAFF = ("moderator", "editor", "owner")
DOORS = ("/moderation/held", "/editor/stories", "/settings/people")


# Where a member is refused and staff are not, by the table of addresses, which must name every route.
MEMBER = KINDS.index("member")
GUARDED = [
    row
    for row, statuses in ROWS.items()
    if row.split()[1].startswith(("/moderation", "/editor", "/settings")) and statuses[MEMBER] == "403"
]


@required
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("kind", STAFF)
def test_no_address_of_the_desk_the_editor_or_the_settings_opens(app_context, visitor, kind):
    assert len(GUARDED) > 20
    person = make.person(role=kind, plan="")
    somebody, answers = visitor(person), {}
    for row in GUARDED:
        answers[row] = answer_to(somebody, row, world_for(person, row), shared=False)
    assert answers == dict.fromkeys(GUARDED, "403")


@required
@pytest.mark.parametrize(("kind", "path"), list(zip(STAFF, DOORS, strict=True)))
def test_the_refusal_says_why_and_leads_to_what_opens(app_context, visitor, kind, path):
    somebody = visitor(make.person(role=kind, plan=""))
    answer = somebody.get(path)
    assert answer.status_code == 403
    assert "signs in with a second factor" in answer.text
    assert f'href="/account/security/app?next={path}"' in answer.text
    assert "Second factor" in somebody.get("/").text
    _, page = set_up(somebody, next=path)
    assert f'href="{path}">I have kept them' in page.text
    assert somebody.get(path).status_code == 200


@required
def test_with_a_second_factor_staff_come_in(app_context, visitor):
    person = make.moderator()
    somebody = sign_in(visitor(), person, make.second_factor(person).key)
    assert somebody.get("/moderation/held").status_code == 200


@required
def test_programs_are_told_what_is_missing(app_context, visitor):
    answer = visitor(make.moderator()).get("/moderation", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["missing"]) == (403, "second-factor")


@required
def test_without_one_staff_see_no_more_of_what_is_hidden_than_a_reader(app_context, visitor):
    story = make.story()
    held = make.comment(on=story, status="held", body="Words that wait for a moderator.")
    path = f"/stories/{story.slug}/comments/{held.id}"
    plain, given = make.moderator(), make.moderator()
    assert visitor(plain).get(path).status_code == 404
    assert sign_in(visitor(), given, make.second_factor(given).key).get(path).status_code == 200


@required
def test_without_one_staff_write_as_before(app_context, visitor):
    story = make.story()
    answer = visitor(make.moderator()).post(f"/stories/{story.slug}/comments", {"body": "The ferry runs on Sundays."})
    assert answer.status_code == 303
    assert "/comments/" in answer.location


@required
def test_readers_are_not_asked(app_context, visitor):
    somebody = visitor(make.person())
    assert "Second factor" not in somebody.get("/").text
    assert "second factor" not in somebody.get("/moderation").text


def test_where_it_is_only_offered_the_doors_open_without(app_context, visitor):
    assert visitor(make.moderator()).get("/moderation/held").status_code == 200

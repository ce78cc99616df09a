"""The right to open urgent reports and legal notices: given to moderators by owners, and gone with the role."""

import pytest
from sqlalchemy import select

from discuss.accounts.identity import actor_for
from discuss.accounts.models import Person
from discuss.db import db
from discuss.policy import Permission, allows
from tests import factories as make


def may(person):
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(select(Person).where(Person.id == person.id)).one()
    return allows(actor_for(found), Permission.URGENT_HANDLE)


def test_an_owner_gives_the_right_to_a_moderator_and_takes_it(app_context, visitor):
    owner, moderator = visitor(make.person(role="owner")), make.moderator()
    address = f"/settings/people/{moderator.handle}/urgent"
    assert not may(moderator)
    assert owner.post(address, {"urgent": "1"}).status_code == 303
    assert may(moderator)
    assert "Take this right" in owner.get(f"/settings/people?q={moderator.handle}").text
    assert owner.post(address, {"urgent": "0"}).status_code == 303
    assert not may(moderator)


@pytest.mark.database("sqlite")
def test_owners_have_it_and_readers_and_editors_cannot_be_given_it(app_context, visitor):
    owner = make.person(role="owner")
    assert may(owner)
    for person in (make.person(), make.person(role="editor")):
        answer = visitor(owner).post(f"/settings/people/{person.handle}/urgent", {"urgent": "1"})
        assert answer.status_code == 422
        assert "Only a moderator can be given this right" in answer.text
        assert not may(person)


@pytest.mark.database("sqlite")
def test_whoever_becomes_a_moderator_again_is_given_the_right_anew(app_context, visitor):
    owner, moderator = visitor(make.person(role="owner")), make.moderator(handles_urgent=True)
    assert may(moderator)
    for role in ("reader", "moderator"):
        owner.post(f"/settings/people/{moderator.handle}/role", {"role": role})
    assert not may(moderator)

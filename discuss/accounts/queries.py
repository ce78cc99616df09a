"""Reading people. Temporary."""

from sqlalchemy import select

from discuss.accounts.models import Person
from discuss.db import db
from discuss.errors import NotFound


def get_person(handle):
    p = db.session.scalar(select(Person).where(Person.handle == handle))
    if p is None:
        raise NotFound
    return p

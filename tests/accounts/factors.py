"""What people do with their second factors, as the tests of accounts do it again and again."""

import html
import re

import pyotp
from sqlalchemy import select

from discuss import clock
from discuss.accounts.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from discuss.db import db
from tests.accounts.steps import send_sign_in
from tests.services.visitor import PASSWORD

SECOND = "/sign-in/second"
WRONG = "000000"  # right once in a million keys


def code(key, later=0):
    """Return the code that the app with this key shows now, or so many half minutes later."""
    return pyotp.TOTP(key).at(clock.now(), counter_offset=later)


def give_password(visitor, person, **more):
    """Send the sign-in form of somebody with a second factor, and fail if that alone signs in."""
    answer = send_sign_in(visitor, person.email, PASSWORD, **more)
    assert answer.status_code == 303
    assert answer.location.startswith(SECOND)
    return answer


def show(visitor, **proof):
    """Send the second step's form: ``code`` or ``recovery``."""
    return visitor.post(SECOND, proof, page="/preferences/theme")


def next_on(page):
    """Return where the first form on a page leads; the last one is that of the theme."""
    return html.unescape(re.search(r'name="next" value="([^"]*)"', page.text)[1])


def sign_in(visitor, person, key, later=0):
    """Sign in by password and code."""
    give_password(visitor, person)
    answer = show(visitor, code=code(key, later))
    assert (answer.status_code, answer.location) == (303, "/")
    visitor.token = ""
    return visitor


def factors_of(person):
    """Return what the database holds of somebody's second factors: has a flag, app, names of passkeys, codes left."""
    db.session.rollback()
    fresh = {"populate_existing": True}
    flag = db.session.scalar(select(Person.second_factor_at).where(Person.id == person.id))
    app = db.session.scalar(select(AuthenticatorApp.secret).where(AuthenticatorApp.person_id == person.id))
    names = db.session.scalars(select(Passkey.name).where(Passkey.person_id == person.id)).all()
    codes = select(RecoveryCode).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    left = len(db.session.scalars(codes.execution_options(**fresh)).all())
    return flag is not None, app is not None, list(names), left

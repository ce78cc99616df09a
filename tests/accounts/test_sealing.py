"""How secrets are kept that must be read again: sealed by the site's key, for one owner and one purpose."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from discuss.accounts.models import AuthenticatorApp
from discuss.accounts.sealing import Sealer
from discuss.app import create_app
from discuss.db import db, transaction
from tests import factories as make
from tests.accounts.factors import code, give_password, show, sign_in
from tests.services.databases import KEY
from tests.services.visitor import Visitor
from tests.sweeps.dump import dump


@pytest.fixture
def site_with(settings):
    """Make the same site again with other settings."""
    made = []

    def make_site(**given):
        made.append(create_app(replace(settings, **given)))
        return made[-1]

    yield make_site
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_neither_keys_nor_codes_stand_in_the_database_as_they_are(app_context):
    person = make.person()
    factor = make.second_factor(person)
    everything = str(dump(whole=True))
    assert factor.key not in everything
    assert not any(code in everything or code.replace("-", "") in everything for code in factor.codes)


def test_a_sealed_key_opens_for_its_owner_and_purpose_alone():
    sealer = Sealer([KEY])
    sealed = sealer.seal("app", 1, "the key")
    assert sealer.open("app", 1, sealed) == "the key"
    assert [sealer.open("app", 11, sealed), sealer.open("offer", 1, sealed)] == [None, None]
    assert Sealer(["another key, as long as it has to be"]).open("app", 1, sealed) is None
    assert [sealer.open("app", 1, broken) for broken in ("", "x", sealed[:-4], "\u0661" * 20)] == [None] * 4


def test_a_key_that_is_copied_to_another_account_opens_nothing_there(app_context, visitor):
    person, other = make.person(), make.person()
    mine, _ = make.second_factor(person), make.second_factor(other)
    with transaction() as session:
        copied = session.get_one(AuthenticatorApp, person.id).secret
        session.get_one(AuthenticatorApp, other.id).secret = copied
    somebody = visitor()
    give_password(somebody, other)
    assert show(somebody, code=code(mine.key)).status_code == 422


def test_a_change_of_the_sites_key_locks_nobody_out_while_the_old_one_is_among_the_fallbacks(
    app_context, site_with, now
):
    person = make.person()
    factor = make.second_factor(person)
    newer = "a newer key for tests only, long enough"
    sign_in(Visitor(site_with(secret_key=newer, secret_key_fallbacks=(KEY,))), person, factor.key)
    db.session.rollback()
    sealed = db.session.scalar(select(AuthenticatorApp.secret).where(AuthenticatorApp.person_id == person.id))
    assert Sealer([newer]).open("app", person.id, sealed) == factor.key


def test_without_the_sites_key_no_code_works_and_recovery_codes_do(app_context, site_with):
    person = make.person()
    factor = make.second_factor(person)
    somebody = Visitor(site_with(secret_key="another key altogether, long enough"))
    give_password(somebody, person)
    assert show(somebody, code=code(factor.key)).status_code == 422
    assert show(somebody, recovery=factor.codes[0]).status_code == 303

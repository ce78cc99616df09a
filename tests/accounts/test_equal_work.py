"""Whether somebody has an account is not told by time either: both answers cost the same statements and commits.

The times themselves are compared by ``make bench``.
"""

import pytest
from sqlalchemy import event

from discuss import clock
from discuss.db import db
from tests import factories as make
from tests.accounts.steps import send_sign_in, sign_up

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def work(app_context, visitor):
    """Return what the database is asked while ``send(somebody)`` is answered, the visitor's own way to it included."""

    def seen(send):
        asked = []

        def statement(connection, cursor, text, parameters, context, many):
            asked.append(text)

        def commit(connection):
            asked.append("COMMIT")

        somebody = visitor()
        event.listen(db.engine, "before_cursor_execute", statement)
        event.listen(db.engine, "commit", commit)
        try:
            assert send(somebody).status_code in {200, 422}
        finally:
            event.remove(db.engine, "before_cursor_execute", statement)
            event.remove(db.engine, "commit", commit)
        return asked

    return seen


@pytest.fixture
def known():
    make.person(email="known@example.org")
    make.person(email="gone@example.org", erased_at=clock.now())


@pytest.mark.parametrize("email", ["known@example.org", "gone@example.org"])
def test_a_wrong_password_and_an_unknown_address_cost_the_same(work, known, email):
    unknown = work(lambda somebody: send_sign_in(somebody, "nobody@example.org", "not the password"))
    assert work(lambda somebody: send_sign_in(somebody, email, "not the password")) == unknown
    assert "COMMIT" in unknown


@pytest.mark.parametrize("email", ["known@example.org", "gone@example.org"])
def test_asking_for_a_new_password_costs_the_same_for_every_address(work, known, email):
    def ask(address):
        return work(lambda somebody: somebody.post("/reset", {"email": address}, page="/reset"))

    unknown = ask("nobody@example.org")
    for _ in range(7):  # also when the mails of the day are used up
        assert ask(email) == unknown
    assert "COMMIT" in unknown


def test_signing_up_stores_something_in_every_case(work, known):
    for number in range(7):
        name = f"Novel {chr(65 + number)}"
        asked = work(lambda somebody: sign_up(somebody, email="known@example.org", name=name))  # noqa: B023
        assert asked.count("COMMIT") == 1
        assert any(text.startswith("INSERT") for text in asked)

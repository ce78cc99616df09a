"""Take all second factors from an account whose owner has lost them."""

from sqlalchemy import delete

from discuss import clock, events
from discuss.accounts.actions.sign_in import end_sessions
from discuss.accounts.letters import Letters
from discuss.accounts.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from discuss.db import db, transaction
from discuss.errors import Conflict
from discuss.events.types import FactorsChanged
from discuss.policy import Actor, Permission, require, require_fresh


def forget_factors(actor: Actor, person: Person, letters: Letters) -> None:
    """Remove app, passkeys and recovery codes; the password alone signs in again, and the person is told.

    Raises :class:`Conflict` when there are none.
    """
    require(actor, Permission.FACTOR_FORGET, person)
    require_fresh(actor, always=True)
    person_id = person.id
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        if person.second_factor_at is None:
            raise Conflict("This account has no second factor.")
        delete_factors(person)
        end_sessions(person_id)
        events.record(FactorsChanged(actor_id=actor.id, person_id=person_id, what="forgotten"))
        letters.factors_changed(f"factors:{person_id}:{clock.now():%Y%m%d%H%M%S%f}", person.email or "", "forgotten")


def delete_factors(person: Person) -> None:
    """Delete every way to prove who somebody is but the password, in the current transaction."""
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person.id))
    person.second_factor_at = None

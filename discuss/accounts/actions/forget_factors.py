"""Take all second factors from an account whose owner has lost them: for whoever runs the site."""

from sqlalchemy import delete

from discuss import clock, events
from discuss.accounts.actions.sign_in import end_sessions
from discuss.accounts.letters import Letters
from discuss.accounts.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from discuss.db import db, transaction
from discuss.events.types import FactorsChanged
from discuss.policy import Actor, Permission, require


def forget_factors(actor: Actor, person: Person, letters: Letters) -> None:
    """Remove app, passkeys and recovery codes; the password alone signs in again, and the person is told."""
    require(actor, Permission.SYSTEM_WORK)
    person_id = person.id
    with transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        delete_factors(person)
        end_sessions(person_id)
        events.record(FactorsChanged(actor_id=actor.id, person_id=person_id, what="forgotten"))
        letters.factors_changed(f"factors:{person_id}:{clock.now():%Y%m%d%H%M%S%f}", person.email or "", "forgotten")


def delete_factors(person: Person) -> None:
    """Delete every way to prove who somebody is but the password, in the current transaction."""
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.person_id == person.id))
    person.second_factor_at = None

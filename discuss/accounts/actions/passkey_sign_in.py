"""Signing in with a passkey: it stands for address, password and second factor at once."""

from discuss import events
from discuss.accounts.actions.pending import begin_step
from discuss.accounts.actions.sign_in import begin_session
from discuss.accounts.actions.spend_proof import WRONG_PASSKEY, prepared, use_passkey
from discuss.accounts.models import Person
from discuss.accounts.passkeys import new_challenge
from discuss.accounts.proofs import Given, Means
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import SignedIn
from discuss.policy import Actor


def ask_passkey(actor: Actor) -> tuple[str, str]:
    """Return a question for a passkey, and the secret it is kept under until it is answered, once."""
    challenge = new_challenge()
    with transaction():
        return challenge, begin_step(actor.id, challenge)


def sign_in_with_passkey(actor: Actor, given: Given, means: Means, *, browser: str, network: str) -> str:
    """Begin a session for whoever the passkey belongs to and return its secret. Raises :class:`Invalid`."""
    given = prepared(None, given)
    with transaction() as session:
        person = session.get_one(Person, use_passkey(given, means).person_id)
        if person.erased_at is not None:
            raise Invalid({"": [WRONG_PASSKEY]})
        events.record(SignedIn(actor_id=person.id, person_id=person.id))
        return begin_session(person.id, browser=browser, network=network)

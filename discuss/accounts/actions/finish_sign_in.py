"""The second step of signing in, after the right password."""

from discuss import events
from discuss.accounts import queries
from discuss.accounts.actions.sign_in import begin_session
from discuss.accounts.actions.spend_proof import note_failure, prepared, spend
from discuss.accounts.proofs import Given, Means
from discuss.db import transaction
from discuss.errors import Invalid, SignInRequired
from discuss.events.types import SignedIn
from discuss.policy import Actor

TOO_LATE = "That took too long. Sign in again."


def finish_sign_in(actor: Actor, secret: str, given: Given, means: Means, *, browser: str, network: str) -> str:
    """Begin the session that ``secret`` was the first half of, and return the session's secret.

    Raises :class:`Invalid` for a wrong or used proof, and :class:`SignInRequired` when the first step is gone: used,
    too long ago, or taken back by a new password.
    """
    found = queries.find_step(secret)
    if found is None:
        raise SignInRequired(TOO_LATE)
    person_id = found[1].id
    try:
        given = prepared(found[1], given)
        with transaction() as session:
            found = queries.find_step(secret, to_use=True)
            if found is None:
                raise SignInRequired(TOO_LATE)
            step, person = found
            spend(person, given, means)
            session.delete(step)
            events.record(SignedIn(actor_id=person.id, person_id=person.id))
            return begin_session(person.id, browser=browser, network=network)
    except Invalid:
        note_failure(person_id)
        raise

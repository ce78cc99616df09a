"""Show once more who one is, before something that cannot be undone."""

from discuss.accounts import queries
from discuss.accounts.actions.sign_in import renew_session
from discuss.accounts.actions.spend_proof import note_failure, prepared, spend
from discuss.accounts.models import Person
from discuss.accounts.proofs import Given, Means
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.policy import Actor, Permission, require


def prove(actor: Actor, session_id: int, given: Given, means: Means) -> str:
    """Note in the session that its person is there, and return its new secret. Raises :class:`Invalid`."""
    require(actor, Permission.ACCOUNT_MANAGE)
    try:
        given = prepared(queries.get_self(actor), given)
        with transaction() as session:
            person = session.get_one(Person, actor.id)
            spend(person, given, means)
            return renew_session(person.id, session_id, proved=True)
    except Invalid:
        note_failure(actor.id or 0)
        raise

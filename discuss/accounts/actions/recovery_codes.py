"""Make a new set of recovery codes; the old ones are worthless from then on."""

from discuss.accounts import recovery
from discuss.accounts.actions.change_factors import Changed, changed, write_codes
from discuss.accounts.letters import Letters
from discuss.accounts.models import Person
from discuss.db import transaction
from discuss.errors import Conflict
from discuss.policy import Actor, Permission, require, require_fresh


def renew_recovery_codes(actor: Actor, session_id: int, letters: Letters) -> Changed:
    """Return new codes, to be shown once. Raises :class:`Conflict` for whoever has no second factor."""
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor, always=True)
    codes = recovery.new_set()
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        if person.second_factor_at is None:
            raise Conflict("Recovery codes come with a second factor. Set one up first.")
        write_codes(person.id, codes)
        done = changed(person, session_id, "codes-renewed", letters)
    return Changed(done.session_secret, tuple(codes[1]))

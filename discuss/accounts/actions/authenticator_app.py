"""Take an authenticator app as second factor, or take it away."""

from datetime import timedelta

from sqlalchemy import delete

from discuss import clock
from discuss.accounts import app_codes, queries
from discuss.accounts.actions.change_factors import Changed, changed, new_codes_if_first
from discuss.accounts.actions.spend_proof import WRONG_CODE
from discuss.accounts.letters import Letters
from discuss.accounts.models import AuthenticatorApp, Person
from discuss.accounts.proofs import Means
from discuss.accounts.sealing import Sealer
from discuss.db import transaction
from discuss.errors import Conflict, Invalid
from discuss.policy import Actor, Permission, require, require_fresh

OFFERED = timedelta(hours=1)  # how long a key that was shown may be confirmed
TOO_OLD = "This picture is too old. Scan the new one."


def offer_app(actor: Actor, sealer: Sealer) -> str:
    """Return a new key, sealed: the form carries it, nothing is stored before a code shows that the app has it."""
    require(actor, Permission.FACTOR_ADD)
    require_fresh(actor, always=True)
    return sealer.seal("offer", actor.id or 0, app_codes.new_key())


def add_app(actor: Actor, session_id: int, offer: str, code: str, means: Means) -> Changed:
    """Take the app that has the key in ``offer`` and shows ``code``, in place of one before.

    Raises :class:`Invalid`: field ``offer`` when the key is too old, ``code`` for a wrong code.
    """
    require(actor, Permission.FACTOR_ADD)
    require_fresh(actor, always=True)
    key = means.sealer.open("offer", actor.id or 0, offer, within=OFFERED)
    if key is None:
        raise Invalid({"offer": [TOO_OLD]})
    step = app_codes.step_of(key, "".join(code.split()))
    if step is None:
        raise Invalid({"code": [WRONG_CODE]})
    codes = new_codes_if_first(queries.get_self(actor))
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        sealed = means.sealer.seal("app", person.id, key)
        session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id))
        session.add(AuthenticatorApp(person_id=person.id, secret=sealed, last_step=step, added_at=clock.now()))
        return changed(person, session_id, "app-added", means.letters, codes)


def remove_app(actor: Actor, session_id: int, letters: Letters) -> Changed:
    """Forget the app. Raises :class:`Conflict` when there is none."""
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor, always=True)
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        gone = delete(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id)
        if session.execute(gone.returning(AuthenticatorApp.person_id)).first() is None:
            raise Conflict("There is no authenticator app any more.")
        return changed(person, session_id, "app-removed", letters)

"""Add a passkey to one's account, give it a name, remove it."""

from sqlalchemy.exc import IntegrityError

from discuss import clock, markup
from discuss.accounts import queries
from discuss.accounts.actions.change_factors import Changed, changed, new_codes_if_first
from discuss.accounts.actions.pending import begin_step, take_challenge
from discuss.accounts.letters import Letters
from discuss.accounts.models import Passkey, Person
from discuss.accounts.passkeys import NotAPasskey, Party, ask_to_make, check_new, new_challenge, new_handle
from discuss.accounts.proofs import Given, Means
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.policy import Actor, Permission, require, require_fresh

MOST = 20  # passkeys of one person
LONGEST = 60  # characters of a name
NOT_MADE = "Your browser made no passkey. Try again, or in another browser."


def ask_new_passkey(actor: Actor, party: Party) -> tuple[str, str]:
    """Return what a browser needs to make a passkey, as JSON, and the secret that goes with its answer."""
    require(actor, Permission.FACTOR_ADD)
    require_fresh(actor, always=True)
    person, known = queries.get_self(actor), queries.passkeys(actor)
    challenge = new_challenge()
    # A device tells passkeys apart by the handle and keeps one for each: another account here gets another one.
    handle = known[0].user_handle if known else new_handle()
    names = (person.email or person.handle, person.name)
    options = ask_to_make(party, challenge, handle, names, [passkey.credential_id for passkey in known])
    with transaction():
        return options, begin_step(actor.id, f"{challenge} {handle}")


def add_passkey(actor: Actor, session_id: int, name: str, given: Given, means: Means) -> Changed:
    """Keep the public half of a new passkey. Raises :class:`Invalid`."""
    require(actor, Permission.FACTOR_ADD)
    require_fresh(actor, always=True)
    name = _clean_name(name)
    challenge, _, handle = take_challenge(given.challenge, actor.id).partition(" ")
    if not handle or means.party is None:
        raise Invalid({"": [NOT_MADE]})
    try:
        made = check_new(means.party, challenge, given.passkey)
    except NotAPasskey:
        raise Invalid({"": [NOT_MADE]}) from None
    codes = new_codes_if_first(queries.get_self(actor))
    try:
        with transaction() as session:
            person = session.get_one(Person, actor.id, with_for_update=True)
            if len(queries.passkeys(actor)) >= MOST:
                raise Invalid({"": [f"You have {MOST} passkeys. Remove one that you do not use."]})
            session.add(
                Passkey(
                    person_id=person.id,
                    credential_id=made.credential_id,
                    public_key=made.public_key,
                    sign_count=made.sign_count,
                    user_handle=handle,
                    name=name,
                    added_at=clock.now(),
                )
            )
            return changed(person, session_id, "passkey-added", means.letters, codes)
    except IntegrityError:
        raise Invalid({"": ["This passkey has been added already."]}) from None


def rename_passkey(actor: Actor, passkey_id: int, name: str) -> None:
    """Give one of the own passkeys another name. Raises :class:`NotFound` or :class:`Invalid`."""
    require(actor, Permission.ACCOUNT_MANAGE)
    name = _clean_name(name)
    with transaction():
        queries.get_passkey(actor, passkey_id).name = name


def remove_passkey(actor: Actor, session_id: int, passkey_id: int, letters: Letters) -> Changed:
    """Forget one of the own passkeys. Raises :class:`NotFound`."""
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor, always=True)
    with transaction() as session:
        person = session.get_one(Person, actor.id, with_for_update=True)
        passkey = queries.get_passkey(actor, passkey_id)
        session.delete(passkey)
        return changed(person, session_id, "passkey-removed", letters)


def _clean_name(text: str) -> str:
    name = " ".join(markup.clean_text(text).split())
    if not name:
        raise Invalid({"name": ["Give it a name that tells you where it is."]})
    if len(name) > LONGEST:
        raise Invalid({"name": [f"Shorten the name by {len(name) - LONGEST} characters."]})
    return name

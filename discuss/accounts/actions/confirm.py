"""Confirm an address by the secret that was mailed to it."""

from dataclasses import dataclass

from discuss import clock, events
from discuss.accounts import queries
from discuss.accounts.actions.mail_link import mail_link
from discuss.accounts.actions.sign_in import begin_session
from discuss.accounts.letters import Letters
from discuss.accounts.models import Person
from discuss.accounts.names import email_key
from discuss.db import transaction
from discuss.errors import Conflict, NotFound
from discuss.events.types import AddressConfirmed
from discuss.policy import Actor, Permission, require


@dataclass(frozen=True)
class Confirmed:
    """Whose address it was, the secret of the session that begins ('' if none does), and where to go."""

    person_id: int
    session_secret: str
    next_path: str


def find_confirmation(secret: str) -> str:
    """Return the address that ``secret`` would confirm. Raises :class:`NotFound` for used, old and foreign ones."""
    found = queries.find_link("confirm", secret) or queries.find_link("change-email", secret)
    if found is None:
        raise NotFound("This link does not work any more. Sign in and ask for a new one.")
    return found[0].email


def confirm(actor: Actor, secret: str, *, browser: str, network: str) -> Confirmed:
    """Confirm a first or a new address, and sign the person in: reading the mailbox is the proof.

    It is none for somebody with a second factor: no session begins then, and one that is there goes on.

    Raises :class:`NotFound` for a link that is used, too old or not ours, :class:`Conflict` when the new address was
    taken by another account meanwhile.
    """
    with transaction():
        found = queries.find_link("confirm", secret, to_use=True)
        found = found or queries.find_link("change-email", secret, to_use=True)
        if found is None:
            raise NotFound("This link does not work any more. Sign in and ask for a new one.")
        link, person = found
        link.used_at = clock.now()
        if link.purpose == "change-email":
            other = queries.find_by_email(link.email)
            if other is not None and other.id != person.id:
                raise Conflict("Another account uses this address meanwhile.")
            person.email, person.email_key = link.email, email_key(link.email)
        person.email_confirmed_at = clock.now()
        events.record(AddressConfirmed(actor_id=actor.id or person.id, person_id=person.id))
        session_secret = ""
        if person.second_factor_at is None:
            session_secret = begin_session(person.id, browser=browser, network=network, proved=False)
        return Confirmed(person.id, session_secret, link.next_path)


def ask_again(actor: Actor, letters: Letters, next_path: str) -> None:
    """Mail another confirmation to the actor's own address, if it needs one."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with transaction() as session:
        person = session.get_one(Person, actor.id)
        if person.email_confirmed_at is None:
            mail_link("confirm", person, person.email or "", letters, next_path)

"""Delete the own account: a day later, so that one can change one's mind; threads keep standing."""

from sqlalchemy import delete, or_

from discuss import clock, events, mail
from discuss.accounts import hooks, queries
from discuss.accounts.actions.forget_factors import delete_factors
from discuss.accounts.actions.sign_in import end_sessions
from discuss.accounts.handed_out import hashed
from discuss.accounts.letters import Letters
from discuss.accounts.models import CLOSING_DELAY, MailedLink, Mute, Person, RetiredName
from discuss.accounts.passwords import verify_password
from discuss.db import transaction
from discuss.errors import Invalid, NotPermitted
from discuss.events.types import AccountClosing, AccountErased
from discuss.policy import SYSTEM, Actor, Permission, Role, require, require_fresh

GONE = "Deleted account"


def close_account(actor: Actor, password: str, *, keep_words: bool, letters: Letters) -> None:
    """Have the account erased in 24 hours. Raises :class:`Invalid` for a wrong password."""
    require(actor, Permission.ACCOUNT_CLOSE)
    require_fresh(actor)
    person = queries.get_self(actor)
    if not verify_password(person.password_hash, password):
        raise Invalid({"password": ["This is not your present password."]})
    with transaction() as session:
        others = queries.staying_owners() - {person.id}
        person = session.get_one(Person, actor.id)
        if person.role == Role.OWNER and not others:
            raise NotPermitted("You are the only owner who stays. Make somebody else an owner first.")
        person.closing_at, person.keep_words = clock.now() + CLOSING_DELAY, keep_words
        events.record(AccountClosing(actor_id=actor.id, person_id=person.id, due=person.closing_at.isoformat()))
        due = clock.when(person.closing_at)
        letters.closing(f"closing:{person.id}:{clock.now():%Y%m%d%H%M%S}", person.email or "", due)


def keep_account(actor: Actor) -> None:
    """Call the deletion off."""
    require(actor, Permission.ACCOUNT_CLOSE)
    with transaction() as session:
        person = session.get_one(Person, actor.id)
        person.closing_at = None
        events.record(AccountClosing(actor_id=actor.id, person_id=person.id, due=""))


def tell_kept(actor: Actor, event_id: int, person_id: int, letters: Letters) -> None:
    """Write to an owner whose account was not erased."""
    require(actor, Permission.SYSTEM_WORK)
    with transaction() as session:
        letters.owner_kept(f"kept:{event_id}", session.get_one(Person, person_id).email or "")


def erase_due(limit: int = 20) -> int:
    """Erase the accounts whose day is over; return how many."""
    due = queries.due_for_erasure(limit)
    for person_id in due:
        erase(SYSTEM, person_id)
    return len(due)


def erase(actor: Actor, person_id: int) -> None:
    """Empty an account for good: address, name, password, sessions; its name and handle can never be taken again.

    An owner whom no other owner would be left after stays, and is told.
    """
    require(actor, Permission.SYSTEM_WORK)
    with transaction() as session:
        others = queries.staying_owners() - {person_id}
        person = session.get_one(Person, person_id, with_for_update=True)
        if person.erased_at is not None or person.closing_at is None or person.closing_at > clock.now():
            return
        if person.role == Role.OWNER and not others:
            person.closing_at = None
            events.record(AccountClosing(actor_id=None, person_id=person_id, due=""))
            return
        hooks.erase(person_id, person.keep_words)
        for kept in (f"name:{person.name_skeleton}", f"handle:{person.handle}"):
            session.add(RetiredName(name_hash=hashed(kept)))
        end_sessions(person_id)
        mail.forget(person.email or "")
        delete_factors(person)
        session.execute(delete(Mute).where(or_(Mute.person_id == person_id, Mute.muted_id == person_id)))
        session.execute(delete(MailedLink).where(MailedLink.person_id == person_id))
        person.email = person.email_key = person.password_hash = person.email_confirmed_at = None
        person.name, person.about, person.handle = GONE, "", f"deleted-{person_id}"
        person.name_skeleton = f"deleted-{person_id}"
        person.role, person.erased_at = "reader", clock.now()
        events.record(AccountErased(actor_id=None, person_id=person_id))

"""Sign in, and begin and end sessions."""

from dataclasses import dataclass

from sqlalchemy import delete, update

from discuss import clock, events
from discuss.accounts import queries
from discuss.accounts.actions.pending import begin_step
from discuss.accounts.handed_out import hashed, new_secret
from discuss.accounts.models import SESSION_LIFE, PendingStep, Person, Session
from discuss.accounts.passwords import hash_password, is_outdated, verify_password
from discuss.db import db, transaction
from discuss.errors import Invalid, NotFound
from discuss.events.types import SignedIn, SignInFailed
from discuss.policy import Actor, Permission, require, require_fresh

WRONG = "The address and the password do not fit together. Check both, or ask for a new password."


@dataclass(frozen=True)
class Admitted:
    """What the right password has opened: a session, or the second step before one. The secret is for the cookie."""

    secret: str
    whole: bool


def sign_in(actor: Actor, email: str, password: str, *, browser: str, network: str) -> Admitted:
    """Begin a session, or the second step for whoever has a second factor.

    Raises :class:`Invalid` with one sentence whatever is wrong, after the same work: nobody learns who has an account.
    """
    person = queries.find_by_email(email.strip())
    stored = person.password_hash if person is not None and person.erased_at is None else None
    person_id = person.id if person is not None else None
    fresh_hash = ""
    right = verify_password(stored, password)
    if right and stored is not None and is_outdated(stored):
        fresh_hash = hash_password(password)
    if not right or person_id is None:
        with transaction():
            events.record(SignInFailed(actor_id=actor.id, person_id=person_id))
        raise Invalid({"": [WRONG]})
    with transaction() as session:
        # Whoever changes password or factors waits, and ends this session; whoever has just done so is looked at here.
        person = session.get_one(Person, person_id, with_for_update=True)
        if person.password_hash != stored:
            raise Invalid({"": [WRONG]})
        if fresh_hash:
            person.password_hash = fresh_hash
        if person.second_factor_at is not None:
            return Admitted(begin_step(person_id), whole=False)
        events.record(SignedIn(actor_id=person_id, person_id=person_id))
        return Admitted(begin_session(person_id, browser=browser, network=network), whole=True)


def begin_session(person_id: int, *, browser: str, network: str, proved: bool = True) -> str:
    """Add a session to the current transaction and return its secret.

    ``proved`` is False where nothing was shown but a mailed link: that is not enough for what is dangerous.
    """
    secret, now = new_secret(), clock.now()
    db.session.add(
        Session(
            token_hash=hashed(secret),
            person_id=person_id,
            created_at=now,
            expires_at=now + SESSION_LIFE,
            proved_at=now if proved else None,
            browser=browser[:80],
            network=network[:60],
        )
    )
    return secret


def end_sessions(person_id: int, *, but: int | None = None) -> None:
    """End all sessions of a person in the current transaction, except the one with the number ``but``.

    What was half begun elsewhere ends with them: a password that is not good any more has opened it.
    """
    db.session.execute(delete(PendingStep).where(PendingStep.person_id == person_id))
    gone = delete(Session).where(Session.person_id == person_id)
    db.session.execute(gone if but is None else gone.where(Session.id != but))


def renew_session(person_id: int, session_id: int, *, proved: bool = False) -> str:
    """Give a session a new secret in the current transaction and return it: a copy of the old cookie is worthless.

    ``proved`` notes that the person has just shown who they are.
    """
    secret = new_secret()
    values: dict[str, object] = {"token_hash": hashed(secret)} | ({"proved_at": clock.now()} if proved else {})
    db.session.execute(
        update(Session)
        .where(Session.id == session_id, Session.person_id == person_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return secret


def sign_out(actor: Actor, session_id: int) -> None:
    """End the session that the actor asks from."""
    require(actor, Permission.ACCOUNT_MANAGE)
    with transaction() as session:
        session.execute(delete(Session).where(Session.id == session_id, Session.person_id == actor.id))


def sign_out_elsewhere(actor: Actor, session_id: int, *, but: int) -> None:
    """End one of the actor's own sessions, ``but`` not this one that they ask from.

    Raises :class:`ProofRequired`, and :class:`NotFound` for a session that has ended or is not theirs.
    """
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor, always=True)
    with transaction() as session:
        theirs = delete(Session).where(Session.id == session_id, Session.id != but, Session.person_id == actor.id)
        if session.scalar(theirs.returning(Session.id)) is None:
            raise NotFound("This session has ended already.")


def sign_out_others(actor: Actor, session_id: int) -> None:
    """End all of the actor's sessions but this one. Raises :class:`ProofRequired`."""
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor, always=True)
    with transaction():
        end_sessions(actor.id or 0, but=session_id)

"""Choose a new password: with the old one, or by a mailed link."""

from sqlalchemy import update

from discuss import clock, events
from discuss.accounts import queries
from discuss.accounts.actions.mail_link import mail_link
from discuss.accounts.actions.sign_in import end_sessions, renew_session
from discuss.accounts.letters import Letters
from discuss.accounts.models import MailedLink, Person
from discuss.accounts.passwords import check_password, hash_password, verify_password
from discuss.db import db, transaction
from discuss.errors import Invalid, NotFound
from discuss.events.types import PasswordChanged, ResetAsked
from discuss.policy import Actor, Permission, require, require_fresh

DEAD_LINK = "This link does not work any more. Ask for a new one."


def ask_reset(actor: Actor, email: str) -> None:
    """Record that a new password was asked for: the same work whether there is such an account or not.

    The job thread mails the link, see :func:`mail_reset`; in the request it would tell by its time who has an account.
    """
    person = queries.find_by_email(email.strip())
    person_id = person.id if person is not None and person.erased_at is None else None
    with transaction():
        events.record(ResetAsked(actor_id=actor.id, person_id=person_id))


def mail_reset(actor: Actor, person_id: int, letters: Letters) -> None:
    """Mail a link for a new password to the address that the account has now."""
    require(actor, Permission.SYSTEM_WORK)
    with transaction() as session:
        person = session.get_one(Person, person_id)
        if person.email is not None:
            mail_link("reset", person, person.email, letters)


def reset_password(actor: Actor, secret: str, password: str, letters: Letters) -> None:
    """Set a new password by a mailed link; every session ends. Raises :class:`NotFound` or :class:`Invalid`."""
    found = queries.find_link("reset", secret)
    if found is None:
        raise NotFound(DEAD_LINK)
    weak = _weak(found[1], password, letters)
    if weak:
        raise Invalid({"password": weak})
    password_hash = hash_password(password)
    with transaction():
        found = queries.find_link("reset", secret, to_use=True)
        if found is None:
            raise NotFound(DEAD_LINK)
        link, person = found
        link.used_at = clock.now()
        if person.email_confirmed_at is None:
            person.email_confirmed_at = clock.now()  # whoever reads the mailbox has confirmed it
        _set(person, password_hash, letters)


def change_password(actor: Actor, session_id: int, old: str, new: str, letters: Letters) -> str:
    """Set a new password with the old one; every other session ends. Returns this session's new secret.

    Raises :class:`Invalid`.
    """
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor)
    person = queries.get_self(actor)
    weak = _weak(person, new, letters)
    faults = {"password": weak} if weak else {}
    if not verify_password(person.password_hash, old):
        faults["old"] = ["This is not your present password."]
    if faults:
        raise Invalid(faults)
    password_hash = hash_password(new)
    with transaction() as session:
        person = session.get_one(Person, actor.id)
        _set(person, password_hash, letters, but=session_id)
        return renew_session(person.id, session_id)


def _weak(person: Person, password: str, letters: Letters) -> list[str]:
    return check_password(password, person.name, (person.email or "").partition("@")[0], letters.site_name)


def _set(person: Person, password_hash: str, letters: Letters, *, but: int | None = None) -> None:
    person.password_hash = password_hash
    end_sessions(person.id, but=but)
    # A link that was mailed before is for whoever knew the old password: it dies with it.
    db.session.execute(
        update(MailedLink)
        .where(MailedLink.person_id == person.id, MailedLink.used_at.is_(None), MailedLink.purpose != "confirm")
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    events.record(PasswordChanged(actor_id=person.id, person_id=person.id))
    letters.password_changed(f"password:{person.id}:{clock.now():%Y%m%d%H%M%S%f}", person.email or "")

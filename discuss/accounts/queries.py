"""Reading people, how they prove who they are, their sessions and mailed links."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, cast, func, or_, select

from discuss import clock
from discuss.accounts.handed_out import hashed
from discuss.accounts.models import (
    SESSION_LIFE,
    STAFF_IDLE,
    STEP_LIFE,
    TOKEN_LIFE,
    AuthenticatorApp,
    KeptForm,
    MailedLink,
    Mute,
    Passkey,
    PendingStep,
    Person,
    RecoveryCode,
    RetiredName,
    Session,
)
from discuss.accounts.names import email_key, look_alikes
from discuss.db import db
from discuss.errors import NotFound
from discuss.events import EventRecord
from discuss.events.types import AddressConfirmed, SignedIn
from discuss.policy import Actor


def get_person(handle: str) -> Person:
    """Return the person with this handle. Raises :class:`NotFound`; erased accounts are not found."""
    person = db.session.scalar(select(Person).where(Person.handle == handle, Person.erased_at.is_(None)))
    if person is None:
        raise NotFound
    return person


def get_self(actor: Actor) -> Person:
    """Return the signed-in person's own row."""
    return db.session.get_one(Person, actor.id)


def find_by_email(email: str) -> Person | None:
    """Return the account with this address, confirmed or not."""
    return db.session.scalar(select(Person).where(Person.email_key == email_key(email)))


def search(text: str, limit: int = 30) -> list[Person]:
    """Return people whose handle, name or address begins with ``text``, for owners."""
    mark = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = (
        select(Person)
        .where(
            Person.erased_at.is_(None),
            Person.handle.like(mark, escape="\\")
            | func.lower(Person.name).like(mark, escape="\\")
            | Person.email_key.like(mark, escape="\\"),
        )
        .order_by(Person.handle)
        .limit(limit)
    )
    return list(db.session.scalars(found))


# Asked at each request of somebody signed in: built once, which costs several times what asking does.
_MUTED = select(func.aggregate_strings(cast(Mute.muted_id, String), ",")).where(Mute.person_id == Person.id)
_USED = or_(Person.role == "reader", func.coalesce(Session.seen_at, Session.created_at) > bindparam("staff_since"))
_LIVING = (
    select(Session, Person, _MUTED.scalar_subquery().label("muted"))
    .join(Person, Person.id == Session.person_id)
    .where(
        Session.token_hash == bindparam("token_hash"),
        Session.expires_at > bindparam("now"),
        _USED,
        Person.erased_at.is_(None),
    )
)


@dataclass(frozen=True)
class Known:
    """Somebody's living session, whose it is, and the numbers of those whom they have muted."""

    session: Session
    person: Person
    muted: frozenset[int]


def find_session(secret: str) -> Known | None:
    """Return the living session with this secret, in one statement."""
    found = db.session.execute(_LIVING, {"token_hash": hashed(secret), **_now()}).first()
    if found is None:
        return None
    return Known(found[0], found[1], frozenset(map(int, found.muted.split(","))) if found.muted else frozenset())


def sessions(actor: Actor) -> list[Session]:
    """Return the actor's own living sessions, newest first."""
    own = select(Session).join(Person, Person.id == Session.person_id).where(Session.person_id == actor.id)
    living = own.where(Session.expires_at > bindparam("now"), _USED).order_by(Session.id.desc())
    return list(db.session.scalars(living, _now()))


def _now() -> dict[str, datetime]:
    return {"now": clock.now(), "staff_since": clock.now() - STAFF_IDLE}


def is_muted(actor: Actor, person_id: int) -> bool:
    """Say whether the actor has muted somebody."""
    return actor.signed_in and db.session.get(Mute, (actor.id, person_id)) is not None


def muted_people(actor: Actor) -> list[tuple[Person, Mute]]:
    """Return whom the actor has muted and since when, the latest first."""
    own = select(Person, Mute).join(Mute, Mute.muted_id == Person.id).where(Mute.person_id == actor.id)
    return [(person, muted) for person, muted in db.session.execute(own.order_by(Mute.muted_at.desc(), Person.id))]


def find_link(purpose: str, secret: str, *, to_use: bool = False) -> tuple[MailedLink, Person] | None:
    """Return a mailed link that is still good: unused, in time, for this purpose and the present address.

    ``to_use`` keeps others from using it until the transaction ends: of many who press at once, one is let in.
    """
    good = (
        select(MailedLink, Person)
        .join(Person, Person.id == MailedLink.person_id)
        .where(
            MailedLink.token_hash == hashed(secret),
            MailedLink.purpose == purpose,
            MailedLink.used_at.is_(None),
            MailedLink.expires_at > clock.now(),
            MailedLink.expires_at <= clock.now() + 2 * TOKEN_LIFE,  # made by a clock that was far ahead
            Person.erased_at.is_(None),
        )
    )
    found = db.session.execute(good.with_for_update(of=MailedLink) if to_use else good).first()
    if found is None:
        return None
    link, person = found
    if purpose != "change-email" and email_key(link.email) != person.email_key:
        return None
    return link, person


def handle_taken(handle: str) -> bool:
    """Say whether somebody has or had this handle."""
    return (
        db.session.scalar(select(Person.id).where(Person.handle == handle)) is not None
        or db.session.scalar(select(RetiredName.id).where(RetiredName.name_hash == hashed(f"handle:{handle}")))
        is not None
    )


def name_taken(name: str, by_other_than: int | None = None) -> bool:
    """Say whether a name that looks like this one is or was somebody else's."""
    alike = look_alikes(name)
    others = select(Person.id).where(Person.name_skeleton.in_(alike), Person.id != (by_other_than or 0))
    retired = select(RetiredName.id).where(RetiredName.name_hash.in_([hashed(f"name:{form}") for form in alike]))
    return any(db.session.scalar(found.limit(1)) is not None for found in (others, retired))


def staying_owners() -> set[int]:
    """Return the owners who are neither leaving nor banned, in a transaction that may change who they are.

    All owners stay as they are until it ends: of two who leave or demote each other at once, the second sees the first.
    """
    staying = select(Person.id).where(Person.role == "owner", Person.closing_at.is_(None), Person.banned_at.is_(None))
    asked = staying.where(Person.erased_at.is_(None)).order_by(Person.id).with_for_update()
    return set(db.session.scalars(asked))


def due_for_erasure(limit: int) -> list[int]:
    """Return the accounts whose day to change one's mind is over."""
    due = select(Person.id).where(Person.closing_at <= clock.now(), Person.erased_at.is_(None)).limit(limit)
    return list(db.session.scalars(due))


def find_step(secret: str, *, to_use: bool = False) -> tuple[PendingStep, Person] | None:
    """Return a second step of signing in that is still open, and whose it is; ``to_use`` keeps others from it."""
    open_ = (
        select(PendingStep, Person)
        .join(Person, Person.id == PendingStep.person_id)
        .where(
            PendingStep.secret_hash == hashed(secret),
            PendingStep.challenge == "",
            PendingStep.expires_at.between(clock.now(), clock.now() + 2 * STEP_LIFE),
            Person.erased_at.is_(None),
        )
    )
    found = db.session.execute(open_.with_for_update(of=PendingStep) if to_use else open_).first()
    return (found[0], found[1]) if found else None


def find_app(person_id: int) -> AuthenticatorApp | None:
    """Return somebody's authenticator app."""
    return db.session.get(AuthenticatorApp, person_id)


def passkeys(actor: Actor) -> list[Passkey]:
    """Return the actor's own passkeys, the oldest first."""
    return list(db.session.scalars(select(Passkey).where(Passkey.person_id == actor.id).order_by(Passkey.id)))


def get_passkey(actor: Actor, passkey_id: int) -> Passkey:
    """Return one of the actor's own passkeys. Raises :class:`NotFound`."""
    own = select(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == actor.id)
    passkey = db.session.scalar(own)
    if passkey is None:
        raise NotFound("This passkey was removed already.")
    return passkey


def find_passkey_to_use(credential_id: str) -> Passkey | None:
    """Return the passkey that calls itself so, kept from others until the transaction ends."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())


def has_factors(person_id: int) -> bool:
    """Say whether somebody has any second factor; recovery codes alone are none."""
    return db.session.get(AuthenticatorApp, person_id) is not None or has_passkeys(person_id)


def has_passkeys(person_id: int) -> bool:
    """Say whether somebody has a passkey."""
    return db.session.scalar(select(Passkey.id).where(Passkey.person_id == person_id).limit(1)) is not None


def recovery_salt(person_id: int) -> str:
    """Return the salt of somebody's recovery codes, '' if there are none."""
    return db.session.scalar(select(RecoveryCode.salt).where(RecoveryCode.person_id == person_id).limit(1)) or ""


def recovery_codes_left(person_id: int) -> int:
    """Count somebody's unused recovery codes."""
    unused = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(unused) or 0


def find_kept_form(actor: Actor, session_id: int, number: int) -> KeptForm | None:
    """Return the form of this number that was interrupted in the actor's present session."""
    kept = select(KeptForm).join(Session, Session.id == KeptForm.session_id)
    return db.session.scalar(
        kept.where(KeptForm.id == number, KeptForm.session_id == session_id, Session.person_id == actor.id)
    )


def sealed_secrets() -> list[tuple[int, str]]:
    """Return whose and what every sealed secret is, for the check whether the site's keys open them."""
    return [(row[0], row[1]) for row in db.session.execute(select(AuthenticatorApp.person_id, AuthenticatorApp.secret))]


def signed_in_between(since: datetime, until: datetime) -> list[tuple[int, str]]:
    """Return number and address of everybody who may have had a session alive between two moments, by number.

    Sessions that have ended are gone: whoever signed in, or confirmed an address, which begins a session too, so
    shortly before that a session could still have lived counts as well, those who signed out before are among them.
    """
    began = (
        EventRecord.kind.in_((SignedIn.kind, AddressConfirmed.kind)),
        EventRecord.at >= since - SESSION_LIFE,
        EventRecord.at <= until,
    )
    whose = EventRecord.payload["person_id"].as_integer()
    alive = select(Session.person_id).where(Session.created_at <= until, Session.expires_at >= since)
    wanted = select(Person.id, Person.email).where(
        Person.id.in_(select(whose).where(*began)) | Person.id.in_(alive), Person.erased_at.is_(None)
    )
    return [(number, address or "") for number, address in db.session.execute(wanted.order_by(Person.id))]

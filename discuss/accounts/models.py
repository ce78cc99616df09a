"""People, how they prove who they are, their sessions, links mailed to them, and names nobody may take again."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discuss import clock
from discuss.db import Model

TOKEN_LIFE = timedelta(minutes=60)
STEP_LIFE = timedelta(minutes=5)
SESSION_LIFE = timedelta(days=30)
STAFF_IDLE = timedelta(days=7)  # a session of somebody who works on the site ends when it is not used for so long
CLOSING_DELAY = timedelta(hours=24)


class Person(Model):
    """An account. A closed one keeps its row, emptied, so that its threads keep standing."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("role IN ('reader', 'moderator', 'editor', 'owner')", name="role"),
        UniqueConstraint("email_key"),
        UniqueConstraint("handle"),
        UniqueConstraint("name_skeleton"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None]  # as typed; None once erased
    email_key: Mapped[str | None]  # case-folded: what makes an address the same address
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]
    handle: Mapped[str] = mapped_column(String(30))
    name: Mapped[str]
    name_skeleton: Mapped[str]  # what the name looks like: two names that look alike are one
    role: Mapped[str] = mapped_column(String(20), default="reader")
    about: Mapped[str] = mapped_column(default="")
    reading: Mapped[str] = mapped_column(String(10), default="expert")  # which summary is shown first: expert or plain
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    plan: Mapped[str] = mapped_column(String(20), default="")  # the present or last plan; its history is in ``grants``
    plan_ends_at: Mapped[datetime | None]  # the first moment after its last day; None: until it is ended
    suspended_until: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    reports_paused_until: Mapped[datetime | None]  # until then the person reports nothing and gives no notice
    warning_id: Mapped[int | None]  # the decision with a warning that the person has not acknowledged yet
    handles_urgent: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # may open urgent reports and legal notices
    softened: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # texts on the desk are blurred until looked at
    held_always: Mapped[bool] = mapped_column(default=False)  # everything by this person is looked at first
    closing_at: Mapped[datetime | None]  # when the account is erased, unless its owner changes their mind
    keep_words: Mapped[bool] = mapped_column(default=True)  # on erasure comments stay, without the name
    erased_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]  # since when there is one: the sum of the tables below, see factors.py


class Mute(Model):
    """Whose comments one person does not want before their eyes. Nobody but that person ever learns of it."""

    __tablename__ = "mutes"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    muted_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    muted_at: Mapped[datetime] = mapped_column(default=clock.now)


class Session(Model):
    """One signed-in browser. The cookie holds the secret, this row only its hash."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]  # of staff: when it was last used, to the day; None: not since it began
    proved_at: Mapped[datetime | None]  # when the person last showed who they are; a mailed link shows no such thing
    browser: Mapped[str] = mapped_column(default="")  # "Firefox on Android", for the list of sessions
    network: Mapped[str] = mapped_column(default="")  # shortened address (/24, /48), for the list of sessions
    person: Mapped[Person] = relationship()


class MailedLink(Model):
    """A secret that was mailed: good once, for one purpose, one address, one hour."""

    __tablename__ = "mailed_links"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("purpose IN ('confirm', 'reset', 'change-email')", name="purpose"),
        Index("ix_mailed_links_person_id_purpose", "person_id", "purpose"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    email: Mapped[str]  # the address it was sent to: a link dies when the account's address changes
    next_path: Mapped[str] = mapped_column(default="")  # where the person was going, on this site only
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class AuthenticatorApp(Model):
    """The secret that somebody's authenticator app makes its codes from. One a person: a new app replaces the old."""

    __tablename__ = "authenticator_apps"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]  # sealed, see sealing.py
    last_step: Mapped[int]  # the half minute of the last code that was used: neither it nor an older one works again
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """A code on paper that stands in once for a lost second factor."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    salt: Mapped[str] = mapped_column(String(32))  # the same for a whole set, so that one try is one hash
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A key pair in somebody's device; we keep the public half."""

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("credential_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str]  # base64url, as browsers write it
    public_key: Mapped[str]  # base64url of the COSE key
    user_handle: Mapped[str] = mapped_column(String(88))  # random: what the device keeps in place of a name
    sign_count: Mapped[int] = mapped_column(BigInteger)  # a copied key would fall behind; 0: the device does not count
    name: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime | None]


class PendingStep(Model):
    """What was begun in one browser and must soon be finished there: good once.

    After the right password, the second step of signing in; else a question put to a passkey (``challenge``).
    """

    __tablename__ = "pending_steps"
    __table_args__ = (UniqueConstraint("secret_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    challenge: Mapped[str] = mapped_column(default="")  # base64url
    expires_at: Mapped[datetime] = mapped_column(index=True)


class KeptForm(Model):
    """A form that was interrupted by the question who is there, until it is shown again."""

    __tablename__ = "kept_forms"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    path: Mapped[str]  # where it was sent
    fields: Mapped[str]  # sealed JSON, without passwords and codes
    kept_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class RetiredName(Model):
    """A name or handle of an erased account, as a hash: nobody can pose as somebody who has left."""

    __tablename__ = "retired_names"
    __table_args__ = (UniqueConstraint("name_hash"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    retired_at: Mapped[datetime] = mapped_column(default=clock.now)

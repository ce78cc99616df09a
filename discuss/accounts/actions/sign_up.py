"""Make an account, or tell the owner of an address that there is one: the page says the same either way."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from discuss import clock, events, mail
from discuss.accounts import names, queries
from discuss.accounts.actions.mail_link import mail_link, may_mail
from discuss.accounts.actions.sign_in import end_sessions
from discuss.accounts.letters import Letters
from discuss.accounts.models import Person
from discuss.accounts.passwords import check_password, hash_password
from discuss.db import db, transaction
from discuss.errors import Invalid, NotPermitted
from discuss.events.types import PersonSignedUp, SignUpRepeated
from discuss.policy import Actor


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What the sign-up form says."""

    name: str
    email: str
    password: str
    agreed: bool = True

    def checked(self, site_name: str) -> "NewPerson":
        """Return it in its one form. Raises :class:`Invalid` with every field's faults at once."""
        faults: dict[str, list[str]] = {}
        name, email = self.name, self.email
        try:
            name = names.clean_name(self.name, site_name)
        except Invalid as error:
            faults |= error.fields
        try:
            email = names.clean_email(self.email)
        except Invalid as error:
            faults |= error.fields
        weak = check_password(self.password, name, email.partition("@")[0], site_name)
        if weak:
            faults["password"] = weak
        if not self.agreed:
            faults["agreed"] = ["Confirm that you are old enough and accept the terms and rules."]
        if faults:
            raise Invalid(faults)
        return NewPerson(name=name, email=email, password=self.password)


def sign_up(actor: Actor, given: NewPerson, letters: Letters, next_path: str) -> None:
    """Make the account and mail a link that confirms the address; ``next_path`` is where it leads afterwards.

    For an address that has an account, the same work is done and its owner is told. Raises :class:`Invalid`.
    """
    if actor.signed_in:
        raise NotPermitted("You are signed in. Sign out first to make another account.")
    new = given.checked(letters.site_name)
    password_hash = hash_password(
        new.password
    )  # before the transaction, and for known addresses too: it takes its time
    if queries.name_taken(new.name):
        raise Invalid({"name": ["This name, or one that looks like it, is taken. Choose another one."]})
    try:
        with transaction():
            _make_or_tell(new, password_hash, letters, next_path)
    except IntegrityError:
        # Two people chose the same name, or one pressed the button twice, in the same moment.
        if queries.find_by_email(new.email) is None:
            raise Invalid({"name": ["This name was taken just now. Choose another one."]}) from None


def _make_or_tell(new: NewPerson, password_hash: str, letters: Letters, next_path: str) -> None:
    known = queries.find_by_email(new.email)
    if known is None:
        person = add_person(name=new.name, email=new.email, password_hash=password_hash)
        events.record(PersonSignedUp(actor_id=person.id, person_id=person.id))
        mail_link("confirm", person, person.email or "", letters, next_path)
        return
    events.record(SignUpRepeated(actor_id=None, person_id=known.id))  # in every case: both answers take their time
    if not may_mail(known.email or ""):
        return
    if known.email_confirmed_at is not None:
        letters.already_here(f"{mail.ALREADY_HERE}{known.id}:{clock.now():%Y%m%d%H%M%S}", known.email or "")
        return
    # Nobody has shown yet that the mailbox is theirs. The link that works is this one's, so the password must be, too:
    # whoever signed up first with somebody else's address would get into the account that its owner confirms.
    known.password_hash, known.name, known.name_skeleton = password_hash, new.name, names.skeleton(new.name)
    end_sessions(known.id)
    mail_link("confirm", known, known.email or "", letters, next_path)


def add_person(*, name: str, email: str, password_hash: str, handle: str = "", **more: object) -> Person:
    """Add a person to the current transaction, with a handle made from the name unless one is given."""
    person = Person(
        name=name,
        name_skeleton=names.skeleton(name),
        email=email,
        email_key=names.email_key(email),
        password_hash=password_hash,
        handle=handle or _free_handle(name),
        created_at=clock.now(),
        **more,
    )
    db.session.add(person)
    db.session.flush()
    return person


def _free_handle(name: str) -> str:
    wanted = names.suggest_handle(name)
    handle, number = wanted, 1
    while queries.handle_taken(handle):
        number += 1
        handle = f"{wanted}-{number}"
    return handle

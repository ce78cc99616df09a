"""Change the own profile and address."""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from discuss import clock, markup
from discuss.accounts import hooks, names, queries
from discuss.accounts.actions.mail_link import mail_link
from discuss.accounts.letters import Letters
from discuss.accounts.models import Person
from discuss.accounts.passwords import verify_password
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.policy import Actor, Permission, allows, require, require_fresh

LONGEST_ABOUT = 300  # characters
MAY_NOT_PUBLISH = (
    "Everybody reads your name and the text about you. They stay as they are while your address is not confirmed, "
    "and while your account is paused or closed for writing; you can empty the text at any time."
)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the profile form says."""

    name: str
    about: str
    reading: str


def edit_profile(actor: Actor, given: Profile, site_name: str) -> None:
    """Store name, text about oneself and reading preference; nobody may be called as the site is.

    Raises :class:`Invalid`.
    """
    require(actor, Permission.ACCOUNT_MANAGE)
    faults: dict[str, list[str]] = {}
    name = given.name
    try:
        name = names.clean_name(given.name, site_name)
    except Invalid as error:
        faults |= error.fields
    about = markup.clean_text(given.about).strip()
    if len(about) > LONGEST_ABOUT:
        faults["about"] = [f"Shorten the text by {len(about) - LONGEST_ABOUT} characters."]
    if given.reading not in {"expert", "plain"}:
        faults["reading"] = ["Choose one of the two summaries."]
    if not faults and queries.name_taken(name, by_other_than=actor.id):
        faults["name"] = ["This name, or one that looks like it, is taken. Choose another one."]
    if faults:
        raise Invalid(faults)
    try:
        with transaction() as session:
            person = session.get_one(Person, actor.id)
            published = name != person.name or about not in {"", person.about}  # taking one's words down is free to all
            if published and not allows(actor, Permission.PROFILE_PUBLISH):
                raise Invalid({"": [MAY_NOT_PUBLISH]})
            renamed = person.name != name
            person.name, person.name_skeleton = name, names.skeleton(name)
            person.about, person.reading = about, given.reading
            if renamed:
                session.flush()
                hooks.rename(person.id)
    except IntegrityError:
        raise Invalid({"name": ["This name was taken just now. Choose another one."]}) from None


def change_email(actor: Actor, email: str, password: str, letters: Letters) -> None:
    """Mail a link to the new address and tell the old one; nothing changes before the link is used.

    Raises :class:`Invalid` for a bad address or a wrong password; an address that another account has gets no mail,
    and the page says the same.
    """
    require(actor, Permission.ACCOUNT_MANAGE)
    require_fresh(actor)
    faults: dict[str, list[str]] = {}
    try:
        email = names.clean_email(email)
    except Invalid as error:
        faults |= error.fields
    if not verify_password(queries.get_self(actor).password_hash, password):
        faults["password"] = ["This is not your present password."]
    if faults:
        raise Invalid(faults)
    with transaction() as session:
        person = session.get_one(Person, actor.id)
        if queries.find_by_email(email) is None:
            mail_link("change-email", person, email, letters)
        # Told in either case: a notice that stays away would say who has an account.
        letters.email_changing(f"email-changing:{person.id}:{clock.now():%Y%m%d%H%M%S}", person.email or "")

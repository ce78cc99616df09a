"""Make people moderators, editors or owners, or readers again; and make accounts by command."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from discuss import clock, events
from discuss.accounts import names, queries
from discuss.accounts.actions.sign_in import end_sessions
from discuss.accounts.actions.sign_up import add_person
from discuss.accounts.models import Person
from discuss.accounts.passwords import check_length, hash_password
from discuss.db import transaction
from discuss.errors import Conflict, Invalid
from discuss.events.types import PersonSignedUp, RoleGranted
from discuss.policy import Actor, Permission, Role, require, require_fresh

ROLES = ("reader", "moderator", "editor", "owner")


def grant_role(actor: Actor, person: Person, role: str) -> None:
    """Give ``person`` a role; their sessions end, so that no page keeps the old one.

    Raises :class:`Invalid` for an unknown role, :class:`Conflict` where no owner would be left.
    """
    require(actor, Permission.ROLE_GRANT, person)
    require_fresh(actor)
    if role not in ROLES:
        raise Invalid({"role": ["Choose reader, moderator, editor or owner."]})
    person_id = person.id
    with transaction() as session:
        staying = queries.staying_owners()
        if actor.id is not None:  # again: the actor's own role may have changed meanwhile
            now = replace(actor, role=Role(session.get_one(Person, actor.id).role))
            require(now, Permission.ROLE_GRANT, person)
        person = session.get_one(Person, person_id, with_for_update=True)
        if person.role == Role.OWNER and role != Role.OWNER and not staying - {person_id}:
            raise Conflict("This is the only owner who stays. Make somebody else an owner first.")
        if person.role == role:
            return
        events.record(RoleGranted(actor_id=actor.id, person_id=person_id, old_role=person.role, new_role=role))
        person.role = role
        person.handles_urgent = False  # a right of moderators: whoever becomes one again is given it anew
        end_sessions(person_id)


def create_person(actor: Actor, *, email: str, name: str, password: str, role: str, handle: str = "") -> Person:
    """Make a confirmed account, for whoever runs the site: of the password only the length is looked at.

    Raises :class:`Invalid` for faults and :class:`Conflict` for an address that has an account.
    """
    require(actor, Permission.ROLE_GRANT, None)
    email, name = names.clean_email(email), names.clean_name(name)
    handle = names.clean_handle(handle) if handle else ""
    weak = check_length(password)
    if weak or role not in ROLES:
        raise Invalid({"password": weak} if weak else {"role": [f"There is no role {role}."]})
    password_hash = hash_password(password)
    try:
        with transaction():
            if queries.find_by_email(email) is not None:
                raise Conflict(f"There is an account with the address {email} already.")
            if queries.name_taken(name):
                raise Conflict(f"The name {name}, or one that looks like it, is taken.")
            if handle and queries.handle_taken(handle):
                raise Conflict(f"The handle {handle} is taken.")
            person = add_person(
                name=name, email=email, password_hash=password_hash, handle=handle, role=role,
                email_confirmed_at=clock.now(),
            )  # fmt: skip
            events.record(PersonSignedUp(actor_id=actor.id, person_id=person.id))
            if role != Role.READER:
                events.record(RoleGranted(actor_id=actor.id, person_id=person.id, old_role="reader", new_role=role))
    except IntegrityError:
        raise Conflict("The address, name or handle was taken just now.") from None
    return person

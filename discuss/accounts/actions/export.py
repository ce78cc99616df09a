"""Take one's own data home."""

from datetime import datetime, timedelta
from typing import Any

from discuss import clock, events
from discuss.accounts import hooks, queries
from discuss.accounts.models import Person
from discuss.accounts.passwords import verify_password
from discuss.db import transaction
from discuss.errors import Invalid
from discuss.events.types import DataExported, PersonSignedUp
from discuss.policy import Actor, Permission, require, require_fresh


def export(actor: Actor, password: str) -> dict[str, Any]:
    """Return everything the site keeps about the actor. Raises :class:`Invalid` for a wrong password."""
    require(actor, Permission.ACCOUNT_EXPORT)
    require_fresh(actor)
    person = queries.get_self(actor)
    if not verify_password(person.password_hash, password):
        raise Invalid({"password": ["This is not your present password."]})
    person_id = person.id
    account = {
        "email": person.email,
        "email_confirmed_at": person.email_confirmed_at,
        "name": person.name,
        "handle": person.handle,
        "about": person.about,
        "reading": person.reading,
        "role": person.role,
        "plan": person.plan,
        "plan_ends_at": person.plan_ends_at,
        "created_at": person.created_at,
        "agreed_at": _agreed_at(person),
        "suspended_until": person.suspended_until,
        "banned_at": person.banned_at,
        "second_factor_at": person.second_factor_at,
        "passkeys": [
            {"name": passkey.name, "added_at": passkey.added_at, "used_at": passkey.used_at}
            for passkey in queries.passkeys(actor)
        ],
    }
    muted = [{"handle": person.handle, "muted_at": mute.muted_at} for person, mute in queries.muted_people(actor)]
    sessions = [
        {
            "browser": s.browser,
            "network": s.network,
            "created_at": s.created_at,
            "seen_at": s.seen_at,
            "expires_at": s.expires_at,
        }
        for s in queries.sessions(actor)
    ]
    collected = {"exported_at": clock.now(), "account": account, "sessions": sessions, "muted": muted}
    collected |= hooks.exports(person_id)
    with transaction():
        events.record(DataExported(actor_id=person_id, person_id=person_id))
    return collected


def _agreed_at(person: Person) -> datetime | None:
    """Who signs up says that they agree to terms and rules and are old enough; who was given an account did not."""
    signed_up = events.happened(PersonSignedUp, person.id, since=person.created_at - timedelta(seconds=1))
    return person.created_at if signed_up else None

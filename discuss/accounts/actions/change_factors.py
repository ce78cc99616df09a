"""What every change of somebody's second factors brings with it."""

from dataclasses import dataclass

from sqlalchemy import delete

from discuss import clock, events
from discuss.accounts import queries, recovery
from discuss.accounts.actions.sign_in import end_sessions, renew_session
from discuss.accounts.letters import Letters
from discuss.accounts.models import Person, RecoveryCode
from discuss.db import db
from discuss.events.types import FactorsChanged

CodeSet = tuple[str, dict[str, str]]  # see recovery.new_set


@dataclass(frozen=True)
class Changed:
    """The secret under which this session goes on, and recovery codes to be shown once, if there are new ones."""

    session_secret: str
    codes: tuple[str, ...] = ()


def changed(person: Person, session_id: int, what: str, letters: Letters, codes: CodeSet | None = None) -> Changed:
    """End the other sessions and tell the person, in the current transaction.

    ``codes`` are written when this was the first factor. Without any factor left the recovery codes go, too.
    """
    first = person.second_factor_at is None
    db.session.flush()
    if not queries.has_factors(person.id):
        person.second_factor_at = None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    elif first:
        person.second_factor_at = clock.now()
        if codes is not None:
            write_codes(person.id, codes)
    end_sessions(person.id, but=session_id)
    events.record(FactorsChanged(actor_id=person.id, person_id=person.id, what=what))
    letters.factors_changed(f"factors:{person.id}:{clock.now():%Y%m%d%H%M%S%f}", person.email or "", what)
    return Changed(renew_session(person.id, session_id), tuple(codes[1]) if first and codes else ())


def new_codes_if_first(person: Person) -> CodeSet | None:
    """Return recovery codes for somebody's first factor; made before the transaction, because it takes its time."""
    return recovery.new_set() if person.second_factor_at is None else None


def write_codes(person_id: int, codes: CodeSet) -> None:
    """Put a set in place of the one before, in the current transaction."""
    salt, hashes = codes
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    for code_hash in hashes.values():
        db.session.add(RecoveryCode(person_id=person_id, salt=salt, code_hash=code_hash, made_at=clock.now()))

"""Begin what must soon be finished in the same browser: a second step of signing in, a question to a passkey."""

from sqlalchemy import delete

from discuss import clock
from discuss.accounts.handed_out import hashed, new_secret
from discuss.accounts.models import STEP_LIFE, PendingStep
from discuss.db import db, transaction


def begin_step(person_id: int | None, challenge: str = "") -> str:
    """Add a step to the current transaction and return its secret, for the cookie."""
    secret = new_secret()
    db.session.add(
        PendingStep(
            secret_hash=hashed(secret), person_id=person_id, challenge=challenge, expires_at=clock.now() + STEP_LIFE
        )
    )
    return secret


def take_challenge(secret: str, person_id: int | None) -> str:
    """Return a passkey's question and forget it, whatever becomes of the answer; '' if there is none."""
    with transaction() as session:
        asked = delete(PendingStep).where(
            PendingStep.secret_hash == hashed(secret),
            PendingStep.challenge != "",
            PendingStep.person_id.is_(None) if person_id is None else PendingStep.person_id == person_id,
        )
        found = session.execute(asked.returning(PendingStep.challenge, PendingStep.expires_at)).first()
    good = found is not None and clock.now() < found.expires_at <= clock.now() + 2 * STEP_LIFE
    return found.challenge if found is not None and good else ""

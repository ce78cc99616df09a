"""Check a proof of who somebody is, and use it up: no code and no answer works twice."""

from dataclasses import replace

from sqlalchemy import update

from discuss import clock, events
from discuss.accounts import app_codes, passkeys, queries, recovery
from discuss.accounts.actions.pending import take_challenge
from discuss.accounts.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from discuss.accounts.passwords import verify_password
from discuss.accounts.proofs import Given, Means
from discuss.db import db, transaction
from discuss.errors import Invalid
from discuss.events.types import RecoveryCodeUsed, SecondFactorFailed

NO_CODE = "Enter the six digits that your authenticator app shows."
WRONG_CODE = (
    "This is not the code of this half minute. Check that the clock of your device is set automatically, "
    "then enter the code it shows now."
)
USED_CODE = "This code has been used already. Enter the next one: it comes within half a minute."
WRONG_RECOVERY = "This is not one of your recovery codes, or it has been used. Each works once."
WRONG_PASSKEY = "The passkey was not accepted. Try again, or use another way."
NOT_THE_PRESENT_ONE = "This is not your present password."


def prepared(person: Person | None, given: Given) -> Given:
    """Do the slow part, and what must stay done when the proof fails, before the transaction.

    A passkey's question is taken back, a recovery code is hashed, a password checked (:class:`Invalid`).
    """
    if given.passkey:
        return replace(given, challenge=take_challenge(given.challenge, person.id if person else None))
    if person is None:
        raise Invalid({"": [WRONG_PASSKEY]})
    if given.recovery_code:
        salt = queries.recovery_salt(person.id)
        return replace(given, recovery_code=recovery.hashed(salt, given.recovery_code) if salt else "none")
    if given.password and not verify_password(person.password_hash, given.password):
        raise Invalid({"password": [NOT_THE_PRESENT_ONE]})
    return given


def spend(person: Person, given: Given, means: Means) -> None:
    """Use up the proof in the current transaction. Raises :class:`Invalid` with what is wrong with it."""
    if given.passkey:
        if use_passkey(given, means).person_id != person.id:
            raise Invalid({"": [WRONG_PASSKEY]})
    elif given.recovery_code:
        _use_recovery_code(person, given.recovery_code, means)
    elif person.second_factor_at is not None:
        _use_app_code(person, "".join(given.app_code.split()), means)
    elif not given.password:
        raise Invalid({"password": ["Enter your password."]})


def use_passkey(given: Given, means: Means) -> Passkey:
    """Return the passkey that has answered, in the current transaction. Raises :class:`Invalid`."""
    try:
        found = queries.find_passkey_to_use(passkeys.credential_in(given.passkey))
        if found is None or means.party is None or not given.challenge:
            raise Invalid({"": [WRONG_PASSKEY]})
        found.sign_count = passkeys.check_signed(
            means.party, given.challenge, given.passkey, found.public_key, found.sign_count
        )
    except passkeys.NotAPasskey:
        raise Invalid({"": [WRONG_PASSKEY]}) from None
    found.used_at = clock.now()
    return found


def note_failure(person_id: int) -> None:
    """Record that a proof failed, after its transaction has been given up."""
    with transaction():
        events.record(SecondFactorFailed(actor_id=None, person_id=person_id))


def _use_app_code(person: Person, code: str, means: Means) -> None:
    if not (code.isascii() and code.isdecimal() and len(code) == 6):
        raise Invalid({"code": [NO_CODE]})
    app = db.session.get(AuthenticatorApp, person.id)
    key = means.sealer.open("app", person.id, app.secret) if app else None
    step = app_codes.step_of(key, code) if key else None
    if key is None or step is None:
        raise Invalid({"code": [WRONG_CODE]})
    # Of two who enter one code at once, the database lets one through.
    unused = update(AuthenticatorApp).where(AuthenticatorApp.person_id == person.id, AuthenticatorApp.last_step < step)
    used = unused.values(last_step=step, used_at=clock.now(), secret=means.sealer.seal("app", person.id, key))
    if db.session.execute(used.returning(AuthenticatorApp.person_id)).first() is None:
        raise Invalid({"code": [USED_CODE]})


def _use_recovery_code(person: Person, code_hash: str, means: Means) -> None:
    unused = update(RecoveryCode).where(
        RecoveryCode.person_id == person.id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None)
    )
    used = unused.values(used_at=clock.now()).returning(RecoveryCode.id)
    number = db.session.scalar(used.execution_options(synchronize_session=False))
    if number is None:
        raise Invalid({"recovery": [WRONG_RECOVERY]})
    left = queries.recovery_codes_left(person.id)
    events.record(RecoveryCodeUsed(actor_id=person.id, person_id=person.id, left=left))
    means.letters.recovery_code_used(f"recovery-code:{number}", person.email or "", left)

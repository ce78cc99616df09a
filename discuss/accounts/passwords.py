"""Passwords: hashed with Argon2id, never compared in a way that tells whether an account exists."""

import re
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from discuss.errors import Invalid

SHORTEST, LONGEST = 10, 1024  # characters
# Two passes over 19 MiB: the least that OWASP's password storage sheet asks for, about 20 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobodys = _hasher.hash("nobody has this password")

ENDS = "0123456789!@#$%^&*()-_=+.,;:?/ "  # what people put before and behind a word to make it long enough
ENOUGH_GUESSES = 10**6  # far beyond the lists that are tried first at a door where tries are limited
ENOUGH_FOR_THE_WORD = 10**3  # of what is left without the ends
LOOKED_AT = 32  # characters: judging takes time that grows with their square, and so many are enough whatever they are
_judging = Lock()  # the judge keeps the words about a person in one place for all threads


def check_length(password: str) -> list[str]:
    """Return the sentences that say why a password is refused for its length alone."""
    if len(password) < SHORTEST:
        return [f"Use at least {SHORTEST} characters. Three or four unrelated words work well."]
    if len(password) > LONGEST:
        return [f"Use at most {LONGEST:,} characters."]
    return []


def check_password(password: str, *personal: str) -> list[str]:
    """Return the sentences that say why ``password`` is refused; ``personal`` are words it must not consist of.

    How soon it would be guessed is asked of zxcvbn, which knows the commonest passwords, names and words, rows of keys
    and letters that stand for others.
    """
    refused = check_length(password)
    if not refused and _is_common(password.casefold(), [given.casefold() for given in personal]):
        refused = ["This password is among the first that anybody would try. Use three or four unrelated words."]
    return refused


def _is_common(password: str, personal: list[str]) -> bool:
    wholes = {form for given in personal for form in (given, "".join(re.split(r"[\W_]+", given))) if len(form) > 3}
    without = password
    for whole in sorted(wholes, key=lambda form: (-len(form), form)):
        without = without.replace(whole, "")
    bare = "".join(dict.fromkeys(without.strip(ENDS).split()))  # a word that is repeated counts once
    if len(set(password)) < 5 or len(bare) < 4:
        return True
    known = sorted({*wholes, *(word for given in personal for word in re.split(r"[\W_]+", given) if word)})
    return _guesses(password, known) < ENOUGH_GUESSES or _guesses(bare, known) < ENOUGH_FOR_THE_WORD


def _guesses(password: str, personal: list[str]) -> float:
    """Return how many tries somebody needs who knows what people choose, and these words about the person."""
    with _judging:
        return float(zxcvbn(password[:LOOKED_AT], personal, max_length=LOOKED_AT)["guesses"])


def hash_password(password: str) -> str:
    """Return the hash to store. Raises :class:`Invalid` (field ``password``) for what cannot be encoded."""
    try:
        return _hasher.hash(password)
    except UnicodeEncodeError as error:
        raise Invalid({"password": ["The password holds characters that cannot be stored."]}) from error


def verify_password(stored: str | None, password: str) -> bool:
    """Say whether ``password`` is the one. Without ``stored`` the same work is done, for the answer no."""
    try:
        right = _hasher.verify(stored or _nobodys, password[:LONGEST])
        return right and stored is not None and len(password) <= LONGEST
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made with lower cost than today's."""
    return _hasher.check_needs_rehash(stored)

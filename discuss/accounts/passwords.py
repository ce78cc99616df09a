"""Passwords: hashed with Argon2id, never compared in a way that tells whether an account exists."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from discuss.errors import Invalid

SHORTEST, LONGEST = 10, 1024  # characters
DIGIT_ROWS = ("01234567890123456789", "98765432109876543210")
# Two passes over 19 MiB: the least that OWASP's password storage sheet asks for, about 20 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobodys = _hasher.hash("nobody has this password")

# What people choose when asked for ten characters or more; shorter ones are refused by their length.
COMMON_PARTS = frozenset(
    [
        "password",
        "passwort",
        "motdepasse",
        "qwertyuiop",
        "qwerty",
        "qwertz",
        "azerty",
        "asdfghjkl",
        "zxcvbnm",
        "letmein",
        "welcome",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "basketball",
        "dragon",
        "monkey",
        "shadow",
        "master",
        "superman",
        "batman",
        "trustno1",
        "whatever",
        "starwars",
        "liverpool",
        "chelsea",
        "arsenal",
        "barcelona",
        "juventus",
        "hello",
        "secret",
        "changeme",
        "default",
        "administrator",
        "admin",
        "root",
        "login",
        "guest",
        "test",
        "temp",
        "demo",
        "abc",
        "abcd",
        "abcde",
        "abcdef",
        "abcdefgh",
        "abcdefghij",
        "charlie",
        "jordan",
        "michael",
        "jennifer",
        "thomas",
        "robert",
        "daniel",
        "summer",
        "winter",
        "spring",
        "autumn",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "internet",
        "computer",
        "samsung",
        "google",
        "facebook",
        "pokemon",
        "minecraft",
        "cheese",
        "chocolate",
        "butterfly",
        "flower",
        "purple",
        "orange",
        "banana",
        "cookie",
        "pepper",
        "ginger",
        "tigger",
        "buster",
        "soccer",
        "hockey",
        "killer",
        "hunter",
        "ranger",
        "harley",
        "mustang",
        "corvette",
        "ferrari",
        "mercedes",
        "porsche",
        "yamaha",
    ]
)


def check_password(password: str, *personal: str) -> list[str]:
    """Return the sentences that say why ``password`` is refused; ``personal`` are words it must not consist of."""
    if len(password) < SHORTEST:
        return [f"Use at least {SHORTEST} characters. Three or four unrelated words work well."]
    if len(password) > LONGEST:
        return [f"Use at most {LONGEST:,} characters."]
    if _is_common(password.casefold(), [word.casefold() for word in personal if len(word) > 3]):
        return ["This password is among the first that anybody would try. Use three or four unrelated words."]
    return []


def _is_common(password: str, personal: list[str]) -> bool:
    if len(set(password)) < 5:
        return True
    if any(password in row for row in DIGIT_ROWS):
        return True
    for word in personal:
        password = password.replace(word, "")
    bare = password.strip("0123456789!@#$%^&*()-_=+.,;:?/ ")
    halves = {bare[: len(bare) // 2], bare[len(bare) // 2 :]} if len(bare) % 2 == 0 else {bare}
    return len(bare) < 4 or bare in COMMON_PARTS or (len(halves) == 1 and halves <= COMMON_PARTS)


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

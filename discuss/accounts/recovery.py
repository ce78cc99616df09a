"""Recovery codes: too many to be guessed by whoever has the database, in groups that can be written down and typed."""

import secrets

from argon2.low_level import Type, hash_secret_raw

COUNT = 10
PASSES, MEMORY = 2, 19 * 1024  # what guessing one costs: rounds, and KiB; sets from before have codes of 49 bits
GROUPS, LETTERS = 7, 4  # k7mq-x9fr-…: 138 bits
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are taken for one another


def new_set() -> tuple[str, dict[str, str]]:
    """Return a salt for the set, and each code with its hash."""
    salt = secrets.token_hex(16)
    codes = ["-".join(_word() for _ in range(GROUPS)) for _ in range(COUNT)]
    return salt, {code: hashed(salt, code) for code in codes}


def hashed(salt: str, code: str) -> str:
    """Return what the database keeps of a code, however it was typed. Takes about 20 ms."""
    plain = "".join(character for character in code.casefold()[:100] if character.isalnum())
    made = hash_secret_raw(
        plain.encode(), bytes.fromhex(salt), time_cost=PASSES, memory_cost=MEMORY, parallelism=1, hash_len=32,
        type=Type.ID,
    )  # fmt: skip
    return made.hex()


def _word() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))

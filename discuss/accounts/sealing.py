"""Secrets that must be read again are kept sealed: whoever reads the database without the site's key has nothing."""

import base64
from collections.abc import Iterable
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Sealer:
    """Seals with the first of the site's keys and opens with any, so that a change of key locks nobody out."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, purpose: str, owner_id: int, text: str) -> str:
        """Return ``text`` sealed; it opens for the same purpose and owner alone."""
        return self._keys.encrypt(f"{purpose}:{owner_id}:{text}".encode()).decode("ascii")

    def open(self, purpose: str, owner_id: int, sealed: str, *, within: timedelta | None = None) -> str | None:
        """Return what was sealed. None: by another key, for something else, changed, or longer ago than ``within``."""
        try:
            plain = self._keys.decrypt(sealed.encode(), None if within is None else int(within.total_seconds()))
        except InvalidToken:
            return None
        mark = f"{purpose}:{owner_id}:"
        text = plain.decode()
        return text.removeprefix(mark) if text.startswith(mark) else None


def _derived(key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"discuss: kept sealed in the database")
    return base64.urlsafe_b64encode(derived.derive(key.encode()))

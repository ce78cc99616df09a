"""Secrets handed out and kept as hashes: of sessions and of mailed links."""

import hashlib
import secrets


def new_secret() -> str:
    """Return 256 random bits for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what the database keeps of a secret: enough to find it, useless to whoever reads the table."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

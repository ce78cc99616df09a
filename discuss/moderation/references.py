"""How a case is called on the phone and in letters: a letter for its kind and eight by chance."""

import secrets

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another on the phone


def new_reference(kind: str) -> str:
    """Return a new one; ``kind`` is the letter that it begins with."""
    return f"{kind}-" + "".join(secrets.choice(_LETTERS) for _ in range(8))

"""What people prove with that it is them, and what their proofs are checked with."""

from dataclasses import dataclass

from discuss.accounts.letters import Letters
from discuss.accounts.passkeys import Party
from discuss.accounts.sealing import Sealer


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody shows: one of these."""

    app_code: str = ""
    recovery_code: str = ""
    passkey: str = ""  # its answer as JSON
    challenge: str = ""  # the secret under which the question that the passkey answers is kept
    password: str = ""  # counts for whoever has no second factor


@dataclass(frozen=True)
class Means:
    """What this site checks with; ``party`` is None where passkeys cannot work, at an address without a name."""

    sealer: Sealer
    party: Party | None
    letters: Letters

"""What every event is: plain values, and who did it."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened; ``actor_id`` is None for the system and for visitors."""

    kind: ClassVar[str]
    actor_id: int | None

    def payload(self) -> dict[str, Any]:
        """Return all fields but the actor, as the events table keeps them."""
        return {name: value for name, value in asdict(self).items() if name != "actor_id"}

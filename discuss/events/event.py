"""What every event is: plain values, and who did it."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Frozen:
    """Makes each class below it a dataclass whose values are named and never changed."""

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        dataclass(frozen=True, kw_only=True)(cls)


class Event(_Frozen):
    """Something that happened; ``actor_id`` is None for the system and for visitors."""

    kind: ClassVar[str]
    actor_id: int | None

    def payload(self) -> dict[str, Any]:
        """Return all fields but the actor, as the events table keeps them."""
        return {name: value for name, value in asdict(self).items() if name != "actor_id"}

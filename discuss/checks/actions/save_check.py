"""Put a new version of a check into force; the versions before it stay as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from discuss import clock, events, markup
from discuss.checks import queries
from discuss.checks.models import CheckVersion
from discuss.db import transaction
from discuss.errors import Conflict, Invalid, NotFound
from discuss.events.types import SettingsChanged
from discuss.policy import Actor, Permission, require, require_fresh
from discuss.screening import CATALOGUE
from discuss.screening.parameters import Value

LONGEST_REASON = 500  # characters


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A setting that an owner wants, why, and the version that the owner had before the eyes."""

    enabled: bool
    values: Mapping[str, Value]
    reason: str
    based_on: int

    @classmethod
    def read(cls, name: str, typed: Mapping[str, str]) -> "Wanted":
        """Read a form. Raises :class:`Invalid` with all that is wrong with it, and :class:`NotFound` for no check."""
        described = CATALOGUE.get(name)
        if described is None:
            raise NotFound
        faults: dict[str, list[str]] = {}
        enabled, values = True, dict(described.default.values)
        try:
            enabled, values = described.read(typed)
        except Invalid as fault:
            faults |= fault.fields
        reason = markup.clean_text(typed.get("reason", "")).strip()
        if not reason:
            faults["reason"] = ["Say why: whoever looks at this check later reads it."]
        elif len(reason) > LONGEST_REASON:
            faults["reason"] = [f"Shorten the reason by {len(reason) - LONGEST_REASON} characters."]
        version = typed.get("version", "")
        if not (version.isascii() and version.isdecimal()) or len(version) > 9:
            faults["version"] = ["Load the page again: it does not say which version you looked at."]
        if faults:
            raise Invalid(faults)
        return cls(enabled=enabled, values=values, reason=reason, based_on=int(version))

    def check_new(self, name: str) -> None:
        """Raise :class:`Conflict` if it is based on an old version, :class:`Invalid` if it changes nothing."""
        now = queries.in_force().of(name)
        if now.version != self.based_on:
            raise Conflict(
                f"Somebody has saved version {now.version} of this check while you were looking at version "
                f"{self.based_on}. Look at it, then change it again."
            )
        takes_over = name == "words" and now.version == 1  # what the file says may be saved as it is
        if (self.enabled, dict(self.values)) == (now.enabled, dict(now.values)) and not takes_over:
            raise Invalid({"": [f"Nothing is different from version {now.version}."]})


def save_check(actor: Actor, name: str, wanted: Wanted) -> CheckVersion:
    """Store ``wanted`` as the next version, in force for whatever is posted from now on.

    Raises :class:`NotFound` for no check, :class:`Invalid` outside of the safe ranges, without a reason or change, and
    :class:`Conflict` when somebody else has saved a version meanwhile.
    """
    require(actor, Permission.CHECKS_EDIT)
    require_fresh(actor)
    typed = {parameter: str(value) for parameter, value in wanted.values.items()}
    typed |= {"enabled": "on" if wanted.enabled else "off", "reason": wanted.reason, "version": str(wanted.based_on)}
    wanted = Wanted.read(name, typed)
    try:
        with transaction() as session:
            wanted.check_new(name)
            latest = select(CheckVersion.id).where(CheckVersion.name == name, CheckVersion.version == wanted.based_on)
            session.execute(latest.with_for_update())
            made = CheckVersion(
                name=name,
                version=wanted.based_on + 1,
                enabled=wanted.enabled,
                parameters=dict(wanted.values),
                reason=wanted.reason,
                made_by=actor.id,
                made_at=clock.now(),
            )
            session.add(made)
            session.flush()
            events.record(SettingsChanged(actor_id=actor.id, name=f"check {name}, version {made.version}"))
    except IntegrityError as error:
        raise Conflict("Somebody else has saved a version of this check at the same moment. Load the page.") from error
    return made

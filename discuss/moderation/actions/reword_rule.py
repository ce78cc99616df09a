"""Give a house rule another wording; the one before stays on record, and decisions taken under it keep it."""

from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from discuss import events, markup
from discuss.db import transaction
from discuss.decisions.models import RuleVersion
from discuss.decisions.rules import NUMBERS, house_rules
from discuss.errors import Conflict, Invalid, NotFound
from discuss.events.types import RuleReworded
from discuss.policy import Actor, Permission, require, require_fresh
from discuss.stories.models import Story

LONGEST = {"title": 80, "example": 500, "tombstone": 160, "message": 1000, "reason": 500}  # characters
EMPTY = {
    "title": "Give the rule a name.",
    "example": "Give an example.",
    "tombstone": "Say what readers see in the place of a removed comment.",
    "message": "Say how a message to the author begins.",
    "reason": "Say why it is reworded: everybody can read it.",
}


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the form says."""

    title: str
    example: str
    tombstone: str
    message: str
    reason: str

    def checked(self) -> "Wording":
        """Return it cleaned. Raises :class:`Invalid` with every fault at once."""
        cleaned = {name: markup.clean_text(getattr(self, name)).strip() for name in LONGEST}
        faults: dict[str, list[str]] = {}
        for name, text in cleaned.items():
            if not text:
                faults[name] = [EMPTY[name]]
            elif len(text) > LONGEST[name]:
                faults[name] = [f"Shorten this by {len(text) - LONGEST[name]} characters."]
        if faults:
            raise Invalid(faults)
        return replace(self, **cleaned)


def reword_rule(actor: Actor, number: int, given: Wording, *, based_on: int | None) -> RuleVersion:
    """Store a new version of rule ``number``, made from version ``based_on``.

    Raises :class:`Invalid`, and :class:`Conflict` when somebody else has reworded it meanwhile.
    """
    require(actor, Permission.SETTINGS_EDIT)
    require_fresh(actor)
    if number not in NUMBERS:
        raise NotFound
    wording = given.checked()
    try:
        with transaction() as session:
            # Every page with a tombstone must be made anew. In one order, so that two such changes cannot deadlock.
            session.execute(select(Story.id).order_by(Story.id).with_for_update())
            version = house_rules()[number].version
            if version != based_on:
                raise Conflict("This rule was reworded meanwhile. Load the page again and look at the new wording.")
            made = RuleVersion(
                number=number,
                version=version + 1,
                title=wording.title,
                example=wording.example,
                tombstone=wording.tombstone,
                message=wording.message,
                reason=wording.reason,
                made_by=actor.id,
            )
            session.add(made)
            session.execute(
                update(Story)
                .values(thread_version=Story.thread_version + 1)
                .execution_options(synchronize_session=False)
            )
            events.record(RuleReworded(actor_id=actor.id, number=number, version=version + 1))
            return made
    except IntegrityError:
        raise Conflict("This rule was reworded just now. Load the page again and look at the new wording.") from None
